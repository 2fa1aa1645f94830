# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing a catalogue up to date with its template. Nothing a translator wrote is lost, and what is still true stays as it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from pipeline.catalogue import header
from pipeline.catalogue.changes import Changes, Moved, files_of, same_files
from pipeline.catalogue.conflict import adds, formed, has_words, is_valid, with_comments, with_earlier, with_note
from pipeline.catalogue.creation import created
from pipeline.catalogue.entry_editing import (
    rewritten,
    with_extracted_comments,
    with_fields,
    with_flags,
    with_places,
    written,
)
from pipeline.catalogue.gate import PLACEHOLDER
from pipeline.catalogue.memory import Likenesses, Memory
from pipeline.catalogue.pot import message_of, moment_text
from pipeline.catalogue.reading import lines_of
from pipeline.catalogue.syntax import Entry, Lines
from pipeline.model.message import SUGGESTED, TO_MEND, Key, Message
from pipeline.model.plurals import PluralRule
from pipeline.model.publication import Language
from pipeline.model.template import Template


@dataclass(frozen=True, slots=True)
class Updated:
    """The bytes of a catalogue brought up to date, and what changed in it."""

    data: bytes
    changes: Changes


def update(
    template: Template,
    language: Language,
    data: bytes | None,
    memory: Memory,
    *,
    moment: datetime,
    path: Path | None = None,
    licence: str = "",
    same_meaning: frozenset[str] = frozenset(),
) -> Updated:
    """Bring a catalogue's bytes up to date, or make its first ones when there are none (`data` is None).

    `same_meaning` are originals that were corrected without another meaning: what was translated before stays valid, and a
    comment tells.

    `moment`, with its time zone, becomes the POT-Creation-Date if messages changed. `path` is named when the bytes are
    refused, which raises Problem `broken-catalogue`. `licence` is the SPDX identifier a new file names.
    """
    place = path or Path(f"{template.name}.po")
    first = data is None
    text = created(template, language, moment=moment, licence=licence) if data is None else data
    lines = lines_of(place, text, language)
    merging = _Merging(place.name, lines, memory, new_file=first, same_meaning=same_meaning, day=moment.date())
    entries = merging.run(template)
    changes = merging.changes()
    head = _head(merging.head, template, language, changes, moment)
    return Updated(rewritten(lines, (head, *entries)), changes)


@dataclass(slots=True)
class _Merging:
    """One update while it goes on: what is taken from where, and what changed."""

    name: str
    lines: Lines
    memory: Memory
    new_file: bool
    same_meaning: frozenset[str]
    day: date
    head: Entry = field(init=False)
    forms: int = field(init=False)
    active: dict[Key, Entry] = field(init=False)
    obsolete: dict[Key, Entry] = field(init=False)
    leaving: dict[Key, Message] = field(default_factory=dict)
    new: list[Message] = field(default_factory=list)
    revived: list[Message] = field(default_factory=list)
    found: list[Message] = field(default_factory=list)
    fuzzy: list[Message] = field(default_factory=list)
    kept: list[Message] = field(default_factory=list)
    gone: list[Message] = field(default_factory=list)
    dropped: list[Message] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)

    def __post_init__(self) -> None:
        entries = self.lines.entries
        self.head = entries[self.lines.head]
        rule = PluralRule.parsed(header.fields(self.head.message.translation)["Plural-Forms"])
        self.forms = rule.count if rule else 2
        others = [entry for entry in entries if entry is not self.head]
        self.active = {entry.message.key: entry for entry in others if not entry.message.obsolete}
        self.obsolete = {}
        for entry in others:
            if entry.message.obsolete:
                self._shelve(entry)

    def run(self, template: Template) -> list[Entry]:
        """Return the entries in the order of the template, then those that left, the header aside."""
        target = {message.key: message for message in map(message_of, template.messages) if message.original}
        leaving = [entry for key, entry in self.active.items() if key not in target]
        self.leaving = {entry.message.key: entry.message for entry in leaving}
        candidates = list(self._candidates(leaving))
        former = Likenesses(entry.message for entry in (*leaving, *self.obsolete.values()) if is_valid(entry.message))
        corrected = {key: entry for key, message in target.items() if (entry := self._corrected(message, former))}
        like = Likenesses(candidates)
        # What waits for a translation is offered what is valid alone: a second update then finds nothing more to offer.
        valid = Likenesses([*filter(is_valid, candidates), *(entry.message for entry in corrected.values())])
        entries = [corrected.get(key) or self._entry(message, like, valid) for key, message in target.items()]
        for entry in leaving:
            self._leave(entry)
        return [*entries, *self.obsolete.values()]

    def changes(self) -> Changes:
        return Changes(
            tuple(self.new),
            tuple(self.revived),
            tuple(self.found),
            tuple(self.fuzzy),
            tuple(self.kept),
            tuple(self.gone),
            tuple(self.dropped),
            tuple(self.moved),
        )

    def _candidates(self, leaving: Iterable[Entry]) -> Iterator[Message]:
        yield from (entry.message for entry in leaving)
        yield from (entry.message for entry in self.obsolete.values())
        yield from (entry.message for entry in self.active.values())
        yield from self.memory.messages

    def _corrected(self, target: Message, former: Likenesses) -> Entry | None:
        """The entry of an original that was corrected without another meaning, if it was translated before."""
        if target.original not in self.same_meaning or target.plural or target.key in self.obsolete:
            return None
        present = self.active.get(target.key)
        if present is None or not has_words(present.message):
            source = former.find(target.original)
            return self._valid(replace(target, translation=source.translation), source.original) if source else None
        message = present.message
        return self._valid(message, message.previous) if message.fuzzy and message.previous else None

    def _valid(self, message: Message, before: str) -> Entry:
        how = f"corrected on {self.day.isoformat()} with the same meaning; the original was"
        return self._listed(self.kept, replace(with_note(message, how, f"\n{before}"), fuzzy=False, previous=""))

    def _entry(self, target: Message, like: Likenesses, valid: Likenesses) -> Entry:
        """The entry of a message of the template: kept, revived, found, taken from one much like it, or new."""
        present = None if self.new_file else self._with_plural(self.active.get(target.key), target)
        shelved = self.obsolete.pop(target.key, None)
        if present and (has_words(present.message) or not (shelved and has_words(shelved.message))):
            return self._present(present, target, shelved, valid)
        if shelved:
            return self._revived(formed(shelved.message, target.plural, self.forms), target, present)
        if target.plural:
            return self._listed(self.new, formed(target, target.plural, self.forms))
        translation = self.memory.find(target.original)
        if translation:
            return self._listed(self.found, replace(target, translation=translation))
        source = like.find(target.original)
        return self._suggested(target, source) if source else self._listed(self.new, target)

    def _suggested(self, target: Message, source: Message) -> Entry:
        """The translation of an original much like it, to be looked at.

        An original that leaves as this one comes has changed into it, and what its translation was is what it stays. Any
        other is a suggestion, and a comment tells where it comes from.
        """
        if self.leaving.get(source.key) is source:
            remarks = [
                comment
                for comment in source.translator_comments
                if source.fuzzy and comment.startswith((SUGGESTED, TO_MEND))
            ]
        else:
            remarks = [SUGGESTED + (self.memory.origin(source) or self.name)]
        comments = (*target.translator_comments, *remarks)
        previous = source.previous or source.original
        return self._listed(
            self.fuzzy,
            replace(
                target,
                translation=source.translation,
                translator_comments=comments,
                previous=previous if previous != target.original else "",
                fuzzy=True,
            ),
        )

    def _present(self, entry: Entry, target: Message, shelved: Entry | None, valid: Likenesses) -> Entry:
        """An entry that stays; a translation that another catalogue has meanwhile is taken, or suggested."""
        message = entry.message
        translation = None if has_words(message) or message.plural else self.memory.find(target.original)
        if translation:
            changed = replace(target, translation=translation, translator_comments=message.translator_comments)
            return self._listed(self.found, changed)
        if _may_be_offered(message) and (source := valid.find(target.original)):
            both = with_comments(message, shelved.message.translator_comments if shelved else ())
            flags = _true_flags(message)
            there = replace(both, places=target.places, extracted_comments=target.extracted_comments, flags=flags)
            return self._suggested(there, source)
        if shelved and adds(message, shelved.message):
            entry = written(with_earlier(message, shelved.message))
        return self._refreshed(entry, target)

    def _with_plural(self, entry: Entry | None, target: Message) -> Entry | None:
        """The entry with the plural that its message now has; what was translated before is left to be looked at."""
        if entry is None or not target.plural or entry.message.plural == target.plural:
            return entry
        message = formed(entry.message, target.plural, self.forms)
        return self._listed(self.fuzzy, replace(message, fuzzy=has_words(message)))

    def _refreshed(self, entry: Entry, target: Message) -> Entry:
        """Places are renewed when the message stands in other files; the lines alone change with every edit."""
        message = entry.message
        before, after = files_of(message.places), files_of(target.places)
        if not same_files(before, after):
            entry = with_places(entry, target.places)
            self.moved += [Moved(entry.message, before, after)] if before else []
        if message.extracted_comments != target.extracted_comments:
            entry = with_extracted_comments(entry, target.extracted_comments)
        flags = _true_flags(message)
        return entry if flags == message.flags else with_flags(entry, flags, fuzzy=message.fuzzy)

    def _revived(self, message: Message, target: Message, present: Entry | None) -> Entry:
        both = with_comments(message, present.message.translator_comments if present else ())
        back = replace(
            both,
            obsolete=False,
            places=target.places,
            extracted_comments=target.extracted_comments,
            flags=_true_flags(message),
        )
        return self._listed(self.revived, back)

    def _listed(self, changed: list[Message], message: Message) -> Entry:
        changed.append(message)
        return written(message)

    def _leave(self, entry: Entry) -> None:
        message = entry.message
        if not (has_words(message) or message.translator_comments):
            self.dropped.append(message)
            return
        self.gone.append(message)
        self._shelve(written(replace(message, obsolete=True, places=(), extracted_comments=())))

    def _shelve(self, entry: Entry) -> None:
        """Keep an entry among those that left. gettext refuses two of the same words: the later one keeps the other's."""
        key = entry.message.key
        twin = self.obsolete.pop(key, None)
        if twin and adds(entry.message, twin.message):
            entry = written(with_earlier(entry.message, twin.message))
        self.obsolete[key] = entry


def _may_be_offered(message: Message) -> bool:
    """Whether a message waits for a translation, and no suggestion was turned down: one that was emptied keeps its comment."""
    turned_down = any(comment.startswith(SUGGESTED) for comment in message.translator_comments)
    return not (has_words(message) or message.plural or turned_down)


def _true_flags(message: Message) -> tuple[str, ...]:
    """The flags without a python-format that no placeholder bears out: msgfmt would refuse "20 % Rabatt"."""
    if PLACEHOLDER.search(message.original + message.plural):
        return message.flags
    return tuple(flag for flag in message.flags if flag != "python-format")


def _head(head: Entry, template: Template, language: Language, changes: Changes, moment: datetime) -> Entry:
    present = header.fields(head.message.translation)
    fields = {} if present.get("Language") else {"Language": language.locale}
    if present.get("X-Source-Language", "").replace("_", "-") != template.original.tag:
        fields["X-Source-Language"] = template.original.locale
    if changes.any_message:
        fields["POT-Creation-Date"] = moment_text(moment)
    if head.message.fuzzy:
        head = with_flags(head, head.message.flags, fuzzy=False)
    changed = {name: value for name, value in fields.items() if present.get(name) != value}
    return with_fields(head, changed) if changed else head
