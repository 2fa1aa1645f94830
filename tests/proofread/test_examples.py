# SPDX-License-Identifier: GPL-3.0-or-later
"""Each check finds what its bad examples show, in each language, and nothing in the good ones.

The examples are read with this project's own terms, words, contacts and denied names, and the machine's dictionaries.
"""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from docutils import nodes
from docutils.core import publish_doctree

from pipeline.compose.docutils_tree import surroundings
from pipeline.model.contacts import CONTACTS_FILE, read_contacts
from pipeline.model.findings import Severity
from pipeline.model.message import Catalogue, Message
from pipeline.model.project import Project
from pipeline.model.template import Template
from pipeline.proofread.checks import TWO_TRANSLATIONS, proofread, two_translations
from pipeline.proofread.dictionaries import read_words
from pipeline.proofread.handbook import LANGUAGES, Example, check_names, examples
from pipeline.proofread.honesty import CONTACT_LINTS, LINTS, ContactDates, LintRules, NameRules, Passage, digits, lint
from pipeline.proofread.text import parse_text
from pipeline.translations.honesty import DENIED_FILE
from pipeline.translations.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 25)
ASK_DICTIONARIES = ("unknown-word", "other-language", "unlisted-name")
CASES = [pytest.param(name, one, id=f"{name}-{one.language}") for name in check_names() for one in examples(name)]

type Found = list[tuple[str, Severity]]


@cache
def project() -> Project:
    return Project.load(ROOT)


@cache
def vocabulary() -> Vocabulary:
    """With a glossary that has the terms of the terminology and no other."""
    return Vocabulary(project(), templates=[Template("example", project().original, ())])


@cache
def denied() -> tuple[str, ...]:
    return read_words((project().source / DENIED_FILE).read_text(encoding="utf-8"))


@cache
def helplines() -> frozenset[str]:
    return frozenset(digits(one.number) for one in read_contacts(project().source / CONTACTS_FILE).contacts)


def found_in(name: str, one: Example, text: str) -> Found:
    """What is found in the text of an example, by whatever check looks at such texts."""
    if name in CONTACT_LINTS:
        return of_contact(text)
    if name in LINTS:
        return of_text(one.language, text, asked=True)
    if name == TWO_TRANSLATIONS:
        both = (catalogue(one, one.elsewhere), catalogue(one, text))
        return [(finding.check, finding.severity) for finding in two_translations(both)] + of_translation(one, text)
    return of_translation(one, text)


def of_translation(one: Example, text: str) -> Found:
    """The comments of the message stand before its words."""
    made = catalogue(one, text)
    context = vocabulary().context(made, smart_quotes=False)
    found = [(finding.check, finding.severity) for finding in proofread(made, context)]
    return found + of_text(one.language, made.messages[0].translation, asked=False)


def catalogue(one: Example, text: str) -> Catalogue:
    comments = [line for line in text.split("\n") if line.startswith("# ")]
    words = "\n".join(line for line in text.split("\n") if line not in comments)
    message = Message(one.original, words, translator_comments=tuple(line[1:] for line in comments))
    language = next(each for each in project().languages if each.tag == one.language)
    return Catalogue(Path("example.po"), language, {"X-Source-Language": one.source}, (message,))


def of_text(language: str, text: str, *, asked: bool) -> Found:
    """What is said of a text for itself; with `asked` of a publication that promises all that can be promised."""
    knows, nouns = vocabulary().dictionary(language), vocabulary().dictionary("en") if language == "de" else None
    names_known = NameRules(frozenset(), knows, nouns) if asked and knows else None
    rules = LintRules(language, asked, asked, denied(), helplines(), names_known, vocabulary().confusables)
    within: tuple[str, ...] = ("paragraph",)
    if text.startswith(".. list-table"):
        title = publish_doctree(text).next_node(nodes.title)
        assert title is not None
        text, within = title.astext(), tuple(surroundings(title))
    taken_apart = parse_text(text)
    cited = bool(taken_apart.footnotes or any("cite" in role.name for role in taken_apart.roles))
    return [(name, severity) for name, severity, _ in lint(Passage(taken_apart, rules, cited, within))]


def of_contact(text: str) -> Found:
    keys = tomllib.loads(text)
    dates = ContactDates(keys.get("source_date", ""), keys.get("verified_on") or None, TODAY)
    return [(name, one.severity) for name, one in CONTACT_LINTS.items() if list(one.function(dates))]


def needs_a_dictionary(name: str, one: Example) -> None:
    asked = ["en", "de", one.language] if name == "unlisted-name" else list(LANGUAGES)
    if name in ASK_DICTIONARIES and any(vocabulary().dictionary(tag) is None for tag in asked):
        pytest.skip("the machine has not all dictionaries")


@pytest.mark.parametrize("name", check_names())
def test_every_check_has_an_example_in_each_language(name: str) -> None:
    assert tuple(one.language for one in examples(name)) == LANGUAGES
    for one in examples(name):
        assert bool(one.original) == bool(one.source) == (name not in {**LINTS, **CONTACT_LINTS})
        assert bool(one.elsewhere) == (name == TWO_TRANSLATIONS)
        assert one.source != one.language
        assert one.bad != one.good


@pytest.mark.parametrize(("name", "one"), CASES)
def test_a_bad_example_is_found(name: str, one: Example) -> None:
    needs_a_dictionary(name, one)

    assert name in {check for check, _ in found_in(name, one, one.bad)}


@pytest.mark.parametrize(("name", "one"), CASES)
def test_in_a_good_example_nothing_is_found(name: str, one: Example) -> None:
    needs_a_dictionary(name, one)

    assert found_in(name, one, one.good) == []
