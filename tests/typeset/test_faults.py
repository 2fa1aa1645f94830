# SPDX-License-Identifier: GPL-3.0-or-later
"""A book that cannot be laid out as it was written is no book: each fault stops it by name and leaves no file."""

from pathlib import Path

import pytest

from pipeline.bookformat.book import PagedBook
from pipeline.model.kinds import standard_kinds
from pipeline.model.metadata import UNKNOWN_DAY
from pipeline.model.problems import Problem
from pipeline.model.publication import Language
from pipeline.typeset import chapters, fonts, typeset
from pipeline.typeset.book import Book
from tests.typeset import reading

HEADING = '<h1 id="one" data-running="One">One</h1><p>A few words of text, so that there is something on the page.</p>'


def little_book(folder: Path, body: str, **lists: list[str]) -> Path:
    """A book folder with a body and no front matter."""
    identifiers = {name: tuple(values) for name, values in lists.items()}
    english = Language("en", "English")
    book = PagedBook(
        slug="trial",
        kind=standard_kinds()["manual"],
        language=english,
        original=english,
        title="Trial",
        published=UNKNOWN_DAY,
        modified=UNKNOWN_DAY,
        typography="en",
        running="Trial",
        chapters=("book-001.html",),
        **identifiers,
    )
    folder.mkdir()
    folder.joinpath("book.json").write_text(book.to_json(), encoding="utf-8")
    folder.joinpath("book-001.html").write_text(body, encoding="utf-8")
    return folder


def refused(folder: Path) -> Problem:
    target = folder.parent / "book.pdf"
    with pytest.raises(Problem) as caught:
        typeset(folder, target, {})
    assert not target.exists()
    return caught.value


def test_a_sound_little_book_is_typeset(tmp_path: Path) -> None:
    result = typeset(little_book(tmp_path / "book", HEADING, headings=["one"]), tmp_path / "book.pdf", {})

    assert (result.pages, result.map) == (1, {"body": 1, "one": 1})


def test_a_remark_of_weasyprint_stops_the_book(tmp_path: Path) -> None:
    problem = refused(little_book(tmp_path / "book", f'{HEADING}<p style="text-shadow: 1px 1px red">No shadow.</p>'))

    assert problem.code == "typeset-warning"
    assert "text-shadow" in problem.cause


def test_a_dead_link_stops_the_book(tmp_path: Path) -> None:
    problem = refused(little_book(tmp_path / "book", f'{HEADING}<p><a href="#nowhere">there</a></p>'))

    assert problem.code == "typeset-warning"
    assert "nowhere" in problem.cause


def test_a_missing_glyph_stops_the_book(tmp_path: Path) -> None:
    problem = refused(little_book(tmp_path / "book", f"{HEADING}<p>Tom &amp; <em>Jerry write 𓂀𓃀</em>.</p>"))

    assert problem.code == "missing-glyph"
    assert "𓂀 (U+13080) in “Jerry write 𓂀𓃀”" in problem.cause
    assert ".po" in problem.hint


@pytest.mark.parametrize(("original", "place"), [("Dorma", "en.po:7"), ("Altro", "a.rst:3")])
def test_a_missing_glyph_is_named_with_its_line(tmp_path: Path, original: str, place: str) -> None:
    """In the catalogue if the words are a translation, else in the source; each line that has it."""
    message = {"original": original, "path": "a.rst", "note": "", "language": "", "translated": True}
    expected = [message | {"line": line, "parts": [words]} for line, words in enumerate(["Sleep 𓂀 well.", "𓂀"], 3)]
    body = "".join(f"<p>{one['parts'][0]}</p>" for one in expected)
    folder = little_book(tmp_path / "book", HEADING + body, expected=expected)

    with pytest.raises(Problem) as caught:
        typeset(folder, tmp_path / "book.pdf", {}, lines={"Dorma": "en.po:7"})

    assert (caught.value.code, caught.value.place) == ("missing-glyph", place)
    places = place if original == "Dorma" else "a.rst:3, a.rst:4"
    assert f"{places}: 𓂀 (U+13080) in “Sleep 𓂀 well.”" in caught.value.cause


def test_a_lost_note_stops_the_book(tmp_path: Path) -> None:
    note = '<span class="note-at-foot" id="n" data-number="1">Lost.</span>'
    lost = f'<div style="position: absolute; top: 0"><p>Text{note}</p></div>'

    problem = refused(little_book(tmp_path / "book", HEADING + lost, notes=["n"]))

    assert problem.code == "typeset-lost"
    assert "n" in problem.cause


def test_a_heading_that_is_not_shown_stops_the_book(tmp_path: Path) -> None:
    hidden = f'{HEADING}<h2 id="two" style="display: none">Two</h2>'

    problem = refused(little_book(tmp_path / "book", hidden, headings=["one", "two"]))

    assert (problem.code, problem.cause) == ("typeset-lost", "two")


def test_a_heading_that_skips_a_level_stops_the_book(tmp_path: Path) -> None:
    problem = refused(little_book(tmp_path / "book", f"{HEADING}<h2>Two</h2><h4>Four</h4>"))

    assert problem.code == "typeset-levels"
    assert "a heading of level 4 follows one of level 2" in problem.message


def test_a_font_of_the_machine_is_never_used(tmp_path: Path) -> None:
    text = f'{HEADING}<p style="font-family: DejaVu Sans, Arial, monospace">Elsewhere.</p>'
    typeset(little_book(tmp_path / "book", text), tmp_path / "book.pdf", {})

    assert b"DejaVu" not in (tmp_path / "book.pdf").read_bytes()
    with pytest.raises(Problem) as caught:
        fonts.check_families(["Source Sans 3", "DejaVu Sans"])
    assert (caught.value.code, caught.value.cause) == ("foreign-font", "DejaVu Sans")


def test_numbers_that_never_settle_stop_the_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = iter(range(99))
    monkeypatch.setattr(chapters, "page_map_of", lambda _: {"body": 1, "one": 10 ** next(places)})

    problem = refused(little_book(tmp_path / "book", f'{HEADING}<p><span class="page-of" data-for="one"></span></p>'))

    assert problem.code == "typeset-unstable"


def test_a_folder_without_a_book_says_so(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        Book.read(tmp_path)

    assert caught.value.code == "typeset-no-book"


OUTSIDE = ["../secret.png", "file:///etc/hostname", "http://example.org/a.png", "link.png", "missing.png"]


@pytest.mark.parametrize("address", OUTSIDE)
@pytest.mark.parametrize(
    "way",
    [
        '<img src="{}" alt="a">',
        '<p style="background: url({})">Text</p>',
        '<link rel="stylesheet" href="{}">',
        "<style>@import url({});</style>",
        '<object data="{}" type="image/png">a</object>',
    ],
)
def test_nothing_outside_the_book_is_read(tmp_path: Path, way: str, address: str) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    folder = little_book(tmp_path / "book", HEADING + way.format(address))
    (folder / "link.png").symlink_to(tmp_path / "secret.png")

    problem = refused(folder)

    assert problem.code == "foreign-file"
    assert Path(address).name in problem.cause


PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'
)
WAYS_OF_A_PICTURE = {
    "image": '<image href="{}" width="9" height="9"/>',
    "old-image": '<image xlink:href="{}" width="9" height="9"/>',
    "use": '<use href="{}#a"/>',
    "fill": '<rect width="9" height="9" style="fill: url({}#a)"/>',
    "style": '<style>@import url({}); rect {{ fill: url({}#a) }}</style><rect width="9" height="9"/>',
    "font": '<style>@font-face {{ font-family: X; src: url({}) }} text {{ font-family: X }}</style><text y="9">a</text>',
}


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_picture_that_asks_for_another_file_is_refused(tmp_path: Path, address: str) -> None:
    assert (
        refused(with_picture(tmp_path, PICTURE.format(WAYS_OF_A_PICTURE["image"].format(address)))).code
        == "foreign-file"
    )


@pytest.mark.parametrize("way", sorted(WAYS_OF_A_PICTURE))
@pytest.mark.parametrize("address", ["../secret.svg", "link.svg"])
def test_a_picture_reads_nothing_outside_the_book(tmp_path: Path, way: str, address: str) -> None:
    """It is refused, or what it asks for is not looked at: the words of the other file are nowhere."""
    folder = with_picture(tmp_path, PICTURE.format(WAYS_OF_A_PICTURE[way].format(address, address)))

    assert not says_the_secret(folder, tmp_path / "book.pdf")


@pytest.mark.parametrize("inline", [False, True])
def test_an_entity_of_a_picture_is_not_looked_up(tmp_path: Path, inline: bool) -> None:
    entity = f'<!DOCTYPE svg [<!ENTITY word SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
    picture = entity + PICTURE.format('<text y="9">&word;</text>')
    (tmp_path / "secret.txt").write_text("Geheimwort", encoding="utf-8")
    folder = little_book(tmp_path / "book", HEADING + picture) if inline else with_picture(tmp_path, picture)

    assert not says_the_secret(folder, tmp_path / "book.pdf")


def with_picture(root: Path, picture: str) -> Path:
    """A book with a picture, beside a secret and with a link to it."""
    (root / "secret.png").write_bytes(b"secret")
    (root / "secret.svg").write_text(PICTURE.format('<g id="a"><text y="9">Geheimwort</text></g>'), encoding="utf-8")
    folder = little_book(root / "book", f'{HEADING}<img src="a.svg" alt="a">')
    for name in ("png", "svg"):
        (folder / f"link.{name}").symlink_to(root / f"secret.{name}")
    (folder / "a.svg").write_text(picture, encoding="utf-8")
    return folder


def says_the_secret(folder: Path, target: Path) -> bool:
    try:
        typeset(folder, target, {})
    except Problem:
        return target.exists()
    return "Geheimwort" in "".join(reading.text_of_pages(target)).replace(" ", "")


def test_the_words_of_a_picture_of_the_book_are_read(tmp_path: Path) -> None:
    """So that the tests above would find the secret."""
    folder = with_picture(tmp_path, PICTURE.format('<text y="9">Geheimwort</text>'))

    assert says_the_secret(folder, tmp_path / "book.pdf")


MORE_WAYS = {
    "font": "<style>@font-face {{ font-family: X; src: url({}) }} p {{ font-family: X }}</style><p>Text.</p>",
    "list": '<ul><li style="list-style-image: url({})">Text</li></ul>',
    "content": "<style>p::before {{ content: url({}) }}</style><p>Text.</p>",
    "base": '<base href="file:///etc/"><img src="{}" alt="a">',
    "embed": '<embed src="{}" type="image/png">',
}


@pytest.mark.parametrize("way", sorted(MORE_WAYS))
def test_no_part_of_a_style_reads_outside_the_book(tmp_path: Path, way: str) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    address = "hostname" if way == "base" else "../secret.png"

    assert refused(little_book(tmp_path / "book", HEADING + MORE_WAYS[way].format(address))).code == "foreign-file"


def test_a_folder_that_is_a_link_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.png").write_bytes(b"secret")
    folder = little_book(tmp_path / "book", f'{HEADING}<img src="pictures/secret.png" alt="a">')
    (folder / "pictures").symlink_to(tmp_path / "outside", target_is_directory=True)

    assert refused(folder).code == "foreign-file"
