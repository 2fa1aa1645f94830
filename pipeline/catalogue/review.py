# SPDX-License-Identifier: GPL-3.0-or-later
"""Which translations a person has read and signed: marks of them in the header, so that a changed one drops out."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import batched
from pathlib import Path

from pipeline.catalogue import header
from pipeline.catalogue.reading import lines_of
from pipeline.catalogue.writing import rewritten, with_fields
from pipeline.model.message import Message, State
from pipeline.model.publication import Language, Review

MARKS = "X-Reviewed-Messages"
"""The field with a mark of each message that was signed, one after the other."""
BY = "X-Reviewed-By"
ON = "X-Reviewed-On"
STATE = "X-Review"

_LENGTH = 4
"""Characters of a mark: 24 bits, so that a changed message passes for the signed one once in sixteen million times."""


def mark(message: Message) -> str:
    """Return what stands for an original with its translation, as they are now."""
    forms = message.plural_translations or (message.translation,)
    text = "\0".join((message.context or "", message.original, message.plural, *forms))
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest())[:_LENGTH].decode("ascii")


def marks(fields: Mapping[str, str]) -> frozenset[str] | None:
    """Return the marks in a header; None where nobody has signed."""
    if MARKS not in fields:
        return None
    text = "".join(fields[MARKS].split())
    return frozenset("".join(row) for row in batched(text, _LENGTH, strict=False))


def review(fields: Mapping[str, str], messages: Iterable[Message]) -> Review:
    """Return how far these messages have been read: what was signed and is still as it was; without a signature what `X-Review` says."""
    signed = marks(fields)
    if signed is None:
        state = " ".join(fields.get(STATE, "").lower().split())
        return Review(state) if state in (Review.PARTLY, Review.REVIEWED) else Review.DRAFT
    are_signed = {message.state is State.TRANSLATED and mark(message) in signed for message in messages}
    if are_signed == {True}:
        return Review.REVIEWED
    return Review.PARTLY if True in are_signed else Review.DRAFT


def signed(path: Path, data: bytes, language: Language, originals: Iterable[str], name: str, day: date) -> bytes:
    """Return a catalogue whose translations of these originals are signed, with those that were signed before and are unchanged.

    Only lines of the header change. Raises Problem `broken-catalogue`.
    """
    lines = lines_of(path, data, language)
    head = lines.entries[lines.head]
    active = [entry.message for entry in lines.entries if entry is not head and not entry.message.obsolete]
    chosen = frozenset(originals)
    before = marks(header.fields(head.message.translation)) or frozenset()
    now = [
        mark(message)
        for message in active
        if message.state is State.TRANSLATED and (message.original in chosen or mark(message) in before)
    ]
    fields = {MARKS: "".join(dict.fromkeys(now)), BY: name, ON: day.isoformat()}
    fields[STATE] = review(fields, active).value
    new = with_fields(head, {key: value for key, value in fields.items() if value})
    return rewritten(lines, [new if entry is head else entry for entry in lines.entries])
