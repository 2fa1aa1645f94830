# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases and withdrawals of publications. releases_file.py reads and writes them."""

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath

from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, EditionState, Format, Publication, Review

RELEASES_FILE = "releases.toml"
ARCHIVE = "archive"
"""The folder of the site for released versions."""

VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*\Z")
"""A version that can be part of a URL."""
_NAMESPACE = uuid.UUID("5e9f5f0e-6a0c-5b0e-9d0b-0b0c1f6f6f51")


def version_of(publication: Publication) -> str:
    """Return the version of a publication for a release or withdrawal. Raises Problem if it is missing or cannot be part of a URL."""
    version, path = publication.version, publication.described_in
    if not version:
        cause, hint = "only versions can be released or withdrawn", 'write one: version = "1.0"'
        raise Problem("missing-key", f"{publication.slug} has no version", cause=cause, hint=hint, path=path)
    if not VERSION.match(version):
        message = f"version {version!r} cannot be part of an address"
        cause = "each released version has an address with its number"
        hint = 'use letters, digits, dots and hyphens: version = "1.1"'
        raise Problem("bad-value", message, cause=cause, hint=hint, path=path)
    return version


@dataclass(frozen=True, slots=True)
class ReleasedFile:
    """A file of a release, in the archive at `<publication>/<version>/<path>`.

    For HTML, `path` is the first page, `pages` the number of pages, `bytes` the size of the folder without PDFs and EPUB, `sha256` the
    digest of its listing by `sha256sum`, and `words` the digest of the text of its pages. `document` is the name of an offprint,
    empty for the whole edition.
    """

    format: Format
    path: PurePosixPath
    title: str
    bytes: int
    pages: int
    sha256: str
    document: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """A released edition: `date` is the edition's date, `released` the time of the release (UTC).

    `identifier` is a permanent URN. `changes` is the changelog entry of this version, in the language `changes_tag`.
    `translated` of its `messages` messages were translated, and `percent` of its words.
    """

    slug: str
    version: str
    tag: str
    identifier: str
    date: date
    released: datetime
    title: str
    subtitle: str
    description: str
    translated: int
    messages: int
    percent: int
    state: EditionState
    review: Review
    changes: str = ""
    changes_tag: str = ""
    files: tuple[ReleasedFile, ...] = ()

    @property
    def address(self) -> PurePosixPath:
        """The folder of its version, relative to the site; below the archive folder, without `archive`."""
        return PurePosixPath(ARCHIVE, self.slug, self.version)

    @property
    def formats(self) -> dict[Format, ReleasedFile]:
        """The file of the whole edition in each format."""
        return {file.format: file for file in self.files if not file.document}


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The withdrawal of a version of an edition at `moment` (UTC); `reason` is in the language `reason_tag`.

    `title_tag` is the language of the title if it is not the edition's. `reasons` has the reason in other languages, by tag.
    """

    slug: str
    version: str
    tag: str
    identifier: str
    moment: datetime
    title: str
    reason: str
    reason_tag: str
    title_tag: str = ""
    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def reasons_by_tag(self) -> dict[str, str]:
        """Language tag -> reason, for each language in which it was given."""
        return {self.reason_tag: self.reason, **dict(self.reasons)}

    def reason_in(self, tag: str, translations: Mapping[str, str]) -> tuple[str, str]:
        """Return the reason in a language, as given or translated, or else the first reason; and the language of the reason."""
        text = self.reasons_by_tag.get(tag) or translations.get(self.reason, "")
        return (text, tag) if text else (self.reason, self.reason_tag)

    def title_in(self, tag: str, translations: Mapping[str, str]) -> tuple[str, str]:
        """Return the title for a page of the edition, and the language of the title."""
        if not self.title_tag or self.title_tag == tag:
            return self.title, tag
        translation = translations.get(self.title, "")
        return (translation, tag) if translation else (self.title, self.title_tag)

    def with_reasons(self, added: Mapping[str, str], original: str) -> "Withdrawal":
        """Return the withdrawal with reasons in more languages. A reason in the original language comes first, and is a message."""
        reasons = {**self.reasons_by_tag, **added}
        first = original if original in reasons else self.reason_tag
        other_reasons = tuple(sorted((tag, text) for tag, text in reasons.items() if tag != first))
        return replace(self, reason=reasons[first], reason_tag=first, reasons=other_reasons)


@dataclass(frozen=True, slots=True)
class Releases:
    """All releases and withdrawals of a publication, the oldest first."""

    publication: Publication
    all: tuple[Release, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()

    @property
    def path(self) -> Path:
        return releases_path(self.publication)

    @property
    def offered(self) -> tuple[Release, ...]:
        """The releases that are not withdrawn."""
        return tuple(release for release in self.all if self.withdrawal(release.version, release.tag) is None)

    def of(self, tag: str) -> tuple[Release, ...]:
        """Return the releases in a language that are not withdrawn, the newest first."""
        return tuple(release for release in reversed(self.offered) if release.tag == tag)

    def release(self, version: str, tag: str) -> Release | None:
        """Return the release of a version in a language, withdrawn or not."""
        return next((release for release in self.all if (release.version, release.tag) == (version, tag)), None)

    def latest(self, tag: str) -> Release | None:
        """Return the latest release in a language, withdrawn or not."""
        return next((release for release in reversed(self.all) if release.tag == tag), None)

    def withdrawal(self, version: str, tag: str) -> Withdrawal | None:
        return next((entry for entry in self.withdrawals if (entry.version, entry.tag) == (version, tag)), None)

    def current_withdrawal(self, tag: str) -> Withdrawal | None:
        """Return the withdrawal of the publication's current version in a language, if any."""
        return self.withdrawal(self.publication.version, tag)

    def limited_to(self, kept: Iterable[Release]) -> "Releases":
        """Return only these releases and the withdrawn ones."""
        removed = {*self.offered}.difference(kept)
        return replace(self, all=tuple(release for release in self.all if release not in removed))

    def with_release(self, new: Release) -> "Releases":
        return replace(self, all=(*self.all, new))

    def with_withdrawal(self, new: Withdrawal) -> "Releases":
        return replace(self, withdrawals=(*self.withdrawals, new))

    def with_replacement(self, old: Withdrawal, new: Withdrawal) -> "Releases":
        """Return the releases with the withdrawal `old` replaced by `new`."""
        return replace(self, withdrawals=tuple(new if entry == old else entry for entry in self.withdrawals))

    def without(self, withdrawal: Withdrawal) -> "Releases":
        return replace(self, withdrawals=tuple(entry for entry in self.withdrawals if entry != withdrawal))


def releases_path(publication: Publication) -> Path:
    return publication.described_in.with_name(RELEASES_FILE)


def new_identifier(project: Project, edition: Edition, version: str, event: str = "release") -> str:
    """Return a new URN for a version of an edition. Callers must store it: it depends on the project's title, which may change."""
    name = "\n".join((project.title, event, edition.publication.slug, version, edition.language.tag))
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, name)}"


def feed_identifier(project: Project, tag: str) -> str:
    """Return a URN for the feed in a language."""
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{project.title}\nfeed\n{tag}')}"


def timestamp(moment: datetime) -> str:
    """Return a time in RFC 3339 form, in UTC and whole seconds."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
