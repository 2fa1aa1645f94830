# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of publication, from `kinds.toml` and from [[kinds]] in project.toml."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.model.problems import Problem
from pipeline.model.publication import Design, Honesty, Kind
from pipeline.model.toml_tables import SLUG, Table

KINDS_FILE = Path(__file__).with_name("kinds.toml")
PAPER, DARK_PAPER = "#fffdf9", "#15181b"
"""Background colours of paper and light pages, and of dark pages."""
_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")
_ON_PAPER, _ON_DARK = 7.0, 4.5
"""The minimum contrast (WCAG 2) of a kind's colour, in which small capitals are set."""
_SCHEMA = (
    *("Article", "Book", "Chapter", "CreativeWork", "Legislation", "Manuscript", "Report", "ScholarlyArticle"),
    "Thesis",
)
_BIBTEX = ("book", "booklet", "manual", "misc", "proceedings", "techreport", "unpublished")
_RIS = ("BOOK", "CONF", "GEN", "GOVDOC", "PAMP", "RPRT", "STAND", "UNPB")
_CSL = ("article", "book", "document", "legislation", "manuscript", "pamphlet", "report", "standard")


def kinds_of(project: Table) -> Mapping[str, Kind]:
    """Return all kinds of a project, by id, in order. Raises Problem `bad-value` and the like with the line of the key."""
    kinds = dict(standard_kinds())
    for row in project.tables("kinds", "kinds of publication"):
        kind = _kind(row, len(kinds), is_own=True)
        if kind.id in kinds:
            hint = "give yours another id; the standard kinds cannot be changed"
            raise row.problem("bad-value", f"there is a kind {kind.id!r} already", "id", hint=hint)
        kinds[kind.id] = kind
    return kinds


@cache
def standard_kinds() -> Mapping[str, Kind]:
    """Return the kinds that every project has, by id, in order."""
    table = Table.read(KINDS_FILE)
    rows = (_kind(row, place, is_own=False) for place, row in enumerate(table.tables("kinds", "kinds of publication")))
    return {kind.id: kind for kind in rows}


def kind_among(kinds: Mapping[str, Kind], name: str) -> Kind:
    """Return the kind with an id. Raises Problem `unknown-kind`, which names the known ids."""
    if name in kinds:
        return kinds[name]
    hint = f"choose one of: {', '.join(kinds)}; or add it under [[kinds]] in project.toml"
    raise Problem("unknown-kind", f"there is no kind of publication named {name!r}", hint=hint)


def _kind(row: Table, place: int, *, is_own: bool) -> Kind:
    name = row.text("name")
    kind = Kind(
        id=row.matching("id", SLUG, "small letters a to z, digits and single hyphens, such as policy-brief"),
        place=place,
        name=name,
        heading=row.text("heading", name),
        colour=_colour(row, "colour", PAPER, _ON_PAPER),
        colour_dark=_colour(row, "colour_dark", DARK_PAPER, _ON_DARK),
        design=Design(row.choice("design", tuple(Design), Design.BOOK)),
        honesty=tuple(Honesty(choice) for choice in row.choices("honesty", tuple(Honesty), ())),
        schema=row.choice("schema", _SCHEMA, "CreativeWork"),
        bibtex=row.choice("bibtex", _BIBTEX, "misc"),
        ris=row.choice("ris", _RIS, "GEN"),
        csl=row.choice("csl", _CSL, "document"),
        is_own=is_own,
    )
    row.reject_unknown_keys()
    return kind


def _colour(row: Table, key: str, ground: str, minimum: float) -> str:
    colour = row.matching(key, _COLOUR, 'a colour such as "#0b5563", in small letters')
    if (ratio := contrast(colour, ground)) < minimum:
        cause = f"its contrast on {ground} is {ratio:.1f}:1; text in it needs {minimum:g}:1"
        hint = "choose a darker colour" if ground == PAPER else "choose a lighter colour"
        raise row.problem("bad-value", f"`{key}` is hard to read", key, cause=cause, hint=hint)
    return colour


def contrast(colour: str, other: str) -> float:
    """Return the contrast ratio (WCAG 2, 1 to 21) of two colours `#rrggbb`."""
    darker, lighter = sorted(map(_luminance, (colour, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
