# SPDX-License-Identifier: GPL-3.0-or-later
"""Booklets and cards on sheets of A4: which page stands where, read back from the paper."""

import io
import subprocess
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import ImageStat

from pipeline.typeset.print.imposition import BLANK, saddle_stitched, several_per_sheet, sides
from tests.print.conftest import file

MM = 72 / 25.4
A5 = (148 * MM, 210 * MM)


def booklet_of(pages: int) -> bytes:
    """A PDF of A5 pages, with the marks of a printer around them, each with its number."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        for number in range(1, pages + 1):
            page = pdf.add_blank_page(page_size=A5)
            page.MediaBox = [-28, -28, A5[0] + 28, A5[1] + 28]
            page.TrimBox = [0, 0, *A5]
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
            page.Contents = pdf.make_stream(f"BT /F 20 Tf 100 300 Td (page{number}) Tj ET".encode())
        pdf.save(out)
    return out.getvalue()


def words(path: Path, side: int, left: float, width: float, top: float = 0, height: float = 297 * MM) -> list[str]:
    """What stands in a part of a side (points from its upper left corner)."""
    place = zip(("-x", "-y", "-W", "-H"), (left, top, width, height), strict=True)
    options = [word for name, value in place for word in (name, str(round(value)))]
    read = subprocess.run(
        ["pdftotext", "-f", str(side), "-l", str(side), *options, str(path), "-"],
        capture_output=True,
        check=True,
        text=True,
    )
    return read.stdout.split()


@pytest.mark.parametrize("is_right_to_left", [False, True])
@pytest.mark.parametrize("pages", [1, 4, 6, 13, 16])
def test_a_folded_booklet_reads_from_the_first_page_to_the_last(
    pages: int, is_right_to_left: bool, tmp_path: Path
) -> None:
    path = tmp_path / "booklet.pdf"
    path.write_bytes(saddle_stitched(booklet_of(pages), is_right_to_left=is_right_to_left))
    with pikepdf.open(path) as pdf:
        count = len(pdf.pages)
        assert {tuple(round(float(one) / MM) for one in page.TrimBox) for page in pdf.pages} == {(0, 0, 297, 210)}
        # Each is cut at its trim: its marks would stand on its neighbour.
        placed = [one for page in pdf.pages for one in dict(page.resources.get("/XObject", {})).values()]
        assert {tuple(round(float(edge) / MM) for edge in one.BBox) for one in placed} == {(0, 0, 148, 210)}
    places = (149 * MM, 0) if is_right_to_left else (0, 149 * MM)
    halves = [[words(path, side, x, 148 * MM) for x in places] for side in range(1, count + 1)]

    assert count % 2 == 0
    assert count == -(-pages // 4) * 2
    # Fold the sheets, one in the other: a leaf has the right half of a front, and behind it the left half of its back.
    fronts, backs = halves[::2], halves[1::2]
    first_half = [page for front, back in zip(fronts, backs, strict=True) for page in (front[1], back[0])]
    second_half = [
        page for front, back in reversed(list(zip(fronts, backs, strict=True))) for page in (back[1], front[0])
    ]
    expected = [[f"page{number}"] if number <= pages else [] for number in range(1, count * 2 + 1)]
    assert first_half + second_half == expected


def test_the_plan_of_six_pages() -> None:
    assert [(one.left, one.right) for one in sides(6)] == [(BLANK, 1), (2, BLANK), (6, 3), (4, 5)]


def test_pages_keep_their_size_and_stand_in_their_halves(tmp_path: Path) -> None:
    path = tmp_path / "booklet.pdf"
    path.write_bytes(saddle_stitched(booklet_of(4)))
    box = subprocess.run(
        ["pdftotext", "-bbox", "-f", "1", "-l", "1", str(path), "-"], capture_output=True, check=True, text=True
    ).stdout

    left = [float(part.partition('"')[0]) for part in box.split('<word xMin="')[1:]]
    # Half of A4 is half a millimetre wider than A5.
    assert left == pytest.approx([100 + 0.25 * MM, 100 + 148.75 * MM], abs=0.5)


def test_the_booklet_of_a_book(printed: Path) -> None:
    path = file(printed, "booklet")
    cover = words(path, 1, 149 * MM, 148 * MM)
    contents = next(
        words(path, side, 149 * MM, 148 * MM)
        for side in range(1, 9)
        if "Sommario" in words(path, side, 149 * MM, 148 * MM)
    )

    assert cover[:5] == ["MANUALE", "Un", "libro", "di", "prova"]
    # The contents of the booklet name its own pages: chapters follow each other without blank ones.
    assert [word for word in contents if word.isdigit()] == ["1", "4", "7"]


def test_a_card_stands_four_times_on_each_side(printed: Path) -> None:
    path = file(printed, "card-passers-a4")
    for side, heading in ((1, "Davanti"), (2, "retro")):
        for x in (0, 105):
            for y in (0, 148.5):
                assert words(path, side, x * MM, 105 * MM, y * MM, 148 * MM).count(heading) == 1
    with pikepdf.open(path) as pdf:
        assert [tuple(round(float(one) / MM) for one in page.MediaBox) for page in pdf.pages] == [(0, 0, 210, 297)] * 2


@pytest.mark.parametrize(
    ("width", "height", "paper", "times"),
    [(148, 210, (297, 210), 2), (210, 148, (210, 297), 2), (85, 55, (210, 297), 10), (297, 210, (297, 210), 1)],
)
def test_a_sheet_holds_as_many_as_it_can(width: int, height: int, paper: tuple[int, int], times: int) -> None:
    half, data = pikepdf.new(), io.BytesIO()
    page = half.add_blank_page(page_size=(width * MM, height * MM))
    page.trimbox = page.mediabox
    half.save(data)

    with pikepdf.open(io.BytesIO(several_per_sheet(data.getvalue()))) as pdf:
        (page,) = pdf.pages
        assert tuple(round(float(one) / MM) for one in page.MediaBox)[2:] == paper
        assert sum(str(one.operator) == "Do" for one in pikepdf.parse_content_stream(page)) == times


def test_cards_that_leave_a_margin_have_the_lines_of_all_cuts_in_it() -> None:
    card, data = pikepdf.new(), io.BytesIO()
    page = card.add_blank_page(page_size=(85 * MM, 55 * MM))
    page.trimbox = page.mediabox
    card.save(data)

    with pikepdf.open(io.BytesIO(several_per_sheet(data.getvalue()))) as pdf:
        lines = cut_lines(pdf.pages[0])

    # Two columns and five rows stand in the middle: 20 mm are left beside them, 11 mm above and below.
    assert {x for x, y, *_ in lines if y == 0} == {20, 105, 190}
    assert {y for x, y, *_ in lines if x == 0} == {11, 66, 121, 176, 231, 286}
    for x, y, to_x, to_y in lines:
        assert max(x, to_x) <= 18 or min(x, to_x) >= 192 or max(y, to_y) <= 9 or min(y, to_y) >= 288


def cut_lines(page: pikepdf.Page) -> list[tuple[int, ...]]:
    """The lines of a page from where to where, in millimetres."""
    ends = [one.operands for one in pikepdf.parse_content_stream(page) if str(one.operator) in ("m", "l")]
    places = [tuple(round(float(number) / MM) for number in end) for end in ends]
    return [start + end for start, end in zip(places[::2], places[1::2], strict=True)]


@pytest.mark.parametrize("name", ["leaflet-passers", "card-passers"])
def test_the_file_for_the_office_has_outlines_and_no_colour(printed: Path, name: str) -> None:
    office, press = file(printed, f"{name}-a4"), file(printed, f"{name}-print")
    with pikepdf.open(office) as pdf:
        operators = {
            str(one.operator)
            for page in pdf.pages
            for stream in (page, *dict(page.resources.XObject).values())
            for one in pikepdf.parse_content_stream(stream)
        }

    assert "TJ" in operators
    assert operators.isdisjoint({"rg", "RG", "k", "K"})
    assert ink(office) < ink(press) / 2


def ink(path: Path) -> float:
    """Which part of the paper is black, of all pages."""
    with pypdfium2.PdfDocument(path) as pdf:
        pictures = [page.render(scale=0.5, grayscale=True).to_pil() for page in pdf]
    return 1 - sum(ImageStat.Stat(picture).mean[0] for picture in pictures) / len(pictures) / 255
