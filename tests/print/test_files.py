# SPDX-License-Identifier: GPL-3.0-or-later
"""Files for the printer: boxes, marks, inks, pictures, and pages that are right for paper that is bound."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from pipeline.typeset.print.ink import grey
from tests.print.conftest import file, text
from tests.typeset import reading

MM = 72 / 25.4
WITH_MARKS = {
    # trimmed sizes in millimetres
    "print": (210, 297),
    "leaflet-passers-print": (297, 210),
    "card-passers-print": (105, 148),
}
FRONT = 6
"""Cover and its inside, title page, imprint, contents, a blank page."""


def box(page: Any, name: str) -> list[float]:
    return [float(one) for one in page.obj[name]]


def forms(resources: Any) -> Iterator[Any]:
    for one in dict(resources.get("/XObject", {})).values():
        if one.get("/Subtype") == "/Form":
            yield one
            yield from forms(one.get("/Resources", {}))


def streams(page: Any) -> Iterator[Any]:
    """A page, and all drawings it holds."""
    yield page
    yield from forms(page.resources)


def marks_of(page: Any) -> Any:
    """What is drawn last."""
    last = list(pikepdf.parse_content_stream(page))[-1]
    assert str(last.operator) == "Do"
    return page.resources.XObject[str(last.operands[0])]


@pytest.mark.parametrize(("name", "size"), WITH_MARKS.items())
def test_each_page_says_where_it_is_cut_and_how_far_colour_runs_over(
    printed: Path, name: str, size: tuple[int, int]
) -> None:
    with pikepdf.open(file(printed, name)) as pdf:
        for page in pdf.pages:
            trim, bleed, media = (box(page, key) for key in ("/TrimBox", "/BleedBox", "/MediaBox"))

            assert trim == pytest.approx([0, 0, size[0] * MM, size[1] * MM], abs=0.05)
            assert [b - t for b, t in zip(bleed, trim, strict=True)] == pytest.approx(
                [-3 * MM] * 2 + [3 * MM] * 2, abs=0.01
            )
            assert [m - t for m, t in zip(media, trim, strict=True)] == pytest.approx(
                [-10 * MM] * 2 + [10 * MM] * 2, abs=0.01
            )


@pytest.mark.parametrize(("name", "size"), WITH_MARKS.items())
def test_marks_stand_outside_the_bleed_at_each_corner(printed: Path, name: str, size: tuple[int, int]) -> None:
    width, height = (side * MM for side in size)
    with pikepdf.open(file(printed, name)) as pdf:
        for page in pdf.pages:
            marks = marks_of(page)
            ends = [
                tuple(map(float, one.operands))
                for one in pikepdf.parse_content_stream(marks)
                if str(one.operator) in ("m", "l")
            ]
            outside = [x < -3 * MM or x > width + 3 * MM or y < -3 * MM or y > height + 3 * MM for x, y in ends]

            assert all(outside)
            for corner in ((0, 0), (0, height), (width, 0), (width, height)):
                near = [end for end in ends if abs(end[0] - corner[0]) < 10 * MM and abs(end[1] - corner[1]) < 10 * MM]
                assert {round(y - corner[1], 2) for _, y in near} >= {0}
                assert {round(x - corner[0], 2) for x, _ in near} >= {0}


def test_the_cover_runs_over_the_edge(printed: Path) -> None:
    with pikepdf.open(file(printed, "print")) as pdf:
        filled = [
            pikepdf.Rectangle(x, y, x + abs(w), y + abs(h))
            for one in streams(pdf.pages[0])
            for x, y, w, h in rectangles(one)
        ]

    assert any(one.width > 215 * MM for one in filled)


def rectangles(stream: Any) -> Iterator[tuple[float, float, float, float]]:
    matrix, stack = pikepdf.Matrix(), []
    for one in pikepdf.parse_content_stream(stream):
        operands: Any = one.operands
        match str(one.operator):
            case "q":
                stack.append(matrix)
            case "Q":
                matrix = stack.pop()
            case "cm":
                matrix = pikepdf.Matrix(*map(float, operands)) @ matrix
            case "re":
                x, y, width, height = map(float, operands)
                yield matrix.a * x + matrix.e, matrix.d * y + matrix.f, matrix.a * width, matrix.d * height


@pytest.mark.parametrize("name", [*WITH_MARKS, "booklet", "card-passers-a4"])
def test_what_looks_black_or_grey_is_printed_with_black_alone(printed: Path, name: str) -> None:
    blacks = 0
    with pikepdf.open(file(printed, name)) as pdf:
        for page in pdf.pages:
            for stream in streams(page):
                for one in pikepdf.parse_content_stream(stream):
                    if str(one.operator) in ("rg", "RG"):
                        assert grey(*map(float, one.operands)) is None
                    blacks += str(one.operator) == "g" and float(one.operands[0]) == 0
                    assert str(one.operator) not in ("k", "K")

    assert blacks


def test_colours_say_what_they_are_and_for_which_print(printed: Path) -> None:
    for name in (*WITH_MARKS, "booklet"):
        with pikepdf.open(file(printed, name)) as pdf:
            (intent,) = pdf.Root.OutputIntents
            coloured = [
                stream
                for page in pdf.pages
                for stream in streams(page)
                if any(str(one.operator) == "rg" for one in pikepdf.parse_content_stream(stream))
            ]

            assert (str(intent.S), str(intent.OutputConditionIdentifier)) == ("/GTS_PDFX", "FOGRA51")
            assert coloured
            for stream in coloured:
                resources = stream.resources if isinstance(stream, pikepdf.Page) else stream.Resources
                kind, profile = resources.ColorSpace.DefaultRGB
                assert (str(kind), int(profile.N)) == ("/ICCBased", 3)


def test_links_and_bookmarks_stay_on_the_screen(printed: Path) -> None:
    with pikepdf.open(file(printed, "print")) as pdf:
        assert not any("/Annots" in page.obj for page in pdf.pages)
        assert "/Outlines" not in pdf.Root
        assert "Il secondo capitolo (p. 5)" in text(file(printed, "print"))[FRONT]


def test_chapters_begin_on_a_recto_and_references_name_the_page_of_this_layout(printed: Path) -> None:
    pages = text(file(printed, "print"))
    first, turned, second = (next(n for n, page in enumerate(pages) if words in page and n >= FRONT) for words in (
        "Il primo rinvia", "Tavola larga", "Il secondo rinvia"))  # fmt: skip

    assert (first, turned, second) == (FRONT, FRONT + 1, FRONT + 4)
    assert first % 2 == second % 2 == 0
    assert pages[first].rstrip().endswith(" 1")
    assert pages[second].rstrip().endswith(" 5")
    assert "Il secondo capitolo (p. 5)" in pages[first]
    assert "Tabella 1 (p. 2)" in pages[first]
    assert "Il primo capitolo (p. 1)" in pages[second]
    assert re.search(r"Il primo capitolo[ .]*1 .*Il secondo capitolo[ .]*5 ", pages[4])


def test_blank_pages_are_blank_and_the_last_leaf_has_two_sides(printed: Path) -> None:
    pages = text(file(printed, "print"))

    assert [number for number, page in enumerate(pages) if not page.strip()] == [1, 5, 9, 13]
    with pikepdf.open(file(printed, "print")) as pdf:
        assert len(pdf.pages) % 2 == 0


def test_the_text_stands_away_from_the_spine(printed: Path) -> None:
    edges = {}
    for run in reading.runs(file(printed, "print")):
        if run.page > FRONT and run.text.startswith(("Il primo rinvia", "Versione 1.0")):
            edges[run.text[:8]] = (run.page, round(run.left / MM))

    # A recto is bound at its left; both have 125 mm of text.
    assert edges == {"Il primo": (FRONT + 1, 61), "Versione": (16, 51)}


def test_a_wide_table_is_turned_in_an_upright_book(printed: Path) -> None:
    found = [run for run in reading.runs(file(printed, "print")) if run.text in ("Uno", "Nove", "Girata")]

    one, nine = (next(run for run in found if run.text == word) for word in ("Uno", "Nove"))
    assert nine.height - one.height > 150 * MM
    assert abs(nine.left - one.left) < 1
    assert any(run.text == "Girata" for run in found)


def test_pictures_keep_the_dots_that_print_needs(printed: Path) -> None:
    with pikepdf.open(file(printed, "print")) as pdf:
        sizes = {
            (int(one.Width), int(one.Height), str(one.Filter))
            for page in pdf.pages
            for one in dict(page.resources.get("/XObject", {})).values()
            if one.get("/Subtype") == "/Image"
        }

    assert (1795, 1197, "/DCTDecode") in sizes
    # a small picture is not blown up
    assert any(width == 300 for width, _, _ in sizes)


def test_a_leaflet_has_its_folds_marked_and_its_panels_in_place(printed: Path) -> None:
    panels = {"Fronte": (1, 197), "Aletta": (1, 0), "Dietro": (1, 97), "Sinistra": (2, 0), "Mezzo": (2, 100)}
    folds = {1: (97, 197), 2: (100, 200)}
    path = file(printed, "leaflet-passers-print")
    places = {run.text: (run.page, run.left / MM) for run in reading.runs(path) if run.text in panels}

    assert places.keys() == panels.keys()
    for heading, (side, left) in panels.items():
        assert places[heading][0] == side
        assert left + 7 < places[heading][1] < left + 10
    with pikepdf.open(path) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            marks = marks_of(page)
            starts = [
                (round(float(one.operands[0]) / MM, 1), float(one.operands[1]))
                for one in pikepdf.parse_content_stream(marks)
                if str(one.operator) == "m"
            ]
            for fold in folds[number]:
                assert {y > 0 for x, y in starts if x == fold} == {True, False}
