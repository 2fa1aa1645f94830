# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart is drawn with real text, inside its frame, in any language, and the same each time."""

from decimal import Decimal
from itertools import pairwise

import fontpkg
import pytest
from babel import Locale
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from lxml import etree

from pipeline.compose import numerals
from pipeline.compose.parts.chart_drawing import MOST_SERIES, WIDTH, Bar, Chart, Group, draw, width
from pipeline.media.svg_faults import faults

LONG = "Sentenze del giudice per le indagini preliminari e dichiarazioni rese in udienza"
WORDS = ("Romania", LONG, "Österreich", "Të mitur të pashoqëruar", "WWW MMM", "1.055,25%", "12\u00a0055 €")


def chart(*rows: tuple[str, int], series: tuple[str, ...] = ()) -> Chart:
    count = len(series) or 1
    groups = tuple(Group(label, (Bar(Decimal(value), f"{value} %"),) * count) for label, value in rows)
    return Chart(groups, series, "#0b5563", "it")


def read(drawn: Chart) -> etree._Element:
    return etree.fromstring(draw(drawn))


def of(root: etree._Element, name: str) -> list[etree._Element]:
    return list(root.iter(f"{{http://www.w3.org/2000/svg}}{name}"))


def test_labels_and_values_are_text_in_the_order_of_the_rows() -> None:
    root = read(chart(("Romania", 30), ("A & B", 15)))

    assert ["".join(text.itertext()) for text in of(root, "text")] == ["Romania", "30 %", "A & B", "15 %"]
    assert "Source Sans 3" in str(root.get("font-family"))
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "it"


def test_bars_are_as_long_as_their_numbers_and_begin_at_one_line() -> None:
    first, second = of(read(chart(("a", 30), ("b", 15), ("c", 0))), "rect")

    assert float(str(first.get("width"))) == pytest.approx(2 * float(str(second.get("width"))), abs=0.1)
    assert first.get("x") == second.get("x")


@pytest.mark.parametrize("label", ["a", LONG, "W" * 80])
@pytest.mark.parametrize("series", [(), ("Tutto il periodo considerato", "Ultimo anno", "Primi mesi")])
def test_nothing_stands_outside_of_the_frame(label: str, series: tuple[str, ...]) -> None:
    root = read(chart((label, 1_000_000), ("b", 3), series=series))
    height = float(str(root.get("height")))

    for bar in of(root, "rect"):
        assert 0 <= float(str(bar.get("x"))) + float(str(bar.get("width"))) <= WIDTH
        assert 0 <= float(str(bar.get("y"))) + float(str(bar.get("height"))) <= height
    for text in of(root, "text"):
        if text.get("x"):
            assert float(str(text.get("x"))) + width(str(text.text), bold=bool(text.get("font-weight"))) <= WIDTH + 1


def test_a_long_label_is_set_in_lines() -> None:
    root = read(chart((LONG, 1)))

    lines = ["".join(line.itertext()) for line in of(root, "tspan")]
    assert " ".join(lines) == LONG
    assert len(lines) > 1


def test_series_are_named_where_there_are_several_and_differ_in_grey() -> None:
    root = read(chart(("a", 1), series=("Donne", "Uomini", "Altri")))

    assert [text.text for text in of(root, "text")][:MOST_SERIES] == ["Donne", "Uomini", "Altri"]
    greys = sorted(_grey(str(bar.get("fill"))) for bar in of(root, "rect")[:MOST_SERIES])
    assert min(after - before for before, after in pairwise(greys)) > 50


def _grey(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.3 * red + 0.59 * green + 0.11 * blue


def test_the_same_numbers_give_the_same_bytes_and_a_drawing_that_a_publication_may_show() -> None:
    drawn = chart(("a", 1), ("b", 2))

    assert draw(drawn) == draw(drawn)
    assert faults(draw(drawn)) == ()


@pytest.mark.parametrize(("weight", "bold"), [(400, False), (600, True)])
def test_room_is_made_for_the_width_that_words_have_in_our_font(weight: int, bold: bool) -> None:
    font, subsetter = TTFont(fontpkg.path("Source Sans 3", 400, "normal")), Subsetter()
    subsetter.populate(text="".join(WORDS))
    subsetter.subset(font)
    font = instancer.instantiateVariableFont(font, {"wght": weight})
    glyphs, widths, unit = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm

    for text in WORDS:
        real = sum(widths[glyphs[ord(sign)]][0] for sign in text) * 12 / unit
        assert width(text, bold=bold) == pytest.approx(real, rel=0.001)


@pytest.mark.parametrize(
    ("language", "number", "decimals", "unit", "printed"),
    [
        ("it", "25.65", 2, "%", "25,65%"),
        ("de", "25.65", 2, "%", "25,65\u00a0%"),
        ("en", "1055", 0, "", "1,055"),
        ("de", "1055", 0, "casi", "1.055\u00a0casi"),
        ("sq", "1055.5", 2, "", "1\u00a0055,50"),
        ("en", "3", 1, "€", "€3.0"),
        ("it", "3", 0, "€", "3\u00a0€"),
        ("fr", "3", 0, "‰", "3\u00a0‰"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(
    language: str, number: str, decimals: int, unit: str, printed: str
) -> None:
    locale = Locale.parse(language)

    assert numerals.with_unit(numerals.printed(Decimal(number), decimals, locale), unit, locale) == printed
