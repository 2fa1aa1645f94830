# SPDX-License-Identifier: GPL-3.0-or-later
"""No word of the interface is left in English."""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.catalogue.memory import Memory
from pipeline.catalogue.reading import read
from pipeline.catalogue.update import update
from pipeline.model.publication import Language
from pipeline.translations.interface import portal_template
from pipeline.words import PORTAL

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("tag", ["it", "de", "sq"])
def test_every_word_of_the_interface_is_translated(tag: str) -> None:
    catalogue = read(ROOT / f"locales/{tag}/LC_MESSAGES/{PORTAL}.po", Language(tag, tag))
    translated = {
        f"{message.original}\0{message.plural}" if message.plural else message.original
        for message in catalogue.messages
        if message.state == "translated"
    }

    assert {message.original for message in portal_template().messages} <= translated


@pytest.mark.parametrize("tag", ["it", "de", "sq"])
def test_an_update_of_a_fresh_clone_changes_no_catalogue_of_the_interface(tag: str) -> None:
    path = ROOT / f"locales/{tag}/LC_MESSAGES/{PORTAL}.po"
    language, template = Language(tag, tag), portal_template()
    memory = Memory.of([], template.original, language, ())

    done = update(template, language, path.read_bytes(), memory, moment=datetime(2026, 1, 1, tzinfo=UTC), path=path)

    assert done.data.decode() == path.read_text(encoding="utf-8")


def test_places_of_the_interface_name_files_alone() -> None:
    assert {place.line for message in portal_template().messages for place in message.places} == {0}


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
