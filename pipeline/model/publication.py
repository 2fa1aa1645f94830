# SPDX-License-Identifier: GPL-3.0-or-later
"""The nouns of the trade. They know themselves; they read no file and print nothing."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import date
from enum import StrEnum
from operator import add
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from babel.core import get_global, parse_locale


def spdx(licence: str, sign: str = "#") -> str:
    """Return the comment with which a file names its licence; `sign` begins comments there. Empty without a licence."""
    return f"{sign} SPDX-License-Identifier: {licence}\n" if licence else ""


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the project publishes in: its BCP 47 tag and its name in itself."""

    tag: str
    autonym: str

    @property
    def locale(self) -> str:
        """The name gettext, Sphinx and Babel use: `pt-BR` becomes `pt_BR`."""
        return self.tag.replace("-", "_")

    def is_named(self, name: str) -> bool:
        """Return whether this is its tag, or its name among gettext, Sphinx and Babel.

        A script may be left out where CLDR holds it likely: `zh-Hans`, `zh_CN` and `zh_Hans_CN` are one language, as are `sr` and
        `sr-Cyrl`. `pt` and `pt-BR` are not: some projects publish both.
        """
        if name in (self.tag, self.locale):
            return True
        names_a_script = any(len(part) == 4 for tag in (name, self.tag) for part in re.split("[-_]", tag)[1:])
        return names_a_script and any(likely := likely_subtags(name)) and likely == likely_subtags(self.tag)


def likely_subtags(tag: str) -> tuple[str, str, str]:
    """Return language, script and region of a tag, by CLDR where it leaves them out; empty ones where it is no tag or unknown."""
    try:
        language, region, script, *_ = parse_locale(tag.replace("-", "_"))
    except ValueError:
        return "", "", ""
    named = [language, script, region]
    likely: Mapping[str, str] = get_global("likely_subtags")
    for parts in ([language, region], [language, script], [language]):
        if None not in parts and (full := likely.get("_".join(filter(None, parts)))):
            language, script, region = (own or usual for own, usual in zip(named, full.split("_"), strict=False))
            return language, script, region
    return language, script or "", region or ""


PSEUDO = Language("qps", "[Ṕšéûđö]")
"""The pseudo-locale, by a tag that ISO 639-2 leaves to private use: originals with accents, longer, for trials alone."""


class Format(StrEnum):
    """What readers are handed."""

    HTML = "html"
    PDF = "pdf"
    EPUB = "epub"


class Review(StrEnum):
    """Whether a native speaker has read the translation, as its catalogue's header says."""

    ORIGINAL = "original"
    DRAFT = "draft"
    PARTLY = "partly reviewed"
    REVIEWED = "reviewed"


class Design(StrEnum):
    """The design of the pages of a PDF: a book to be read through, or topics, each on a page of its own where it can be."""

    BOOK = "book"
    TOPICS = "topics"


class Honesty(StrEnum):
    """What a publication promises of its texts: figures and quotations name their sources, names are those of a list."""

    NUMBERS = "numbers"
    QUOTATIONS = "quotations"
    NAMES = "names"


class EditionState(StrEnum):
    """An edition is published complete or partial; below the threshold it is held back."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of publication: how it is called and listed, its colours, and what programs take it for.

    `place` is its place among all on front pages, from 0. `name` and `heading` are messages: of the interface's catalogue,
    or of the project's shared one where the kind `is_own`. `colour` is used on paper and light pages, `colour_dark` on dark
    ones. `design` and `honesty` are what its publications have unless they say otherwise; `schema`, `bibtex`, `ris` and
    `csl` are the types of schema.org, BibTeX, RIS and CSL.
    """

    id: str
    place: int
    name: str
    heading: str
    colour: str
    colour_dark: str
    design: Design
    honesty: tuple[Honesty, ...]
    schema: str
    bibtex: str
    ris: str
    csl: str
    is_own: bool = False

    def __str__(self) -> str:
        return self.id


class Category(NamedTuple):
    """A subject or an audience by which readers choose publications; its name is a message of the shared catalogue."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """What is new in a version, in the publication's original language; a message of its catalogue that no edition waits for."""

    version: str
    text: str


@dataclass(frozen=True, slots=True)
class FormerPage:
    """The address of a document that is gone: it leads to the document `to`, or gives the `reason` for its withdrawal.

    One of the two is empty; the reason is in the publication's original language, and a message of its catalogue.
    """

    name: str
    to: str = ""
    reason: str = ""

    @property
    def path(self) -> str:
        """The page, relative to the edition's folder."""
        return f"{self.name}.html"


@dataclass(frozen=True, slots=True)
class Publication:
    """One work: a folder of sources, written in one original language, published in several.

    `folder` holds the root document; `described_in` is the publication.toml it was read from.
    Texts (title, subtitle, description, origin, authors, keywords) are in the original language; they are messages of the
    publication's catalogue. `subjects` and `audiences` are ids of those that project.toml names, `countries` ISO 3166 codes in small
    letters. `publish_at` is the percentage of words from which an edition is published.
    """

    slug: str
    folder: Path
    described_in: Path
    kind: Kind
    original: Language
    title: str
    date: date
    version: str
    subtitle: str = ""
    description: str = ""
    origin: str = ""
    work: str = ""
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    license: str = ""
    isbns: tuple[tuple[str, str], ...] = ()
    """By language tag: each edition in another language has an ISBN of its own, or none."""
    doi: str = ""
    """That of the publication in all its languages."""
    dois: tuple[tuple[str, str], ...] = ()
    """By language tag: those of editions that have one of their own."""
    formats: tuple[Format, ...] = (Format.HTML, Format.PDF, Format.EPUB)
    publish_at: int = 100
    warnings_are_fatal: bool = True
    languages: tuple[Language, ...] = ()
    """The languages it is published in, the original among them, in the project's order."""
    bilingual: tuple[tuple[Language, Language], ...] = ()
    """The pairs of these that it is published in side by side, the one that leads first."""
    design: Design = Design.BOOK
    honesty: tuple[Honesty, ...] = ()
    neutral: bool = False
    """Titles of pages and names of files tell nothing of the subject: what others may see in a history or a folder."""
    changes: tuple[Change, ...] = ()
    former: tuple[FormerPage, ...] = ()
    adopted: bool = False
    """The sources belong to a Sphinx project with its own conf.py, catalogues and theme, which we leave as they are."""

    def __hash__(self) -> int:
        return hash(self.slug)  # that of all fields would cost more than what is looked up by it

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts about the publication that translators translate, in the order in which the catalogue holds them."""
        parts = (self.title, self.subtitle, self.description, self.origin, *self.authors, *self.keywords)
        return tuple(dict.fromkeys(part for part in parts if part))


@dataclass(frozen=True, slots=True)
class Edition:
    """One publication in one language, or in two side by side: the unit that we build and hand out.

    A bilingual edition is one in `language` that has every text in the language `beside` it, too.
    """

    publication: Publication
    language: Language
    beside: Language | None = None

    @property
    def languages(self) -> tuple[Language, ...]:
        """Its language, and the one beside it if it is bilingual."""
        return (self.language,) if self.beside is None else (self.language, self.beside)

    @property
    def tag(self) -> str:
        """Its name among the editions of its publication: `it`, or `it+sq` where it is bilingual."""
        return "+".join(language.tag for language in self.languages)

    @property
    def is_translation(self) -> bool:
        return self.language != self.publication.original

    @property
    def folder(self) -> PurePosixPath:
        """The edition's folder, below the site and below every folder of intermediate files."""
        return PurePosixPath(self.tag, self.publication.slug)

    @property
    def isbn(self) -> str:
        """Its own; empty where it has none."""
        return dict(self.publication.isbns).get(self.tag, "")

    @property
    def own_doi(self) -> str:
        """Its own; empty where it has none."""
        return dict(self.publication.dois).get(self.tag, "")

    @property
    def doi(self) -> str:
        """The one by which it is cited: its own, else that of the publication."""
        return self.own_doi or self.publication.doi

    @property
    def pdf_name(self) -> str:
        return f"{'document' if self.publication.neutral else self.publication.slug}-{self.tag}.pdf"

    @property
    def epub_name(self) -> str:
        return str(PurePosixPath(self.pdf_name).with_suffix(".epub"))

    def offprint_name(self, name: str) -> str:
        """Return the file of a leaflet, form or paper; `name` is its own within the publication."""
        suffix = hashlib.sha256(name.encode()).hexdigest()[:6] if self.publication.neutral else name
        return f"{PurePosixPath(self.pdf_name).stem}-{suffix}.pdf"

    def __str__(self) -> str:
        return f"{self.publication.slug} [{self.tag}]"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an edition's catalogue is, in messages and in words of the original.

    Of the fuzzy messages, the originals of some have `changed` and some were `suggested`; the rest are `unfinished`.
    """

    translated: int = 0
    fuzzy: int = 0
    untranslated: int = 0
    translated_words: int = 0
    fuzzy_words: int = 0
    untranslated_words: int = 0
    changed: int = 0
    suggested: int = 0

    @property
    def unfinished(self) -> int:
        return self.fuzzy - self.changed - self.suggested

    @property
    def messages(self) -> int:
        return self.translated + self.fuzzy + self.untranslated

    @property
    def words(self) -> int:
        return self.translated_words + self.fuzzy_words + self.untranslated_words

    @property
    def percent(self) -> int:
        """Percentage of words translated, rounded down: it never says 100 before all is done."""
        if self.translated == self.messages:
            return 100
        return min(99, 100 * self.translated_words // max(1, self.words))

    def __add__(self, other: "Progress") -> "Progress":
        return Progress(*map(add, astuple(self), astuple(other)))

    def state(self, publish_at: int) -> EditionState:
        if self.translated == self.messages:
            return EditionState.COMPLETE
        return EditionState.PARTIAL if self.percent >= publish_at else EditionState.HELD


@dataclass(frozen=True, slots=True)
class InterfaceProgress:
    """How far a catalogue of the interface is in a language: `portal`, our own words; `shared…`, the texts that belong to
    the project; `sphinx`, the labels that Sphinx itself does not translate.
    """

    name: str
    language: Language
    done: Progress


@dataclass(frozen=True, slots=True)
class Chapter:
    """A line of an edition's contents; `href` is relative to the edition's folder.

    `number`, and `part`, the title of the part of the book to which it belongs, are empty where it has none.
    """

    title: str
    href: str
    number: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """The metadata of a text, as plain text in its language: an edition, or a paper in a volume.

    `abstract` holds paragraphs. `language` is the tag of the language it is in where that is not the edition's, `original`
    that of the language it was written in where that is not the publication's.
    """

    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    abstract: tuple[str, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    language: str = ""
    original: str = ""


@dataclass(frozen=True, slots=True)
class Artefact:
    """A file of an edition handed to readers; `path` is relative to the site, `pages` 0 where there are none.

    Of an offprint, `document` is its name and `sheet` what it is: leaflet, card, form, checklist or paper; a paper has the
    pages `first` to `last` of its volume, as these are printed.
    """

    edition: Edition
    format: Format
    title: str
    path: PurePosixPath
    bytes: int
    pages: int
    sha256: str
    date: date
    progress: Progress
    review: Review
    description: str = ""
    subtitle: str = ""
    document: str | None = None
    about: About = About()
    sheet: str = ""
    first: int = 0
    last: int = 0

    @property
    def state(self) -> EditionState:
        return self.progress.state(self.edition.publication.publish_at)
