# SPDX-License-Identifier: GPL-3.0-or-later
"""The content stream of a page: artifacts are marked, and everything else has a number (MCID) for the structure tree.

It is shortened: numbers have six digits, and adjacent glyphs without kerning between them become one string.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from typing import Any
from unicodedata import mirrored

import pydyf
from weasyprint.draw.text import draw_first_line
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.matrix import Matrix
from weasyprint.pdf.stream import Stream
from weasyprint.text import line_break

from pipeline.media.scripts import has_right_to_left, is_painted_in_order
from pipeline.system.versions import original
from pipeline.typeset.engine.boxes import Box
from pipeline.typeset.engine.missing_glyphs import CHARACTER
from pipeline.typeset.engine.tagging.content import Artifact
from pipeline.typeset.fonts import file_of
from pipeline.typeset.values.drawn import DrawnNumber

_style_key = original(line_break, "_font_style_cache_key", "(style, include_size=False)")
original(Stream, "marked", "(self, box, tag)")
original(Stream, "set_state", "(self, state)")
original(Stream, "add_font", "(self, pango_font)")
original(Stream, "add_group", "(self, x, y, width, height)")
original(Stream, "add_pattern", "(self, x, y, width, height, repeat_width, repeat_height, matrix)")
original(Stream, "add_shading", "(self, shading_type, domain, coords, extend, function, color_space=None)")

_LONG_NUMBER = re.compile(rb"(?<![\w<.])-?\d+\.\d{4,}")
_SMALL = 1e-4
_FIGURES = "0123456789"
_GLYPHS = re.compile(rb"<([0-9a-f]+)>")
_SHARES = {"right": 1.0, "center": 0.5}
"""Alignment -> shift to the left of the start of a number for each additional digit, as a share of the digit's width."""


def short(line: bytes) -> bytes:
    """Shorten a line of a content stream, with a precision of a thousandth of a point. Lines with text in brackets are left alone."""
    return line if b"(" in line else _LONG_NUMBER.sub(_six_digits, line).replace(b">0<", b"")


def _six_digits(match: re.Match[bytes]) -> bytes:
    number = float(match[0])
    # Smaller numbers would be written with an exponent, which PDF does not allow.
    return match[0] if 0 < abs(number) < _SMALL else f"{number:.6g}".encode()


def is_right_to_left_text(box: Any) -> bool:
    """Return whether a text box has glyphs that are painted from right to left, or is in a right-to-left line.

    Text extractors reorder such glyphs by position, and would reverse an `ActualText` in the content stream, so it is written into
    the structure instead.
    """
    return isinstance(box, TextBox) and (box.style["direction"] == "rtl" or has_right_to_left(box.text))


def _actual_text(box: Any, *, shares_brackets: bool) -> dict[str, Any]:
    """Return the `ActualText` entry of a text box whose glyphs are not painted in reading order, else an empty dictionary.

    `shares_brackets`: the book is right-to-left, so a glyph may be mapped to the bracket that faces the other way.
    """
    text = box.text if isinstance(box, TextBox) and not is_right_to_left_text(box) else ""
    replaced = box.element.get(CHARACTER) if text and box.element is not None else None
    text = replaced or text
    is_readable = is_painted_in_order(text) and not replaced and not (shares_brackets and any(map(mirrored, text)))
    return {} if is_readable else {"ActualText": f"<feff{text.encode('utf-16-be').hex()}>"}


def add_dictionary(pdf: Any, **values: Any) -> Any:
    """Add a dictionary to a PDF of pydyf and return it."""
    dictionary = pydyf.Dictionary(values)
    pdf.add_object(dictionary)
    return dictionary


class TaggedStream(Stream):  # type: ignore[misc]  # WeasyPrint ships no types
    """The content stream of a page, with marks for artifacts and content.

    `numbers` maps the text boxes of page numbers to their targets. `name` is a suffix of resource names, unique to this part of the
    book. `shares_brackets` is as in `_actual_text`.
    """

    def __init__(
        self,
        artifacts: Mapping[Box, Artifact],
        numbers: Mapping[Box, str],
        name: str,
        *arguments: Any,
        shares_brackets: bool,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self._artifacts, self._numbers, self._name = artifacts, numbers, name
        self._shares_brackets = shares_brackets
        self._figures: dict[tuple[tuple[bytes, ...], str], tuple[bytes, ...]] = {}

    @contextmanager
    def marked(self, box: Any, tag: str) -> Iterator[None]:
        artifact = self._artifacts.get(box)
        if artifact is None:
            number = len(self._tags)
            self._tags[box] = {"tag": tag, "mcid": number}
            self.begin_marked_content(
                tag, pydyf.Dictionary({"MCID": number} | _actual_text(box, shares_brackets=self._shares_brackets))
            )
        else:
            subtype = {"Subtype": f"/{artifact.subtype}"} if artifact.subtype else {}
            self.begin_marked_content("Artifact", pydyf.Dictionary({"Type": f"/{artifact.type}"} | subtype))
        begin = len(self.stream)
        try:
            yield
            if (target := self._numbers.get(box)) is not None:
                self._reserve(box, target, begin)
        finally:
            self.end_marked_content()

    def _reserve(self, box: Any, target: str, begin: int) -> None:
        """Replace the operators from `begin` on, which position and show a page number, by a DrawnNumber."""
        lines = [_bytes(line) for line in self.stream[begin:]]
        place = next(at for at, line in enumerate(lines) if line.endswith(b" Tm"))
        shown = next(at for at, line in enumerate(lines) if line.endswith(b" TJ"))
        share = _SHARES.get(box.style["text_align_all"], 0.0) if not target else 0.0
        shift = share * box.width / len(box.text)
        font = tuple(lines[place + 1 : shown])
        key = font, _style_key(box.style)
        if key not in self._figures:
            self._figures[key] = self._draw_figures(box)
        number = DrawnNumber(target, box.text, lines[place], font, self._figures[key], shift)
        self.stream[begin + place : begin + shown + 1] = [number]

    def _draw_figures(self, box: Any) -> tuple[bytes, ...]:
        """Return the glyphs of the ten digits in the style of a text box."""
        scratch, layout, text = self.clone(), box.pango_layout, box.pango_layout.text
        layout.text = _FIGURES
        layout.reactivate(box.style)
        draw_first_line(scratch, box, "clip", "none", Matrix())
        layout.deactivate()
        layout.text = text
        operators = b"".join(line for line in map(_bytes, scratch.stream) if line.endswith(b" TJ"))
        glyphs = b"".join(_GLYPHS.findall(operators))
        return tuple(glyphs[start : start + 4] for start in range(0, len(glyphs), 4))

    def add_font(self, pango_font: Any) -> Any:
        """Add a font, without the copy of its file that WeasyPrint makes for each style: Chinese and Japanese fonts have 20 MB."""
        known = len(self._fonts)
        font, size = super().add_font(pango_font)
        if len(self._fonts) > known:
            font.file_content = file_of(font.file_content) or font.file_content
        return font, size

    def add_group(self, *arguments: Any) -> Any:
        return self._with_name("XObject", super().add_group(*arguments))

    def add_pattern(self, *arguments: Any) -> Any:
        return self._with_name("Pattern", super().add_pattern(*arguments))

    def add_shading(self, *arguments: Any, **options: Any) -> Any:
        return self._with_name("Shading", super().add_shading(*arguments, **options))

    def set_state(self, state: Any) -> None:
        states = self._resources["ExtGState"]
        name = f"s{len(states)}{self._name}"
        states[name] = state
        pydyf.Stream.set_state(self, name)

    def _with_name(self, kind: str, resource: Any) -> Any:
        resources = self._resources[kind]
        del resources[resource.id]
        resource.id += self._name
        resources[resource.id] = resource
        return resource

    @property
    def pieces(self) -> Iterator[bytes | DrawnNumber]:
        """The content of the stream, with DrawnNumbers for page numbers."""
        for is_number, lines in groupby(self.stream, lambda line: isinstance(line, DrawnNumber)):
            if is_number:
                yield from lines
            else:
                yield b"\n".join(line.data if isinstance(line, pydyf.Object) else short(_bytes(line)) for line in lines)


def _bytes(line: bytes | str) -> bytes:
    return line.encode() if isinstance(line, str) else line


def with_numbers(pieces: Iterable[bytes | DrawnNumber], number_of: Callable[[str], str]) -> bytes:
    """Return the content of a page with its page numbers. `number_of` returns the number for a target, or an empty string."""
    return b"\n".join(
        piece if isinstance(piece, bytes) else _draw_number(piece, number_of(piece.target) or piece.printed)
        for piece in pieces
    )


def _draw_number(drawn_number: DrawnNumber, number: str) -> bytes:
    if not number.isdecimal():
        number = drawn_number.printed
    place = pydyf.Stream()
    *matrix, left, top = map(float, drawn_number.matrix.split()[:6])
    place.set_text_matrix(*matrix, left - drawn_number.shift * (len(number) - len(drawn_number.printed)), top)
    glyphs = b"".join(drawn_number.glyphs[int(figure)] for figure in number)
    return b"\n".join((short(place.stream[0]), *map(short, drawn_number.font), b"[<%b>] TJ" % glyphs))


class BoundStream(Stream):  # type: ignore[misc]  # WeasyPrint ships no types
    """The stream of a page that has already been drawn and compressed."""

    content: bytes = b""

    @property
    def data(self) -> bytes:
        extra = pydyf.Dictionary({**self.extra, "Filter": "/FlateDecode", "Length": len(self.content)})
        return b"\n".join((extra.data, b"stream", self.content, b"endstream"))
