# SPDX-License-Identifier: GPL-3.0-or-later
"""What has been released and withdrawn of each publication. releases_file.py reads and writes it."""

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
"""The folder of the site below which released versions have their addresses."""

VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*\Z")
"""A version that can be a part of an address."""
_NAMESPACE = uuid.UUID("5e9f5f0e-6a0c-5b0e-9d0b-0b0c1f6f6f51")


def version_of(publication: Publication) -> str:
    """Return the version under which a publication is released or withdrawn. Raises Problem where it can be no part of an address."""
    version, where = publication.version, publication.described_in
    if not version:
        cause, hint = "a release and a withdrawal are those of a version", 'write one: version = "1.0"'
        raise Problem("missing-key", f"{publication.slug} has no version", cause=cause, hint=hint, path=where)
    if not VERSION.match(version):
        message = f"version {version!r} cannot be a part of an address"
        cause = "a released version stays at an address of its own"
        hint = 'use letters, digits, dots and hyphens: version = "1.1"'
        raise Problem("bad-value", message, cause=cause, hint=hint, path=where)
    return version


@dataclass(frozen=True, slots=True)
class ReleasedFile:
    """A file of a release, in the archive at `<publication>/<version>/<path>`.

    Of HTML, `path` is the first page, `pages` their number, `bytes` those of the whole folder without the PDFs and the EPUB, and `sha256`
    that of its listing as `sha256sum` writes it; `words` is the digest of what its pages say. `document` is the name
    of an offprint, empty for the whole.
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
    """An edition as it was released: `date` is the edition's own, `released` (UTC) when it was frozen.

    `identifier` is a URN that stays the same for ever. `changes` says what is new in this version, in the language
    `changes_tag`. `translated` of `messages` messages were translated, `percent` of the words.
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
        """Its version's folder, below the site and (without `archive`) below the archive folder."""
        return PurePosixPath(ARCHIVE, self.slug, self.version)

    @property
    def formats(self) -> dict[Format, ReleasedFile]:
        """The whole edition by format, without its offprints."""
        return {file.format: file for file in self.files if not file.document}


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One version of an edition is not offered any more since `moment` (UTC); `reason` is in the language `reason_tag`.

    `title_tag` is the language of the title where that is not the edition's. `reasons` gives the reason in other languages.
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
    def given(self) -> dict[str, str]:
        """The reason by the tag of each language in which it was given."""
        return {self.reason_tag: self.reason, **dict(self.reasons)}

    def reason_in(self, tag: str, translations: Mapping[str, str]) -> tuple[str, str]:
        """Return the reason in this language, given or translated, or else as it was given first; and its language."""
        text = self.given.get(tag) or translations.get(self.reason, "")
        return (text, tag) if text else (self.reason, self.reason_tag)

    def title_in(self, tag: str, translations: Mapping[str, str]) -> tuple[str, str]:
        """Return the title for a page of the edition, and its language."""
        if not self.title_tag or self.title_tag == tag:
            return self.title, tag
        translation = translations.get(self.title, "")
        return (translation, tag) if translation else (self.title, self.title_tag)

    def with_reasons(self, more: Mapping[str, str], original: str) -> "Withdrawal":
        """Return the withdrawal with its reason in more languages; in that of the original, where it is known, it is a message."""
        reasons = {**self.given, **more}
        first = original if original in reasons else self.reason_tag
        others = tuple(sorted((tag, text) for tag, text in reasons.items() if tag != first))
        return replace(self, reason=reasons[first], reason_tag=first, reasons=others)


@dataclass(frozen=True, slots=True)
class Releases:
    """All releases of a publication and all withdrawals, the oldest first."""

    publication: Publication
    all: tuple[Release, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()

    @property
    def path(self) -> Path:
        return path_of(self.publication)

    @property
    def offered(self) -> tuple[Release, ...]:
        """The releases that are not withdrawn."""
        return tuple(release for release in self.all if self.withdrawal(release.version, release.tag) is None)

    def of(self, tag: str) -> tuple[Release, ...]:
        """Return the releases in one language that are offered, the newest first."""
        return tuple(release for release in reversed(self.offered) if release.tag == tag)

    def release(self, version: str, tag: str) -> Release | None:
        """Return the release of a version in a language, withdrawn or not."""
        return next((release for release in self.all if (release.version, release.tag) == (version, tag)), None)

    def latest(self, tag: str) -> Release | None:
        """Return the last release in a language, withdrawn or not."""
        return next((release for release in reversed(self.all) if release.tag == tag), None)

    def withdrawal(self, version: str, tag: str) -> Withdrawal | None:
        return next((entry for entry in self.withdrawals if (entry.version, entry.tag) == (version, tag)), None)

    def now_withdrawn(self, tag: str) -> Withdrawal | None:
        """Return the withdrawal that keeps the publication's present version off the site in this language."""
        return self.withdrawal(self.publication.version, tag)

    def only(self, offered: Iterable[Release]) -> "Releases":
        """Without the releases that neither are among these nor are withdrawn."""
        gone = {*self.offered}.difference(offered)
        return replace(self, all=tuple(release for release in self.all if release not in gone))

    def with_release(self, new: Release) -> "Releases":
        return replace(self, all=(*self.all, new))

    def with_withdrawal(self, new: Withdrawal) -> "Releases":
        return replace(self, withdrawals=(*self.withdrawals, new))

    def with_other(self, former: Withdrawal, new: Withdrawal) -> "Releases":
        """Return the withdrawals with one replaced by `new`."""
        return replace(self, withdrawals=tuple(new if other == former else other for other in self.withdrawals))

    def without(self, withdrawal: Withdrawal) -> "Releases":
        return replace(self, withdrawals=tuple(other for other in self.withdrawals if other != withdrawal))


def path_of(publication: Publication) -> Path:
    return publication.described_in.with_name(RELEASES_FILE)


def new_identifier(project: Project, edition: Edition, version: str, what: str = "release") -> str:
    """Return a URN for an edition's version; it is written down once, so that it stays when the project's title changes."""
    name = "\n".join((project.title, what, edition.publication.slug, version, edition.language.tag))
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, name)}"


def feed_identifier(project: Project, tag: str) -> str:
    """Return a URN for the feed of a language."""
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{project.title}\nfeed\n{tag}')}"


def stamp(moment: datetime) -> str:
    """Return a time as RFC 3339 and these files write it, in UTC and whole seconds."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
