# SPDX-License-Identifier: GPL-3.0-or-later
"""Labels of drawings are read, translated and set in again; nothing but words gets in."""

import pytest
from lxml import etree

from pipeline.compose import svg
from pipeline.problems import Problem
from tests.compose.conftest import HERE, Workshop

DRAWING = HERE / "project/source/handbook/figures/drawing.svg"


def test_labels_are_read_with_their_lines_and_numbers_are_left_out() -> None:
    assert svg.labels(DRAWING.read_bytes()) == (
        svg.Label("Aiuto", 4),
        svg.Label("Accoglienza in casa sicura", 5),
    )


def test_a_tspan_that_does_not_move_is_part_of_its_line() -> None:
    data = b'<svg xmlns="http://www.w3.org/2000/svg"><text x="1">Una <tspan font-weight="700">sola</tspan> riga</text></svg>'

    assert svg.labels(data) == (svg.Label("Una sola riga", 1),)
    assert b">Eine Zeile</text>" in svg.translated(data, lambda _: "Eine Zeile", "de")


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


def test_the_edition_shows_a_translated_copy(workshop: Workshop) -> None:
    before = DRAWING.read_bytes()
    copy = etree.fromstring((workshop.build("de").out / "_images/drawing.svg").read_bytes())

    texts = ["|".join(text.itertext()) for text in copy.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["Hilfe <script>alert(1)</script>", "Unterkunft in einer|geschützten Wohnung", "116 006"]
    assert not list(copy.iter("{*}script"))
    assert copy.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert (workshop.project.source / "handbook/figures/drawing.svg").read_bytes() == before


def test_the_original_shows_the_drawing_as_it_is(workshop: Workshop) -> None:
    assert (workshop.build("it").out / "_images/drawing.svg").read_bytes() == DRAWING.read_bytes()


def test_nothing_outside_the_drawing_is_read() -> None:
    data = b'<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/hostname">]><svg xmlns="http://www.w3.org/2000/svg"><text>a &e;</text></svg>'

    assert svg.labels(data) == (svg.Label("a", 1),)


def test_a_broken_drawing_is_a_problem_with_its_line() -> None:
    with pytest.raises(Problem) as found:
        svg.labels(b"<svg>\n<text></svg>")

    assert (found.value.code, found.value.line) == ("broken-drawing", 2)
