# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of the preview at one moment. Reads no files."""

import json
from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.findings import Finding, Severity
from pipeline.model.message import State
from pipeline.system.files import sha256


class ParagraphMark(StrEnum):
    """The state of a paragraph, as marked in the preview; `original` needs no translation."""

    FINDINGS = "findings"
    CONFLICT = "conflict"
    UNTRANSLATED = "untranslated"
    CHANGED = "changed"
    SUGGESTED = "suggested"
    UNFINISHED = "unfinished"
    TRANSLATED = "translated"
    ORIGINAL = "original"


TO_DO = (
    ParagraphMark.FINDINGS,
    ParagraphMark.CONFLICT,
    ParagraphMark.UNTRANSLATED,
    ParagraphMark.CHANGED,
    ParagraphMark.SUGGESTED,
    ParagraphMark.UNFINISHED,
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A message in a document.

    `place` is `file.po:line` of its translation, or "" if no catalogue has it; `source` is the place of the original. Paths are
    relative to the project's root. `state` is None if the original is in the edition's language. `terms` pairs terms in the original
    with their translations. `others` are conflicting translations, the oldest first. `context` are comments
    from extraction. `signed` is who reviewed the current translation and when, or "". `has_plural`: it has several forms, which can
    only be edited in the file.
    """

    id: str
    original: str
    original_language: str
    state: State | None = None
    translation: str = ""
    previous: str = ""
    place: str = ""
    source: str = ""
    comments: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    others: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    signed: str = ""
    has_plural: bool = False

    @property
    def is_editable(self) -> bool:
        """Whether the paragraph can be edited: it is in a catalogue and has a single form."""
        return bool(self.place) and not self.has_plural

    @property
    def seen(self) -> str:
        """A digest of the conflicting translations, to detect changes since a page showed them."""
        return sha256(json.dumps([self.translation, *self.others]).encode())[:16]

    @property
    def mark(self) -> ParagraphMark:
        # Ignore notices, such as unknown names: they may not be mistakes.
        if any(finding.severity is not Severity.NOTICE for finding in self.findings):
            return ParagraphMark.FINDINGS
        if self.others:
            return ParagraphMark.CONFLICT
        return ParagraphMark.ORIGINAL if self.state is None else ParagraphMark(self.state.value)


@dataclass(frozen=True, slots=True)
class PreviewDocument:
    """A document of the publication: its name, its title in the edition, its paragraphs."""

    name: str
    title: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def to_do(self) -> int:
        """The number of paragraphs that need work by the translator."""
        return sum(paragraph.mark in TO_DO for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem that prevents an update of the pages, or a mistake on them; `place` is `file:line` if known."""

    text: str
    place: str = ""
    cause: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole state of the preview. `pages` increases with each update of the pages.

    `held`: the pages are outdated because of the troubles. `undoable` are the ids of paragraphs edited in this session.
    """

    documents: tuple[PreviewDocument, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    pages: int = 0
    held: bool = False
    undoable: frozenset[str] = frozenset()

    def document(self, name: str) -> PreviewDocument | None:
        return next((document for document in self.documents if document.name == name), None)
