# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts about an edition that the pipeline passes to Sphinx as the configuration value `edition_facts`.

A plain sphinx-build has none. The value is never stored, so it has no version.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.model.publication import EditionState, Format, Language, Progress, Review
from pipeline.model.targets import Target


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The publication in another language: `href` is its folder, relative to the edition's; `lacks` are the pages that it lacks."""

    tag: str
    autonym: str
    href: str
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BookFile:
    """The PDF of an edition: `href` is relative to the edition's folder, `page_of` maps documents to first pages (see `beginnings`)."""

    href: str
    pages: int
    bytes: int
    page_of: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OffprintFile:
    """The PDF of a part: `sheet` is its kind, `anchor` its identifier in `document`, empty for a whole document."""

    sheet: str
    document: str
    anchor: str
    href: str
    pages: int
    bytes: int


@dataclass(frozen=True, slots=True)
class ReferredPublication:
    """A publication as printed in references to it: its title and the title's language.

    `tag` is the language of the edition that references link to, empty if none is on the site; `formats` are its formats. `targets`
    are the publication's targets by name, with titles in that edition's language; `pages` are their page numbers in its PDF, if any.
    """

    title: tuple[str, str]
    tag: str = ""
    formats: tuple[Format, ...] = ()
    targets: Mapping[str, Target] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFacts:
    """Facts of one edition; what is unknown is empty or None.

    `published` are the tags of the languages in which the publication is, or will be, on the site; `languages` links to its pages
    in each of them, including the edition's own. `date` is the day of the texts, `unreleased` and `text_hash` are as in Metadata. `portal` is the relative address of the front page, empty without a site. `cover` is
    the file of an EPUB's cover. A `preview` has no links to other editions, and marks each message. `second_language` is set for
    bilingual editions only. `publications` are the referenced publications, by slug (pipeline/publishing/references.py).
    """

    languages: tuple[LanguageLink, ...] = ()
    published: tuple[str, ...] = ()
    progress: Progress | None = None
    state: EditionState | None = None
    review: Review | None = None
    date: datetime.date | None = None
    unreleased: bool = False
    text_hash: str = ""
    portal: str = ""
    pdf: BookFile | None = None
    offprints: tuple[OffprintFile, ...] = ()
    cover: str = ""
    preview: bool = False
    second_language: Language | None = None
    publications: Mapping[str, ReferredPublication] = field(default_factory=dict)
