# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes edits from preview pages into catalogues, merged like kits; edits can be undone."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pipeline.catalogue.conflict import Choice, Side
from pipeline.catalogue.entries import Entry, Lines
from pipeline.catalogue.kit_snapshot import key_hash, state_hash
from pipeline.catalogue.reading import catalogue_of, lines_of
from pipeline.catalogue.receiving import MergeOutcome, ReceivedMessage, receive
from pipeline.catalogue.review import signed
from pipeline.catalogue.writing import rewritten
from pipeline.commands.preview.texts import Faults
from pipeline.model.findings import Severity
from pipeline.model.message import Message, State
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Language
from pipeline.model.remark import Remark
from pipeline.preview.orders import Edit, OrderAnswer, OrderOutcome, Settlement, Signing, Undo, Wording
from pipeline.preview.snapshot import Paragraph
from pipeline.system.files import revise
from pipeline.system.lock import project_lock
from pipeline.translations.settling import ConflictSnapshot, settle_shown
from pipeline.translations.signing import checked_name

_LOCK_TIMEOUT = 10.0
"""Seconds for which a save waits for another command of the project."""


class _WrittenEdit(NamedTuple):
    """An entry and the header of a catalogue, before and after an edit."""

    path: Path
    before: Entry
    after: Entry
    head_before: Entry
    head_after: Entry


@dataclass(frozen=True, slots=True)
class EditContext:
    """What an edit of an edition's catalogues needs; `translate` translates remarks for the translator."""

    project: Project
    language: Language
    faults: Faults
    translate: Callable[[str], str]

    def path_of(self, paragraph: Paragraph) -> Path:
        return self.project.root / paragraph.place.rpartition(":")[0]


class Writer:
    """Carries out orders; keeps the entries that edits replaced, by paragraph id, for undo."""

    def __init__(self) -> None:
        self._written: dict[str, list[_WrittenEdit]] = {}

    @property
    def undoable(self) -> frozenset[str]:
        return frozenset(self._written)

    def carry_out(
        self, context: EditContext, order: Edit | Undo | Signing | Settlement, moment: datetime
    ) -> OrderAnswer:
        """Carry out an order. Raises Problem, such as `changed-meanwhile` if a file differs from the page."""
        path = context.path_of(order.paragraph)
        match order:
            case Settlement():
                return _settle(context, order, moment)
            case Edit():
                with _wait_for_lock(context.project.build):
                    (answer, written), is_written = revise(path, partial(_apply_edit, context, order, moment))
                if is_written and written is not None:
                    self._written.setdefault(order.paragraph.id, []).append(written)
                return answer
            case Signing():
                with _wait_for_lock(context.project.build):
                    answer, _ = revise(path, partial(_apply_signature, context, order, moment))
                return answer
            case Undo():
                return self._undo(context, order.paragraph)

    def _undo(self, context: EditContext, paragraph: Paragraph) -> OrderAnswer:
        edits = self._written.get(paragraph.id)
        if not edits:
            return OrderAnswer(OrderOutcome.UNCHANGED, Remark("There is nothing to undo here."))
        with _wait_for_lock(context.project.build):
            revise(edits[-1].path, partial(_apply_undo, context.language, edits[-1]))
        edits.pop()
        if not edits:
            del self._written[paragraph.id]
        return OrderAnswer(OrderOutcome.WRITTEN, Remark("Undone: the file is as it was before."))


def _apply_edit(
    context: EditContext, edit: Edit, moment: datetime, data: bytes
) -> tuple[bytes, tuple[OrderAnswer, _WrittenEdit | None]]:
    """Merge an edit into a catalogue like a kit, with the text that the translator saw as its base."""
    path, language = context.path_of(edit.paragraph), context.language
    lines = lines_of(path, data, language)
    current = _message(path, lines, edit.paragraph)
    shown, edited = _with_wording(current, edit.base), _with_wording(current, edit.new)
    base = {key_hash(shown): state_hash(shown)}
    if not edit.new.text and current.translation:
        reason = Remark("Not saved: an empty field does not remove the translation. Save it as unfinished instead.")
        return data, (OrderAnswer(OrderOutcome.REFUSED, reason), None)
    if state_hash(edited) != state_hash(shown):
        findings = context.faults.of_edit(catalogue_of(path, lines, language), edited)
        if errors := tuple(finding for finding in findings if finding.severity is Severity.ERROR):
            refused = Remark("Not saved: correct this first, or save it as unfinished.")
            return data, (OrderAnswer(OrderOutcome.REFUSED, refused, errors), None)
    # The comments in the file stay, even if they differ from the base.
    incoming = replace(edited, translator_comments=())
    merged = receive(path, data, language, [incoming], base, {}, moment, context.translate)
    new_lines = lines_of(path, merged.data, language)
    number = _number(lines, edit.paragraph)
    written = _WrittenEdit(
        path,
        lines.entries[number],
        new_lines.entries[number],
        lines.entries[lines.head],
        new_lines.entries[new_lines.head],
    )
    return merged.data, (_answer(merged.received, is_changed=merged.data != data), written)


def _answer(received: tuple[ReceivedMessage, ...], *, is_changed: bool) -> OrderAnswer:
    fate = received[0].fate if received else None
    match fate:
        case MergeOutcome.CONFLICT | MergeOutcome.UNFINISHED:
            text = Remark(
                "The file has another translation by now, which stays; yours is kept in a comment. Choose one of the two."
            )
            if fate is MergeOutcome.UNFINISHED:
                text = Remark("Kept in a comment; readers see the finished translation until yours is finished.")
            return OrderAnswer(OrderOutcome.BESIDE, text)
        case MergeOutcome.TAKEN if is_changed:
            return OrderAnswer(OrderOutcome.WRITTEN, Remark("Saved."))
        case _:
            return OrderAnswer(OrderOutcome.UNCHANGED, Remark("Nothing has changed; nothing was written."))


def _apply_signature(
    context: EditContext, signing: Signing, moment: datetime, data: bytes
) -> tuple[bytes, OrderAnswer]:
    path = context.path_of(signing.paragraph)
    name = checked_name(signing.name)
    present = _message(path, lines_of(path, data, context.language), signing.paragraph)
    if present.translation != signing.text or present.state is not State.TRANSLATED:
        raise _changed_problem(path)
    after = signed(path, data, context.language, {present.original}, name, moment.date())
    return after, OrderAnswer(OrderOutcome.WRITTEN, Remark("Signed."))


def _apply_undo(language: Language, written: _WrittenEdit, data: bytes) -> tuple[bytes, None]:
    """Return a catalogue with an edit undone, and with its former header unless the header has changed since."""
    lines = lines_of(written.path, data, language)
    entries = list(lines.entries)
    matches = [number for number, entry in enumerate(entries) if entry.lines == written.after.lines]
    if not matches:
        raise _changed_problem(written.path)
    entries[matches[0]] = written.before
    if entries[lines.head].lines == written.head_after.lines:
        entries[lines.head] = written.head_before
    return rewritten(lines, entries), None


def _settle(context: EditContext, settlement: Settlement, moment: datetime) -> OrderAnswer:
    paragraph = settlement.paragraph
    conflict = ConflictSnapshot(
        context.path_of(paragraph), (None, paragraph.original), paragraph.translation, paragraph.others
    )
    settle_shown(context.project, conflict, Choice(Side(settlement.side), settlement.number), moment)
    is_incoming = settlement.side == Side.THEIRS
    taken = Remark("Taken. The other translation is kept as a comment.")
    return OrderAnswer(OrderOutcome.WRITTEN, taken if is_incoming else Remark("The current translation stays."))


def _number(lines: Lines, paragraph: Paragraph) -> int:
    """Return the index of a paragraph's entry; -1 if the catalogue no longer has it."""
    key = (None, paragraph.original)
    messages = (entry.message for entry in lines.entries)
    return next((n for n, message in enumerate(messages) if message.key == key and not message.obsolete), -1)


def _message(path: Path, lines: Lines, paragraph: Paragraph) -> Message:
    number = _number(lines, paragraph)
    if number < 0 or lines.entries[number].message.plural:
        raise _changed_problem(path)
    return lines.entries[number].message


def _with_wording(message: Message, wording: Wording) -> Message:
    return replace(message, translation=wording.text, fuzzy=wording.fuzzy)


def _changed_problem(path: Path) -> Problem:
    wrong = Remark("this message has changed in the meantime; nothing was written")
    return Problem("changed-meanwhile", wrong, hint=Remark("look at its current state"), path=path)


@contextmanager
def _wait_for_lock(build: Path) -> Iterator[None]:
    """Hold the project's lock, waiting for another command: a colleague's preview takes it briefly."""
    until = time.monotonic() + _LOCK_TIMEOUT
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(project_lock(build))
                break
            except Problem:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)
        yield
