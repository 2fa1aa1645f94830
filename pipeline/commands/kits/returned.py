# SPDX-License-Identifier: GPL-3.0-or-later
"""Parses returned archives and .po files into messages of the project's catalogues. Raises Problem for anything else."""

import codecs
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path, PurePosixPath

from pipeline.catalogue import header
from pipeline.catalogue.entries import Lines
from pipeline.catalogue.gate import OF_ENTRIES, OF_HEADERS, inspect, of_entry
from pipeline.catalogue.kit_snapshot import FIELD, NAME, REVIEW, Snapshot, base_of, confirmed
from pipeline.catalogue.reading import read, refusal, scan
from pipeline.catalogue.receiving import returned_messages
from pipeline.commands.kits.archive import unpack
from pipeline.commands.kits.manifest import MANIFEST, KitManifest
from pipeline.model.message import Key, Message
from pipeline.model.plurals import PluralRule
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Language
from pipeline.model.remark import Remark, framed, join_remarks
from pipeline.model.template import SHARED
from pipeline.translations.catalogues import INTERFACE, catalogue_path, owner

_LANGUAGE = re.compile(rb'^"Language:[ \t]*([\w@.-]+)', re.MULTILINE)
_MAX_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """A returned file: `place` is its path, including the path in its archive; `kit` is the manifest of the archive."""

    place: Path
    data: bytes
    kit: KitManifest


@dataclass(frozen=True, slots=True)
class Work:
    """A translator's messages for one catalogue, the snapshot that was sent (`base`), and the faults of single messages.

    `confirmed` are the originals whose translations a reviser has confirmed; None if the file was not sent for review.
    """

    place: Path
    path: Path
    name: str
    language: Language
    messages: tuple[Message, ...]
    base: Snapshot
    broken: Mapping[Key, Remark]
    confirmed: frozenset[str] | None = None


def open_kit(path: Path) -> Iterator[ReturnedFile]:
    """Yield the files of a returned archive or folder, or the single file.

    Raises Problem `broken-kit`, `not-a-kit`, `missing-file`.
    """
    if path.is_dir():
        yield from _of_kit(path, list(_in_folder(path)))
        return
    data = _read(path)
    if data.startswith((b"PK\3\4", b"PK\5\6")):
        yield from _of_kit(path, list(unpack(path, data, (".po", MANIFEST))))
    elif path.suffix.lower() == ".po":
        yield ReturnedFile(path, data, KitManifest())
    else:
        message = Remark("this is not a file that a translator sends back")
        cause = Remark("it ends with %(suffix)s, and is not a .zip", suffix=path.suffix or Remark("nothing"))
        hint = Remark("send the .zip, or the .po files")
        raise Problem("not-a-kit", message, cause=cause, hint=hint, path=path)


def _read(path: Path) -> bytes:
    try:
        data = path.read_bytes() if path.stat().st_size <= _MAX_BYTES else None
    except OSError as error:
        cause = error.strerror or str(error)
        hint = Remark("correct the path")
        raise Problem("missing-file", Remark("the file does not exist"), cause=cause, hint=hint, path=path) from error
    if data is None:
        hint = Remark("ask for only the .po files")
        wrong = Remark("the file is larger than %(n)s MB", n=_MAX_BYTES // 1_000_000)
        raise Problem("broken-kit", wrong, hint=hint, path=path)
    return data


def _in_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an unpacked kit; links to files outside it are skipped."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        is_hidden = any(part.startswith(".") for part in name.parts)
        is_work = path.name.lower().endswith((".po", MANIFEST)) and not is_hidden
        if is_work and path.is_file() and not path.is_symlink():
            yield str(PurePosixPath(name)), _read(path)


def _of_kit(path: Path, files: Sequence[tuple[str, bytes]]) -> Iterator[ReturnedFile]:
    manifest = next((content for name, content in files if PurePosixPath(name).name == MANIFEST), b"{}")
    try:
        kit = KitManifest.from_json(manifest, path)
    except ValueError as error:
        hint = Remark("send only the .po files: they contain the same translations")
        changed = Remark("%(name)s in the kit was changed", name=MANIFEST)
        raise Problem("broken-kit", changed, hint=hint, path=path) from error
    work = [(name, content) for name, content in files if name.lower().endswith(".po")]
    if not work:
        hint = Remark("it should contain .po files")
        names = zipfile.ZipFile(path).namelist() if path.is_file() else map(str, sorted(path.rglob("*")))
        if inner := next((name for name in names if name.lower().endswith(".zip")), ""):
            hint = Remark("unpack it first: what counts is %(name)s in it", name=PurePosixPath(inner).name)
        raise Problem("not-a-kit", Remark("it contains no translation"), hint=hint, path=path)
    for name, content in sorted(work):
        yield ReturnedFile(path / name, content, kit)


def parse_file(project: Project, file: ReturnedFile) -> Work:
    """Parse a returned catalogue.

    Raises Problem: `broken-catalogue` for a malformed file, `unknown-language`, `unknown-catalogue` for one that belongs to no
    publication.
    """
    file = replace(file, data=_in_utf8(file.data))
    language = _language(project, file)
    lines, faults = inspect(file.data, language)
    # Poedit adds an empty POT-Creation-Date.
    grave = tuple(fault for fault in faults if fault.check not in (*OF_ENTRIES, *OF_HEADERS))
    if grave:
        raise refusal(file.place, grave)
    if any(line.startswith("#") for line in lines.tail):
        raise Problem(
            "broken-catalogue",
            Remark("the file ends with a comment that belongs to no message"),
            cause=Remark("it was cut off, or a message was deleted"),
            hint=Remark("ask for the whole file again, or delete the comment"),
            path=file.place,
            line=sum(line.count("\n") for entry in lines.entries for line in entry.lines) + 1,
        )
    head = next(entry.message for entry in lines.entries if entry.message.is_header and not entry.message.obsolete)
    fields = header.fields(head.translation)
    names = (fields.get(NAME, ""), file.place.stem, fields.get("Project-Id-Version", ""))
    path = _catalogue(project, file, language, names, lines)
    messages = returned_messages(lines, read(path, language))
    keys = {message.translation_line or message.line: message.key for message in messages}
    rule = PluralRule.parsed(fields.get("Plural-Forms", ""))
    faults += tuple(chain.from_iterable(of_entry(message, rule) for message in messages if message.obsolete))
    broken = reasons((keys[fault.line], fault.check, fault.remark) for fault in faults if fault.line in keys)
    bases = (fields.get(FIELD, ""), *(file.kit.base.get(name, "") for name in (path.stem, *names)))
    base = next(filter(None, map(base_of, bases)), {})
    messages, originals = confirmed(messages, base) if REVIEW in fields else (messages, None)
    return Work(file.place, path, path.stem, language, messages, base, broken, originals)


def _in_utf8(data: bytes) -> bytes:
    """Convert UTF-16 with a byte order mark (Notepad's “Unicode”) to UTF-8; return other data unchanged."""
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data
    try:
        return data.decode("utf-16").encode()
    except UnicodeError:
        return data


def reasons(rows: Iterable[tuple[Key, str, str]]) -> dict[Key, Remark]:
    """Return all errors of each message, from rows of key, check and remark."""
    remarks: dict[Key, list[Remark]] = {}
    for key, check, remark in rows:
        remarks.setdefault(key, []).append(framed("%(check)s: %(remark)s", check=check, remark=remark))
    return {key: join_remarks("; ", several) if several[1:] else several[0] for key, several in remarks.items()}


def _language(project: Project, file: ReturnedFile) -> Language:
    """Return the language of the kit, or else of the file's header."""
    match = _LANGUAGE.search(file.data)
    tag = file.kit.language or (match[1].decode("ascii", "replace") if match else "")
    # For `de-at` German, unless the project has Austrian German.
    whole = re.split("[@.]", tag.replace("_", "-").lower())[0]
    for wanted in (whole, whole.partition("-")[0]):
        for language in project.languages:
            if language.tag.lower() == wanted:
                return language
    raise _foreign(project, file, tag)


def _foreign(project: Project, file: ReturnedFile, tag: str) -> Problem:
    message, cause = (
        Remark("the file names no language"),
        Remark("its header has no line “Language”, or cannot be read"),
    )
    if tag:
        names = {"file": file.place.name, "language": tag}
        message = Remark("%(file)s is in %(language)r, which is not a language of the project", **names)
    tags = ", ".join(language.tag for language in project.languages)
    hint = Remark('write "Language: sq\\n" in its header, with one of: %(tags)s', tags=tags)
    return Problem("unknown-language", message, cause="" if tag else cause, hint=hint, path=file.place)


def _catalogue(project: Project, file: ReturnedFile, language: Language, names: tuple[str, ...], lines: Lines) -> Path:
    """Return the catalogue in use that a file belongs to. Names in the file cannot lead to any other path."""
    folder = catalogue_path(project.locales, language, "any").parent
    owners = {*(publication.slug for publication in project.publications), *INTERFACE, SHARED}
    catalogues = {path.stem: path for path in folder.glob("*.po") if owner(path.stem) in owners}
    for name in names:
        if name in catalogues:
            return catalogues[name]
    values = {"file": file.place.name, "language": language.autonym}
    message = Remark("%(file)s matches no catalogue in %(language)s", **values)
    cause = Remark("the catalogues are: %(names)s", names=", ".join(sorted(catalogues)) or Remark("none"))
    hint = Remark("give the file the name of its catalogue, or leave it out")
    keys = {entry.message.key for entry in lines.entries}
    for path in catalogues.values():
        found = scan(path, language).catalogue
        if found is not None and sum(message.key in keys for message in found.messages) > len(keys) / 2:
            hint = Remark("most of its originals are now in %(name)s: give the file that name", name=path.name)
    raise Problem("unknown-catalogue", message, cause=cause, hint=hint, path=file.place)
