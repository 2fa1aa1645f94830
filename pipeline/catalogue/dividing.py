# SPDX-License-Identifier: GPL-3.0-or-later
"""Dividing a catalogue into several: each entry goes to one of them as it is, with its comments, its marks and its lines."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.catalogue.conflict import adds, with_earlier
from pipeline.catalogue.entries import Entry
from pipeline.catalogue.reading import lines_of
from pipeline.catalogue.writing import rewritten, with_fields, written
from pipeline.model.message import Message
from pipeline.model.publication import Language


def divided(path: Path, data: bytes, language: Language, name_of: Callable[[Message], str]) -> Mapping[str, bytes]:
    """Return by name the bytes of each part of a catalogue that has a message; all have its header, under their own names.

    `path` is named when the bytes are refused, which raises Problem `broken-catalogue`.
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
    """Return a file of former messages, if there is one, with all messages of another catalogue among them, obsolete as they are.

    Of two translations of one message, one is kept as a comment.
    """
    lines = lines_of(path, other if data is None else data, language)
    former = {entry.message.key: entry for entry in lines.entries if data is not None and entry.message.obsolete}
    for entry in lines_of(path, other, language).entries:
        message = replace(entry.message, obsolete=True, places=(), extracted_comments=())
        twin = former.get(message.key)
        if twin is None and not message.is_header:
            former[message.key] = written(message)
        elif twin is not None and adds(twin.message, message):
            former[message.key] = written(with_earlier(twin.message, message))
    return rewritten(lines, (lines.entries[lines.head], *former.values()))
