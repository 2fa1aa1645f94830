# SPDX-License-Identifier: GPL-3.0-or-later
"""A snapshot of a catalogue that is sent to a translator: hashes of its messages and translations, in its header.

When the file is returned, they show the changes by the translator, and the changes made here in the meantime.
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import batched
from pathlib import Path
from types import MappingProxyType

from pipeline.catalogue.conflict import has_words
from pipeline.catalogue.entries import Entry
from pipeline.catalogue.reading import lines_of
from pipeline.catalogue.writing import edited, new_entry, rewritten, with_fields
from pipeline.model.message import Key, Message, State
from pipeline.model.publication import Language

FIELD = "X-Kit-Base"
"""The header field with the hashes of all messages, concatenated."""
NAME = "X-Kit-Catalogue"
"""The field with the name of the catalogue, in case the file is renamed."""
REVIEW = "X-Kit-Review"
"""The field of a catalogue that was sent for review, with its finished translations marked fuzzy until confirmed."""

_KEY = 6
"""Characters of an original's hash, 36 bits: a collision among a thousand messages is unlikely."""
_STATE = 4

type Snapshot = Mapping[str, str]
"""Hash of the original -> hash of the translation; translators' comments have separate entries."""


def key_hash(message: Message) -> str:
    return _hash((message.context or "", message.original, message.plural), _KEY)


def state_hash(message: Message) -> str:
    """Return the hash of a translation and its fuzzy flag, without comments."""
    forms = message.plural_translations or (message.translation,)
    return _hash(("fuzzy" if message.fuzzy and any(forms) else "", *forms), _STATE)


def note_hash(message: Message, line: str) -> str:
    """Return the hash of one line of a message's comments."""
    return _hash((message.context or "", message.original, message.plural, line.strip()), _KEY + _STATE)


def knows_note(base: Snapshot, message: Message, line: str) -> bool:
    """Return whether the message had this comment line when the catalogue was sent."""
    digest = note_hash(message, line)
    return base.get(digest[:_KEY]) == digest[_KEY:]


def base_text(messages: Iterable[Message]) -> str:
    """Return the hashes of these messages and of their comments, concatenated."""
    return "".join(
        key_hash(message)
        + state_hash(message)
        + "".join(note_hash(message, line) for line in message.translator_comments)
        for message in messages
    )


def base_of(text: str) -> Snapshot:
    """Return the hashes in a text; empty if it is truncated or missing."""
    rows = ("".join(row) for row in batched("".join(text.split()), _KEY + _STATE))
    return {row[:_KEY]: row[_KEY:] for row in rows if len(row) == _KEY + _STATE}


def with_snapshot(
    path: Path,
    data: bytes,
    language: Language,
    name: str,
    *,
    to_review: bool = False,
    replacements: Mapping[Key, Message] = MappingProxyType({}),
) -> bytes:
    """Return a catalogue with its messages' hashes and its name in the header. Raises Problem `broken-catalogue`.

    `to_review` marks finished translations fuzzy; `replacements` are messages with other translations and comments. The hashes are
    those of the unmodified catalogue.
    """
    lines = lines_of(path, data, language)
    head = lines.entries[lines.head]
    # Obsolete messages come first: the hash of an active twin counts.
    messages = sorted((entry.message for entry in lines.entries if entry is not head), key=lambda one: not one.obsolete)
    unread = [one for one in messages if to_review and one.state is State.TRANSLATED and not one.obsolete]
    outgoing = {**{message.key: replace(message, fuzzy=True) for message in unread}, **replacements}
    new = with_fields(head, {NAME: name, FIELD: base_text(messages)} | ({REVIEW: "yes"} if to_review else {}))
    return rewritten(lines, [new if entry is head else _entry_to_send(entry, outgoing) for entry in lines.entries])


def _entry_to_send(entry: Entry, replacements: Mapping[Key, Message]) -> Entry:
    current = entry.message
    replacement = None if current.obsolete else replacements.get(current.key)
    if replacement is None:
        return entry
    message = replace(
        current,
        translation=replacement.translation,
        plural_translations=replacement.plural_translations,
        fuzzy=replacement.fuzzy,
        translator_comments=replacement.translator_comments,
    )
    return edited(entry, message) if replace(message, fuzzy=current.fuzzy) == current else new_entry(message)


def confirmed(messages: Iterable[Message], base: Snapshot) -> tuple[tuple[Message, ...], frozenset[str]]:
    """Return the messages of a catalogue returned from review, and the originals whose translations were confirmed.

    A message that is still fuzzy with the translation that was sent was not reviewed, and counts as unchanged.
    """
    result: list[Message] = []
    originals: set[str] = set()
    for message in messages:
        finished = replace(message, fuzzy=False)
        is_as_sent = base.get(key_hash(message)) == state_hash(finished)
        result.append(finished if is_as_sent else message)
        if is_as_sent and not (message.fuzzy or message.obsolete) and has_words(message):
            originals.add(message.original)
    return tuple(result), frozenset(originals)


def _hash(texts: tuple[str, ...], length: int) -> str:
    return urlsafe_b64encode(hashlib.sha256("\0".join(texts).encode()).digest())[:length].decode("ascii")
