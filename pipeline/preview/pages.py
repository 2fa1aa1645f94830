# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders the preview's additions to pages: bar, panel, side-by-side page, and data for scripts."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline.model.findings import Finding, Severity
from pipeline.model.publication import Edition
from pipeline.model.remark import translated_text
from pipeline.model.template import DESCRIPTION
from pipeline.preview.orders import OrderAnswer
from pipeline.preview.snapshot import Paragraph, ParagraphMark, PreviewDocument, Snapshot
from pipeline.system.templates import templates_in
from pipeline.words import ToolWords, Words

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_BODY = re.compile(r"<body\b[^>]*>")
_SKIPPING = re.compile(r'<a class="skip-to-content[^>]*>[^<]*</a>')
"""The skip link, which must remain the first link of a page."""
_SHOWN = (
    "mark", "original", "translation", "place", "source", "comments", "others", "seen", "terms", "context", "signed"
)  # fmt: skip
"""The fields of a paragraph that are sent to scripts unchanged."""
FOLDER = Path(__file__).resolve().parents[1] / "theme" / "web" / "preview"
PLACE = "/_preview/"
"""The URL path of everything that is not part of the edition."""


@dataclass(frozen=True, slots=True)
class Page:
    """A requested page; `document` is empty for pages without one (index, search)."""

    document: str
    is_side_by_side: bool = False


class PageRenderer:
    """Renders pages of an edition. They send `token` with each order; `fonts` is the folder of their fonts."""

    def __init__(self, edition: Edition, locales: Path, fonts: Path, token: str) -> None:
        self._edition, self.fonts, self.token = edition, fonts, token
        self.words = ToolWords(edition.language, locales)
        self._marks = _marks(self.words)
        self._severities = _severities(self.words)
        self._templates = templates_in([FOLDER])

    @property
    def has_fonts(self) -> bool:
        return (self.fonts / "fonts.css").is_file()

    def with_preview(self, html: str, page: Page) -> str:
        """Insert the preview's bar and scripts into a page of the edition."""
        context = self._context(page)
        head = self._templates.get_template("head.html").render(context)
        body = self._templates.get_template("bar.html").render(context)
        head_start, _, rest = html.partition("</head>")
        start = _SKIPPING.search(rest) or _BODY.search(rest)
        if start is None:
            return html
        return f"{head_start}{head}</head>{rest[: start.end()]}{body}{rest[start.end() :]}"

    def side_by_side(self, snapshot: Snapshot, document: PreviewDocument) -> str:
        """Return the page that shows original and translation of a document side by side, message by message."""
        titles = {DESCRIPTION: self.words("About this publication")}
        context = self._context(Page(document.name, is_side_by_side=True)) | {
            "document": document,
            "rows": [(paragraph, self._marks[paragraph.mark][1]) for paragraph in document.paragraphs],
            "documents": snapshot.documents,
            "title_of": lambda other: titles.get(other.name, other.title),
        }
        return self._templates.get_template("side-by-side.html").render(context)

    def notice(self, heading: str, text: str) -> str:
        """Return a page with a notice, which reloads itself when pages are available."""
        context = self._context(Page("")) | {"heading": heading, "text": text}
        return self._templates.get_template("notice.html").render(context)

    def data(self, version: int, snapshot: Snapshot, document: str) -> Mapping[str, object]:
        """Return the data for the scripts of a page."""
        root = next((entry.name for entry in snapshot.documents if entry.name != DESCRIPTION), None)
        entries = map(snapshot.document, (DESCRIPTION, document) if document == root else (document,))
        paragraphs = tuple(chain.from_iterable(entry.paragraphs for entry in entries if entry is not None))
        return {
            "version": version,
            "pages": snapshot.pages,
            "held": snapshot.held,
            "troubles": [
                {
                    "text": translated_text(trouble.text, self.words),
                    "place": trouble.place,
                    "cause": translated_text(trouble.cause, self.words),
                    "hint": translated_text(trouble.hint, self.words),
                }
                for trouble in snapshot.troubles
            ],
            "counts": Counter(paragraph.mark for paragraph in paragraphs),
            "elsewhere": self._next_document(snapshot, document),
            "paragraphs": {
                paragraph.id: {**self._paragraph(paragraph), "undoable": paragraph.id in snapshot.undoable}
                for paragraph in paragraphs
            },
            "marks": {mark: {"sign": sign, "words": label} for mark, (sign, label) in self._marks.items()},
            "words": _words_of_scripts(self.words),
        }

    def _paragraph(self, paragraph: Paragraph) -> Mapping[str, object]:
        return {
            **{name: getattr(paragraph, name) for name in _SHOWN},
            "state": paragraph.state or ParagraphMark.ORIGINAL,
            "fuzzy": bool(paragraph.state and paragraph.state.is_fuzzy),
            "editable": paragraph.is_editable,
            "language": paragraph.original_language,
            "changes": changes(paragraph.previous, paragraph.original) if paragraph.previous else [],
            "findings": self._findings(paragraph.findings),
        }

    def answer(self, answer: OrderAnswer) -> Mapping[str, object]:
        """Return the outcome of an order, for the script that sent it."""
        return {
            "outcome": answer.outcome,
            "text": translated_text(answer.text, self.words),
            "findings": self._findings(answer.findings),
            "suggestions": [asdict(suggestion) for suggestion in answer.suggestions],
        }

    def _findings(self, findings: Iterable[Finding]) -> list[Mapping[str, str]]:
        return [
            {
                "severity": finding.severity,
                "said": self._severities[finding.severity],
                "check": finding.check,
                "remark": translated_text(finding.remark, self.words),
            }
            for finding in findings
        ]

    def _next_document(self, snapshot: Snapshot, document: str) -> Mapping[str, str] | None:
        """Return the address of the next document with something to do, starting over at the end; None if there is none."""
        names = [other.name for other in snapshot.documents]
        at = names.index(document) if document in names else 0
        order = (*snapshot.documents[at + 1 :], *snapshot.documents[:at])
        name = next((other.name for other in order if other.to_do), None)
        if name is None:
            return None
        page = {} if name == DESCRIPTION else {"page": f"/{quote(name)}.html"}
        return {**page, "sideBySide": f"{PLACE}side-by-side/{quote(name)}"}

    def _context(self, page: Page) -> dict[str, Any]:
        return {
            "page": page,
            "words": self.words,
            "language": self._edition.language,
            "original": self._edition.publication.original,
            "title": self._edition.publication.title,
            "token": self.token,
            "marks": [(mark, *rest) for mark, rest in self._marks.items() if mark is not ParagraphMark.ORIGINAL],
            "severities": self._severities,
            "place": PLACE,
            "fonts": self.has_fonts,
            "page_address": f"/{quote(page.document)}.html",
            "side_address": f"{PLACE}side-by-side/{quote(page.document)}",
            "pdf_address": f"{PLACE}pdf/{quote(page.document)}",
            "is_description": page.document == DESCRIPTION,
            "quoted": quote,
        }


def changes(old_text: str, new_text: str) -> list[tuple[str, str]]:
    """Return the difference between two texts as pieces: `same`, `gone` from the first, or `new` in the second."""
    old, new = _WORDS.findall(old_text), _WORDS.findall(new_text)
    pieces = []
    for _, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        removed, added = "".join(old[first:last]), "".join(new[start:end])
        pieces += (
            [("same", removed)]
            if removed == added
            else [(kind, text) for kind, text in (("gone", removed), ("new", added)) if text]
        )
    return pieces


def _marks(words: Words) -> Mapping[ParagraphMark, tuple[str, str]]:
    """Return a symbol for each mark, distinct even without colour, and a text for screen readers."""
    return {
        ParagraphMark.FINDINGS: ("!", words("has findings")),
        ParagraphMark.CONFLICT: ("⇄", words("two translations")),
        ParagraphMark.UNTRANSLATED: ("○", words("not translated")),
        ParagraphMark.CHANGED: ("≈", words("original has changed")),
        ParagraphMark.SUGGESTED: ("?", words("suggestion")),
        ParagraphMark.UNFINISHED: ("…", words("unfinished")),
        ParagraphMark.TRANSLATED: ("✓", words("translated")),
        ParagraphMark.ORIGINAL: ("=", words("needs no translation")),
    }


def _severities(words: Words) -> Mapping[Severity, str]:
    return {Severity.ERROR: words("Error"), Severity.WARNING: words("Warning"), Severity.NOTICE: words("Notice")}


def _words_of_scripts(words: Words) -> Mapping[str, str]:
    """Return the texts that scripts put on the page."""
    return {
        "details": words("details"),
        "renewed": words("The page has been updated."),
        "stopped": words("The preview has ended. Start it again, and this page continues."),
        "troubled": words("There is something to correct."),
        "held": words("The page cannot be updated."),
        "copied": words("Copied: %s"),
        "changed": words(
            "The original has changed since this was translated; readers get the original until it is checked."
        ),
        "suggested": words(
            "This is the translation of a similar text, as a suggestion; readers get the original until it is checked."
        ),
        "unfinished": words(
            "This is marked as unfinished, or has an error; readers get the original until it is finished."
        ),
        "previous": words("Changes in the original"),
        "similar": words("Differences from the similar original"),
        "untranslated": words("Readers get the original here."),
        "nowhere": words("No catalogue has this message yet: `west-pipeline update` adds it."),
        "noticed": words("has notices"),
        "unseen": words("The remaining tasks are on no page; find them under Side by side."),
        "take": words("Take this one"),
        "meanwhile": words("The file has another translation by now. If you save, yours is kept in a comment."),
        "inFile": words("In the file now"),
        "translation": words("Translation"),
        "unsaved": words("Not saved yet."),
        "use": words("Put it into the field"),
        "signed": words("Read and signed: %s"),
        "draft": words("Draft: nobody has signed this translation."),
        "without": words("There is nothing left to do on this page."),
    }
