# SPDX-License-Identifier: GPL-3.0-or-later
"""Labels of drawings are read, translated and set in again; nothing but words gets in."""

import io
import re
from base64 import b64decode, b64encode
from collections.abc import Callable

import pytest
from lxml import etree
from PIL import Image
from playwright.sync_api import BrowserContext, Route

from pipeline.compose.editions.pictures import BOOK
from pipeline.media import fonts, svg
from pipeline.media.svg_faults import faults
from pipeline.media.svg_fonts import prepare_for_publication
from pipeline.model.problems import Problem
from pipeline.theme.policy import HEADERS
from tests.compose.conftest import HERE, Workshop

DRAWING = HERE / "project/source/handbook/figures/drawing.svg"


def test_labels_are_read_with_their_lines_and_numbers_are_left_out() -> None:
    assert svg.labels(DRAWING.read_bytes()) == (
        svg.DrawnLabel("Aiuto", 4),
        svg.DrawnLabel("Accoglienza in casa sicura", 5),
    )


def test_a_tspan_that_does_not_move_is_part_of_its_line() -> None:
    data = b'<svg xmlns="http://www.w3.org/2000/svg"><text x="1">Una <tspan font-weight="700">sola</tspan> riga</text></svg>'

    assert svg.labels(data) == (svg.DrawnLabel("Una sola riga", 1),)
    assert b">Eine Zeile</text>" in svg.translate_labels(data, lambda _: "Eine Zeile", "de").data


@pytest.mark.parametrize(
    ("text", "count", "lines"),
    [
        ("Unterkunft in einer geschützten Wohnung", 2, ["Unterkunft in einer", "geschützten Wohnung"]),
        ("Hilfe", 3, ["Hilfe", "", ""]),
        ("eins zwei drei", 1, ["eins zwei drei"]),
        ("", 2, ["", ""]),
        ("a b c d e", 3, ["a b", "c d", "e"]),
    ],
)
def test_a_translation_is_set_in_as_many_lines_as_the_label_has(text: str, count: int, lines: list[str]) -> None:
    assert svg.wrap(text, count) == lines


def test_words_before_the_first_line_that_moves_are_a_line_too() -> None:
    data = (
        b'<svg xmlns="http://www.w3.org/2000/svg"><text x="1">Dal rifugio <!-- al --><tspan x="1" dy="9">alla cima</tspan>'
        b" innevata</text></svg>"
    )

    assert [label.text for label in svg.labels(data)] == ["Dal rifugio alla cima innevata"]
    assert (
        b'<text x="1">Von der<tspan x="1" dy="9">H\xc3\xbctte hinauf</tspan></text>'
        in svg.translate_labels(data, {"Dal rifugio alla cima innevata": "Von der Hütte hinauf"}.__getitem__, "de").data
    )


def test_the_edition_shows_a_translated_copy(workshop: Workshop) -> None:
    before = DRAWING.read_bytes()
    copy = etree.fromstring((workshop.build("de").out / "_images/drawing.svg").read_bytes())

    texts = ["|".join(text.itertext()) for text in copy.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["Hilfe <script>alert(1)</script>", "Unterkunft in einer|geschützten Wohnung", "116 006"]
    assert not list(copy.iter("{*}script"))
    assert copy.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert (workshop.project.source / "handbook/figures/drawing.svg").read_bytes() == before


def test_the_original_shows_the_drawing_as_it_is_but_for_its_font(workshop: Workshop) -> None:
    shown = etree.fromstring((workshop.build("it").out / "_images/drawing.svg").read_bytes())
    for style in list(shown.iter("{*}style")):
        shown.remove(style)

    assert etree.tostring(shown, method="c14n") == etree.tostring(etree.parse(DRAWING), method="c14n")


WIDE = "Ausnutzung Schutzbedürftiger"


def test_labels_have_the_house_font_where_it_is_not_installed_even_under_our_policy(
    open_context: Callable[..., BrowserContext],
) -> None:
    data = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 40" width="400" height="40"
      font-family="'Source Sans 3', sans-serif" font-size="20"><text x="0" y="25" font-weight="600">{WIDE}</text></svg>"""
    drawing = prepare_for_publication(data.encode(), BOOK)
    page = open_context(viewport={"width": 500, "height": 100}).new_page()

    def answer(route: Route) -> None:
        is_page = route.request.url.endswith("/")
        body: str | bytes = '<!DOCTYPE html><body><img src="a.svg">' if is_page else drawing
        kind = "text/html" if is_page else "image/svg+xml"
        route.fulfill(body=body, headers={"Content-Type": kind, **HEADERS})

    page.route("**/*", answer)
    page.goto("http://site.test/")
    shown = Image.open(io.BytesIO(page.locator("img").screenshot())).convert("L").point(lambda grey: 255 * (grey < 128))
    left, _, right, _ = shown.getbbox() or (0, 0, 0, 0)

    # Within the spaces beside the first and the last letter; other typefaces are 8 % and more wider.
    assert right - left == pytest.approx(fonts.width(WIDE, 20, 600), rel=0.03)


def test_what_the_editor_program_wrote_and_what_the_camera_did_is_left_out() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Ancona Camera"
    photo = io.BytesIO()
    Image.new("RGB", (40, 30)).save(photo, "JPEG", exif=exif)
    data = f"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"
      xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:export-filename="/home/maria/a.png">
      <metadata>Maria</metadata><inkscape:page/><rect inkscape:label="maria" width="9" height="9"/>
      <image xlink:href="data:image/jpeg;base64,{b64encode(photo.getvalue()).decode()}"/></svg>"""

    root = etree.fromstring(prepare_for_publication(data.encode(), BOOK))

    assert b"aria" not in etree.tostring(root)
    assert [etree.QName(element).localname for element in root] == ["rect", "image"]
    (address,) = [str(value) for value in root[1].attrib.values()]
    assert not Image.open(io.BytesIO(b64decode(address.partition(",")[2]))).getexif()


def test_only_letters_that_stand_in_the_drawing_are_embedded_and_the_bytes_are_the_same() -> None:
    data = DRAWING.read_bytes()

    assert prepare_for_publication(data, BOOK) == prepare_for_publication(data, BOOK)
    assert len(prepare_for_publication(data, BOOK)) < len(data) + 10_000
    assert b"font-face" not in prepare_for_publication(
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>A</text></svg>', BOOK
    )


def test_identifiers_are_names_of_xml_and_references_follow() -> None:
    drawn = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path id="*start-to-END" d="M0 0"/><path id="2b" d="M0 0"/>'
        b'<path id="as-it-is" d="M0 0"/><use href="#*start-to-END"/><rect fill="url(#2b)" stroke="#fff" clip-path="url(#as-it-is)"/></svg>'
    )

    root = etree.fromstring(prepare_for_publication(drawn, BOOK))

    first, second, third = (element.get("id", "") for element in root.iter("{*}path"))
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", name) for name in (first, second, third))
    assert third == "as-it-is"
    rect = next(root.iter("{*}rect"))
    assert (next(root.iter("{*}use")).get("href"), rect.get("fill")) == (f"#{first}", f"url(#{second})")
    assert (rect.get("stroke"), rect.get("clip-path")) == ("#fff", "url(#as-it-is)")


def test_nothing_outside_the_drawing_is_read() -> None:
    data = b'<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/hostname">]><svg xmlns="http://www.w3.org/2000/svg"><text>a &e;</text></svg>'

    assert svg.labels(data) == (svg.DrawnLabel("a", 1),)


def test_a_broken_drawing_is_a_problem_with_its_line() -> None:
    with pytest.raises(Problem) as found:
        svg.labels(b"<svg>\n<text></svg>")

    assert (found.value.code, found.value.line) == ("broken-drawing", 2)


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (b"<script>run()</script>", "script"),
        (b'<rect onclick="run()"/>', "script"),
        (b'<image href="https://example.org/a.png"/>', "another file: https://example.org/a.png"),
        (b"<style>@import 'a.css';</style>", "style from another file"),
        (b"<rect style=\"fill: url( 'a.svg#b')\"/>", "style from another file"),
        (b"<foreignObject/>", "foreignObject"),
    ],
)
def test_what_a_drawing_may_not_hold_is_told_with_its_line(inside: bytes, said: str) -> None:
    (fault,) = faults(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">\n' + inside + b"</svg>")

    assert said in fault.message
    assert fault.line == 2


def test_a_drawing_without_a_viewbox_or_with_a_style_sheet_is_told() -> None:
    data = b'<?xml-stylesheet href="a.css"?><svg xmlns="http://www.w3.org/2000/svg"><rect style="fill: url(#a)"/></svg>'

    assert [fault.line for fault in faults(data)] == [1, 1]
    assert "viewBox" in faults(data)[0].message


def test_links_in_a_drawing_and_pictures_within_it_are_nothing_to_tell() -> None:
    data = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><a href="https://example.org"><text>A</text></a>'
        b'<image href="data:image/png;base64,AAAA"/><use href="#a"/></svg>'
    )

    assert faults(data) == ()


BOXES = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200" font-family="'Source Sans 3'" font-size="16">
  <rect x="10" y="10" width="180" height="90"/>
  <circle cx="30" cy="55" r="12"/>
  <text x="115" y="40" text-anchor="middle">Titolo</text>
  <text x="115" y="60" text-anchor="middle">Una riga</text>
  <path d="M210,10 H390 V40 H210 Z"/>
  <text x="220" y="30" font-weight="600">Basso</text>
</svg>
"""


def fitted(title: str, line: str, low: str) -> tuple[list[str], tuple[str, ...]]:
    """The labels of the drawing with these texts, and what is too long."""
    texts = {"Titolo": title, "Una riga": line, "Basso": low}
    made = svg.translate_labels(BOXES.encode(), lambda text: texts[text], "de")
    shown = ["".join(text.itertext()) for text in etree.fromstring(made.data).iter("{*}text")]
    return shown, tuple(label.text for label in made.too_long)


def test_a_label_that_fits_its_box_may_be_much_longer_than_the_original() -> None:
    assert fitted("Unterkunft", "Sichere Unterkunft", "Tief") == (["Unterkunft", "Sichere Unterkunft", "Tief"], ())


def test_a_label_that_leaves_its_box_or_the_drawing_is_told() -> None:
    long = "Donaudampfschifffahrtsgesellschaft"

    assert fitted("Titel", "Unterkunft in einer Wohnung", "Tief")[1] == ("Una riga",)
    assert fitted("Titel", "Zeile", long)[1] == ("Basso",)


def test_a_drawing_whose_places_cannot_be_told_is_left_as_it_is() -> None:
    turned = BOXES.replace('<rect x="10"', '<rect transform="scale(2)" x="10"')

    assert svg.translate_labels(turned.encode(), lambda text: text * 20, "de").too_long == ()
