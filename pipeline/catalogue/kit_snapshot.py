# SPDX-License-Identifier: GPL-3.0-or-later
"""What a catalogue was like when it was given away: a mark of each message and of its translation, in its header.

The marks tell, when the file comes back, what the translator changed and what has changed here meanwhile.
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
from pipeline.catalogue.writing import edited, rewritten, with_fields, written
from pipeline.model.message import Key, Message, State
from pipeline.model.publication import Language

FIELD = "X-Kit-Base"
"""The field of the header with the marks of all messages, one after the other."""
NAME = "X-Kit-Catalogue"
"""The field with the name of the catalogue, for a file that was renamed on its way."""
REVIEW = "X-Kit-Review"
"""The field of a catalogue that was sent to be reviewed: its finished translations are marked fuzzy until they are confirmed."""

_KEY = 6
"""Characters of the mark of an original, 36 bits: no two of a thousand messages share one by chance."""
_STATE = 4

type Snapshot = Mapping[str, str]
"""The mark of an original -> the mark of its translation; comments of translators have separate rows."""


def key_mark(message: Message) -> str:
    return _mark((message.context or "", message.original, message.plural), _KEY)


def state_mark(message: Message) -> str:
    """Return what stands for a translation and whether it is fuzzy; comments do not count."""
    forms = message.plural_translations or (message.translation,)
    return _mark(("fuzzy" if message.fuzzy and any(forms) else "", *forms), _STATE)


def note_mark(message: Message, line: str) -> str:
    """Return what stands for one line of a message's comments."""
    return _mark((message.context or "", message.original, message.plural, line.strip()), _KEY + _STATE)


def knows_note(base: Snapshot, message: Message, line: str) -> bool:
    """Return whether the line was there when the catalogue was given away."""
    mark = note_mark(message, line)
    return base.get(mark[:_KEY]) == mark[_KEY:]


def base_text(messages: Iterable[Message]) -> str:
    """Return the marks of these messages and of their comments, one after the other."""
    return "".join(
        key_mark(message)
        + state_mark(message)
        + "".join(note_mark(message, line) for line in message.translator_comments)
        for message in messages
    )


def base_of(text: str) -> Snapshot:
    """Return the marks in a text; those of none where it is cut off or was never there."""
    rows = ("".join(row) for row in batched("".join(text.split()), _KEY + _STATE, strict=False))
    return {row[:_KEY]: row[_KEY:] for row in rows if len(row) == _KEY + _STATE}


def marked(
    path: Path,
    data: bytes,
    language: Language,
    name: str,
    *,
    to_review: bool = False,
    instead: Mapping[Key, Message] = MappingProxyType({}),
) -> bytes:
    """Return a catalogue with the marks of its messages and its name in the header. Raises Problem `broken-catalogue`.

    One that is to be reviewed has its finished translations marked fuzzy, and messages have the words and comments of
    those in `instead`; the marks are those of the catalogue.
    """
    lines = lines_of(path, data, language)
    head = lines.entries[lines.head]
    active = [entry.message for entry in lines.entries if entry is not head and not entry.message.obsolete]
    unread = [message for message in active if to_review and message.state is State.TRANSLATED]
    sent = {**{message.key: replace(message, fuzzy=True) for message in unread}, **instead}
    new = with_fields(head, {NAME: name, FIELD: base_text(active)} | ({REVIEW: "yes"} if to_review else {}))
    return rewritten(lines, [new if entry is head else _sent(entry, sent) for entry in lines.entries])


def _sent(entry: Entry, instead: Mapping[Key, Message]) -> Entry:
    before = entry.message
    words = None if before.obsolete else instead.get(before.key)
    if words is None:
        return entry
    message = replace(
        before,
        translation=words.translation,
        plural_translations=words.plural_translations,
        fuzzy=words.fuzzy,
        translator_comments=words.translator_comments,
    )
    return edited(entry, message) if replace(message, fuzzy=before.fuzzy) == before else written(message)


def confirmed(messages: Iterable[Message], base: Snapshot) -> tuple[tuple[Message, ...], frozenset[str]]:
    """Return the messages of a catalogue that came back from review, and the originals of those that were confirmed.

    What is still marked fuzzy and has the words that were sent was not read yet: it is as it was sent.
    """
    kept: list[Message] = []
    originals: set[str] = set()
    for message in messages:
        finished = replace(message, fuzzy=False)
        is_as_sent = base.get(key_mark(message)) == state_mark(finished)
        kept.append(finished if is_as_sent else message)
        if is_as_sent and not message.fuzzy and has_words(message):
            originals.add(message.original)
    return tuple(kept), frozenset(originals)


def _mark(texts: tuple[str, ...], length: int) -> str:
    return urlsafe_b64encode(hashlib.sha256("\0".join(texts).encode()).digest())[:length].decode("ascii")
