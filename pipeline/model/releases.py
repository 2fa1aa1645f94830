# SPDX-License-Identifier: GPL-3.0-or-later
"""What has been released and withdrawn: `source/<publication>/releases.toml` read into nouns, and written whole.

Old versions, change log and feed come from these files alone; they are committed, and only the works write them.
"""

import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath

from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, EditionState, Format, Publication, Review
from pipeline.model.toml_tables import TAG, Table

RELEASES_FILE = "releases.toml"
ARCHIVE = "archive"
"""The folder of the site below which released versions have their addresses."""

VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*\Z")
"""A version that can be a part of an address."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
_ID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_PATH = re.compile(r"(?!/)(?!(.*/)?\.\.?(/|\Z))[^\s\\]+\Z")
_NAMESPACE = uuid.UUID("5e9f5f0e-6a0c-5b0e-9d0b-0b0c1f6f6f51")
_HEAD = """\
# SPDX-License-Identifier: CC-BY-SA-4.0
# Written whole by `pipeline release` and `pipeline withdraw`; commit it, and do not edit it. docs/publishing.md tells more.
"""


@dataclass(frozen=True, slots=True)
class Kept:
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
    files: tuple[Kept, ...] = ()

    @property
    def address(self) -> PurePosixPath:
        """Its version's folder, below the site and (without `archive`) below the archive folder."""
        return PurePosixPath(ARCHIVE, self.slug, self.version)

    def whole(self, format_: Format) -> Kept | None:
        """The whole edition in a format, None where it has none."""
        return next((file for file in self.files if file.format is format_ and not file.document), None)


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
        """Return it with the reason in more languages; in that of the original, where it is known, it is a message."""
        given = {**self.given, **more}
        first = original if original in given else self.reason_tag
        others = tuple(sorted((tag, text) for tag, text in given.items() if tag != first))
        return replace(self, reason=given[first], reason_tag=first, reasons=others)


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
        return tuple(one for one in self.all if self.withdrawal(one.version, one.tag) is None)

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions that are offered in any language, the newest first."""
        return tuple(dict.fromkeys(one.version for one in reversed(self.offered)))

    def of(self, tag: str) -> tuple[Release, ...]:
        """The releases in one language that are offered, the newest first."""
        return tuple(one for one in reversed(self.offered) if one.tag == tag)

    def release(self, version: str, tag: str) -> Release | None:
        """The release of a version in a language, withdrawn or not."""
        return next((one for one in self.all if (one.version, one.tag) == (version, tag)), None)

    def latest(self, tag: str) -> Release | None:
        """The last release in a language, withdrawn or not."""
        return next((one for one in reversed(self.all) if one.tag == tag), None)

    def withdrawal(self, version: str, tag: str) -> Withdrawal | None:
        return next((one for one in self.withdrawals if (one.version, one.tag) == (version, tag)), None)

    def now_withdrawn(self, tag: str) -> Withdrawal | None:
        """The withdrawal that keeps the publication's present version off the site in this language."""
        return self.withdrawal(self.publication.version, tag)

    def only(self, offered: Iterable[Release]) -> "Releases":
        """Without the releases that neither are among these nor are withdrawn."""
        there = set(offered)
        return replace(self, all=tuple(one for one in self.all if one in there or one not in self.offered))

    def with_release(self, new: Release) -> "Releases":
        return replace(self, all=(*self.all, new))

    def with_withdrawal(self, new: Withdrawal) -> "Releases":
        return replace(self, withdrawals=(*self.withdrawals, new))

    def with_other(self, former: Withdrawal, new: Withdrawal) -> "Releases":
        """Return them with `new` in the place of a withdrawal."""
        return replace(
            self, withdrawals=tuple(new if withdrawal == former else withdrawal for withdrawal in self.withdrawals)
        )

    def without(self, withdrawal: Withdrawal) -> "Releases":
        return replace(self, withdrawals=tuple(one for one in self.withdrawals if one != withdrawal))

    def to_toml(self) -> str:
        """The text of releases.toml; `releases_of` reads it back."""
        parts = [_HEAD]
        for one in self.all:
            parts.append(_section("release", _release_row(one)))
            parts.extend(_section("file", _file_row(one, kept)) for kept in one.files)
        parts.extend(_section("withdrawal", _withdrawal_row(withdrawal)) for withdrawal in self.withdrawals)
        return "\n".join(parts)


def path_of(publication: Publication) -> Path:
    return publication.described_in.with_name(RELEASES_FILE)


def releases(project: Project) -> Mapping[str, Releases]:
    """By slug, what each publication has released; empty where it has no releases.toml.

    Raises Problem for each mistake that these files can hold, with file and line.
    """
    return {publication.slug: releases_of(publication) for publication in project.publications}


def releases_of(publication: Publication) -> Releases:
    """The same for one publication."""
    path = path_of(publication)
    if not path.is_file():
        return Releases(publication)
    table = Table.read(path)
    files = _files(table)
    found = [_release(row, publication.slug, files) for row in table.tables("release", "releases")]
    for (version, tag), (row, _) in files.items():
        if not any((one.version, one.tag) == (version, tag) for _, one in found):
            raise row.problem("bad-value", f"no release {version} in {tag} has this file", "version", hint=_RESTORE)
    withdrawn = [_withdrawal(row, publication.slug) for row in table.tables("withdrawal", "withdrawals")]
    table.nothing_else()
    for rows in (found, withdrawn):
        _once(rows)
    return Releases(publication, tuple(one for _, one in found), tuple(one for _, one in withdrawn))


def new_identifier(project: Project, edition: Edition, version: str, what: str = "release") -> str:
    """A URN for an edition's version; it is written down once, so that it stays when the project's title changes."""
    name = "\n".join((project.title, what, edition.publication.slug, version, edition.language.tag))
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, name)}"


def feed_identifier(project: Project, tag: str) -> str:
    """A URN for the feed of a language."""
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{project.title}\nfeed\n{tag}')}"


_RESTORE = "bring the file back as it was committed: git log shows its versions"

type _Files = dict[tuple[str, str], tuple[Table, list[Kept]]]


def _once(rows: list[tuple[Table, Release]] | list[tuple[Table, Withdrawal]]) -> None:
    seen = set()
    for table, one in rows:
        if (one.version, one.tag) in seen:
            message = f"version {one.version} in {one.tag} stands here twice"
            raise table.problem("bad-value", message, "version", hint=_RESTORE)
        seen.add((one.version, one.tag))


def _files(table: Table) -> _Files:
    """The files of all releases, by version and language."""
    found: _Files = {}
    for row in table.tables("file", "files"):
        key = _version(row), _tag(row)
        kept = Kept(
            format=Format(row.choice("format", tuple(Format))),
            path=PurePosixPath(row.matching("path", _PATH, "a path below the version's folder")),
            title=row.text("title"),
            bytes=row.count("bytes", 1),
            pages=_number(row, "pages"),
            sha256=row.matching("sha256", _SHA256, "64 hexadecimal digits"),
            document=row.text("document", ""),
            words=row.matching("words", _SHA256, "64 hexadecimal digits", ""),
        )
        row.nothing_else()
        found.setdefault(key, (row, []))[1].append(kept)
    return found


def _release(row: Table, slug: str, files: _Files) -> tuple[Table, Release]:
    key = _version(row), _tag(row)
    release = Release(
        slug=slug,
        version=key[0],
        tag=key[1],
        identifier=row.matching("id", _ID, "urn:uuid:…"),
        date=row.day("date"),
        released=_moment(row, "released"),
        title=row.text("title"),
        subtitle=row.text("subtitle", ""),
        description=row.text("description", ""),
        translated=_number(row, "translated"),
        messages=_number(row, "messages"),
        percent=row.percentage("percent", 100),
        state=EditionState(row.choice("state", tuple(EditionState))),
        review=Review(row.choice("review", tuple(Review))),
        changes=row.text("changes", ""),
        changes_tag=row.text("changes_language", key[1]),
        files=tuple(files[key][1]) if key in files else (),
    )
    row.nothing_else()
    if not release.files:
        raise row.problem("bad-value", f"release {key[0]} in {key[1]} has no file", "version", hint=_RESTORE)
    return row, release


def _withdrawal(row: Table, slug: str) -> tuple[Table, Withdrawal]:
    withdrawal = Withdrawal(
        slug=slug,
        version=row.text("version"),
        tag=_tag(row),
        identifier=row.matching("id", _ID, "urn:uuid:…"),
        moment=_moment(row, "withdrawn"),
        title=row.text("title"),
        reason=row.text("reason"),
        reason_tag=row.language("reason_language", row.text("reason_language")),
        title_tag=row.text("title_language", ""),
        reasons=_reasons(row),
    )
    row.nothing_else()
    return row, withdrawal


def _reasons(row: Table) -> tuple[tuple[str, str], ...]:
    """The reason in other languages, by tag."""
    rows = row.table("reasons")
    return tuple((rows.language(tag, tag), rows.text(tag)) for tag in rows.values) if rows is not None else ()


def _version(row: Table) -> str:
    return row.matching("version", VERSION, "a version that can be a part of an address: 1.0")


def _tag(row: Table) -> str:
    return row.matching("language", TAG, "the tag of a language")


def _moment(row: Table, key: str) -> datetime:
    text = row.matching(key, _MOMENT, 'a time in UTC: "2026-11-25T09:30:00Z"')
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise row.problem("bad-date", f"`{key}` is not a time", key, hint="look at month, day and hour") from None


def _number(row: Table, key: str) -> int:
    """A whole number from 0."""
    return 0 if row.says(key) and row.values[key] == 0 else row.count(key, 1)


def stamp(moment: datetime) -> str:
    """A time as RFC 3339 and these files write it, in UTC and whole seconds."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _release_row(one: Release) -> Iterator[tuple[str, object]]:
    yield from (("version", one.version), ("language", one.tag), ("id", one.identifier))
    yield from (("date", one.date), ("released", stamp(one.released)), ("title", one.title))
    yield from (("subtitle", one.subtitle), ("description", one.description))
    yield from (("translated", one.translated), ("messages", one.messages), ("percent", one.percent))
    yield from (("state", one.state.value), ("review", one.review.value))
    if one.changes:
        yield from (("changes", one.changes), ("changes_language", one.changes_tag))


def _file_row(one: Release, kept: Kept) -> Iterator[tuple[str, object]]:
    yield from (("version", one.version), ("language", one.tag), ("format", kept.format.value))
    yield from (("document", kept.document), ("path", kept.path.as_posix()), ("title", kept.title))
    yield from (("bytes", kept.bytes), ("pages", kept.pages), ("sha256", kept.sha256), ("words", kept.words))


def _withdrawal_row(one: Withdrawal) -> Iterator[tuple[str, object]]:
    yield from (("version", one.version), ("language", one.tag), ("id", one.identifier))
    yield from (("withdrawn", stamp(one.moment)), ("title", one.title))
    yield from (("title_language", one.title_tag), ("reason", one.reason), ("reason_language", one.reason_tag))
    yield ("reasons", dict(one.reasons) or "")


def _section(name: str, rows: Iterator[tuple[str, object]]) -> str:
    return "".join([f"[[{name}]]\n", *(f"{key} = {_toml(value)}\n" for key, value in rows if value != "")])


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_toml(text)}' for key, text in value.items())} }}"
    # A text of JSON is one of TOML, but for a sign that nobody types.
    return (
        json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f") if isinstance(value, str | int) else str(value)
    )


def marks(archive: Path) -> list[tuple[str, int, int]]:
    """What tells whether anybody touched the archive: path, size and time of each file in it. Empty where there is none."""
    files = [path for path in sorted(archive.rglob("*")) if path.is_file()]
    return [(str(file.relative_to(archive)), (seen := file.stat()).st_size, seen.st_mtime_ns) for file in files]


def no_archive(project: Project) -> Problem:
    """There are releases, and no archive folder: what an editor has who took the sources alone."""
    return Problem(
        "no-archive",
        "released versions are not renewed on the site",
        cause="there is no archive folder here",
        hint="nothing need be done to try a text; before the site is published, bring the archive here (docs/publishing.md)",
        path=project.archive,
    )


def broken_archive(release: Release, path: Path, *, gone: bool, on_site: bool) -> Problem:
    """A file of a release is not in the archive, or is not what was released; `on_site` says whether the site has a copy."""
    what = "is not in the archive" if gone else "is not what was released: its checksum differs"
    return Problem(
        "archive-missing" if gone else "archive-altered",
        f"version {release.version} of {release.slug} [{release.tag}] "
        + ("stays on the site as it is: the archive is damaged" if on_site else "cannot be offered"),
        cause=f"{path.name} {what}",
        hint="bring the archive folder back from a copy; docs/publishing.md tells how it is kept",
        path=path,
    )
