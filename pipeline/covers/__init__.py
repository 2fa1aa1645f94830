# SPDX-License-Identifier: GPL-3.0-or-later
"""Covers of editions: `write_cover` draws one into a file, for the site and for the EPUB."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.model.project import Project
from pipeline.model.publication import Edition, Kind
from pipeline.system.files import write_if_changed
from pipeline.theme import phrases
from pipeline.words import Words

COVER_SIZE = (630, 891)
"""Width and height, in pixels, of a cover as PNG; Open Graph names them."""


@dataclass(frozen=True, slots=True)
class Cover:
    """The words on a cover, in the edition's language; `slug` decides the lines of its drawing, `kind` its colour."""

    slug: str
    kind: Kind
    kind_name: str
    title: str
    subtitle: str
    language: str
    publisher: str
    year: int
    tag: str = ""
    """Of the language."""


def cover_of(project: Project, edition: Edition, day: date, *, title: str, subtitle: str, publisher: str) -> Cover:
    """Return the cover of an edition of that `day`; the texts are in its language as far as they are translated."""
    kind = edition.publication.kind
    return Cover(
        slug=edition.publication.slug,
        kind=kind,
        kind_name=phrases.kind_name(kind, Words(edition.language, project.locales)),
        title=title,
        subtitle=subtitle,
        language=edition.language.autonym,
        publisher=publisher,
        year=day.year,
        tag=edition.language.tag,
    )


def write_cover(cover: Cover, path: Path, *, wordless: bool = False) -> None:
    """Write a cover as SVG or PNG, by the suffix of `path`; a file whose bytes stay the same is not touched.

    A `wordless` one is the drawing alone, an SVG of a tenth of the size: lists set the title over it.
    """
    # These bring libraries for fonts and pictures, which most commands do not need.
    from pipeline.covers import drawing, raster

    if path.suffix == ".png":
        raster.write_picture(cover, path)
    else:
        write_if_changed(path, (drawing.draw_wordless if wordless else drawing.draw)(cover).encode())
