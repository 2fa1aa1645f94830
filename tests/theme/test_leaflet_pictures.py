# SPDX-License-Identifier: GPL-3.0-or-later
"""The drawings of leaflets and cards are of one style, and each is described in every language of the interface."""

import re
from xml.etree import ElementTree

import pytest

from pipeline.theme.pictures import FOLDER, SCENES, descriptions, drawing
from pipeline.words import INTERFACE_LOCALES, Words

NAMES = sorted(path.stem for path in FOLDER.glob("*.svg"))
LANGUAGES = sorted(path.name for path in INTERFACE_LOCALES.iterdir())


def test_each_has_a_description_and_each_description_a_drawing() -> None:
    assert sorted(descriptions(Words("en"))) == NAMES
    assert set(NAMES) > SCENES


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_descriptions_are_translated_and_differ(language: str) -> None:
    english, own = descriptions(Words("en")), descriptions(Words(language))

    assert [name for name in NAMES if own[name] == english[name]] == []
    assert len(set(own.values())) == len(own)


@pytest.mark.parametrize("name", NAMES)
def test_each_is_drawn_in_lines_of_one_weight_and_one_colour(name: str) -> None:
    root = ElementTree.fromstring((FOLDER / f"{name}.svg").read_text(encoding="utf-8"))
    widths = {element.get("stroke-width") for element in root.iter()} - {None}
    colours = {element.get(key) for element in root.iter() for key in ("fill", "stroke")} - {None, "none"}

    assert root.get("viewBox") == ("0 0 200 112" if name in SCENES else "0 0 48 48")
    assert widths == {"2"}
    assert colours == {"currentColor"}
    assert {element.tag.rpartition("}")[2] for element in root} <= {"path", "circle", "rect"}


def test_a_drawing_gets_its_colour_and_says_what_it_shows() -> None:
    svg = drawing("cup", "#2f5d34", 'Una "tazza"')

    assert "currentColor" not in svg
    assert re.match(r'<svg role="img" aria-label="Una &quot;tazza&quot;" xmlns=', svg)
    assert 'stroke="#2f5d34"' in svg
