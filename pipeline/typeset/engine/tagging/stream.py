# SPDX-License-Identifier: GPL-3.0-or-later
"""The stream of a page, in which artifacts are marked as such and everything else gets a number for the tree.

It is written short: numbers of six digits, and glyphs that follow each other without a gap as one string.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pydyf
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.pdf.stream import Stream

from pipeline.media.scripts import has_right_to_left, is_painted_in_order
from pipeline.system.versions import original
from pipeline.typeset.engine.boxes import Box
from pipeline.typeset.engine.missing_glyphs import CHARACTER
from pipeline.typeset.engine.tagging.content import Artifact

original(Stream, "marked", "(self, box, tag)")
original(Stream, "set_state", "(self, state)")
original(Stream, "add_group", "(self, x, y, width, height)")
original(Stream, "add_pattern", "(self, x, y, width, height, repeat_width, repeat_height, matrix)")
original(Stream, "add_shading", "(self, shading_type, domain, coords, extend, function, color_space=None)")

_LONG = re.compile(rb"(?<![\w<.])-?\d+\.\d{4,}")
_SMALL = 1e-4


def short(line: bytes) -> bytes:
    """Return a line of a content stream that draws the same to a thousandth of a point; one with a text in brackets stays as it is."""
    return line if b"(" in line else _LONG.sub(_six_digits, line).replace(b">0<", b"")


def _six_digits(match: re.Match[bytes]) -> bytes:
    number = float(match[0])
    # Smaller ones would be written with an exponent, which PDF does not know.
    return match[0] if 0 < abs(number) < _SMALL else f"{number:.6g}".encode()


def is_turned(box: Any) -> bool:
    """Tell whether glyphs of a text box are painted from right to left, or its punctuation is where such a line has it.

    Programs that read the stream of a page put these in order by their places, and turn an `ActualText` there round: that is
    in the structure instead.
    """
    return isinstance(box, TextBox) and (box.style["direction"] == "rtl" or has_right_to_left(box.text))


def _words_of(box: Any) -> dict[str, Any]:
    """Return the words of a text box whose glyphs are not painted in the order in which they are read, as an entry of its mark."""
    text = box.text if isinstance(box, TextBox) and not is_turned(box) else ""
    replaced = box.element.get(CHARACTER) if text and box.element is not None else None
    text = replaced or text
    return (
        {} if is_painted_in_order(text) and not replaced else {"ActualText": f"<feff{text.encode('utf-16-be').hex()}>"}
    )


def add_dictionary(pdf: Any, **values: Any) -> Any:
    """Add a dictionary to a PDF of pydyf; return it."""
    dictionary = pydyf.Dictionary(values)
    pdf.add_object(dictionary)
    return dictionary


class TaggedStream(Stream):  # type: ignore[misc]  # WeasyPrint ships no types
    """The stream of a page on which it is known which boxes are artifacts.

    `name` is part of the names of all resources that only these pages have: another part of the book has its own.
    """

    def __init__(self, artifacts: Mapping[Box, Artifact], name: str, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._artifacts, self._name = artifacts, name

    @contextmanager
    def marked(self, box: Any, tag: str) -> Iterator[None]:
        artifact = self._artifacts.get(box)
        if artifact is None:
            number = len(self._tags)
            self._tags[box] = {"tag": tag, "mcid": number}
            self.begin_marked_content(tag, pydyf.Dictionary({"MCID": number} | _words_of(box)))
        else:
            subtype = {"Subtype": f"/{artifact.subtype}"} if artifact.subtype else {}
            self.begin_marked_content("Artifact", pydyf.Dictionary({"Type": f"/{artifact.type}"} | subtype))
        try:
            yield
        finally:
            self.end_marked_content()

    def add_group(self, *arguments: Any) -> Any:
        return self._named("XObject", super().add_group(*arguments))

    def add_pattern(self, *arguments: Any) -> Any:
        return self._named("Pattern", super().add_pattern(*arguments))

    def add_shading(self, *arguments: Any, **named: Any) -> Any:
        return self._named("Shading", super().add_shading(*arguments, **named))

    def set_state(self, state: Any) -> None:
        states = self._resources["ExtGState"]
        name = f"s{len(states)}{self._name}"
        states[name] = state
        pydyf.Stream.set_state(self, name)

    def _named(self, kind: str, resource: Any) -> Any:
        resources = self._resources[kind]
        del resources[resource.id]
        resource.id += self._name
        resources[resource.id] = resource
        return resource

    @property
    def compressed(self) -> bytes:
        """The content of the stream as a PDF has it."""
        lines = (line.data if isinstance(line, pydyf.Object) else short(_bytes(line)) for line in self.stream)
        return zlib.compress(b"\n".join(lines), level=9)


def _bytes(line: bytes | str) -> bytes:
    return line.encode() if isinstance(line, str) else line


class BoundStream(Stream):  # type: ignore[misc]  # WeasyPrint ships no types
    """The stream of a page that was drawn before: `content` is what `TaggedStream.compressed` was."""

    content: bytes = b""

    @property
    def data(self) -> bytes:
        extra = pydyf.Dictionary({**self.extra, "Filter": "/FlateDecode", "Length": len(self.content)})
        return b"\n".join((extra.data, b"stream", self.content, b"endstream"))
