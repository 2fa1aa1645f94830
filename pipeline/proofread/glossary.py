# SPDX-License-Identifier: GPL-3.0-or-later
"""The check that `:term:` leads to a term of the glossary, as Sphinx asks when the edition is built."""

import re
from collections.abc import Iterator

from pipeline.model.remark import Remark
from pipeline.model.similar import similar
from pipeline.proofread.pair import Pair

_TERM = re.compile(r":term:`([^`]+)`")
_TARGET = re.compile(r"<([^<>]*)>\s*\Z")


def unknown_term(pair: Pair) -> Iterator[Remark]:
    """Find references to a term that the glossary of the translation does not have.

    The term is the whole text between the backquotes, or what stands in <…>: as the glossary of the language has it, or the original.
    """
    glossary = pair.context.glossary
    for text in _TERM.findall(pair.translation.source) if glossary else ():
        target = _TARGET.search(text)
        name = " ".join((target[1] if target else text).split())
        if name.lower() in glossary:
            continue
        near = similar(name, glossary.values())
        if near:
            yield Remark(
                "the glossary has no term %(name)s; write :term:`your words <%(near)s>`", name=name, near=near[0]
            )
        else:
            yield Remark(
                "the glossary has no term %(name)s; write :term:`your words <term>`, with the term as the glossary of your"
                " language has it",
                name=name,
            )
