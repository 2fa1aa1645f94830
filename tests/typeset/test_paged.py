# SPDX-License-Identifier: GPL-3.0-or-later
"""The builder `paged`: one HTML in which every identifier is unique, every reference alive, every note at its call."""

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from lxml import html as lxml_html

from pipeline.compose.paged.description import check_anchors
from pipeline.model.problems import Problem
from pipeline.words import Words
from tests.books import html_of
from tests.typeset.conftest import Made, compile_catalogues, compose


def page(made: Made) -> str:
    return html_of(made.folder)


def test_identifiers_are_unique_and_references_alive(made: Made) -> None:
    text = page(made)
    identifiers = Counter(re.findall(r'\bid="([^"]*)"', text))

    assert max(identifiers.values()) == 1
    assert set(re.findall(r'href="#([^"]*)"', text)) <= set(identifiers)
    assert "document-" not in text


def test_the_same_name_in_two_documents_is_two_places(made: Made) -> None:
    text = page(made)

    assert 'id="first--one"' in text
    assert 'id="second--one"' in text


def test_languages_have_the_same_anchors(books: dict[str, Made]) -> None:
    italian, albanian = (set(re.findall(r'\bid="([^"]*)"', page(made))) for made in books.values())

    # Glossary terms are named after their words by plain Sphinx, and with them what leads there.
    assert {name for name in italian if "--term-" not in name} == {name for name in albanian if "--term-" not in name}


def test_a_note_stands_at_its_first_call_and_further_calls_are_links(made: Made) -> None:
    text = page(made)

    assert re.search(r'nota<span class="note-at-foot" data-number="1" id="first--one"( lang="it")?>Prima nota', text)
    assert re.search(r'stessa<a class="note-again reference internal" href="#first--one" id="first--id2">1</a>', text)
    assert text.index("Secondo capoverso della nota") < text.index("e poi ancora")


def test_notes_count_as_in_each_document(made: Made) -> None:
    assert re.findall(r'note-at-foot" data-number="(\d)"', page(made)) == ["1", "2", "3", "1"]


def test_the_rubric_that_announced_notes_is_gone(made: Made) -> None:
    assert "rubric" not in page(made)


def test_chapters_are_first_headings_with_their_numbers(made: Made) -> None:
    chapters = re.findall(r'<h1 id="([^"]*)" data-running="(\d )?', page(made))

    assert [number.strip() for name, number in chapters if "--" in name] == ["1", "2", "3"]


def test_figures_and_tables_carry_their_numbers(made: Made) -> None:
    words = Words(made.folder.name)
    numbers = re.findall(r'<span class="caption-number">([^<]*)</span>', page(made))

    assert [number.strip() for number in numbers] == [
        words("Figure %s") % 1,
        words("Table %s") % 1,
        words("Procedure %s") % 1,
        words("Form %s") % 1,
    ]


def test_terms_do_not_name_a_page_and_references_do(made: Made) -> None:
    text = page(made)
    references = re.findall(
        r'<a class="reference internal" href="#[^"]*"><span class="([^"]*)">[^<]*</span>(<span class="page-r)?', text
    )

    assert {bool(named) for kind, named in references if "std-ref" in kind or "std-numref" in kind} == {True}
    assert {bool(named) for kind, named in references if "std-term" in kind} == {False}


def test_no_line_ends_between_an_acronym_and_its_ending(made: Made) -> None:
    assert 'altra di <span class="unbroken">WEST-it</span>' in page(made)


def test_pictures_are_copied_into_the_book(made: Made) -> None:
    sources = re.findall(r'<img [^>]*src="([^"]*)"', page(made))

    assert sources == ["_images/way.svg"]
    assert made.folder.joinpath(sources[0]).is_file()


def test_a_book_says_what_must_be_found_on_its_pages(made: Made) -> None:
    data = json.loads(made.folder.joinpath("book.json").read_text(encoding="utf-8"))

    assert data["notes"] == ["first--one", "first--two", "first--three", "second--one"]
    assert len(data["headings"]) == 7
    assert data["figures"] == [
        "first--figure-way",
        "first--table-cases",
        "second--procedure-contact",
        "second--form-contact",
    ]
    assert (data["language"]["tag"], data["published"], data["license"]) == (
        made.folder.name,
        "2026-03-07",
        "CC-BY-SA-4.0",
    )


def test_building_again_changes_no_byte(made: Made, project: Path, tmp_path: Path) -> None:
    again = compose(project, made.folder.name, tmp_path / "again")

    for name in ("book-000.html", "book-001.html", "book.json", "_images/way.svg"):
        assert again.joinpath(name).read_bytes() == made.folder.joinpath(name).read_bytes()


FAULTS = {
    "uncalled": ("Testo.\n\n.. [#lonely] Nessuno la chiama.\n", "paged-note", "no text calls"),
    "nested": ("Testo [#a]_.\n\n.. [#a] Vedi [#b]_.\n\n.. [#b] Altro.\n", "paged-note", "calls another"),
    "table": ("Testo [#a]_.\n\n.. [#a] Ecco:\n\n   == ==\n   a  b\n   == ==\n", "paged-note", "more than paragraphs"),
}


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_note_that_cannot_stand_at_a_foot_is_a_problem(project: Path, tmp_path: Path, name: str) -> None:
    text, code, words = FAULTS[name]
    copy = tmp_path / "project"
    shutil.copytree(project, copy, ignore=shutil.ignore_patterns("build", "*.pdf"))
    chapter = copy / "source/handbook/words.rst"
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\n" + text, encoding="utf-8")

    with pytest.raises(Problem) as caught:
        compose(copy, "it", tmp_path / "out")

    assert (caught.value.code, caught.value.path, words in caught.value.message) == (code, chapter, True)
    assert caught.value.line


def test_an_identifier_that_nothing_leads_to_stands_once() -> None:
    text = '<input id="tab"><p title=\'<p id="tab">\' id="tab">a</p><p id="b"></p>'

    assert check_anchors([text, text]) == [
        '<input id="tab"><p title=\'<p id="tab">\'>a</p><p id="b"></p>',
        "<input><p title='<p id=\"tab\">'>a</p><p></p>",
    ]


def test_twins_and_dead_ends_are_problems() -> None:
    with pytest.raises(Problem, match="stand twice") as twins:
        check_anchors(['<p id="a"></p>', '<p id="a"><a href="#a">a</a></p>'])
    with pytest.raises(Problem, match="lead to no place") as dead:
        check_anchors(['<p id="a"><a href="#b">b</a></p>'])

    assert (twins.value.code, twins.value.cause) == ("duplicate-anchor", "a")
    assert (dead.value.code, dead.value.cause) == ("dead-reference", "b")


def test_a_message_cannot_bring_a_file_along(project: Path, tmp_path: Path) -> None:
    """Directives in a translation are words, whatever they ask for."""
    copy = tmp_path / "project"
    shutil.copytree(project, copy, ignore=shutil.ignore_patterns("build", "compiled", "*.pdf"))
    (tmp_path / "secret.txt").write_text("Geheimwort", encoding="utf-8")
    conf = copy / "source/conf.py"
    ours = 'extensions = [\n    "pipeline.compose.translation.message_parsing",'
    conf.write_text(conf.read_text(encoding="utf-8").replace("extensions = [", ours), encoding="utf-8")
    catalogue = copy / "locales/sq/LC_MESSAGES/first.po"
    text = catalogue.read_text(encoding="utf-8")
    begin = text.index('msgstr "Në vendet e mbyllura')
    asked = f".. raw:: html\\n   :file: {tmp_path}/secret.txt\\n\\n.. image:: {tmp_path}/secret.png"
    catalogue.write_text(f'{text[:begin]}msgstr "{asked}"{text[text.index(chr(10), begin) :]}', encoding="utf-8")
    compile_catalogues(copy)

    page = html_of(compose(copy, "sq", tmp_path / "out"))

    assert "Geheimwort" not in page
    assert "<img" not in page.replace('<img alt="Due riquadri', "")
    assert ".. image::" in page


def test_a_script_that_does_not_end_hides_nothing_of_the_book(project: Path, tmp_path: Path) -> None:
    source = shutil.copytree(project / "source", tmp_path / "source") / "handbook"
    with (source / "words.rst").open("a", encoding="utf-8") as text:
        text.write('\n.. raw:: html\n\n   <script type="module">\n\nDopo lo script.\n')

    shown = lxml_html.document_fromstring(html_of(compose(tmp_path, "it", tmp_path / "book")))

    assert "Dopo lo script." in [paragraph.text for paragraph in shown.iter("p")]


def test_an_address_of_a_page_leads_to_its_document_however_it_is_spelled(project: Path, tmp_path: Path) -> None:
    source = shutil.copytree(project / "source", tmp_path / "source") / "handbook"
    with (source / "index.rst").open("a", encoding="utf-8") as index:
        index.write("   la città\n")
    (source / "la città.rst").write_text("La città\n========\n\nUna piazza.\n", encoding="utf-8")
    with (source / "words.rst").open("a", encoding="utf-8") as text:
        text.write('\n.. raw:: html\n\n   <p><a href="la%20citt%C3%A0.html">piazza</a></p>\n')

    written = html_of(compose(tmp_path, "it", tmp_path / "book"))

    assert '<a href="#la_città--la-citta">piazza</a>' in written
