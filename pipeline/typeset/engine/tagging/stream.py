# SPDX-License-Identifier: GPL-3.0-or-later
"""The stream of a page, in which artifacts are marked as such and everything else gets a number for the tree.

It is written short: numbers of six digits, and glyphs that follow each other without a gap as one string.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
from weasyprint.pdf.stream import Stream

from pipeline.system.versions import original
from pipeline.typeset.engine.tagging.content import TaggedContent

original(Stream, "marked", "(self, box, tag)")

_LONG = re.compile(rb"(?<![\w<.])-?\d+\.\d{4,}")
_SMALL = 1e-4


def short(line: bytes) -> bytes:
    """Return a line of a content stream that draws the same to a thousandth of a point; one with a text in brackets stays as it is."""
    return line if b"(" in line else _LONG.sub(_six_digits, line).replace(b">0<", b"")


def _six_digits(match: re.Match[bytes]) -> bytes:
    number = float(match[0])
    # Smaller ones would be written with an exponent, which PDF does not know.
    return match[0] if 0 < abs(number) < _SMALL else f"{number:.6g}".encode()


def add_dictionary(pdf: Any, **values: Any) -> Any:
    """Add a dictionary to a PDF of pydyf; return it."""
    dictionary = pydyf.Dictionary(values)
    pdf.add_object(dictionary)
    return dictionary


def stream_for(content: TaggedContent) -> type[Any]:
    """Return a class of streams that knows which boxes of this content are artifacts."""

    class TaggedStream(Stream):  # type: ignore[misc]  # WeasyPrint ships no types
        @contextmanager
        def marked(self, box: Any, tag: str) -> Iterator[None]:
            if self._tags is None:
                yield
                return
            artifact = content.artifacts.get(box)
            if artifact is None:
                number = len(self._tags)
                self._tags[box] = {"tag": tag, "mcid": number}
                self.begin_marked_content(tag, pydyf.Dictionary({"MCID": number}))
            else:
                subtype = {"Subtype": f"/{artifact.subtype}"} if artifact.subtype else {}
                self.begin_marked_content("Artifact", pydyf.Dictionary({"Type": f"/{artifact.type}"} | subtype))
            try:
                yield
            finally:
                self.end_marked_content()

        @property
        def data(self) -> bytes:
            lines: list[Any] = self.stream
            for number, line in enumerate(lines):
                if isinstance(line, str | bytes):
                    lines[number] = short(line.encode() if isinstance(line, str) else line)
            data: bytes = super().data
            return data

    return TaggedStream
