# SPDX-License-Identifier: GPL-3.0-or-later
"""Merging a translator's work, message by message, into a catalogue that may have changed in the meantime.

A message that the translator did not change is ignored. A changed one is taken, unless the current translation has changed too: then
the current one stays, and the incoming one is kept in a comment. No translation is lost.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from pipeline.catalogue.conflict import (
    EARLIER,
    has_words,
    is_valid,
    with_alternative,
    with_comments,
    with_earlier,
    with_note,
    words_of,
)
from pipeline.catalogue.entries import Entry, Lines
from pipeline.catalogue.header import moment_text
from pipeline.catalogue.kit_snapshot import Snapshot, key_hash, knows_note, state_hash
from pipeline.catalogue.reading import lines_of
from pipeline.catalogue.writing import new_entry, rewritten, with_fields
from pipeline.model.message import SUGGESTED, TO_FIX, Catalogue, Key, Message
from pipeline.model.publication import Language
from pipeline.model.remark import Remark, translated_text

TO_FIX_RECEIVED = "to mend, received"
"""Prefix of a comment with an incoming translation that has an error, if the message has another translation."""


class MergeOutcome(StrEnum):
    """The result for a message that a translator changed."""

    TAKEN = "taken"
    CONFLICT = "conflict"
    UNFINISHED = "unfinished"
    KEPT_ASIDE = "kept aside"
    TO_FIX = "to be corrected"
    UNKNOWN = "unknown original"
    EMPTIED = "left empty"


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """A message that came back changed, as the translator wrote it, with its fate and the reason.

    `stays` is the translation that stays instead of the incoming one, if any.
    """

    fate: MergeOutcome
    message: Message
    reason: str = ""
    stays: str = ""


class _Result(NamedTuple):
    """The merged message, and the fate of the incoming one (None if the translator did not change it)."""

    message: Message
    fate: MergeOutcome | None = None
    reason: str = ""
    stays: str = ""


@dataclass(frozen=True, slots=True)
class MergedCatalogue:
    """The bytes of a catalogue after the merge, and the fate of each message that differs from the kit."""

    data: bytes
    received: tuple[ReceivedMessage, ...]


def receive(
    path: Path,
    data: bytes,
    language: Language,
    incoming: Iterable[Message],
    base: Snapshot,
    faults: Mapping[Key, str],
    moment: datetime,
    translate: Callable[[str], str] = str,
    former_messages: Iterable[Message] = (),
) -> MergedCatalogue:
    """Merge a translator's messages into a catalogue. An unchanged kit, or one that was received before, changes no byte.

    `former_messages` are messages removed earlier; if the translator changed one, it is added as obsolete, so that the next update keeps it.
    `base` is the snapshot that was sent, empty if unknown; `faults` maps incoming messages to errors, which `translate` translates for
    comments. `moment`, with its time zone, becomes the PO-Revision-Date if anything changed. Raises Problem `broken-catalogue`.
    """
    lines = lines_of(path, data, language)
    merging = _KitMerge(lines, base, faults, translate, {message.key: message for message in former_messages})
    for message in incoming:
        if message.original:
            merging.take(message)
    return MergedCatalogue(merging.data(data, moment), tuple(merging.received))


def returned_messages(lines: Lines, current: Catalogue) -> tuple[Message, ...]:
    """Return the messages of a returned file, with the originals of the current catalogue where only whitespace differs.

    Obsolete entries count, since programs make entries obsolete by themselves; beside an active twin they become its comment.
    """
    originals = {(ours.context, " ".join(ours.original.split())): ours for ours in current.messages}
    found: dict[Key, Message] = {}
    entries = (entry.message for number, entry in enumerate(lines.entries) if number != lines.head)
    for message in sorted(entries, key=lambda message: message.obsolete):
        ours = originals.get((message.context, " ".join(message.original.split())), message)
        if current.find(message.original, message.context) is not None:
            ours = message
        returned = replace(message, original=ours.original, plural=message.plural and ours.plural)
        twin = found.get(returned.key)
        found[returned.key] = with_earlier(twin, returned) if twin is not None else returned
    return tuple(found.values())


def with_outer_blanks(message: Message) -> Message:
    """Return a message whose translation has the leading and trailing whitespace of its original."""
    original = message.original
    before = original[: len(original) - len(original.lstrip())]
    after = original[len(original.rstrip()) :]

    def with_blanks(words: str) -> str:
        return f"{before}{words.strip()}{after}" if words.strip() and original.strip() else words

    forms = tuple(map(with_blanks, message.plural_translations))
    return replace(message, translation=with_blanks(message.translation), plural_translations=forms)


@dataclass(slots=True)
class _KitMerge:
    lines: Lines
    base: Snapshot
    faults: Mapping[Key, str]
    translate: Callable[[str], str]
    former_messages: Mapping[Key, Message]
    entries: list[Entry] = field(init=False)
    active: dict[Key, int] = field(default_factory=dict)
    obsolete: dict[Key, int] = field(default_factory=dict)
    received: list[ReceivedMessage] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.entries = list(self.lines.entries)
        head = self.lines.head
        for number, entry in enumerate(self.entries):
            if number != head:
                (self.obsolete if entry.message.obsolete else self.active)[entry.message.key] = number

    def data(self, data: bytes, moment: datetime) -> bytes:
        """Return the bytes of the merged file; unchanged if nothing was taken."""
        if self.entries == list(self.lines.entries):
            return data
        head = self.lines.head
        self.entries[head] = with_fields(self.entries[head], {"PO-Revision-Date": moment_text(moment)})
        return rewritten(self.lines, self.entries)

    def take(self, incoming: Message) -> None:
        if self._is_changed(incoming):
            incoming = with_outer_blanks(incoming)
        place = self.active.get(incoming.key)
        if place is None:
            self._keep_obsolete(incoming)
            return
        current = self.entries[place].message
        merged = self._merge(incoming, current)
        if merged.fate:
            self.received.append(ReceivedMessage(merged.fate, incoming, merged.reason, merged.stays))
        self._put(place, with_comments(merged.message, self._new_comments(incoming)))

    def _keep_obsolete(self, incoming: Message) -> None:
        """Keep a translation of a removed, changed or unknown original as obsolete, for later updates to suggest."""
        is_known = key_hash(incoming) in self.base
        is_changed = has_words(incoming) and self._is_changed(incoming)
        if not is_changed and not (is_known and self._new_comments(incoming)):
            return
        place = self.obsolete.get(incoming.key)
        former = self.former_messages.get(incoming.key)
        current = self.entries[place].message if place is not None else former or without_words(incoming)
        merged = self._merge(incoming, current)
        message = with_comments(merged.message, self._new_comments(incoming))
        if place is not None:
            self._put(place, message)
        elif message != former:
            self.obsolete[incoming.key] = len(self.entries)
            self.entries.append(new_entry(message))
        if place is None and former is None and not is_known and not incoming.obsolete:
            reason = Remark("this original is not in the publication; `west-pipeline update` suggests its translation")
            self.received.append(ReceivedMessage(MergeOutcome.UNKNOWN, incoming, reason))
        elif is_changed:
            reason = Remark("the original has changed since, or is no longer in the publication")
            self.received.append(ReceivedMessage(MergeOutcome.KEPT_ASIDE, incoming, reason))

    def _merge(self, incoming: Message, current: Message) -> _Result:
        """Merge an incoming message into the current one."""
        if not self._is_changed(incoming):
            return _Result(current)
        if (incoming.plural, len(incoming.plural_translations)) != (current.plural, len(current.plural_translations)):
            message = with_alternative(current, words_of(incoming)) if has_words(incoming) else current
            return _Result(message, MergeOutcome.TO_FIX, Remark("its plural forms differ from those of the catalogue"))
        if has_words(incoming):
            return self._merge_words(incoming, current)
        # OmegaT omits translations that equal the original, such as names and references.
        if has_words(current) and current.translation != current.original:
            return _Result(current, MergeOutcome.EMPTIED, Remark("the existing translation stays"))
        return _Result(current)

    def _merge_words(self, incoming: Message, current: Message) -> _Result:
        remark = self.faults.get(incoming.key)
        if remark is not None and not incoming.fuzzy:
            return self._hold_back(incoming, current, remark)
        if (incoming.translation, incoming.plural_translations) == (current.translation, current.plural_translations):
            return self._merge_reviewed(incoming, current)
        if not self._is_replaceable(current):
            return _merge_translations(incoming, current)
        if incoming.fuzzy and is_valid(current):
            reason = Remark("the published translation stays until this one is finished")
            return _Result(
                with_alternative(current, words_of(incoming)), MergeOutcome.UNFINISHED, reason, words_of(current)
            )
        return _Result(_with_words(current, incoming), MergeOutcome.TAKEN)

    def _merge_reviewed(self, incoming: Message, current: Message) -> _Result:
        """Merge a confirmed or rejected translation; a rejection counts only if the current translation is unchanged."""
        if incoming.fuzzy == current.fuzzy:
            # The same work was received earlier, perhaps by an interrupted run: report it as taken.
            return _Result(current, MergeOutcome.TAKEN if key_hash(incoming) in self.base else None)
        if incoming.fuzzy and not self._is_as_sent(current):
            return _Result(current)
        return _Result(_with_words(current, incoming), MergeOutcome.TAKEN)

    def _hold_back(self, incoming: Message, current: Message, remark: str) -> _Result:
        """Keep a faulty translation unpublished: as fuzzy, or in a comment if the message has another translation."""
        remark_text = " ".join(translated_text(remark, self.translate).split())
        if is_valid(current) or not self._is_replaceable(current):
            message = with_note(
                _without_remarks(current), f"{TO_FIX_RECEIVED}: {remark_text}", words_of(incoming).replace("\n", "\\n")
            )
        else:
            message = replace(_with_words(current, incoming), fuzzy=True)
            message = with_comments(message, (TO_FIX + remark_text,))
        return _Result(message, MergeOutcome.TO_FIX, remark)

    def _put(self, place: int, message: Message) -> None:
        if message != self.entries[place].message:
            self.entries[place] = new_entry(message)

    def _is_changed(self, incoming: Message) -> bool:
        """Return whether the translator changed a message; always True if the file has no snapshot."""
        return self.base.get(key_hash(incoming)) != state_hash(incoming)

    def _is_as_sent(self, current: Message) -> bool:
        return self.base.get(key_hash(current)) == state_hash(current)

    def _is_replaceable(self, current: Message) -> bool:
        """Return whether the current message can be replaced: it is as it was sent, is marked to be fixed, or is untranslated."""
        is_to_fix = current.fuzzy and any(comment.startswith(TO_FIX) for comment in current.translator_comments)
        return self._is_as_sent(current) or is_to_fix or not has_words(current)

    def _new_comments(self, incoming: Message) -> tuple[str, ...]:
        """Return the comments that the translator added. Comments that were sent are skipped: they may have been removed since."""
        return tuple(
            comment
            for comment in incoming.translator_comments
            if not (_is_remark(comment) or knows_note(self.base, incoming, comment)) and comment.strip()
        )


def _merge_translations(incoming: Message, current: Message) -> _Result:
    """Merge two translations of an original: valid wins over fuzzy, else current over incoming; keep the other in a comment."""
    if is_valid(incoming) and not is_valid(current):
        merged = with_note(_with_words(current, incoming), EARLIER, words_of(current))
        return _Result(merged, MergeOutcome.TAKEN, Remark("the earlier fuzzy translation is kept in a comment"))
    message = with_alternative(_without_remarks(current), words_of(incoming))
    return _Result(
        message, MergeOutcome.CONFLICT, Remark("another translation arrived first and stays"), words_of(current)
    )


def without_words(incoming: Message) -> Message:
    """Return an incoming message as an untranslated obsolete one."""
    forms = ("",) * len(incoming.plural_translations)
    obsolete = Message(incoming.original, context=incoming.context, obsolete=True, flags=incoming.flags)
    return replace(obsolete, plural=incoming.plural, plural_translations=forms)


def _with_words(current: Message, incoming: Message) -> Message:
    """Return the current message with the incoming translation, without remarks on the replaced one.

    The previous original (#|) is removed, since the incoming translation is one of the current original.
    """
    return replace(
        _without_remarks(current),
        translation=incoming.translation,
        plural_translations=incoming.plural_translations,
        fuzzy=incoming.fuzzy,
        previous="",
        previous_context=None,
    )


def _without_remarks(message: Message) -> Message:
    comments = tuple(comment for comment in message.translator_comments if not _is_remark(comment))
    return replace(message, translator_comments=comments)


def _is_remark(comment: str) -> bool:
    return comment.startswith((SUGGESTED, TO_FIX, f"{TO_FIX_RECEIVED}: "))
