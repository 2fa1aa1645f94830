# SPDX-License-Identifier: GPL-3.0-or-later
"""The metadata of an edition or a part of it, for title page, imprint, cover, PDF, EPUB and catalogue records."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from pipeline.model.publication import Edition, Kind, Language

UNKNOWN_DAY = date(1970, 1, 1)
"""Placeholder for an unknown date, in a project without our files that plain sphinx-build builds."""


def iso_day(day: date) -> str:
    """Return a day in ISO 8601 form, or an empty string for UNKNOWN_DAY."""
    return day.isoformat() if day != UNKNOWN_DAY else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The metadata of a text. Texts are in `language` as far as translated, and empty if unknown.

    `published` is the date of the publication, `modified` the date of the edition. A translation has an `original_title`, in the
    language `original`. `contact` is an address for readers, `drafting` how the texts were made and who has read them. An edition is `unreleased` if no release has frozen its version;
    `text_hash` then names the state of its texts, if it is known.
    """

    slug: str
    kind: Kind
    language: Language
    original: Language
    title: str
    published: date
    modified: date
    subtitle: str = ""
    description: str = ""
    origin: str = ""
    drafting: str = ""
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    publisher: str = ""
    contact: str = ""
    version: str = ""
    unreleased: bool = False
    text_hash: str = ""
    license: str = ""
    isbn: str = ""
    doi: str = ""
    original_title: str = ""

    @property
    def is_original(self) -> bool:
        return self.language == self.original

    @property
    def year(self) -> str:
        """The year of publication, or an empty string."""
        return str(self.published.year) if self.published != UNKNOWN_DAY else ""

    @property
    def whole_title(self) -> str:
        """Title and subtitle, separated by a colon as in bibliographies."""
        return f"{self.title}: {self.subtitle}" if self.subtitle else self.title

    @property
    def version_identifier(self) -> str:
        """The version for machines: `1.1`, or `1.1-draft.4f2a9c1` for a draft towards it."""
        draft = ".".join(filter(None, ("draft", self.text_hash))) if self.unreleased else ""
        return "-".join(filter(None, (self.version, draft)))

    def values(self) -> dict[str, Any]:
        """Return the fields of Metadata by name, to construct an object of a subclass."""
        return {field.name: getattr(self, field.name) for field in fields(Metadata)}


def metadata_of(
    edition: Edition,
    translate: Callable[[str], str] = str,
    *,
    language: Language | None = None,
    modified: date | None = None,
    publisher: str = "",
    contact: str = "",
    drafting: str = "",
    unreleased: bool = False,
    text_hash: str = "",
) -> Metadata:
    """Return the metadata of an edition in `language` (default: its own); `translate` translates the publication's texts into it."""
    publication = edition.publication
    language = language or edition.language
    return Metadata(
        slug=publication.slug,
        kind=publication.kind,
        language=language,
        original=publication.original,
        title=translate(publication.title),
        published=publication.date,
        modified=modified or publication.date,
        subtitle=translate(publication.subtitle),
        description=translate(publication.description),
        origin=translate(publication.origin),
        drafting=drafting,
        authors=tuple(map(translate, publication.authors)),
        keywords=tuple(map(translate, publication.keywords)),
        publisher=publisher,
        contact=contact,
        version=publication.version,
        unreleased=unreleased,
        text_hash=text_hash,
        license=publication.license,
        isbn=edition.isbn,
        doi=edition.doi,
        original_title="" if language == publication.original else publication.title,
    )
