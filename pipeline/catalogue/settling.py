# SPDX-License-Identifier: GPL-3.0-or-later
"""Two translations of one original: a comment keeps the one that readers do not have, until somebody settles it.

The comment begins with ALSO; each further line of its words begins with a bar, so that other comments may follow.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pipeline.catalogue.conflict import EARLIER, has_words, with_note, words_of
from pipeline.catalogue.entry_editing import rewritten, with_fields, written
from pipeline.catalogue.gate import inspect
from pipeline.catalogue.pot import moment_text
from pipeline.catalogue.reading import lines_of, refusal
from pipeline.model.message import Key, Message
from pipeline.model.problems import Problem
from pipeline.model.publication import Language
from pipeline.model.remark import Remark

ALSO = "another translation, received"
_BAR = "|"


class Side(StrEnum):
    """Whose translation a conflict is settled for: the one that came back, or the one that is in the catalogue."""

    HERS = "hers"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Choice:
    """How a message is settled. `number` says which of the translations beside it is taken; the last came last."""

    side: Side
    number: int = -1


@dataclass(frozen=True, slots=True)
class Settled:
    """The bytes of a catalogue in which messages were settled, and these messages as they were."""

    data: bytes
    messages: tuple[Message, ...]


def with_other(message: Message, words: str) -> Message:
    """Return the message with a comment that keeps another translation of it."""
    return with_note(message, ALSO, words.replace("\n", f"\n{_BAR} "))


def others(message: Message) -> tuple[str, ...]:
    """Return the translations that comments of a message keep beside it, the oldest first."""
    return tuple(words for words, _, _ in _notes(message))


def comments_of(message: Message) -> tuple[str, ...]:
    """Return the comments of a message that keep no other translation of it."""
    return _without(message, ((first, last) for _, first, last in _notes(message))).translator_comments


def settle(path: Path, data: bytes, language: Language, choices: Mapping[Key, Choice], moment: datetime) -> Settled:
    """Settle messages of a catalogue; all other entries keep their bytes.

    Where hers is taken, the present translation becomes a comment, and `moment` the PO-Revision-Date. Where ours stays,
    the comments with other translations go. Raises Problem `broken-catalogue`, also where hers would make it one, and
    `no-conflict` for a message with nothing beside it.
    """
    lines = lines_of(path, data, language)
    entries = list(lines.entries)
    before: list[Message] = []
    for number, entry in enumerate(entries):
        choice = None if entry.message.obsolete else choices.get(entry.message.key)
        if choice is not None:
            before.append(entry.message)
            entries[number] = written(_settled(path, entry.message, choice))
    if any(choice.side is Side.HERS for choice in choices.values()):
        entries[lines.head] = with_fields(entries[lines.head], {"PO-Revision-Date": moment_text(moment)})
    settled = rewritten(lines, entries)
    if faults := inspect(settled, language)[1]:
        raise refusal(path, faults)
    return Settled(settled, tuple(before))


def _settled(path: Path, message: Message, choice: Choice) -> Message:
    notes = list(_notes(message))
    if not notes:
        wrong = Remark("no other translation is kept beside this message")
        hint = Remark("`pipeline settle list` names all that wait for a decision")
        raise Problem("no-conflict", wrong, hint=hint, path=path, line=message.translation_line)
    if choice.side is Side.OURS:
        return _without(message, ((first, last) for _, first, last in notes))
    words, first, last = notes[choice.number]
    left = _without(message, [(first, last)])
    with_earlier = with_note(left, EARLIER, words_of(message)) if has_words(message) else left
    return _with_words(path, with_earlier, words)


def _with_words(path: Path, message: Message, words: str) -> Message:
    """The message with these words; whether it is fuzzy does not change."""
    if not message.plural:
        # A comment cannot hold the blanks at the end of a line.
        end = message.original[len(message.original.rstrip(" ")) :]
        return replace(message, translation=words + end)
    forms = tuple(words.split("\n"))
    if len(forms) != len(message.plural_translations):
        wrong = Remark("the plural forms of the other translation cannot be told apart")
        hint = Remark("copy them from the comment by hand")
        raise Problem("no-conflict", wrong, hint=hint, path=path, line=message.translation_line)
    return replace(message, translation=forms[0], plural_translations=forms)


def _notes(message: Message) -> Iterable[tuple[str, int, int]]:
    """The words of each note, with its first line among the comments and that behind its last."""
    comments = message.translator_comments
    for first, comment in enumerate(comments):
        if comment.startswith(f"{ALSO}:"):
            last = next((n for n in range(first + 1, len(comments)) if not _goes_on(comments[n])), len(comments))
            further = (line.removeprefix(_BAR).removeprefix(" ") for line in comments[first + 1 : last])
            yield "\n".join([comment.removeprefix(f"{ALSO}:").removeprefix(" "), *further]), first, last


def _goes_on(comment: str) -> bool:
    return comment == _BAR or comment.startswith(f"{_BAR} ")


def _without(message: Message, places: Iterable[tuple[int, int]]) -> Message:
    removed = {number for first, last in places for number in range(first, last)}
    comments = tuple(comment for number, comment in enumerate(message.translator_comments) if number not in removed)
    return replace(message, translator_comments=comments)
