# SPDX-License-Identifier: GPL-3.0-or-later
"""No word of the interface is left in English."""

import ast
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.catalogue.memory import Memory
from pipeline.catalogue.reading import parse, read
from pipeline.catalogue.update import update
from pipeline.model.publication import Language
from pipeline.model.template import Template
from pipeline.translations.interface import library_translations, readers_template, sphinx_template, tools_template

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = (readers_template, tools_template)


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("tag", ["it", "de", "sq"])
def test_every_word_of_the_interface_is_translated(tag: str, template: Callable[[], Template]) -> None:
    catalogue = read(ROOT / f"locales/{tag}/LC_MESSAGES/{template().name}.po", Language(tag, tag))
    translated = {
        f"{message.original}\0{message.plural}" if message.plural else message.original
        for message in catalogue.messages
        if message.state == "translated"
    }

    assert {message.original for message in template().messages} <= translated


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("tag", ["it", "de", "sq"])
def test_an_update_of_a_fresh_clone_changes_no_catalogue_of_the_interface(
    tag: str, template: Callable[[], Template]
) -> None:
    path = ROOT / f"locales/{tag}/LC_MESSAGES/{template().name}.po"
    language = Language(tag, tag)
    memory = Memory.of([], template().original, language)

    done = update(template(), language, path.read_bytes(), memory, moment=datetime(2026, 1, 1, tzinfo=UTC), path=path)

    assert done.data.decode() == path.read_text(encoding="utf-8")


def test_places_of_the_interface_name_files_alone() -> None:
    messages = (*readers_template().messages, *tools_template().messages)

    assert {place.line for message in messages for place in message.places} == {0}


def test_readers_words_stand_in_the_order_in_which_they_are_met_and_are_asked_of_nobody_twice() -> None:
    readers, tools = ([message.original for message in template().messages] for template in TEMPLATES)
    met = ("Draft translation", "Licence: %s", "Contents", "Figure %s", "Checklist", "(p. %s)", "Skip to content")
    places = [
        readers.index(text) for text in (*met, "Publications", "Words to look for", "A clock", "What the exit does")
    ]

    assert places == sorted(places)
    assert not {*readers} & {*tools}
    assert "Search" in readers, "readers and translators meet it"
    assert {"notice", "Bad", "the file is empty", "a panel is outside a leaflet or card"} <= {*tools}


@pytest.mark.parametrize(
    ("tag", "filled", "asked"),
    [
        ("ro", {"Contents": "Cuprins", "Search": "Căutare"}, {"Authors", "Draft translation"}),
        ("uk", {"Index": "Індекс", "Authors": "Автори"}, {"Licence"}),  # Sphinx has uk_UA, docutils the rest
        ("mk", {}, {"Contents"}),
    ],
)
def test_libraries_fill_what_they_have_in_a_language(tag: str, filled: dict[str, str], asked: set[str]) -> None:
    language, template = Language(tag, tag), readers_template()
    known = Memory.of([library_translations(template, language)], template.original, language)

    done = update(template, language, None, known, moment=datetime(2026, 1, 1, tzinfo=UTC))

    said = parse(Path("readers.po"), done.data, language).translations
    assert filled.items() <= said.items()
    assert not asked & said.keys()
    labels = {message.original for message in sphinx_template(language).messages}
    assert ("Note" in labels) == (tag == "mk")


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
