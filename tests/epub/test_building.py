# SPDX-License-Identifier: GPL-3.0-or-later
"""EPUBs in the build: made when they are due, alone or with the others, whole or not at all."""

import json
import shutil
from pathlib import Path

import pytest
from lxml import html

from pipeline.__main__ import main
from pipeline.compose.epub import xhtml
from pipeline.model.publication import Language
from tests.conftest import ROOT
from tests.epub.reading import NAMES, Epub, faults
from tests.media.test_pictures import half_png

EPUB = "build/site/{tag}/small/small-{tag}.epub"
PUBLICATION = "source/small/publication.toml"
SQ = "locales/sq/LC_MESSAGES/small.po"


def build(project: Path, *words: str) -> int:
    return main(["--project", str(project), "build", *words])


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def stamps(folder: Path, suffix: str) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_size, path.read_bytes()) for path in folder.rglob(f"*{suffix}")
    }


def test_a_translation_that_changes_makes_its_epub_anew_and_no_other(fresh_sample: Path) -> None:
    site = fresh_sample / "build/site"
    before, pdfs = stamps(site, ".epub"), stamps(site, ".pdf")
    replace(fresh_sample / SQ, "Një poshtëshënim.", "Një poshtëshënim tjetër.")

    assert build(fresh_sample, "--format", "epub") == 0

    after = stamps(site, ".epub")
    assert {name for name in after if after[name] != before[name]} == {"sq/small/small-sq.epub"}
    assert "Një poshtëshënim tjetër." in Epub(fresh_sample / EPUB.format(tag="sq")).text
    assert stamps(site, ".pdf") == pdfs


@pytest.mark.slow
def test_built_in_part_it_is_the_same_as_from_nothing(fresh_sample: Path) -> None:
    path = fresh_sample / EPUB.format(tag="sq")
    replace(fresh_sample / SQ, 'msgstr "Së dyti"', 'msgstr "E dyta"')
    assert build(fresh_sample) == 0
    in_part = path.read_bytes()
    for name in ("work", "doctrees"):
        shutil.rmtree(fresh_sample / "build" / name)
    (fresh_sample / "build/steps.sqlite").unlink()

    assert build(fresh_sample) == 0

    assert path.read_bytes() == in_part
    # The reference in the first chapter prints the heading of the second.
    assert Epub(path).text.count("E dyta") >= 3


def test_an_epub_that_is_gone_is_made_alone(fresh_sample: Path) -> None:
    path = fresh_sample / EPUB.format(tag="de")
    before = path.read_bytes()
    pdf = path.with_suffix(".pdf")
    modified = pdf.stat().st_mtime_ns
    path.unlink()

    assert build(fresh_sample) == 0

    assert path.read_bytes() == before
    assert pdf.stat().st_mtime_ns == modified


def test_a_publication_without_epub_has_none_any_more(fresh_sample: Path) -> None:
    with (fresh_sample / PUBLICATION).open("a", encoding="utf-8") as described:
        described.write('formats = ["html", "pdf"]\n')

    assert build(fresh_sample) == 0

    assert stamps(fresh_sample / "build/site", ".epub") == {}
    rows = json.loads((fresh_sample / "build/site/editions.json").read_text(encoding="utf-8"))["artefacts"]
    assert {row["format"] for row in rows} == {"html", "pdf"}
    assert "EPUB" not in (fresh_sample / "build/site/de/index.html").read_text(encoding="utf-8")


@pytest.fixture
def in_part(fresh_sample: Path) -> Path:
    """The EPUB of an edition that lacks a title and a paragraph."""
    replace(fresh_sample / "source/project.toml", "publish_at = 90", "publish_at = 50")
    replace(fresh_sample / SQ, 'msgstr "Së dyti"', 'msgstr ""')
    replace(fresh_sample / SQ, 'msgstr "Rrjeti i shërbimeve përgjigjet brenda tridhjetë ditëve."', 'msgstr ""')

    assert build(fresh_sample, "--format", "epub", "--language", "sq") == 0

    return fresh_sample / EPUB.format(tag="sq")


def test_an_edition_in_part_says_so_and_marks_what_is_not_translated(in_part: Path) -> None:
    book = Epub(in_part)
    assert "%" in "".join(map(str, book.pages["index.xhtml"].find(".//x:div[@class='notice']", NAMES).itertext()))
    (paragraph,) = book.pages["second.xhtml"].findall(".//x:p", NAMES)
    assert paragraph.get("lang") == "it"
    assert ("second.xhtml#second--secondo", "2. Secondo", "it") in book.contents()


@pytest.mark.slow
def test_epubcheck_finds_nothing_in_an_edition_in_part(in_part: Path, tmp_path: Path) -> None:
    assert faults(in_part, tmp_path / "told.json") == []


def test_the_portal_offers_it_with_its_size(built_sample: Path) -> None:
    site = built_sample / "build/site"
    size = round((site / "de/small/small-de.epub").stat().st_size / 1000)

    for name, said in (("index.html", "EPUB"), ("small.html", f"EPUB für E-Reader {size} kB")):
        page = html.document_fromstring((site / "de" / name).read_bytes())
        link = next(one for one in page.iter("a") if one.get("href") == "small/small-de.epub")
        assert link.text_content().split() == said.split()
        assert link.get("type") == "application/epub+zip"
    page = html.document_fromstring((site / "sq/small.html").read_bytes())
    assert {f"../{tag}/small/small-{tag}.epub" for tag in ("it", "de")} < {one.get("href") for one in page.iter("a")}
    (told,) = page.xpath("//script[@type='application/ld+json']")
    encodings = {one["encodingFormat"] for one in json.loads(told.text)["encoding"]}
    assert encodings == {"application/pdf", "application/epub+zip", "text/html"}


@pytest.mark.slow
def test_a_project_of_others_with_raw_html_and_dead_links_gives_a_valid_book(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "lanterna"
    shutil.copytree(ROOT / "tests/adopted", project, ignore=shutil.ignore_patterns("__pycache__"))
    (project / "docs/half.png").write_bytes(half_png())
    with (project / "docs/awkward.rst").open("a", encoding="utf-8") as source:
        source.write("\n.. image:: half.png\n   :alt: Half a lamp\n")
    assert main(["adopt", str(project)]) == 0

    assert build(project, "--format", "epub", "--language", "pt-BR") == 0

    told = capsys.readouterr().err
    assert "2 pictures, films or frames (https://example.org/lamp.png, https://example.org/)" in told
    assert "docs/awkward.rst:13: “nowhere” links to nothing in the book (nowhere is not part of the book)" in told
    assert told.count("links to nothing in the book") == 1
    assert "half.png: the picture cannot be read" in told
    path = next((project / "build/site/pt-BR").rglob("*.epub"))
    assert faults(path, tmp_path / "told.json") == []
    assert Epub(path).dead_links() == []
    assert "Half a lamp" in Epub(path).text


def test_a_dead_link_stops_a_publication_of_ours(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (sample / "source/small/second.rst").open("a", encoding="utf-8") as source:
        source.write("\n.. raw:: html\n\n   <p><a href='nowhere.xhtml'>altrove</a></p>\n")

    assert build(sample, "--format", "epub", "--language", "it") != 0

    assert "[dead-reference]" in capsys.readouterr().err
    assert not (sample / EPUB.format(tag="it")).exists()


def test_html_that_is_no_xml_becomes_some_and_nothing_in_it_runs() -> None:
    body = "<p>Uno<br>due &nbsp; <img src=a.png alt='A' onerror='go()'><script>go()</script> tre<p>quattro"

    page = xhtml.serialized(xhtml.page("Prova & altro", body, Language("it", "Italiano"))).decode()

    assert "<script" not in page
    assert "onerror" not in page
    assert "go()" not in page
    assert "Uno<br/>due" in page
    assert " tre" in page
    assert "quattro" in page
    assert '<html xmlns="http://www.w3.org/1999/xhtml"' in page
    assert "<title>Prova &amp; altro</title>" in page


def test_a_drawing_in_raw_html_keeps_its_shapes_and_nothing_in_it_runs() -> None:
    body = '<p><span aria-controls="x"><svg viewbox="0 0 1 1" onload="go()"><path d="M0 0"></path><a href="x">no</a></svg> two<br></span></p>'

    text = xhtml.serialized(xhtml.page("Test", body, Language("en", "English"))).decode()

    assert (
        '<p><span><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg> two<br/></span></p>'
        in text
    )


def test_blocks_in_a_paragraph_and_elements_that_nobody_knows_become_what_xhtml_allows() -> None:
    body = "<p>list: <p>one</p><ul><li><span>two<pre>3</pre></span></li></ul></p><p><b>of <n>four</n></b></p>"

    page = xhtml.page("Test", body, Language("en", "English"))

    (text,) = page.iterfind(f"{xhtml.X}body")
    names = [str(element.tag).removeprefix(xhtml.X) for element in text.iterdescendants()]
    assert names == ["div", "p", "ul", "li", "div", "pre", "p", "b", "span"]
    assert "".join(map(str, text.itertext())).split() == ["list:", "onetwo3of", "four"]
