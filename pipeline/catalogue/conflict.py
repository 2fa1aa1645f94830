# SPDX-License-Identifier: GPL-3.0-or-later
"""Conflicts: if an original has two translations, one stays and the other is kept in a comment until somebody decides.

The comment begins with ALSO; its continuation lines begin with a bar, which separates them from other comments.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pipeline.catalogue.gate import inspect
from pipeline.catalogue.header import moment_text
from pipeline.catalogue.reading import lines_of, refusal
from pipeline.catalogue.writing import escaped, new_entry, rewritten, with_fields
from pipeline.model.message import Key, Message
from pipeline.model.problems import Problem
from pipeline.model.publication import Language
from pipeline.model.remark import Remark

EARLIER = "earlier translation"
"""Prefix of a comment that keeps a replaced translation."""
ALSO = "another translation, received"
_BAR = "|"


class Side(StrEnum):
    """The side that wins a conflict: the incoming translation (theirs), or the current one (ours)."""

    THEIRS = "theirs"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Choice:
    """The decision for a message. `number` is the index of the chosen translation in the comments, the last being the newest."""

    side: Side
    number: int = -1


def with_alternative(message: Message, words: str) -> Message:
    """Return the message with a conflicting translation in a comment."""
    return with_note(message, ALSO, words.replace("\n", f"\n{_BAR} "))


def alternatives(message: Message) -> tuple[str, ...]:
    """Return the conflicting translations in a message's comments, the oldest first."""
    return tuple(words for words, _, _ in _notes(message))


def comments_of(message: Message) -> tuple[str, ...]:
    """Return the comments of a message, without its conflicting translations."""
    return _without_notes(message, ((first, last) for _, first, last in _notes(message))).translator_comments


def resolve(path: Path, data: bytes, language: Language, choices: Mapping[Key, Choice], moment: datetime) -> bytes:
    """Return a catalogue with these conflicts settled; all other entries keep their bytes.

    If theirs is taken, the current translation becomes a comment, and `moment` the PO-Revision-Date. If ours stays, the
    comments with conflicting translations are removed. Raises Problem `broken-catalogue`, also if theirs would break the
    catalogue, and `no-conflict` for a message without a conflicting translation.
    """
    lines = lines_of(path, data, language)
    entries = list(lines.entries)
    for number, entry in enumerate(entries):
        choice = None if entry.message.obsolete else choices.get(entry.message.key)
        if choice is not None:
            entries[number] = new_entry(_resolved(path, entry.message, choice))
    if any(choice.side is Side.THEIRS for choice in choices.values()):
        entries[lines.head] = with_fields(entries[lines.head], {"PO-Revision-Date": moment_text(moment)})
    new_data = rewritten(lines, entries)
    if faults := inspect(new_data, language)[1]:
        raise refusal(path, faults)
    return new_data


def _resolved(path: Path, message: Message, choice: Choice) -> Message:
    notes = list(_notes(message))
    if not notes:
        wrong = Remark("this message has no other translation in its comments")
        hint = Remark("`west-pipeline settle` lists the messages with two translations")
        raise Problem("no-conflict", wrong, hint=hint, path=path, line=message.translation_line)
    if choice.side is Side.OURS:
        return _without_notes(message, ((first, last) for _, first, last in notes))
    words, first, last = notes[choice.number]
    left = _without_notes(message, [(first, last)])
    with_earlier = with_note(left, EARLIER, words_of(message)) if has_words(message) else left
    return _with_words(path, with_earlier, words)


def _with_words(path: Path, message: Message, words: str) -> Message:
    """Return the message with this translation and an unchanged fuzzy flag. Raises Problem `no-conflict`."""
    if not message.plural:
        # A comment cannot hold trailing whitespace.
        end = message.original[len(message.original.rstrip(" ")) :]
        return replace(message, translation=words + end)
    forms = tuple(words.split("\n"))
    if len(forms) != len(message.plural_translations):
        wrong = Remark("the plural forms of the other translation cannot be told apart")
        hint = Remark("copy them from the comment by hand")
        raise Problem("no-conflict", wrong, hint=hint, path=path, line=message.translation_line)
    return replace(message, translation=forms[0], plural_translations=forms)


def _notes(message: Message) -> Iterable[tuple[str, int, int]]:
    """Yield each conflicting translation, and the range of its lines in the comments (first, end)."""
    comments = message.translator_comments
    for first, comment in enumerate(comments):
        if comment.startswith(f"{ALSO}:"):
            last = first + 1
            while last < len(comments) and f"{comments[last]} ".startswith(f"{_BAR} "):
                last += 1
            further = (line.removeprefix(_BAR).removeprefix(" ") for line in comments[first + 1 : last])
            yield "\n".join([comment.removeprefix(f"{ALSO}:").removeprefix(" "), *further]), first, last


def _without_notes(message: Message, places: Iterable[tuple[int, int]]) -> Message:
    removed = {number for first, last in places for number in range(first, last)}
    comments = tuple(comment for number, comment in enumerate(message.translator_comments) if number not in removed)
    return replace(message, translator_comments=comments)


def has_words(message: Message) -> bool:
    return bool(message.translation or any(message.plural_translations))


def is_valid(message: Message) -> bool:
    """Return whether a message is translated and not fuzzy."""
    return has_words(message) and not message.fuzzy


def words_of(message: Message) -> str:
    """Return the words of a translation as one text, each plural form on separate lines."""
    return "\n".join(message.plural_translations) if message.plural else message.translation


def is_addition(message: Message, twin: Message) -> bool:
    """Return whether a twin has a translation or comments that the message lacks."""
    return words_of(twin) not in ("", words_of(message)) or with_comments(message, twin.translator_comments) != message


def with_comments(message: Message, comments: Iterable[str]) -> Message:
    """Return the message with these lines appended to its translators' comments, without duplicates."""
    known = {comment.strip() for comment in message.translator_comments}
    new = tuple(line for line in dict.fromkeys(comments) if line.strip() not in known)
    return replace(message, translator_comments=(*message.translator_comments, *new)) if new else message


def with_note(message: Message, prefix: str, words: str) -> Message:
    """Return the message with a translation in a comment, line by line, after a prefix; without duplicates."""
    comments = message.translator_comments
    # A comment holds no trailing whitespace, and no invisible characters.
    visible = re.sub(r"[\x00-\x08\x0b-\x1f]", lambda match: escaped(match[0]), f"{prefix}: {words}")
    note = tuple(line.rstrip() for line in visible.split("\n"))
    # A comment that continues on a line with a bar is longer, and not a duplicate.
    ends = (start + len(note) for start in range(len(comments)) if comments[start : start + len(note)] == note)
    if any(not "".join(comments[end : end + 1]).startswith(_BAR) for end in ends):
        return message
    return replace(message, translator_comments=(*comments, *note))


def with_earlier(message: Message, twin: Message) -> Message:
    """Return the message with its twin's translation: as its own if it has none, else in a comment."""
    merged = with_comments(message, twin.translator_comments)
    if not has_words(message) and has_words(twin):
        return replace(twin, obsolete=message.obsolete, translator_comments=merged.translator_comments)
    if words_of(twin) not in ("", words_of(message)):
        return with_note(merged, EARLIER, words_of(twin))
    return merged


def with_plural(message: Message, plural: str, count: int) -> Message:
    """Return the message with a plural and `count` forms, new ones empty; unchanged if `plural` is empty."""
    if not plural:
        return message
    forms = (message.plural_translations or (message.translation,)) + ("",) * count
    return replace(message, plural=plural, plural_translations=forms[:count], translation=forms[0])
