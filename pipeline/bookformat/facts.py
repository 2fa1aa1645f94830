# SPDX-License-Identifier: GPL-3.0-or-later
"""What only the pipeline knows of an edition, handed to Sphinx as the configuration value `edition_facts`.

A plain sphinx-build has none of it. The value lives in one process and is never stored, so it has no version.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.model.publication import EditionState, Format, Language, Progress, Review
from pipeline.model.targets import Target


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The publication in a language: `href` leads from the edition's folder to that of the other, which `lacks` these pages."""

    tag: str
    autonym: str
    href: str
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BookFile:
    """The PDF of an edition, relative to its folder; `page_of` says where its documents begin (pipeline/bookformat/identifiers.py)."""

    href: str
    pages: int
    bytes: int
    page_of: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OffprintFile:
    """The PDF of a part: `sheet` is its kind, `anchor` its identifier in `document`, empty where it is all of it."""

    sheet: str
    document: str
    anchor: str
    href: str
    pages: int
    bytes: int


@dataclass(frozen=True, slots=True)
class ReferredPublication:
    """A publication as references to it print it: its title, and the language that this is in.

    `tag` is the language of the edition to which references lead, empty where none is on the site, `formats` are its formats. `targets`
    are what it offers, by name, in the words of that edition, `pages` the numbers of their pages in its PDF, as far as it has one.
    """

    title: tuple[str, str]
    tag: str = ""
    formats: tuple[Format, ...] = ()
    targets: Mapping[str, Target] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFacts:
    """Facts of one edition; what is unknown is empty or None.

    `published` are the tags of the languages in which the publication is, or is to be, on the site; `languages` lead to its pages in
    these, and its own are among them. `portal` is the address of
    the front page from the edition's folder, empty without a site. `cover` is the file of an EPUB's cover. A `preview` shows no
    way out and marks each message. A bilingual edition has `beside` its language another one. `publications` are those that it refers to, by slug (pipeline/publishing/references.py).
    """

    languages: tuple[LanguageLink, ...] = ()
    published: tuple[str, ...] = ()
    progress: Progress | None = None
    state: EditionState | None = None
    review: Review | None = None
    date: datetime.date | None = None
    portal: str = ""
    pdf: BookFile | None = None
    offprints: tuple[OffprintFile, ...] = ()
    cover: str = ""
    preview: bool = False
    beside: Language | None = None
    publications: Mapping[str, ReferredPublication] = field(default_factory=dict)
