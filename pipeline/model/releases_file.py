# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads, validates and writes `source/<publication>/releases.toml`.

These files are the only source for old versions, changelog and feeds. They are under version control, and only commands write them.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path, PurePosixPath

from pipeline.model.project import Project
from pipeline.model.publication import EditionState, Format, Language, Publication, Review, spdx
from pipeline.model.releases import (
    RELEASES_FILE,
    VERSION,
    Release,
    ReleasedFile,
    Releases,
    Withdrawal,
    releases_path,
    timestamp,
)
from pipeline.model.toml_tables import TAG, Table

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
_ID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_PATH = re.compile(r"(?!/)(?!(.*/)?\.\.?(/|\Z))[^\s\\]+\Z")
_HEAD = """\
# Written whole by `west-pipeline release` and `west-pipeline withdraw`; commit it, and do not edit it.
"""
_FORMAT = 1
_RESTORE = "restore the committed file: git log shows its versions"

type _Files = dict[tuple[str, str], tuple[Table, list[ReleasedFile]]]


def releases(project: Project) -> Mapping[str, Releases]:
    """Return the releases of each publication by slug. Raises Problem, with file and line, for a mistake in a releases.toml."""
    return {publication.slug: releases_of(publication) for publication in project.publications}


def releases_of(publication: Publication) -> Releases:
    """Return the releases of a publication; none if it has no releases.toml."""
    path = releases_path(publication)
    return read_releases(Table.read(path), publication) if path.is_file() else Releases(publication)


def all_releases(project: Project) -> Mapping[str, Releases]:
    """Return the releases of the project's publications and of those that it no longer has, by slug."""
    return {**releases(project), **former_releases(project)}


def former_slugs(project: Project, releases_by_slug: Mapping[str, Releases]) -> Mapping[str, Releases]:
    """Return the slugs of releases that no publication has any longer, with the history in which they are now.

    The history is that of a publication of the project if it was renamed.
    """
    slugs = {publication.slug for publication in project.publications}
    return {
        release.slug: history
        for history in releases_by_slug.values()
        for release in history.all
        if release.slug not in slugs
    }


def former_releases(project: Project) -> Mapping[str, Releases]:
    """Return the releases of publications that the project no longer has, by slug, from the copies of releases.toml in the archive.

    Releases that a renamed publication still lists are left out. Raises Problem for a mistake in such a file.
    """
    listed = {release.identifier for history in releases(project).values() for release in history.all}
    slugs = {publication.slug for publication in project.publications}
    former: dict[str, Releases] = {}
    for path in sorted(project.archive.glob(f"*/{RELEASES_FILE}")):
        slug = path.parent.name
        if slug in slugs:
            continue
        # Neutral, since nothing says whether the history of a browser may show its title.
        facts = project.kinds[0], project.original, slug, date.min, ""
        history = read_releases(Table.read(path), Publication(slug, path.parent, path, *facts, neutral=True))
        if kept := tuple(release for release in history.all if release.identifier not in listed):
            original = Language(kept[0].tag, kept[0].tag)
            publication = replace(history.publication, original=original, title=kept[0].title, date=kept[0].date)
            former[slug] = replace(history, publication=publication, all=kept)
    return former


def read_releases(table: Table, publication: Publication) -> Releases:
    """Return the releases of a releases.toml."""
    table.format(_FORMAT)
    files = _files(table)
    released = [_release(row, publication.slug, files) for row in table.tables("release", "releases")]
    for (version, tag), (row, _) in files.items():
        if not any((release.version, release.tag) == (version, tag) for _, release in released):
            raise row.problem("bad-value", f"there is no release {version} in {tag}", "version", hint=_RESTORE)
    slugs = {(release.version, release.tag): release.slug for _, release in released}
    withdrawn = [_withdrawal(row, publication.slug, slugs) for row in table.tables("withdrawal", "withdrawals")]
    table.reject_unknown_keys()
    _check_unique(released)
    _check_unique(withdrawn)
    return Releases(publication, tuple(release for _, release in released), tuple(release for _, release in withdrawn))


def to_toml(releases: Releases) -> str:
    """Return the text of releases.toml, which `releases_of` reads."""
    licence = releases.publication.license
    parts = [f"{spdx(licence)}{_HEAD}format = {_FORMAT}\n"]
    for release in releases.all:
        parts.append(_section("release", _release_row(release)))
        parts.extend(_section("file", _file_row(release, file)) for file in release.files)
    parts.extend(_section("withdrawal", _withdrawal_row(withdrawal)) for withdrawal in releases.withdrawals)
    return "\n".join(parts)


def _release_row(release: Release) -> Iterator[tuple[str, object]]:
    yield from (("version", release.version), ("language", release.tag), ("id", release.identifier))
    yield from (("date", release.date), ("released", timestamp(release.released)), ("title", release.title))
    yield from (("subtitle", release.subtitle), ("description", release.description))
    yield from (("translated", release.translated), ("messages", release.messages), ("percent", release.percent))
    yield from (("state", release.state.value), ("review", release.review.value))
    if release.changes:
        yield from (("changes", release.changes), ("changes_language", release.changes_tag))


def _file_row(release: Release, file: ReleasedFile) -> Iterator[tuple[str, object]]:
    yield from (("version", release.version), ("language", release.tag), ("format", file.format.value))
    yield from (("document", file.document), ("path", file.path.as_posix()), ("title", file.title))
    yield from (("bytes", file.bytes), ("pages", file.pages), ("sha256", file.sha256), ("words", file.words))


def _withdrawal_row(withdrawal: Withdrawal) -> Iterator[tuple[str, object]]:
    yield from (("version", withdrawal.version), ("language", withdrawal.tag), ("id", withdrawal.identifier))
    yield from (("withdrawn", timestamp(withdrawal.moment)), ("title", withdrawal.title))
    yield from (("title_language", withdrawal.title_tag), ("reason", withdrawal.reason))
    yield from (("reason_language", withdrawal.reason_tag), ("reasons", dict(withdrawal.reasons) or ""))


def _section(name: str, rows: Iterator[tuple[str, object]]) -> str:
    return "".join([f"[[{name}]]\n", *(f"{key} = {_toml(value)}\n" for key, value in rows if value != "")])


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_toml(text)}' for key, text in value.items())} }}"
    # JSON strings are valid TOML, except for one control character (DEL).
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, str | int) else str(value)
    return text.replace("\x7f", "\\u007f")


def _check_unique(rows: list[tuple[Table, Release]] | list[tuple[Table, Withdrawal]]) -> None:
    keys = set()
    for table, entry in rows:
        if (entry.version, entry.tag) in keys:
            message = f"version {entry.version} in {entry.tag} is listed twice"
            raise table.problem("bad-value", message, "version", hint=_RESTORE)
        keys.add((entry.version, entry.tag))


def _files(table: Table) -> _Files:
    """Return the files of all releases by version and language."""
    by_version: _Files = {}
    for row in table.tables("file", "files"):
        key = _version(row), _tag(row)
        file = ReleasedFile(
            format=Format(row.choice("format", tuple(Format))),
            path=PurePosixPath(row.matching("path", _PATH, "a path below the version's folder")),
            title=row.text("title"),
            bytes=row.count("bytes", 1),
            pages=row.count("pages", 0, minimum=0),
            sha256=row.matching("sha256", _SHA256, "64 hexadecimal digits"),
            document=row.text("document", ""),
            words=row.matching("words", _SHA256, "64 hexadecimal digits", ""),
        )
        row.reject_unknown_keys()
        by_version.setdefault(key, (row, []))[1].append(file)
    return by_version


def _release(row: Table, slug: str, files: _Files) -> tuple[Table, Release]:
    key = _version(row), _tag(row)
    _, own_files = files.get(key, (row, []))
    release = Release(
        # A publication that was renamed since then has its older versions in the archive under the former name.
        slug=own_files[0].path.parts[1] if own_files and len(own_files[0].path.parts) > 1 else slug,
        version=key[0],
        tag=key[1],
        identifier=row.matching("id", _ID, "urn:uuid:…"),
        date=row.day("date"),
        released=_moment(row, "released"),
        title=row.text("title"),
        subtitle=row.text("subtitle", ""),
        description=row.text("description", ""),
        translated=row.count("translated", 0, minimum=0),
        messages=row.count("messages", 0, minimum=0),
        percent=row.percentage("percent", 100),
        state=EditionState(row.choice("state", tuple(EditionState))),
        review=Review(row.choice("review", tuple(Review))),
        changes=row.text("changes", ""),
        changes_tag=row.text("changes_language", key[1]),
        files=tuple(own_files),
    )
    row.reject_unknown_keys()
    if not release.files:
        raise row.problem("bad-value", f"release {key[0]} in {key[1]} has no file", "version", hint=_RESTORE)
    return row, release


def _withdrawal(row: Table, slug: str, slugs: Mapping[tuple[str, str], str]) -> tuple[Table, Withdrawal]:
    """Return a withdrawal; `slugs` has the slug of each release by version and language."""
    reasons, version, tag = row.table("reasons"), row.text("version"), _tag(row)
    withdrawal = Withdrawal(
        slug=slugs.get((version, tag), slug),
        version=version,
        tag=tag,
        identifier=row.matching("id", _ID, "urn:uuid:…"),
        moment=_moment(row, "withdrawn"),
        title=row.text("title"),
        reason=row.text("reason"),
        reason_tag=row.language("reason_language", row.text("reason_language")),
        title_tag=row.text("title_language", ""),
        reasons=tuple((reasons.language(tag, tag), reasons.text(tag)) for tag in reasons.values) if reasons else (),
    )
    row.reject_unknown_keys()
    return row, withdrawal


def _version(row: Table) -> str:
    return row.matching("version", VERSION, "a version that can be part of an address: 1.0")


def _tag(row: Table) -> str:
    return row.matching("language", TAG, "the tag of a language")


def _moment(row: Table, key: str) -> datetime:
    text = row.matching(key, _MOMENT, 'a time in UTC: "2026-11-25T09:30:00Z"')
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise row.problem("bad-date", f"`{key}` is not a time", key, hint="check month, day and hour") from None


def file_stamps(archive: Path) -> list[tuple[str, int, int]]:
    """Return path, size and modification time of each file in the archive, to detect changes; empty if there is no archive."""
    files = [path for path in sorted(archive.rglob("*")) if path.is_file()]
    return [(str(file.relative_to(archive)), (stat := file.stat()).st_size, stat.st_mtime_ns) for file in files]
