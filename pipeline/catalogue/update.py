# SPDX-License-Identifier: GPL-3.0-or-later
"""Updating a catalogue from its template. No translator's work is lost, and valid entries stay unchanged.

Removed messages are kept as obsolete in a separate file next to the catalogue, which has only those of its template.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from pipeline.catalogue import header
from pipeline.catalogue.changes import Changes, Moved, files_of, same_files
from pipeline.catalogue.conflict import (
    has_words,
    is_addition,
    is_valid,
    with_comments,
    with_earlier,
    with_note,
    with_plural,
    words_of,
)
from pipeline.catalogue.creation import created, message_of
from pipeline.catalogue.entries import Entry, Lines
from pipeline.catalogue.gate import PLACEHOLDER
from pipeline.catalogue.header import moment_text
from pipeline.catalogue.memory import Likenesses, Memory
from pipeline.catalogue.reading import lines_of
from pipeline.catalogue.writing import edited, rewritten, with_fields, written
from pipeline.model.message import SUGGESTED, TO_FIX, Key, Message
from pipeline.model.plurals import PluralRule
from pipeline.model.publication import Language
from pipeline.model.template import Template

_OF_FORMER = (
    "Language",
    "Plural-Forms",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "X-Source-Language",
)
"""Header fields that are copied to the file of former messages."""


@dataclass(frozen=True, slots=True)
class UpdatedCatalogue:
    """The bytes of an updated catalogue and of the file of its former messages, and the changes.

    `former` is None if there are no former messages. `meanwhile` replaces it until the catalogue is written: it still has
    the messages that return to the catalogue.
    """

    data: bytes
    former: bytes | None
    meanwhile: bytes | None
    changes: Changes


def update(
    template: Template,
    language: Language,
    data: bytes | None,
    memory: Memory,
    *,
    moment: datetime,
    former: bytes | None = None,
    path: Path | None = None,
    licence: str = "",
    same_meaning: frozenset[str] = frozenset(),
) -> UpdatedCatalogue:
    """Update the bytes of a catalogue, or create it if `data` is None.

    `same_meaning` are originals that were corrected without a change of meaning: their translations stay valid, with a
    comment. `former` has the messages removed by earlier updates.

    `moment`, with its time zone, becomes the POT-Creation-Date if messages changed. `licence` is the SPDX
    identifier for a new file. Raises Problem `broken-catalogue` at `path`.
    """
    place = path or Path(f"{template.name}.po")
    text = created(template, language, moment=moment, licence=licence) if data is None else data
    lines = lines_of(place, text, language)
    before = lines_of(place, former, language).entries if former is not None else ()
    merging = _TemplateMerge(place.name, lines, before, memory, same_meaning, moment.date(), language)
    if data is None:
        merging.active = {}
    entries = merging.run(template)
    changes = Changes(
        moved=tuple(merging.moved), **{name: tuple(messages) for name, messages in merging.changed.items()}
    )
    head = _head(merging.head, template, language, changes, moment)
    left = merging.left(entries)
    going = [entry for entry in before if entry not in left and not entry.message.is_header]
    former, meanwhile = _former(before, head, left), _former(before, head, [*left, *going])
    return UpdatedCatalogue(rewritten(lines, (head, *entries)), former, meanwhile, changes)


class _TemplateMerge:
    """The state of an update: sources of translations, and changed messages by the fields of Changes."""

    def __init__(
        self,
        name: str,
        lines: Lines,
        former: Sequence[Entry],
        memory: Memory,
        same_meaning: frozenset[str],
        day: date,
        language: Language,
    ) -> None:
        self.name, self.memory, self.same_meaning, self.day = name, memory, same_meaning, day
        self.leaving: dict[Key, Message] = {}
        self.changed: defaultdict[str, list[Message]] = defaultdict(list)
        self.moved: list[Moved] = []
        self.head = lines.entries[lines.head]
        rule = PluralRule.parsed(header.fields(self.head.message.translation).get("Plural-Forms", ""))
        self.forms = (rule or PluralRule.of(language.locale)).count
        others = [entry for entry in lines.entries if entry is not self.head]
        self.active = {entry.message.key: entry for entry in others if not entry.message.obsolete}
        self.obsolete: dict[Key, Entry] = {}
        # Obsolete entries of the catalogue were received since the last update, and are newer.
        for entry in (*former, *others):
            if entry.message.obsolete:
                self._shelve(entry)

    def run(self, template: Template) -> list[Entry]:
        """Return the entries in the order of the template, without the header."""
        target = {message.key: message for message in map(message_of, template.messages) if message.original}
        leaving = [entry for key, entry in self.active.items() if key not in target]
        self.leaving = {entry.message.key: entry.message for entry in leaving}
        left = [entry.message for entry in (*leaving, *self.obsolete.values())]
        candidates = [*left, *(entry.message for entry in self.active.values()), *self.memory.messages]
        former = Likenesses(filter(is_valid, left))
        corrected = {key: entry for key, message in target.items() if (entry := self._corrected(message, former))}
        like = Likenesses(candidates)
        # Existing untranslated messages get suggestions only from valid ones, so that a second update finds nothing more.
        valid = Likenesses([*filter(is_valid, candidates), *(entry.message for entry in corrected.values())])
        entries = [corrected.get(key) or self._entry(message, like, valid) for key, message in target.items()]
        for entry in leaving:
            self._leave(entry)
        return entries

    def left(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return the removed entries, except those whose words and comments a valid message already has."""
        valid: defaultdict[str, list[Message]] = defaultdict(list)
        for entry in entries:
            if is_valid(entry.message):
                valid[words_of(entry.message)].append(entry.message)
        departed = ((entry, valid[words_of(entry.message)]) for entry in self.obsolete.values())
        return [entry for entry, alike in departed if all(is_addition(message, entry.message) for message in alike)]

    def _corrected(self, target: Message, former: Likenesses) -> Entry | None:
        """Return the entry of an original that was corrected without a change of meaning, if it was translated before."""
        if target.original not in self.same_meaning or target.plural or target.key in self.obsolete:
            return None
        present = self.active.get(target.key)
        if present is None or not has_words(present.message):
            source = former.find(target.original)
            return (
                self._valid(replace(target, translation=source.translation), source.original, source)
                if source
                else None
            )
        message = present.message
        shelved = self.obsolete.get((message.context, message.previous))
        if not (message.fuzzy and message.previous):
            return None
        moved = _in_its_place(message, target, None)  # it may have moved too
        return self._valid(moved, message.previous, shelved.message if shelved else None)

    def _valid(self, message: Message, before: str, former: Message | None) -> Entry:
        """Return the entry of a corrected message, with its original `before` in a comment, and the comments of `former`."""
        message = with_comments(message, former.translator_comments if former else ())
        how = f"corrected on {self.day.isoformat()} with the same meaning; the original was"
        return self._listed("kept", replace(with_note(message, how, f"\n{before}"), fuzzy=False, previous=""))

    def _entry(self, target: Message, like: Likenesses, valid: Likenesses) -> Entry:
        """Return the entry for a message of the template: kept, revived, found, taken from a similar one, or new."""
        present = self.active.get(target.key)
        if present and target.plural and present.message.plural != target.plural:
            # A translation from before this plural becomes fuzzy.
            message = with_plural(present.message, target.plural, self.forms)
            present = self._listed("fuzzy", replace(message, fuzzy=has_words(message)))
        shelved = self.obsolete.pop(target.key, None)
        if present and (has_words(present.message) or not (shelved and has_words(shelved.message))):
            return self._present(present, target, shelved, valid)
        if shelved:
            revived = with_plural(shelved.message, target.plural, self.forms)
            return self._listed("revived", _in_its_place(revived, target, present))
        if target.plural:
            return self._listed("new", with_plural(target, target.plural, self.forms))
        translation = self.memory.find(target.original)
        if translation:
            return self._listed("found", replace(target, translation=translation))
        source = like.find(target.original)
        return self._suggested(target, source) if source else self._listed("new", target)

    def _suggested(self, target: Message, source: Message) -> Entry:
        """Return an entry with the translation of a similar original, as fuzzy.

        If that original is removed by this update, it has changed into this one, and remarks on a fuzzy translation stay.
        Otherwise it is a suggestion, with a comment about its origin.
        """
        if self.leaving.get(source.key) is source:
            comments = source.translator_comments if source.fuzzy else ()
            remarks = [comment for comment in comments if comment.startswith((SUGGESTED, TO_FIX))]
        else:
            remarks = [SUGGESTED + (self.memory.origin(source) or self.name)]
        comments = (*target.translator_comments, *remarks)
        before = source.previous or source.original
        previous = before if before != target.original else ""
        suggested = replace(target, translation=source.translation, translator_comments=comments, previous=previous)
        return self._listed("fuzzy", replace(suggested, fuzzy=True))

    def _present(self, entry: Entry, target: Message, shelved: Entry | None, valid: Likenesses) -> Entry:
        """Return an existing entry; if it is untranslated, with a translation found or suggested by now."""
        message = entry.message
        if not (has_words(message) or message.plural):
            if translation := self.memory.find(target.original):
                comments = message.translator_comments
                return self._listed("found", replace(target, translation=translation, translator_comments=comments))
            # A rejected suggestion has an empty translation but still its comment.
            turned_down = any(comment.startswith(SUGGESTED) for comment in message.translator_comments)
            if not turned_down and (source := valid.find(target.original)):
                return self._suggested(_in_its_place(message, target, shelved), source)
        if shelved and is_addition(message, shelved.message):
            entry = written(with_earlier(message, shelved.message))
        return self._refreshed(entry, target)

    def _refreshed(self, entry: Entry, target: Message) -> Entry:
        """Update places only if the files changed, as line numbers change with every edit; update comments and flags always."""
        message = entry.message
        before, after = files_of(message.places), files_of(target.places)
        if not same_files(before, after):
            message = replace(message, places=target.places)
            self.moved += [Moved(message, before, after)] if before else []
        flags, comments = _true_flags(message), target.extracted_comments
        if (message, flags, comments) == (entry.message, message.flags, message.extracted_comments):
            return entry
        return edited(entry, replace(message, extracted_comments=comments, flags=flags))

    def _listed(self, changed: str, message: Message) -> Entry:
        self.changed[changed].append(message)
        return written(message)

    def _leave(self, entry: Entry) -> None:
        message = entry.message
        if not (has_words(message) or message.translator_comments):
            self.changed["dropped"].append(message)
            return
        self.changed["obsolete"].append(message)
        self._shelve(written(replace(message, obsolete=True, places=(), extracted_comments=())))

    def _shelve(self, entry: Entry) -> None:
        """Keep an entry as obsolete. gettext refuses duplicates, so the later one takes over the words of the other."""
        key = entry.message.key
        twin = self.obsolete.pop(key, None)
        if twin and is_addition(entry.message, twin.message):
            entry = written(with_earlier(entry.message, twin.message))
        self.obsolete[key] = entry


def _former(before: Sequence[Entry], head: Entry, left: Sequence[Entry]) -> bytes | None:
    """Return the file of former messages, with its own header, or a new one with the fields that gettext needs."""
    if not (before or left):
        return None
    own = next((entry for entry in before if entry.message.is_header and not entry.message.obsolete), None)
    if own is None:
        fields = header.fields(head.message.translation)
        translation = "".join(f"{name}: {fields[name]}\n" for name in _OF_FORMER if name in fields)
        own = written(replace(head.message, translation=translation))
    # Of two entries in one line, only the first has the mark #~.
    whole = [entry if "".join(entry.lines).lstrip().startswith("#") else written(entry.message) for entry in left]
    texts = ("".join(entry.lines) for entry in (own, *whole))
    return "".join(text if text.endswith("\n") else f"{text}\n" for text in texts).lstrip("\n").encode()


def _in_its_place(message: Message, target: Message, twin: Entry | None) -> Message:
    """Return the message with the template's places, comments and flags, and with the comments of its twin."""
    merged = with_comments(message, twin.message.translator_comments if twin else ())
    flags, comments = _true_flags(message), target.extracted_comments
    return replace(merged, obsolete=False, places=target.places, extracted_comments=comments, flags=flags)


def _true_flags(message: Message) -> tuple[str, ...]:
    """Return the flags, without python-format if there is no placeholder: msgfmt would refuse "20 % Rabatt"."""
    if PLACEHOLDER.search(message.original + message.plural):
        return message.flags
    return tuple(flag for flag in message.flags if flag != "python-format")


def _head(head: Entry, template: Template, language: Language, changes: Changes, moment: datetime) -> Entry:
    present = header.fields(head.message.translation)
    fields = {} if present.get("Language") else {"Language": language.locale}
    if present.get("X-Source-Language", "").replace("_", "-") != template.original.tag:
        fields["X-Source-Language"] = template.original.locale
    if not present.get("Plural-Forms"):
        fields["Plural-Forms"] = str(PluralRule.of(language.locale))
    if changes.any_message:
        fields["POT-Creation-Date"] = moment_text(moment)
    if head.message.fuzzy:
        head = edited(head, replace(head.message, fuzzy=False))
    changed = {name: value for name, value in fields.items() if present.get(name) != value}
    return with_fields(head, changed) if changed else head
