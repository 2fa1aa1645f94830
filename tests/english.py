# SPDX-License-Identifier: GPL-3.0-or-later
"""English that is left in a text of another language: whatever the interface says in English, in pieces of two words and more."""

import re
from functools import cache

from pipeline.model.template import PLURAL
from pipeline.translations.interface import readers_template, tools_template
from pipeline.words import ToolWords

_VALUE = re.compile(r"%(?:\(\w+\))?[srd]")


def english_in(text: str, tag: str) -> list[str]:
    """The pieces of the interface's English sentences in a text, those aside that the language has too."""
    text = " ".join(text.split())
    return [piece for piece in _pieces(tag) if piece in text]


@cache
def _pieces(tag: str) -> tuple[str, ...]:
    words = ToolWords(tag)
    found = []
    for template in (*readers_template().messages, *tools_template().messages):
        sentence = template.original.partition(PLURAL)[0]
        there = " ".join(words(sentence).split())
        pieces = (" ".join(piece.split()) for piece in _VALUE.split(sentence))
        found += [one for one in pieces if len(re.findall(r"[a-z]{2,}", one)) > 1 and one not in there]
    return tuple(dict.fromkeys(found))
