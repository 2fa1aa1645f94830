# SPDX-License-Identifier: GPL-3.0-or-later
"""No word of the interface is left in English."""

import ast
from pathlib import Path

import pytest

from pipeline.catalogue.reading import read
from pipeline.publication import Language
from pipeline.works.own_words import PORTAL, own_words

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("tag", ["it", "de", "sq"])
def test_every_word_of_the_interface_is_translated(tag: str) -> None:
    catalogue = read(ROOT / f"locales/{tag}/LC_MESSAGES/{PORTAL}.po", Language(tag, tag))
    translated = {
        f"{message.original}\0{message.plural}" if message.plural else message.original
        for message in catalogue.messages
        if message.state == "translated"
    }

    assert {message.original for message in own_words().messages} <= translated


def test_words_are_called_by_a_name_so_that_extraction_finds_them() -> None:
    """`words_of(env)("Checklist")` prints the same, and no catalogue ever holds it."""
    hidden = [
        f"{path.name}:{node.lineno}"
        for path in (ROOT / "pipeline").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Call)
        and getattr(node.func.func, "id", getattr(node.func.func, "attr", "")) in ("words_of", "Words", "words")
    ]

    assert hidden == []
