# SPDX-License-Identifier: GPL-3.0-or-later
"""Sphinx's stream of warnings, read as records."""

import re
from dataclasses import dataclass, field
from itertools import dropwhile, takewhile
from pathlib import Path

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_WARNING = re.compile(
    r"(?:(?P<path>(?:[A-Za-z]:)?[^\n:]+?(?::docstring of [^\s:]+)?)(?::(?P<line>\d+))?:(?P<translated><translated>:\d*:?)? ?)?"
    r"(?P<kind>WARNING|ERROR|CRITICAL|SEVERE): (?P<text>.*)",
    re.DOTALL,
)
_KIND = re.compile(r"\s*\[([\w.-]+)\]\Z")
_BEGINNING = re.compile(r"^.*?\b(?:WARNING|ERROR|CRITICAL): ", re.MULTILINE)
_OF_DOCUTILS = re.compile(r'"[\w:-]+" directive(?: path)?:\Z')


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning of Sphinx: where in the sources, as far as Sphinx knows, and whether it is about a translation there.

    `quoted` is what stands below its first lines: the block of source that docutils quotes, or what Sphinx adds.
    """

    text: str
    path: Path | None = None
    line: int | None = None
    is_of_translation: bool = False
    quoted: str = field(default="", compare=False)

    @property
    def message(self) -> str:
        """The text without the kind of warning, `[ref.term]`, behind it."""
        return _KIND.sub("", self.text)

    @property
    def kind(self) -> str:
        """The kind as `suppress_warnings` in conf.py names it, `ref.term`; empty where Sphinx says none."""
        match = _KIND.search(self.text) or _KIND.search(self.quoted)
        return match[1] if match is not None else ""

    @classmethod
    def parse(cls, text: str) -> "Warned":
        """Parse the text of one warning; it may have several lines."""
        match = _WARNING.match(text.strip())
        if match is None:
            return cls(text.strip())
        head, *below = match["text"].strip().splitlines() or [""]
        message = head
        if head.endswith(":") and not _OF_DOCUTILS.search(head):
            # What an extension quotes ends with the error itself, and Sphinx with the kind of warning.
            message += "".join([f" {row.strip()}" for row in below if not _KIND.fullmatch(row)][-1:])
        else:
            # docutils says first what is wrong, then, behind a blank line, quotes the source.
            below = list(dropwhile(lambda row: not row.strip(), below)) if head.endswith(":") else below
            message += "".join(f" {row.strip()}" for row in takewhile(str.strip, below))
        line = int(match["line"]) if match["line"] else None
        path = Path(match["path"].strip()) if match["path"] else None
        message = _KIND.sub("", message) if below else message
        return cls(message, path, line, bool(match["translated"]), "\n".join(below))


def read_warnings(stream: str) -> tuple[Warned, ...]:
    """Parse all that Sphinx wrote, each warning once: it repeats some for each page that it writes."""
    return tuple(dict.fromkeys(map(Warned.parse, split(stream))))


def split(stream: str) -> list[str]:
    """Split what Sphinx wrote into one text for each warning; lines that begin none belong to the one before."""
    texts: list[str] = []
    for line in _COLOUR.sub("", stream).splitlines():
        if _BEGINNING.match(line) or not texts:
            texts.append(line)
        else:
            texts[-1] += f"\n{line}"
    return [text for text in texts if text.strip()]
