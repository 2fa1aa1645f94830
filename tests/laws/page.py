# SPDX-License-Identifier: GPL-3.0-or-later
"""A translator at a page of the preview: what she saw when she began may be old when she saves, and what she saved when she undoes it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.catalogue.reading import lines_of
from pipeline.commands.preview.texts import Faults
from pipeline.commands.preview.writing import EditContext, Writer
from pipeline.model.message import Message, State
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Language
from pipeline.preview.orders import Edit, OrderOutcome, Undo, Wording
from pipeline.preview.snapshot import Paragraph
from pipeline.translations.vocabulary import Vocabulary

if TYPE_CHECKING:
    from tests.laws.life import Life

GERMAN = Language("de", "Deutsch")
PO = "locales/de/LC_MESSAGES/book.po"
_SENTENCE = re.compile(r"Satz\d+")


class Page:
    """What she sees, and what she has saved: the paragraph, her sentence, and the sentences that it replaced."""

    def __init__(self, life: Life) -> None:
        self.life, self.writer = life, Writer()
        self.shown: tuple[Paragraph, Wording] | None = None
        self.saved: list[tuple[Paragraph, str, set[str]]] = []

    def begin(self, number: int) -> None:
        messages = list(self._messages().values())
        if messages:
            message = messages[number % len(messages)]
            paragraph = Paragraph(message.original, message.original, "it", place=f"{PO}:1")
            self.shown = paragraph, Wording(message.translation, message.fuzzy)

    def save(self, sentence: str, words: str, *, unsure: bool) -> str:
        """Save; return what is broken, "" where all is well."""
        if self.shown is None:
            return ""
        paragraph, seen = self.shown
        before, present, to_mend = self._entries(), self._messages().get(paragraph.original), self.life.to_mend()
        try:
            edit = Edit(paragraph, seen, Wording(words, unsure))
            outcome = self.writer.carry_out(self._context(), edit, self.life.now).outcome
        except Problem as problem:
            is_told = problem.code == "changed-meanwhile" and present is None
            return "" if is_told and self._entries() == before else f"what is there can be saved: {problem}"
        self.life.outcomes[f"page: {outcome}"] += 1
        changed = {key for key, text in self._entries().items() if before.get(key) != text} - {""}
        if outcome in (OrderOutcome.REFUSED, OrderOutcome.UNCHANGED):
            return "what is refused writes nothing" if self._entries() != before else ""
        if changed != {paragraph.original} or present is None:
            return f"a save changes its entry alone: {changed}"
        replaced = self._replaced(present, outcome)
        self.life.sentences -= replaced | (to_mend - self.life.kept())
        self.life.sentences.add(sentence)
        self.saved.append((paragraph, sentence, replaced))
        is_old = (present.translation, present.fuzzy) != (seen.text, seen.fuzzy)
        if outcome is OrderOutcome.WRITTEN:
            self.shown = paragraph, Wording(words, unsure)
            return "what changed meanwhile stays" if is_old and present.state is State.TRANSLATED else ""
        now = self._messages()[paragraph.original]
        return "" if now.translation == present.translation else "what stands beside theirs stays"

    def undo(self) -> str:
        """Undo the last save; return what is broken."""
        if not self.saved:
            return ""
        before = self._entries()
        paragraph, sentence, replaced = self.saved[-1]
        try:
            self.writer.carry_out(self._context(), Undo(paragraph), self.life.now)
        except Problem as problem:
            is_told = problem.code == "changed-meanwhile"
            return "" if is_told and self._entries() == before else f"what is as she saved it can be undone: {problem}"
        self.saved.pop()
        self.life.outcomes["page: undone"] += 1
        self.life.sentences -= {sentence}
        lost = replaced - self.life.kept()
        self.life.sentences |= replaced
        return f"what she had replaced is back: {lost}" if lost else ""

    def _replaced(self, present: Message, outcome: OrderOutcome) -> set[str]:
        """The sentences that went because she said so; what was only offered is kept where it comes from."""
        is_hers = outcome is OrderOutcome.WRITTEN and present.state in (State.TRANSLATED, State.UNFINISHED)
        return set(_SENTENCE.findall(present.translation)) & self.life.sentences if is_hers else set()

    def _context(self) -> EditContext:
        project = Project.load(self.life.root)
        return EditContext(project, GERMAN, Faults(Vocabulary(project, spelling=False), smart_quotes=False), str)

    def _messages(self) -> dict[str, Message]:
        entries = lines_of(Path(PO), (self.life.root / PO).read_bytes(), GERMAN).entries
        messages = (entry.message for entry in entries)
        return {one.original: one for one in messages if not (one.is_header or one.obsolete)}

    def _entries(self) -> dict[str, str]:
        entries = lines_of(Path(PO), (self.life.root / PO).read_bytes(), GERMAN).entries
        return {("~" if one.message.obsolete else "") + one.message.original: "".join(one.lines) for one in entries}
