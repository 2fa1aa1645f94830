# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads Sphinx's warnings from its log records."""

import logging
import re
from dataclasses import dataclass, field
from itertools import dropwhile, takewhile
from pathlib import Path

from sphinx.util.logging import NAMESPACE, WarningStreamHandler

_OF_DOCUTILS = re.compile(r'"[\w:-]+" directive(?: path)?:\Z')
_IN_TRANSLATION = "<translated>"


@dataclass(frozen=True, slots=True)
class CollectedWarning:
    """A warning of Sphinx: its position in the sources, if known, and whether it is about a translation.

    `kind` is its name for `suppress_warnings` in conf.py, such as `ref.term`. `quoted` is the text below the message: the
    source that docutils quotes, or additions of Sphinx. A warning of ours has `sentence` and `step` (compose/mistakes.py).
    """

    text: str
    path: Path | None = None
    line: int | None = None
    is_of_translation: bool = False
    quoted: str = field(default="", compare=False)
    kind: str = field(default="", compare=False)
    sentence: str = ""
    step: str = ""

    @classmethod
    def read(cls, record: logging.LogRecord) -> "CollectedWarning":
        """Return the warning of a record that has passed Sphinx's own filters."""
        kind = ".".join(filter(None, (getattr(record, name, "") for name in ("type", "subtype"))))
        # Sphinx puts the kind after the text, and the place before it.
        text = logging.LogRecord.getMessage(record).strip().removesuffix(f" [{kind}]")
        place, is_translated, _ = (getattr(record, "location", None) or "").partition(_IN_TRANSLATION)
        head, _, number = place.rstrip(":").rpartition(":")
        path, line = (head, int(number)) if head and number.isdecimal() else (place.rstrip(":"), None)
        where = Path(path) if path else None, line, bool(is_translated)
        if sentence := getattr(record, "sentence", ""):
            return cls(text, *where, record.__dict__["quoted"], kind, sentence, record.__dict__["step"])
        message, quoted = _in_one_line(text)
        return cls(message, *where, quoted, kind)


def _in_one_line(text: str) -> tuple[str, str]:
    """Return the message on one line, and the text quoted below it."""
    head, *quoted_lines = text.splitlines() or [""]
    if head.endswith(":") and not _OF_DOCUTILS.search(head):
        # A quotation of an extension ends with the error itself.
        return head + "".join(f" {row.strip()}" for row in quoted_lines[-1:]), "\n".join(quoted_lines)
    # docutils writes what is wrong, then a blank line and the quoted source.
    quoted_lines = list(dropwhile(lambda row: not row.strip(), quoted_lines)) if head.endswith(":") else quoted_lines
    return head + "".join(f" {row.strip()}" for row in takewhile(str.strip, quoted_lines)), "\n".join(quoted_lines)


class WarningCollector(logging.Filter):
    """Collects Sphinx's warnings without duplicates: Sphinx repeats some for each page."""

    def __init__(self) -> None:
        super().__init__()
        self._warnings: dict[CollectedWarning, None] = {}

    def attach(self) -> None:
        """Add this filter to Sphinx's current handlers, after `suppress_warnings`."""
        for handler in logging.getLogger(NAMESPACE).handlers:
            if isinstance(handler, WarningStreamHandler):
                handler.addFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        """Record the warning, and let every record pass."""
        self._warnings.setdefault(CollectedWarning.read(record))
        return True

    @property
    def warnings(self) -> tuple[CollectedWarning, ...]:
        return tuple(self._warnings)
