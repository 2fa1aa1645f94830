# SPDX-License-Identifier: GPL-3.0-or-later
"""Publication, edition, language and other nouns of publishing. They read no files and print nothing."""

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
    """Return the SPDX comment for a licence; `sign` starts comments in the file. Empty without a licence."""
    return f"{sign} SPDX-License-Identifier: {licence}\n" if licence else ""


SCRIPT_MODIFIERS = {"latin": "Latn", "cyrillic": "Cyrl", "devanagari": "Deva", "arabic": "Arab"}
"""gettext's modifiers for scripts, as in `sr@latin`, with the subtags of BCP 47."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the project: its BCP 47 tag and its name in the language itself."""

    tag: str
    autonym: str

    @property
    def locale(self) -> str:
        """The name for gettext, Sphinx and Babel: `pt-BR` becomes `pt_BR`."""
        return self.tag.replace("-", "_")

    def is_named(self, name: str) -> bool:
        """Return whether this is its tag or locale.

        The script may be omitted if it is the likely one by CLDR: `zh-Hans`, `zh_CN` and `zh_Hans_CN` are the same language, as are
        `sr` and `sr-Cyrl`. `pt` and `pt-BR` are different: some projects publish both.
        """
        if name in (self.tag, self.locale):
            return True
        names_a_script = any(len(part) == 4 for tag in (name, self.tag) for part in re.split("[-_]", tag)[1:])
        return names_a_script and any(likely := likely_subtags(name)) and likely == likely_subtags(self.tag)


def without_modifier(name: str) -> str:
    """Return gettext's name of a language with the script in its place: `sr_RS@latin` becomes `sr-Latn-RS`."""
    whole, _, modifier = name.partition("@")
    first, *rest = re.split("[-_]", whole)
    return "-".join(filter(None, [first, SCRIPT_MODIFIERS.get(modifier, modifier), *rest]))


def likely_subtags(tag: str) -> tuple[str, str, str]:
    """Return language, script and region of a tag, completed by CLDR's likely subtags; empty strings for an invalid tag."""
    try:
        language, region, script, *_ = parse_locale(tag.replace("-", "_"))
    except ValueError:
        return "", "", ""
    given_subtags = [language, script, region]
    likely: Mapping[str, str] = get_global("likely_subtags")
    for parts in ([language, region], [language, script], [language]):
        if None not in parts and (full := likely.get("_".join(filter(None, parts)))):
            language, script, region = (
                own or usual for own, usual in zip(given_subtags, full.split("_"), strict=False)
            )
            return language, script, region
    return language, script or "", region or ""


class Format(StrEnum):
    """A file format for readers."""

    HTML = "html"
    PDF = "pdf"
    EPUB = "epub"


class Review(StrEnum):
    """Whether a native speaker has reviewed the translation, according to the header of its catalogue."""

    ORIGINAL = "original"
    DRAFT = "draft"
    PARTLY = "partly reviewed"
    REVIEWED = "reviewed"


class Design(StrEnum):
    """The page design of a PDF: a book to read through, or topics that each start on a new page if possible."""

    BOOK = "book"
    TOPICS = "topics"


class Honesty(StrEnum):
    """A promise about a publication's texts: figures or quotations have sources, names are from a list."""

    NUMBERS = "numbers"
    QUOTATIONS = "quotations"
    NAMES = "names"


class EditionState(StrEnum):
    """Whether an edition is complete, partial, or held back because too little is translated."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of publication: its name, heading, colours, and types in other vocabularies.

    `place` is its position on front pages, from 0. `name` and `heading` are messages: of the interface's catalogue, or of the
    project's shared catalogue if the kind `is_own`. `colour` is for paper and light pages, `colour_dark` for dark pages. `design`
    and `honesty` are defaults for its publications; `schema`, `bibtex`, `ris` and `csl` are types of schema.org, BibTeX, RIS and CSL.
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
    """A subject or audience, for choosing publications; its name is a message of the shared catalogue."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """A changelog entry of a version, in the original language: a message of the catalogue, but no edition waits for its translation."""

    version: str
    text: str


@dataclass(frozen=True, slots=True)
class FormerPage:
    """A removed document: its page redirects to the document `to`, or gives the `reason` for the removal.

    One of the two is empty. The reason is in the original language, and a message of the catalogue.
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
    """A work: a folder of sources in an original language, published in several languages.

    `folder` has the root document; `described_in` is its publication.toml. Texts (title, subtitle, description, origin,
    keywords, and authors with `translate_authors`) are in the original language, and are messages of the publication's catalogue. `subjects` and `audiences` are ids of
    categories in project.toml, `countries` lower-case ISO 3166 codes. `publish_at` is the percentage of translated words from which
    an edition is published.
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
    translate_authors: bool = False
    keywords: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    license: str = ""
    isbns: tuple[tuple[str, str], ...] = ()
    """ISBNs of editions, by language tag."""
    doi: str = ""
    """The DOI of the publication in all its languages."""
    dois: tuple[tuple[str, str], ...] = ()
    """DOIs of editions, by language tag."""
    formats: tuple[Format, ...] = (Format.HTML, Format.PDF, Format.EPUB)
    publish_at: int = 100
    publish_reviewed: tuple[Language, ...] = ()
    """The languages whose editions wait until a native speaker has reviewed them, and their telephone numbers have been called."""
    warnings_are_fatal: bool = True
    languages: tuple[Language, ...] = ()
    """The languages of its editions, including the original, in the project's order."""
    bilingual: tuple[tuple[Language, Language], ...] = ()
    """The pairs of languages of its bilingual editions, the leading language first."""
    design: Design = Design.BOOK
    honesty: tuple[Honesty, ...] = ()
    neutral: bool = False
    """Whether page titles and file names, which others may see in a browser history or a folder, must not reveal the subject."""
    changes: tuple[Change, ...] = ()
    former_pages: tuple[FormerPage, ...] = ()
    adopted: bool = False
    """Whether the sources belong to a Sphinx project with its own conf.py, catalogues and theme, which are left unchanged."""

    def __hash__(self) -> int:
        return hash(self.slug)  # hashing all fields is too slow

    @property
    def texts(self) -> tuple[str, ...]:
        """The translatable texts about the publication, in catalogue order."""
        authors = self.authors if self.translate_authors else ()
        parts = (self.title, self.subtitle, self.description, self.origin, *authors, *self.keywords)
        return tuple(dict.fromkeys(part for part in parts if part))


@dataclass(frozen=True, slots=True)
class Edition:
    """A publication in one language, or in two side by side: the unit of building and publishing.

    A bilingual edition is in `language`, with every text in `second_language` next to it.
    """

    publication: Publication
    language: Language
    second_language: Language | None = None

    @property
    def languages(self) -> tuple[Language, ...]:
        """The language of the edition, and the second language of a bilingual one."""
        return (self.language,) if self.second_language is None else (self.language, self.second_language)

    @property
    def tag(self) -> str:
        """The name of the edition among those of its publication: `it`, or `it+sq` if it is bilingual."""
        return "+".join(language.tag for language in self.languages)

    @property
    def is_translation(self) -> bool:
        return self.language != self.publication.original

    @property
    def folder(self) -> PurePosixPath:
        """The edition's folder, relative to the site and to each folder of intermediate files."""
        return PurePosixPath(self.tag, self.publication.slug)

    @property
    def isbn(self) -> str:
        """The ISBN of the edition, or an empty string."""
        return dict(self.publication.isbns).get(self.tag, "")

    @property
    def doi(self) -> str:
        """The DOI for citations: of the edition, else of the publication."""
        return dict(self.publication.dois).get(self.tag) or self.publication.doi

    @property
    def pdf_name(self) -> str:
        return f"{'document' if self.publication.neutral else self.publication.slug}-{self.tag}.pdf"

    @property
    def epub_name(self) -> str:
        return str(PurePosixPath(self.pdf_name).with_suffix(".epub"))

    def offprint_name(self, name: str) -> str:
        """Return the file name of an offprint (leaflet, form or paper); `name` is its name in the publication."""
        suffix = hashlib.sha256(name.encode()).hexdigest()[:6] if self.publication.neutral else name
        return f"{PurePosixPath(self.pdf_name).stem}-{suffix}.pdf"

    def __str__(self) -> str:
        return f"{self.publication.slug} [{self.tag}]"


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of an edition's catalogue, in messages and in words of the original.

    The fuzzy messages consist of `changed`, `suggested` and `unfinished` ones.
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
        """Percentage of translated words, rounded down: 100 only if everything is translated."""
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
    """The progress of a catalogue of the interface: `portal`, our texts; `shared…`, the project's texts; `sphinx`, labels that Sphinx
    itself does not translate.
    """

    name: str
    language: Language
    progress: Progress


@dataclass(frozen=True, slots=True)
class Chapter:
    """An entry of an edition's contents; `href` is relative to the edition's folder.

    `number`, and `part` (the title of its part of the book), may be empty.
    """

    title: str
    href: str
    number: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """The metadata of an edition or of a paper, as plain text in its language.

    `abstract` has paragraphs. `language` is its language tag if it differs from the edition's, `original` the tag of its original
    language if it differs from the publication's.
    """

    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    abstract: tuple[str, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    language: str = ""
    original: str = ""


@dataclass(frozen=True, slots=True)
class Artefact:
    """A file of an edition for readers; `path` is relative to the site, `pages` is 0 for EPUB.

    For an offprint, `document` is its name and `sheet` its type: leaflet, card, form, checklist or paper. A paper has the printed
    pages `first` to `last` of its volume.
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
    unreleased: bool = False
    text_hash: str = ""
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
