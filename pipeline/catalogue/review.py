# SPDX-License-Identifier: GPL-3.0-or-later
"""Reviewed and signed translations: their hashes are in the header, so that a changed translation no longer counts."""

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

HASHES = "X-Reviewed-Messages"
"""The header field with the hashes of all signed messages, concatenated."""
BY = "X-Reviewed-By"
ON = "X-Reviewed-On"
STATE = "X-Review"

_LENGTH = 4
"""Characters of a hash, 24 bits: a changed message passes as signed once in sixteen million cases."""


def review_hash(message: Message) -> str:
    """Return the hash of an original with its current translation."""
    forms = message.plural_translations or (message.translation,)
    text = "\0".join((message.context or "", message.original, message.plural, *forms))
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest())[:_LENGTH].decode("ascii")


def signed_hashes(fields: Mapping[str, str]) -> frozenset[str] | None:
    """Return the hashes of signed messages in a header; None if nobody has signed."""
    if HASHES not in fields:
        return None
    text = "".join(fields[HASHES].split())
    return frozenset("".join(row) for row in batched(text, _LENGTH))


def review(fields: Mapping[str, str], messages: Iterable[Message]) -> Review:
    """Return the review state of these messages: by their signed hashes, or without a signature by `X-Review`."""
    hashes = signed_hashes(fields)
    if hashes is None:
        state = " ".join(fields.get(STATE, "").lower().split())
        return Review(state) if state in (Review.PARTLY, Review.REVIEWED) else Review.DRAFT
    are_signed = {message.state is State.TRANSLATED and review_hash(message) in hashes for message in messages}
    if are_signed == {True}:
        return Review.REVIEWED
    return Review.PARTLY if True in are_signed else Review.DRAFT


def signed(path: Path, data: bytes, language: Language, originals: Iterable[str], name: str, day: date) -> bytes:
    """Return a catalogue with the translations of these originals signed; earlier signatures of unchanged translations stay.

    Only lines of the header change. Raises Problem `broken-catalogue`.
    """
    lines = lines_of(path, data, language)
    head = lines.entries[lines.head]
    active = [entry.message for entry in lines.entries if entry is not head and not entry.message.obsolete]
    chosen = frozenset(originals)
    former_hashes = signed_hashes(header.fields(head.message.translation)) or frozenset()
    hashes = [
        review_hash(message)
        for message in active
        if message.state is State.TRANSLATED and (message.original in chosen or review_hash(message) in former_hashes)
    ]
    fields = {HASHES: "".join(dict.fromkeys(hashes)), BY: name, ON: day.isoformat()}
    fields[STATE] = review(fields, active).value
    new = with_fields(head, {key: value for key, value in fields.items() if value})
    return rewritten(lines, [new if entry is head else entry for entry in lines.entries])
