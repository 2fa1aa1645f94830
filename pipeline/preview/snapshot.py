# SPDX-License-Identifier: GPL-3.0-or-later
"""The nouns of the preview: what stands on the pages at one moment. They read no file."""

import json
from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.findings import Finding, Severity
from pipeline.model.message import State
from pipeline.system.files import sha256


class ParagraphMark(StrEnum):
    """What the preview shows of a paragraph, in exactly one of these; `original` needs no translation."""

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
    """One message where a document has it.

    `place` is `file.po:line` of its translation, "" while no catalogue has it; `source` that of the original. Paths are
    relative to the project's root. `state` is None where the original is already in the language of the edition.
    `terms` pairs terms of the original with their forms in the translation's language. `others` are translations that
    came in beside this one, the oldest first. `context` is what extraction says of the message. `signed` is who has read
    the translation as it is, and when; "" where nobody has. `has_plural`: it has several forms, which are edited in the file.
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
        """Whether a catalogue has it as one text."""
        return bool(self.place) and not self.has_plural

    @property
    def seen(self) -> str:
        """A digest of the translations between which somebody decides, who may see them no more as they are."""
        return sha256(json.dumps([self.translation, *self.others]).encode())[:16]

    @property
    def mark(self) -> ParagraphMark:
        # Notices count for nothing: a paragraph with a name that no dictionary knows is not at fault.
        if any(finding.severity is not Severity.NOTICE for finding in self.findings):
            return ParagraphMark.FINDINGS
        if self.others:
            return ParagraphMark.CONFLICT
        return ParagraphMark.ORIGINAL if self.state is None else ParagraphMark(self.state.value)


@dataclass(frozen=True, slots=True)
class PreviewDocument:
    """A document of the publication in the order of the contents: its name, its title in the edition, its paragraphs."""

    name: str
    title: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def to_do(self) -> int:
        """How many of its paragraphs wait for the translator."""
        return sum(paragraph.mark in TO_DO for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What keeps the pages from being renewed, or is wrong on them; `place` is `file:line` where one is known."""

    text: str
    place: str = ""
    cause: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that the preview knows at one moment. `pages` grows by one each time that pages were written anew.

    `held` tells that the pages are those of an earlier moment, because of the troubles. `undoable` are the paragraphs
    that were edited in this session, by their ids.
    """

    documents: tuple[PreviewDocument, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    pages: int = 0
    held: bool = False
    undoable: frozenset[str] = frozenset()

    def document(self, name: str) -> PreviewDocument | None:
        return next((document for document in self.documents if document.name == name), None)
