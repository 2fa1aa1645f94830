# SPDX-License-Identifier: GPL-3.0-or-later
"""Updates a catalogue from its template. No translation is lost, and valid entries stay unchanged.

Removed messages are kept as obsolete in a separate file next to the catalogue; the catalogue has only messages of its template.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from pipeline.catalogue import header
from pipeline.catalogue.changes import Changes, MovedMessage, files_of, same_files
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
from pipeline.catalogue.memory import FuzzyMatcher, Memory
from pipeline.catalogue.reading import lines_of
from pipeline.catalogue.writing import edited, new_entry, rewritten, with_fields
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

    `former` is None if there are no former messages. Write `interim` before the catalogue and `former` after it: `interim`
    still has the messages that return to the catalogue, so that an interruption loses none.
    """

    data: bytes
    former: bytes | None
    interim: bytes | None
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
    former_entries = lines_of(place, former, language).entries if former is not None else ()
    merging = _TemplateMerge(place.name, lines, former_entries, memory, same_meaning, moment.date(), language)
    if data is None:
        merging.active = {}
    entries = merging.run(template)
    changes = Changes(
        moved=tuple(merging.moved), **{name: tuple(messages) for name, messages in merging.changed.items()}
    )
    head = _head(merging.head, template, language, changes, moment)
    removed = merging.removed(entries)
    revived = [entry for entry in former_entries if entry not in removed and not entry.message.is_header]
    former, interim = (
        _former_file(former_entries, head, removed),
        _former_file(former_entries, head, [*removed, *revived]),
    )
    return UpdatedCatalogue(rewritten(lines, (head, *entries)), former, interim, changes)


class _TemplateMerge:
    """The state of an update: sources of translations, and changed messages by the fields of Changes."""

    def __init__(
        self,
        name: str,
        lines: Lines,
        former_entries: Sequence[Entry],
        memory: Memory,
        same_meaning: frozenset[str],
        day: date,
        language: Language,
    ) -> None:
        self.name, self.memory, self.same_meaning, self.day = name, memory, same_meaning, day
        self.removed_messages: dict[Key, Message] = {}
        self.changed: defaultdict[str, list[Message]] = defaultdict(list)
        self.moved: list[MovedMessage] = []
        self.head = lines.entries[lines.head]
        rule = PluralRule.parsed(header.fields(self.head.message.translation).get("Plural-Forms", ""))
        self.forms = (rule or PluralRule.of(language.locale)).count
        entries = [entry for entry in lines.entries if entry is not self.head]
        self.active = {entry.message.key: entry for entry in entries if not entry.message.obsolete}
        self.obsolete: dict[Key, Entry] = {}
        # Obsolete entries in the catalogue itself were received since the last update, so they are newer.
        for entry in (*former_entries, *entries):
            if entry.message.obsolete:
                self._make_obsolete(entry)

    def run(self, template: Template) -> list[Entry]:
        """Return the entries in the order of the template, without the header."""
        target = {message.key: message for message in map(message_of, template.messages) if message.original}
        removed = [entry for key, entry in self.active.items() if key not in target]
        self.removed_messages = {entry.message.key: entry.message for entry in removed}
        former_messages = [entry.message for entry in (*removed, *self.obsolete.values())]
        candidates = [
            *former_messages,
            *(entry.message for entry in self.active.values()),
            *self.memory.translated.values(),
        ]
        valid_former = FuzzyMatcher(filter(is_valid, former_messages))
        corrected = {
            key: entry for key, message in target.items() if (entry := self._corrected_entry(message, valid_former))
        }
        matcher = FuzzyMatcher(candidates)
        # Existing untranslated messages get suggestions only from valid messages, so that a second update changes nothing.
        valid_matcher = FuzzyMatcher([*filter(is_valid, candidates), *(entry.message for entry in corrected.values())])
        entries = [
            corrected.get(key) or self._entry(message, matcher, valid_matcher) for key, message in target.items()
        ]
        for entry in removed:
            self._remove(entry)
        return entries

    def removed(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return the removed entries, except those whose translation and comments a valid message already has."""
        valid_messages: defaultdict[str, list[Message]] = defaultdict(list)
        for entry in entries:
            if is_valid(entry.message):
                valid_messages[words_of(entry.message)].append(entry.message)
        pairs = ((entry, valid_messages[words_of(entry.message)]) for entry in self.obsolete.values())
        return [
            entry for entry, duplicates in pairs if all(is_addition(message, entry.message) for message in duplicates)
        ]

    def _corrected_entry(self, target: Message, matcher: FuzzyMatcher) -> Entry | None:
        """Return the entry of an original that was corrected without a change of meaning, if its former text was translated."""
        if target.original not in self.same_meaning or target.plural or target.key in self.obsolete:
            return None
        present = self.active.get(target.key)
        if present is None or not has_words(present.message):
            source = matcher.find(target.original)
            return (
                self._valid_entry(replace(target, translation=source.translation), source.original, source)
                if source
                else None
            )
        message = present.message
        obsolete = self.obsolete.get((message.context, message.previous))
        if not (message.fuzzy and message.previous):
            return None
        moved = _with_template_data(message, target, None)  # it may have moved too
        return self._valid_entry(moved, message.previous, obsolete.message if obsolete else None)

    def _valid_entry(self, message: Message, former_original: str, former: Message | None) -> Entry:
        """Return the entry of a corrected message, with `former_original` in a comment, and the comments of `former`."""
        message = with_comments(message, former.translator_comments if former else ())
        prefix = f"corrected on {self.day.isoformat()} with the same meaning; the original was"
        return self._record(
            "kept", replace(with_note(message, prefix, f"\n{former_original}"), fuzzy=False, previous="")
        )

    def _entry(self, target: Message, matcher: FuzzyMatcher, valid_matcher: FuzzyMatcher) -> Entry:
        """Return the entry for a message of the template: kept, revived, exact match, fuzzy match, or new."""
        present = self.active.get(target.key)
        if present and target.plural and present.message.plural != target.plural:
            # The plural is new or has changed: the translation becomes fuzzy.
            message = with_plural(present.message, target.plural, self.forms)
            present = self._record("fuzzy", replace(message, fuzzy=has_words(message)))
        obsolete = self.obsolete.pop(target.key, None)
        if present and (has_words(present.message) or not (obsolete and has_words(obsolete.message))):
            return self._existing_entry(present, target, obsolete, valid_matcher)
        if obsolete:
            revived = with_plural(obsolete.message, target.plural, self.forms)
            return self._record("revived", _with_template_data(revived, target, present))
        if target.plural:
            return self._record("new", with_plural(target, target.plural, self.forms))
        translation = self.memory.find(target.original)
        if translation:
            return self._record("found", replace(target, translation=translation))
        source = matcher.find(target.original)
        return self._suggestion(target, source) if source else self._record("new", target)

    def _suggestion(self, target: Message, source: Message) -> Entry:
        """Return an entry with the translation of a similar original, as fuzzy.

        If this update removes the similar original, the original has been edited, and the remarks on its fuzzy translation stay.
        Otherwise the translation is a suggestion, with a comment about its origin.
        """
        if self.removed_messages.get(source.key) is source:
            comments = source.translator_comments if source.fuzzy else ()
            remarks = [comment for comment in comments if comment.startswith((SUGGESTED, TO_FIX))]
        else:
            remarks = [SUGGESTED + (self.memory.origin(source) or self.name)]
        comments = (*target.translator_comments, *remarks)
        former_original = source.previous or source.original
        previous = former_original if former_original != target.original else ""
        suggested = replace(target, translation=source.translation, translator_comments=comments, previous=previous)
        return self._record("fuzzy", replace(suggested, fuzzy=True))

    def _existing_entry(
        self, entry: Entry, target: Message, obsolete: Entry | None, valid_matcher: FuzzyMatcher
    ) -> Entry:
        """Return an existing entry; if it is untranslated, with an exact or fuzzy match, if any."""
        message = entry.message
        if not (has_words(message) or message.plural):
            if translation := self.memory.find(target.original):
                comments = message.translator_comments
                return self._record("found", replace(target, translation=translation, translator_comments=comments))
            # A rejected suggestion has an empty translation but still its comment.
            is_rejected = any(comment.startswith(SUGGESTED) for comment in message.translator_comments)
            if not is_rejected and (source := valid_matcher.find(target.original)):
                return self._suggestion(_with_template_data(message, target, obsolete), source)
        if obsolete and is_addition(message, obsolete.message):
            entry = new_entry(with_earlier(message, obsolete.message))
        return self._refreshed(entry, target)

    def _refreshed(self, entry: Entry, target: Message) -> Entry:
        """Update comments and flags of an entry, and references if files (not just line numbers) have changed."""
        message = entry.message
        before, after = files_of(message.places), files_of(target.places)
        if not same_files(before, after):
            message = replace(message, places=target.places)
            self.moved += [MovedMessage(message, before, after)] if before else []
        flags, comments = _true_flags(message), target.extracted_comments
        if (message, flags, comments) == (entry.message, message.flags, message.extracted_comments):
            return entry
        return edited(entry, replace(message, extracted_comments=comments, flags=flags))

    def _record(self, kind: str, message: Message) -> Entry:
        self.changed[kind].append(message)
        return new_entry(message)

    def _remove(self, entry: Entry) -> None:
        message = entry.message
        if not (has_words(message) or message.translator_comments):
            self.changed["dropped"].append(message)
            return
        self.changed["obsolete"].append(message)
        self._make_obsolete(new_entry(replace(message, obsolete=True, places=(), extracted_comments=())))

    def _make_obsolete(self, entry: Entry) -> None:
        """Keep an entry as obsolete. gettext rejects duplicates, so a later one takes over the translation of the earlier one."""
        key = entry.message.key
        twin = self.obsolete.pop(key, None)
        if twin and is_addition(entry.message, twin.message):
            entry = new_entry(with_earlier(entry.message, twin.message))
        self.obsolete[key] = entry


def _former_file(former_entries: Sequence[Entry], head: Entry, removed: Sequence[Entry]) -> bytes | None:
    """Return the file of former messages, with its existing header, or a new one with the fields that gettext needs."""
    if not (former_entries or removed):
        return None
    head_entry = next(
        (entry for entry in former_entries if entry.message.is_header and not entry.message.obsolete), None
    )
    if head_entry is None:
        fields = header.fields(head.message.translation)
        translation = "".join(f"{name}: {fields[name]}\n" for name in _OF_FORMER if name in fields)
        head_entry = new_entry(replace(head.message, translation=translation))
    # Of two entries in one line, only the first has the mark #~.
    entries = [
        entry if "".join(entry.lines).lstrip().startswith("#") else new_entry(entry.message) for entry in removed
    ]
    texts = ("".join(entry.lines) for entry in (head_entry, *entries))
    return "".join(text if text.endswith("\n") else f"{text}\n" for text in texts).lstrip("\n").encode()


def _with_template_data(message: Message, target: Message, twin: Entry | None) -> Message:
    """Return the message with the template's references, comments and flags, and with the comments of its twin."""
    merged = with_comments(message, twin.message.translator_comments if twin else ())
    flags, comments = _true_flags(message), target.extracted_comments
    return replace(merged, obsolete=False, places=target.places, extracted_comments=comments, flags=flags)


def _true_flags(message: Message) -> tuple[str, ...]:
    """Return the flags, without python-format if the original has no placeholder: msgfmt would reject "20 % Rabatt"."""
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
