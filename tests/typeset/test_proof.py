# SPDX-License-Identifier: GPL-3.0-or-later
"""The proof finds each fault that is seeded into a book, and none in a sound one."""

import json
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import fontpkg
import pikepdf
import pytest
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from weasyprint.formatting_structure.boxes import BlockBox

from pipeline.bookformat.book import PrintedMessage
from pipeline.bookformat.identifiers import BODY
from pipeline.model.problems import Problem
from pipeline.typeset import Press, fonts, typeset
from pipeline.typeset.book import Book
from pipeline.typeset.chapters import BookLayout
from pipeline.typeset.numbers import fill
from pipeline.typeset.proof import Numbering, prove
from pipeline.typeset.proof.languages import language_of
from pipeline.typeset.proof.messages import place_messages, repeated_messages, unique_positions
from pipeline.typeset.values.drawn import DrawnNumber
from pipeline.typeset.values.pages import Block, TextRun, normalized
from tests.books import change
from tests.typeset import reading
from tests.typeset.conftest import Made
from tests.typeset.test_faults import HEADING, little_book

LINES = {"Dove avviene": "locales/sq/LC_MESSAGES/first.po:13"}
ITALIAN = (
    "Nei luoghi chiusi il contatto passa più spesso da un annuncio, da un numero di telefono, da una visita medica."
)
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsvorstandssitzungsprotokoll"


@dataclass(frozen=True)
class Proven:
    """What a proof objected to, by code."""

    problems: Mapping[str, Problem]

    def causes(self, code: str) -> str:
        return self.problems[code].cause if code in self.problems else ""


def proven(
    made: Made,
    change: Callable[[str], str],
    folder: Path,
    after: Callable[[bytes], bytes] = bytes,
    spoil: Callable[[Any], None] = lambda _: None,
    misprint: Mapping[str, str] = MappingProxyType({}),
) -> Proven:
    """Lay out a book whose HTML, with its page numbers in it, was changed; `spoil` changes the pages, `after` the PDF.

    `misprint` gives the page numbers that are set for some targets.
    """
    book = Book.read(made.folder)
    press = Press(made.folder, strict=False)
    document = press.render(book, change(fill(book.text, made.result.map)))
    spoil(document.rendered)
    body = document.page_map.get(BODY, 1)
    drawn = press.draw(book, document)

    def misprinted(piece: bytes | DrawnNumber) -> bytes | DrawnNumber:
        is_meant = isinstance(piece, DrawnNumber) and piece.target in misprint
        return piece._replace(target="nowhere", printed=misprint[piece.target]) if is_meant else piece

    drawn = replace(
        drawn, pages=tuple(replace(page, content=(*map(misprinted, page.content),)) for page in drawn.pages)
    )
    data = after(press.bind(book, [drawn], body=body))
    folder.joinpath("changed.pdf").write_bytes(data)
    found: list[Problem] = []
    pages = BookLayout((drawn,)).text
    prove(book, pages, data, found.append, numbering=Numbering(body), lines=LINES)
    return Proven({one.code: one for one in found})


@pytest.fixture(scope="module")
def faulty(books: dict[str, Made], tmp_path_factory: pytest.TempPathFactory) -> Proven:
    """The Albanian book with a fault of each kind, all in places of their own."""

    def places_alone(found: re.Match[str]) -> str:
        return "".join(f'<p id="{identity}"></p>' for identity in re.findall(r'\bid="([^"]*)"', found[0]))

    def change(text: str) -> str:
        for old, new in (
            # A chapter that is not there, whose place is.
            (r'<section[^>]*>\s*<h1 id="(words--[^"]*)".*?</section>', places_alone),
            (r"<h2([^>]*)>(.*?)Ku ndodh</h2>", r"<h2\1>\2</h2>"),
            (r'(<span class="note-at-foot"[^>]*>)Shënimi i dytë.*?</span>', r"\1</span>"),
            (r"(</main>)", rf'<div style="width: 2cm; hyphens: none"><p>{LONG}</p></div>\1'),
        ):
            changed = re.sub(old, new, text, count=1, flags=re.DOTALL)
            assert changed != text, old
            text = changed
        return text

    return proven(books["sq"], change, tmp_path_factory.mktemp("faulty"), misprint={"first--primi-passi": "7"})


def test_a_sound_book_is_proven(books: dict[str, Made]) -> None:
    assert [made.result.warnings for made in books.values()] == [(), ()]


def test_a_dropped_chapter_is_found(faulty: Proven) -> None:
    assert "words.rst:" in faulty.causes("proof-lost")


def test_a_lost_message_is_named_with_its_line_in_the_catalogue_and_the_page(faulty: Proven) -> None:
    problem = faulty.problems["proof-lost"]

    assert re.search(r"first\.po:13: “Ku ndodh” is not printed, after page \d", problem.cause)


def test_a_note_without_its_words_is_found(faulty: Proven) -> None:
    assert re.search(r"“Shënimi i dytë.*” is not printed, after page [1-9]", faulty.causes("proof-lost"))


def test_a_wrong_page_in_the_contents_is_found(faulty: Proven) -> None:
    assert "“7” is printed instead of 1" in faulty.causes("proof-page")


def test_a_wrong_number_at_the_foot_of_a_page_is_found(books: dict[str, Made], tmp_path: Path) -> None:
    found = proven(books["sq"], str, tmp_path, misprint={"": "99"})

    assert re.search(r"page \d+: it is numbered \D*99 and should be 1;", found.causes("proof-page"))


def without_ids(text: str) -> str:
    return re.sub(r' (?:id|data-for)="[^"]*"', "", text)


@pytest.fixture(scope="module")
def repeating(books: dict[str, Made], tmp_path_factory: pytest.TempPathFactory) -> Proven:
    """The Albanian book with a chapter that is taken in twice, at the end too."""

    def change(text: str) -> str:
        chapter = re.search(
            r'<section[^>]*>\s*<h1 id="second--passi-seguenti".*?(?=<section[^>]*>\s*<h1)', text, re.DOTALL
        )
        assert chapter is not None
        return re.sub(
            r"(<section class=\"colophon\">)", lambda found: without_ids(chapter[0]) + found[1], text, flags=re.DOTALL
        )

    return proven(books["sq"], change, tmp_path_factory.mktemp("repeating"))


def test_a_chapter_that_is_printed_twice_is_found(repeating: Proven) -> None:
    problem = repeating.problems["proof-twice"]

    assert int(problem.message.partition(": ")[2].split()[0]) > 3
    assert re.search(r"“[^”]+” is on page (\d), and again on \d", problem.cause)
    assert "second." in str(problem.path)
    assert problem.line


def test_what_is_printed_twice_is_not_what_contents_index_and_matter_repeat(faulty: Proven) -> None:
    assert "proof-twice" not in faulty.problems


def test_a_paragraph_that_the_layout_sets_twice_is_found(books: dict[str, Made], tmp_path: Path) -> None:
    """On two pages, as where one is broken and its lines go on again from the first."""

    def spoil(document: Any) -> None:
        pages = [page._page_box for page in document.pages]
        number, box = next(
            (number, box)
            for number, page in enumerate(pages)
            for box in page.descendants()
            if box.element_tag == "p" and isinstance(box, BlockBox) and len(box.children) > 3
        )
        copy = box.deepcopy()
        main = pages[number + 1].children[0]
        main.children = (*main.children, copy)

    found = proven(books["it"], str, tmp_path, spoil=spoil)

    assert re.search(r"rst:\d+: “.*” is on page \d+, and again on \d+", found.causes("proof-twice"))


def test_a_text_that_is_no_message_repeats_none() -> None:
    words = "Homebrew (macOS and Linux)"
    message = PrintedMessage(words, "", 0, (words,), "", "", translated=False)
    heading, label = (Block((TextRun(page, words, "en", None),)) for page in (1, 2))
    placed = place_messages([message], [heading, label], {}, "en")

    assert [page for _, page in repeated_messages([heading, label], placed)] == [2]
    assert list(repeated_messages([heading, label], placed, {normalized(words)})) == []


def test_a_message_may_be_written_twice_and_printed_no_more_often(tmp_path: Path) -> None:
    words = "Nobody knows how many there are, and nobody counts them."
    expected = [
        {
            "original": "Nessuno",
            "path": "a.rst",
            "line": 1,
            "parts": [words],
            "note": "",
            "language": "",
            "translated": True,
        }
    ] * 2
    folder = little_book(tmp_path / "book", f"{HEADING}<p>{words}</p><p>Between.</p><p>{words}</p>", expected=expected)
    assert typeset(folder, tmp_path / "a.pdf", {}).warnings == ()
    change(folder, "Between.", words)

    with pytest.raises(Problem, match="printed more often than written") as caught:
        typeset(folder, tmp_path / "a.pdf", {}, lines={"Nessuno": "en.po:7"})

    assert (caught.value.code, str(caught.value.path), caught.value.line) == ("proof-twice", "en.po", 7)
    assert f"en.po:7: “{words}” is on page 1, and again on 1" in caught.value.cause


def test_words_out_of_their_box_are_found(faulty: Proven) -> None:
    assert re.search(r"“Donau.* on page \d+, by \d+\.\d mm \(right\)", faulty.causes("proof-overflow"))


@pytest.mark.parametrize(("width", "is_found"), [("3cm", True), ("9cm", False)])
def test_a_formula_that_is_made_too_small_to_be_read_is_found(tmp_path: Path, width: str, is_found: bool) -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 10" style="width: 24em; max-width: 100%" role="img"'
        ' data-pdf-tag="Formula" aria-label="a = b"><path d="M0 0h100v10h-100Z"/></svg>'
    )
    folder = little_book(tmp_path / "book", f'{HEADING}<div style="width: {width}"><p>{drawing}</p></div>')

    warnings = typeset(folder, tmp_path / "a.pdf", {}, strict=False).warnings

    assert ["“a = b” on page 1, by " in one and "mm (right)" in one for one in warnings] == [True] * is_found


def test_a_message_in_another_language_is_found(books: dict[str, Made], tmp_path: Path) -> None:
    """As a catalogue gives it whose translation is not in its language."""
    folder = tmp_path / "book"
    expected = [
        {
            "original": "a",
            "path": "a.rst",
            "line": 3,
            "parts": [ITALIAN],
            "note": "",
            "language": "",
            "translated": True,
        }
    ]
    little_book(folder, f"{HEADING}<p>{ITALIAN}</p>", expected=expected)

    result = typeset(folder, tmp_path / "a.pdf", {}, strict=False, lines={"a": "en.po:7"})

    assert len(result.warnings) == 1
    assert "en.po:7: “Nei luoghi chiusi" in result.warnings[0]
    assert "is in the language it, not en" in result.warnings[0]


def test_words_marked_as_another_language_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    expected = [
        {
            "original": "a",
            "path": "a.rst",
            "line": 3,
            "parts": ["Home"],
            "note": "",
            "language": "",
            "translated": False,
        }
    ]
    little_book(folder, f'{HEADING}<p lang="de">Home</p>', expected=expected)

    with pytest.raises(Problem, match="another language") as caught:
        typeset(folder, tmp_path / "a.pdf", {})

    assert (caught.value.code, str(caught.value.path), caught.value.line) == ("proof-language", "a.rst", 3)


@pytest.mark.parametrize(
    ("abstract", "title", "language", "is_whole"),
    [
        ("Thirrje por xhami strehë për.", "Is", "en", True),  # i and s meet there
        ("Thirrje “me” strehë.", "Me", "en", True),
        ("Thirrje por xhami strehë për.", "Is", "sq", False),
        ("Thirrje “me” strehë.", "Me", "sq", False),
    ],
)
def test_a_short_message_is_not_mistaken_for_letters_in_another_language(
    tmp_path: Path, abstract: str, title: str, language: str, is_whole: bool
) -> None:
    """Before the title stands an abstract that is no message of the edition."""
    expected = [
        {"original": one, "path": "a.rst", "line": 3, "parts": [one], "note": "", "language": "", "translated": False}
        for one in ("A chapter.", title, "The end.")
    ]
    body = f'<p>A chapter.</p><p lang="sq">{abstract}</p><p lang="{language}">{title}</p><p>The end.</p>'
    folder = little_book(tmp_path / "book", HEADING + body, expected=expected)

    warnings = typeset(folder, tmp_path / "a.pdf", {}, strict=False).warnings

    assert [f"“{title}”, page 1, is marked as sq, not en" in one for one in warnings] == [True] * (not is_whole)


def test_messages_in_another_order_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    words = ["The first sentence of all.", "The second sentence of all.", "The third sentence of all."]
    expected = [
        {"original": one, "path": "", "line": 0, "parts": [one], "note": "", "language": "", "translated": False}
        for one in words
    ]
    little_book(folder, HEADING + "".join(f"<p>{words[number]}</p>" for number in (1, 0, 2)), expected=expected)

    with pytest.raises(Problem) as caught:
        typeset(folder, tmp_path / "a.pdf", {})

    assert caught.value.code == "proof-lost"
    assert "sentence of all.” is not printed where it belongs" in caught.value.cause


@pytest.mark.parametrize(("lacking", "code"), [({0xEB}, "proof-text"), ({0xEB, 0x308}, "proof-font")])
def test_a_font_without_a_letter_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lacking: set[int], code: str
) -> None:
    """The letter is made of two glyphs, of which readers copy one; or another font of ours steps in for it."""
    serif = Path(fontpkg.path("Source Serif 4", 400, "normal"))
    poor = tmp_path / "poor"
    poor.mkdir()
    font, subsetter = TTFont(serif), Subsetter()
    subsetter.populate(unicodes={*range(0x20, 0x180), 0x308} - lacking)
    subsetter.subset(font)
    font.save(poor / serif.name)
    text = fonts.configuration(tmp_path).replace(str(serif.parent), str(poor))
    (tmp_path / "fonts.conf").write_text(text, encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    monkeypatch.setattr(fonts, "use", lambda *_: None)

    with pytest.raises(Problem) as caught:
        typeset(little_book(tmp_path / "book", f"{HEADING}<p>Çështje e thjeshtë.</p>"), tmp_path / "a.pdf", {})

    assert caught.value.code == code
    assert "ë" in caught.value.cause
    assert "page 1" in caught.value.cause


@pytest.mark.parametrize(
    ("style", "edge"),
    [
        ("height: 1cm", "bottom"),
        ("margin-left: -60cm", "left"),
        ("position: absolute; top: -30cm", "top"),
        ("width: 1cm", "right"),
    ],
)
def test_words_beyond_each_edge_are_found(tmp_path: Path, style: str, edge: str) -> None:
    body = f'{HEADING}<div style="{style}"><p>{"Schifffahrtselektrizitäten " * 9}</p></div>'

    result = typeset(little_book(tmp_path / "book", body), tmp_path / "a.pdf", {}, strict=False)

    assert any(f"({edge})" in warning for warning in result.warnings)


NOWRAP = '<span style="white-space: nowrap">'
PICTURE = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 1'><path d='M0 0h9v1z'/></svg>"
OUTSIDE = {
    "a table whose cells hold their words, and reach over the paper": (
        f"<table><tr>{f'<td>{NOWRAP}so many words that no line holds them</span></td>' * 9}</tr></table>",
        "right",
    ),
    "words in the margin": ('<p style="margin-right: -6mm">{}</p>'.format("so it is " * 40), "right"),
    "words left of the margin": ('<p style="margin-left: -30mm">Words</p>', "left"),
    "a picture": (
        f'<figure><img style="max-width: none; width: 16cm" alt="A map" src="{PICTURE}"><p>Words</p></figure>',
        "right",
    ),
    "a picture in a cell": (
        f'<table><tr><td>Legend</td><td><img style="min-width: 30cm" alt="A map" src="{PICTURE}"></td></tr></table>',
        "right",
    ),
    "a head of the page": (
        "<style>@page body { @top-left { white-space: nowrap; content: '%s' } }</style>" % (LONG * 2),
        "right",
    ),
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_stands_outside_of_the_page_is_found(tmp_path: Path, name: str) -> None:
    body, edge = OUTSIDE[name]

    result = typeset(little_book(tmp_path / "book", HEADING + body), tmp_path / "a.pdf", {}, strict=False)

    assert [f"({edge})" in warning for warning in result.warnings] == [True]


@pytest.mark.parametrize(("original", "place"), [("Parole", "en.po:7: "), ("Altro", "a.rst:3: ")])
def test_words_outside_of_the_page_are_named_with_the_line_that_they_are_written_in(
    tmp_path: Path, original: str, place: str
) -> None:
    """In the catalogue if they are a translation; those of a picture are the first around it."""
    message = {"original": original, "path": "a.rst", "line": 3, "parts": ["Legend"], "note": "", "language": ""}
    body, _ = OUTSIDE["a picture in a cell"]
    folder = little_book(tmp_path / "book", HEADING + body, expected=[message | {"translated": True}])

    with pytest.raises(Problem) as caught:
        typeset(folder, tmp_path / "a.pdf", {}, lines={"Parole": "en.po:7"})

    assert caught.value.code == "proof-overflow"
    assert caught.value.place == place.removesuffix(": ")
    assert f"{place}“A map” on page 2, by " in caught.value.cause


def test_a_link_and_a_bookmark_to_another_page_are_found(tmp_path: Path) -> None:
    """In the file itself: a place that has moved since the pages were laid out."""
    body = (
        f'{HEADING}<p><a href="#two">there</a></p><h1 id="two" data-running="Two" style="break-before: page">Two</h1>'
    )
    folder = little_book(tmp_path / "book", body)
    made = Made(folder, tmp_path / "a.pdf", typeset(folder, tmp_path / "a.pdf", {}))

    found = proven(made, str, tmp_path, _all_to_the_first_page)

    assert "the link “there” leads to page 1 of the file" in found.causes("proof-page")
    assert "the bookmark “Two” leads to page 1 of the file" in found.causes("proof-page")


def _all_to_the_first_page(data: bytes) -> bytes:
    import io

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for place in list(pdf.Root.Names.Dests.Names)[1::2]:
            place[0] = pdf.pages[0].obj
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/Title" in thing and "/Dest" in thing and "/Parent" in thing:
                thing.Dest[0] = pdf.pages[0].obj
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "expected", "language"),
    [
        (ITALIAN, "sq", "it"),
        (
            "The definition of the protocol is that of the United Nations, and it is not changed by this law.",
            "de",
            "en",
        ),
        ("Die Definition ist die des Protokolls, und sie wird durch das Gesetz nicht geändert.", "sq", "de"),
        ("Përkufizimi është ai i protokollit, dhe nuk ndryshon me këtë ligj që është në fuqi.", "it", "sq"),
        ("November und Dezember 2004 (Il Mascalzone o. J. a; Il Mascalzone o. J. b; Il Quotidiano 2004)", "de", "de"),
        ("Women East Smuggling Trafficking", "it", "it"),
        (ITALIAN, "fr", "it"),
        ("Le droit de la personne est garanti par la loi, et il ne peut pas être limité.", "fr", "fr"),
        ("El derecho de la persona se garantiza por la ley y no puede ser limitado en un caso.", "es", "es"),
        ("Die Definition ist die des Protokolls, und sie wird durch das Gesetz nicht geändert.", "de-CH", "de-CH"),
        (ITALIAN, "de-CH", "it"),
    ],
)
def test_a_language_is_told_only_where_it_is_sure(text: str, expected: str, language: str) -> None:
    assert language_of(text, expected) == language


def test_hyphens_that_share_a_glyph_are_read_back_as_one_of_them(tmp_path: Path) -> None:
    """A PDF maps a glyph to one character: here that of the hyphen which does not break is that of the one which does."""
    folder = little_book(tmp_path / "book", f"{HEADING}<h2>Well-known</h2><h2>Pre\u2011built</h2>")

    typeset(folder, tmp_path / "book.pdf", {})

    text = " ".join(reading.text_of_pages(tmp_path / "book.pdf"))
    assert (text.count("-"), text.count("\u2011")) in ((2, 0), (0, 2))


def test_english_brackets_are_read_back_in_an_arabic_book(tmp_path: Path) -> None:
    """In Arabic, the glyph of an opening bracket is that of a closing one, and a PDF maps it to one character."""
    arabic = '<p lang="ar">\u0643\u0644\u0645\u0629 (\u0623\u062e\u0631\u0649)</p>'
    folder = little_book(tmp_path / "book", f'{HEADING}{arabic}<p dir="ltr" lang="en">Alerts (table)</p>')
    described = json.loads((folder / "book.json").read_text(encoding="utf-8"))
    described |= {"language": {**described["language"], "tag": "ar"}, "typography": "ar"}
    (folder / "book.json").write_text(json.dumps(described), encoding="utf-8")

    typeset(folder, tmp_path / "book.pdf", {})

    assert (
        "Alerts (table)"
        in subprocess.run(["pdftotext", tmp_path / "book.pdf", "-"], capture_output=True, check=True, text=True).stdout
    )


def test_what_has_no_glyph_is_not_missed() -> None:
    assert normalized("\N{WARNING SIGN}\N{VARIATION SELECTOR-16}: \N{RIGHT-TO-LEFT MARK}a-\nb") == "\N{WARNING SIGN}:ab"


@given(st.text("ab", max_size=80), st.lists(st.text("ab", min_size=1, max_size=30), max_size=8))
def test_what_occurs_once_is_found_where_it_is(characters: str, parts: list[str]) -> None:
    parts += [characters[at : at + 20] for at in (0, 5, 40) if characters[at:]]

    places = unique_positions(characters, parts)

    for part, place in zip(parts, places, strict=True):
        everywhere = [at for at in range(len(characters)) if characters.startswith(part, at)]
        assert place == (everywhere[0] if len(everywhere) == 1 else -1)
