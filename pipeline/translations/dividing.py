# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits `portal.po`, the interface catalogue of earlier versions, into readers.po and tools.po."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pipeline.catalogue.conflict import is_addition, with_earlier
from pipeline.catalogue.entries import Entry
from pipeline.catalogue.reading import lines_of
from pipeline.catalogue.writing import new_entry, rewritten, with_fields
from pipeline.model.message import Message
from pipeline.model.project import Project
from pipeline.model.publication import Language
from pipeline.model.template import PLURAL
from pipeline.system.files import write_if_changed, write_whole
from pipeline.translations.catalogues import catalogue_path, former_path, undivided_catalogue
from pipeline.translations.interface import tools_template
from pipeline.words import READERS, TOOLS


@dataclass(frozen=True, slots=True)
class Divided:
    """The catalogue `path` was divided into others, which have all its translations."""

    path: Path
    into: tuple[Path, ...]


def part_of(message: Message) -> str:
    """Return the name of the new catalogue for a message of portal.po."""
    return TOOLS if message.original in _tool_texts() else READERS


@cache
def _tool_texts() -> frozenset[str]:
    return frozenset(message.original.partition(PLURAL)[0] for message in tools_template().messages)


def divide(project: Project, language: Language) -> Iterator[Divided]:
    """Split and remove the portal.po of a language and the file of its former messages, if they exist.

    Raises Problem `broken-catalogue` without changing either.
    """
    path = undivided_catalogue(project, language)
    if path is None:
        return
    former_file = former_path(path)
    parts = divided(path, path.read_bytes(), language, part_of)
    former_parts = divided(former_file, former_file.read_bytes(), language, part_of) if former_file.is_file() else {}
    targets = {name: catalogue_path(project.locales, language, name) for name in (READERS, TOOLS)}
    for name, target in targets.items():
        is_there = target.is_file()
        if name in parts and not is_there:
            write_whole(target, parts[name])
        # If the new file already exists, add the messages to its former messages, where an update finds them.
        for data in (former_parts.get(name), parts.get(name) if is_there else None):
            if data is not None:
                place = former_path(target)
                before = place.read_bytes() if place.is_file() else None
                write_if_changed(place, with_former(place, before, language, data))
    for file in (path, former_file):
        file.unlink(missing_ok=True)
    yield Divided(path, tuple(target for name, target in targets.items() if name in parts))


def divided(path: Path, data: bytes, language: Language, name_of: Callable[[Message], str]) -> Mapping[str, bytes]:
    """Split a catalogue and return its non-empty parts by name; each gets a copy of the header, with its own name.

    `path` is only for error messages. Raises Problem `broken-catalogue`.
    """
    lines = lines_of(path, data, language)
    head = lines.entries[lines.head]
    parts: dict[str, list[Entry]] = {}
    for entry in lines.entries:
        if not entry.message.is_header:
            parts.setdefault(name_of(entry.message), []).append(entry)
    return {
        name: rewritten(lines, (with_fields(head, {"Project-Id-Version": name}), *entries))
        for name, entries in parts.items()
    }


def with_former(path: Path, data: bytes | None, language: Language, other: bytes) -> bytes:
    """Return a file of former messages (a new one if None) with all messages of another catalogue added as obsolete.

    If both have a message with different translations, one is kept as a comment.
    """
    lines = lines_of(path, other if data is None else data, language)
    entries = {entry.message.key: entry for entry in lines.entries if data is not None and entry.message.obsolete}
    for entry in lines_of(path, other, language).entries:
        message = replace(entry.message, obsolete=True, places=(), extracted_comments=())
        twin = entries.get(message.key)
        if twin is None and not message.is_header:
            entries[message.key] = new_entry(message)
        elif twin is not None and is_addition(twin.message, message):
            entries[message.key] = new_entry(with_earlier(twin.message, message))
    return rewritten(lines, (lines.entries[lines.head], *entries.values()))
