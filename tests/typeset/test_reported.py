# SPDX-License-Identifier: GPL-3.0-or-later
"""A book of another project is laid out as far as it goes: what is not right on its pages is told, not fatal."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from pipeline.bookformat.typeset_book import Typeset
from pipeline.model.problems import Problem
from pipeline.system.script_fonts import script_fonts
from pipeline.typeset import typeset
from tests.typeset import reading
from tests.typeset.test_faults import HEADING, little_book
from tests.typeset.verapdf import broken_rules

TEXT = "<p>Enough words that one strange character among them is no reason to leave the reader without the book.</p>"
DRAWN = '<svg viewBox="0 0 9 9" width="9" {}>{}<path d="M0 0h9v9z"/></svg>'
"""A drawing, with attributes and an element."""
PHOTO = '<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" {}>'
NOTE = '<div style="position: absolute; top: 0"><p>Text<span class="note-at-foot" id="n" data-number="1">Lost.</span></p></div>'
FAULTS = {
    "style": ('<p style="text-shadow: 1px 1px red">No shadow.</p>', "text-shadow"),
    "link": ('<p><a href="#nowhere">there</a></p>', "nowhere"),
    "glyph": (f"<p>𓂀</p>{TEXT * 3}", "U+13080"),
    "note": (NOTE, "notes of Trial are on no page"),
    "picture": ('<p><img src="https://example.org/lamp.png" alt="A lamp"></p>', "https://example.org/lamp.png"),
    "sheet": ('<style>@import url("https://example.org/a.css");</style><p>Text.</p>', "https://example.org/a.css"),
    "heading": ("<h2>Two</h2><h4>Four</h4>", "a heading of level 4 follows one of level 2"),
    "drawing": (f"<p>{DRAWN.format('', '')}</p>", "in the section “One”"),
    "photo": (f"<p>{PHOTO.format('')}</p>", "no alternative text"),
    "file": ('<p><img src="missing.png" alt="A lamp"></p>', "missing.png"),
}

INACCESSIBLE = ("heading", "drawing", "photo")


def reported(folder: Path, body: str, **lists: list[str]) -> Typeset:
    return typeset(little_book(folder / "book", HEADING + body, **lists), folder / "book.pdf", {}, strict=False)


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_each_fault_is_told_once(tmp_path: Path, name: str) -> None:
    body, words = FAULTS[name]
    result = reported(tmp_path, body, notes=["n"] if name == "note" else [])

    assert [words in warning for warning in result.warnings] == [True]
    with pikepdf.open(tmp_path / "book.pdf") as pdf:
        claims = pdf.Root.Metadata.read_bytes()
    # A file claims what it keeps.
    assert (b"<pdfuaid:part>1<" in claims) is (not broken_rules(tmp_path / "book.pdf", "ua1"))
    assert (b"<pdfuaid:part>1<" in claims) is (name not in INACCESSIBLE)


DESCRIBED = {
    "title": (DRAWN.format("", "<title>A lamp</title>"), "A lamp"),
    "label": (DRAWN.format('aria-label="A lamp"', "<title>Lamp</title>"), "A lamp"),
    "labels": (DRAWN.format('aria-labelledby="b a"', '<title id="a">lamp</title><desc id="b">A</desc>'), "A lamp"),
    "photo": (PHOTO.format('aria-label="A lamp"'), "A lamp"),
    "hidden": (DRAWN.format('aria-hidden="true"', ""), None),
    "presentation": (DRAWN.format('role="presentation"', "<title>Lamp</title>"), None),
    "none": (PHOTO.format('role="none"'), None),
    "empty": (PHOTO.format('alt=""'), None),
}


@pytest.mark.parametrize("name", sorted(DESCRIBED))
def test_a_picture_in_raw_html_is_read_as_its_source_describes_it(tmp_path: Path, name: str) -> None:
    picture, words = DESCRIBED[name]
    result = reported(tmp_path, f"<p>{picture}</p>")

    assert result.warnings == ()
    assert broken_rules(tmp_path / "book.pdf", "ua1") == []
    with pikepdf.open(tmp_path / "book.pdf") as pdf:
        assert [str(figure.dictionary.Alt) for figure in reading.structure(pdf).all("Figure")] == (
            [words] if words else []
        )
        assert b"<pdfuaid:part>1<" in pdf.Root.Metadata.read_bytes()


def test_a_sound_book_has_no_warnings(tmp_path: Path) -> None:
    assert reported(tmp_path, TEXT).warnings == ()


def test_a_text_that_our_fonts_cannot_show_is_not_printed(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        reported(tmp_path, "<p>𓂀𓃀𓄀𓅀𓆀𓇀𓈀</p>")

    assert caught.value.code == "missing-glyph"
    assert "html" in caught.value.hint
    assert not (tmp_path / "book.pdf").exists()


def test_what_no_font_has_is_printed_as_a_replacement_and_read_as_what_it_is(tmp_path: Path) -> None:
    body = f'<h2 data-running="An 𓂀" id="h">An 𓂀</h2><p>Sign 𓂀, w𓃀rd <b>bold</b> 𓂀</p>{TEXT * 10}'
    result = reported(tmp_path, body)
    read = subprocess.run(["pdftotext", tmp_path / "book.pdf", "-"], capture_output=True, check=True).stdout.decode()

    assert "An 𓂀" in read
    assert "Sign 𓂀, w𓃀rd bold 𓂀" in read
    assert [("U+13080" in warning, "U+130C0" in warning) for warning in result.warnings] == [(True, True)]
    # Neither PDF/A nor PDF/UA allows the box that a font draws for what it lacks.
    with pikepdf.open(tmp_path / "book.pdf") as pdf:
        fonts = {str(font.BaseFont) for page in pdf.pages for font in page.resources.Font.values()}
    assert any("STIX" in name for name in fonts)


def test_fonts_that_are_not_installed_are_named_with_their_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = tuple(replace(row, sans=f"No {row.sans}") for row in script_fonts())
    monkeypatch.setattr("pipeline.system.script_fonts.script_fonts", lambda: nowhere)

    with pytest.raises(Problem) as caught:
        reported(tmp_path, "<p>漢字を書く人は多い。</p>")

    assert caught.value.code == "missing-glyph"
    assert "fonts-noto-cjk" in caught.value.hint
