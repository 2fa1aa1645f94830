# SPDX-License-Identifier: GPL-3.0-or-later
"""The line drawings of leaflets and cards: square signs, and wide scenes. No faces, no chains.

Each is a single-colour SVG file in `pictures/`, whose colour `drawing` sets; its description is a message of the interface.
"""

from functools import cache
from html import escape
from pathlib import Path

from pipeline.words import Words

FOLDER = Path(__file__).with_name("pictures")
SCENES = frozenset({"doorway", "page", "street", "table"})
ON_FIELD = "white"
"""The colour of scenes on a coloured background."""


def descriptions(words: Words) -> dict[str, str]:
    """Return the alternative text of each picture, by name."""
    return {
        "bars": words("Bars of a chart"),
        "clock": words("A clock"),
        "cup": words("A cup with something hot to drink"),
        "day-and-night": words("The number 24 in a circle with an arrow: day and night"),
        "document": words("A document"),
        "door": words("An open door"),
        "doorway": words("Three doors in a row; the one in the middle is open, and light falls through it"),
        "eye": words("An eye"),
        "fork": words("A path that divides in two"),
        "hand": words("A raised hand"),
        "house": words("A house"),
        "identity": words("An identity card"),
        "microphone": words("A microphone"),
        "note": words("A hand that holds out a slip of paper"),
        "page": words("A printed page, a speech bubble and a microphone"),
        "people": words("Two people next to each other"),
        "question": words("A question mark"),
        "shield": words("A shield"),
        "signpost": words("A signpost"),
        "speech": words("Two speech bubbles"),
        "street": words("Houses in a street, with light in a window and in a door"),
        "table": words("Two chairs at a table with two cups, below a clock"),
        "telephone": words("A telephone"),
    }


def drawing(name: str, colour: str, description: str) -> str:
    """Return a picture as an SVG element in a colour, with an alternative text."""
    svg = _read(name).replace("currentColor", colour)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(description)}" ', 1)


@cache
def _read(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8").strip()
