# SPDX-License-Identifier: GPL-3.0-or-later
"""Works are cited by author and year, in the words of the edition's language, with anchors that stay."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import Entry, Person, parse_file
from pybtex.plugin import find_plugin
from pybtex.richtext import Text
from pybtex.scanner import PybtexSyntaxError

from pipeline.compose.engine.bibliography import decode_latex, text_of_latex
from pipeline.compose.parts import citation_style
from pipeline.compose.parts.citation_style import (
    CitationLocale,
    fixed_words,
    in_language,
    list_style,
    name_separators,
    tooltip_style,
)
from pipeline.compose.translation.index_collation import sort_key
from pipeline.words import Words
from tests.compose.conftest import HERE, Workshop

WORKS = HERE / "project/source/references.bib"


def citation_locale(tag: str) -> CitationLocale:
    return CitationLocale(tag, Words(tag), sort_key(tag))


@given(st.text(alphabet=" aé1.,;:!?'`-–\"()[]<>@|/*+=„“«»’\u00a0\n{}", max_size=8))
def test_a_text_without_latex_but_braces_is_not_decoded(text: str) -> None:
    def read(function: Callable[[str], Text]) -> Text | str:
        try:
            return function(text)
        except PybtexSyntaxError as error:
            return str(error)

    assert read(text_of_latex) == read(decode_latex)


@pytest.mark.parametrize(
    "text", [r"\'e", "{A}b", "a~b", "a -- b", "``a''", "50 %", "a \n b", "?`a", ",,a", "a  b", " a"]
)
def test_latex_is_decoded(text: str) -> None:
    assert text_of_latex(text) == decode_latex(text) != Text(text)


@pytest.mark.parametrize(
    ("tag", "joined"),
    [("it", (" e ", " e ")), ("en", (" and ", ", and ")), ("de", (" und ", " und ")), ("sq", (" dhe ", " dhe "))],
)
def test_names_are_joined_as_the_language_joins_them(tag: str, joined: tuple[str, str]) -> None:
    assert name_separators(tag) == joined


def test_works_of_one_author_and_year_are_told_apart() -> None:
    ours = citation_locale("en")
    entries = ours.sort(parse_file(str(WORKS)).entries.values())

    assert [(entry.key, label) for entry, label in zip(entries, ours.labels(entries), strict=True)] == [
        ("drei2010", "Çela et al., n.d."),
        ("legge2003", "Repubblica italiana, 2003a"),
        ("legge2003b", "Repubblica italiana, 2003b"),
        ("uhl2004", "Uhl and Rossi, 2004"),
    ]


def test_there_are_letters_for_as_many_works_as_an_author_has_written_in_a_year() -> None:
    named = {"author": [Person("Rossi, Ada")]}
    works = [Entry("misc", {"title": str(number), "year": "2004"}, named) for number in range(60)]

    labels = citation_locale("en").labels(works)

    assert len(set(labels)) == 60
    assert labels[25:28] == ["Rossi, 2004z", "Rossi, 2004aa", "Rossi, 2004ab"]


def test_fixed_words_are_exchanged_wherever_they_stand_in_a_template() -> None:
    entry = parse_file(str(WORKS)).entries["uhl2004"]
    style = list_style(citation_locale("de"))()
    fixed = dict.fromkeys(fixed_words(Words("de")), "") | {"In": "Aus", "editor": "Hrsg.", "pages": "S."}

    text = in_language(style.get_incollection_template(entry), fixed).format_data({"entry": entry, "style": style})

    assert text.render(find_plugin("pybtex.backends", "plaintext")()) == (
        "Bärbel Heide Uhl und Ada Rossi. Schutz der Betroffenen. "
        "Aus Theda Kröger, Hrsg., National Referral Mechanisms, S. 12–19. OSCE, 2004."
    )


def test_a_title_keeps_its_capitals() -> None:
    entry = parse_file(str(WORKS)).entries["uhl2004"]

    assert "Schutz der Betroffenen" in str(
        list_style(citation_locale("en"))().format_entry("Uhl and Rossi, 2004", entry).text
    )


@pytest.mark.parametrize(("tag", "said"), [("en", " (extract read)"), ("it", " (letto in estratto)")])
@pytest.mark.parametrize("note", ["extract; the title is a description", "whole", ""])
def test_a_work_of_which_only_an_extract_was_read_says_so(tag: str, said: str, note: str) -> None:
    work = Entry("misc", {"title": "Work", "annote": note}, {})
    work.key = "work"

    text = str(list_style(citation_locale(tag))().format_entry("Work, 2004", work).text)

    assert text.endswith(said) == note.startswith("extract")


def test_works_that_were_formatted_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(citation_style, "_CACHE_SIZE", 3)
    style = list_style(citation_locale("en"))()

    for number in range(10):
        work = Entry("misc", {"title": f"Work {number}"}, {})
        work.key = f"work{number}"
        style.format_entry(f"Work {number}, 2004", work)

    assert len(citation_style._formatted) <= 3


def citations(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'<span class="bibtex-citation" id="([^"]+)">(.*?)</span>', page, re.DOTALL)
    return [(name, re.sub("<[^>]+>", "", text)) for name, text in found]


def test_citations_follow_the_translation_and_keep_their_anchors(workshop: Workshop) -> None:
    original, german = (citations(workshop.build(tag).page("first")) for tag in ("it", "de"))

    assert original[:3] == [
        ("cited-legge2003-1", "(Repubblica italiana 2003a)"),
        ("cited-legge2003-2", "(Repubblica italiana 2003a)"),
        ("cited-legge2003b-1", "(Repubblica italiana 2003b, p.\u00a023)"),
    ]
    assert german[:3] == [
        ("cited-legge2003b-1", "(Repubblica italiana 2003b, §\u00a023)"),
        ("cited-legge2003-1", "(Repubblica italiana 2003a)"),
        ("cited-legge2003-2", "(Repubblica italiana 2003a)"),
    ]
    assert german[3] == ("cited-uhl2004-1", "Uhl und Rossi (2004)")
    assert {name for name, _ in german} == {name for name, _ in original}


def test_each_work_has_the_anchor_of_its_key(workshop: Workshop) -> None:
    for tag in ("it", "de", "sq"):
        works = re.findall(r'class="citation" id="([^"]+)"', workshop.build(tag).page("second"))
        assert sorted(works) == ["work-drei2010", "work-legge2003", "work-legge2003b", "work-uhl2004"]


def test_what_a_citation_says_where_it_stands_leaves_out_addresses() -> None:
    entry = parse_file(str(WORKS)).entries["uhl2004"]
    entry.fields.update({"url": "https://example.org/uhl", "doi": "10.1000/182"})

    def written(style: type) -> str:
        text = style().format_entry("Uhl, 2004", entry).text
        return str(text.render(find_plugin("pybtex.backends", "plaintext")()))

    whole, short = written(list_style(citation_locale("en"))), written(tooltip_style(citation_locale("en")))
    assert "https://example.org/uhl" in whole
    assert short.endswith("2004.")
    assert whole.startswith(short)


def test_a_title_in_another_language_is_marked_and_the_others_are_not() -> None:
    entry = parse_file(str(WORKS)).entries["uhl2004"]
    entry.fields["langid"] = "ngerman"

    def marked(tag: str) -> str:
        text = list_style(citation_locale(tag))().format_entry("Uhl, 2004", entry).text
        return str(text.render(find_plugin("pybtex.backends", "html")()))

    assert "<language-de>" in marked("en")
    assert "<language-de>" not in marked("de")


def test_what_stands_in_brackets_after_a_title_or_for_one_has_its_own_language() -> None:
    entry = parse_file(str(WORKS)).entries["uhl2004"]
    entry.fields.update({"langid": "albanian", "titleaddon": "Report on trafficking", "titleaddonlangid": "english"})
    style = list_style(citation_locale("sq"))()

    def written() -> str:
        text = style.format_entry("Uhl, 2004", entry).text
        return str(text.render(find_plugin("pybtex.backends", "html")()))

    marked = "[<language-en>Report on trafficking</language-en>]."
    assert f"\nSchutz der Betroffenen {marked}\n" in written()
    del entry.fields["title"]
    assert f"Rossi.\n{marked}\n" in written()
    assert citation_locale("sq").sort([entry]) == [entry]
