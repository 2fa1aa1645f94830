# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the form fields of a PDF (AcroForm), each with an appearance stream, as PDF/A requires, and an accessible name.

There are no scripts and no submission, and viewers need not generate appearances. Empty fields draw nothing, so that they are
invisible in print. Viewers draw a multi-line field with a white background and a frame, because their line height differs from the
ruled lines. Typed text has the size of the surrounding text; a full field accepts no more text.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pydyf

from pipeline.bookformat.vocabulary import WRITING_LINE
from pipeline.typeset.engine.boxes import Box
from pipeline.typeset.engine.tagging.field_font import NAME, add_font
from pipeline.typeset.engine.tagging.stream import add_dictionary
from pipeline.typeset.values.fields import FieldKind, FormField

_PRINTED = 4
_MULTILINE, _RADIO, _NO_SCROLLING = 1 << 12, 1 << 15, 1 << 23
_APPEARANCE = f"/{NAME} 10.5 Tf 0 g"
_WHITE, _FRAME = (1, 1, 1), (0.55, 0.56, 0.58)
_POINTS = 72 / 96
"""Points per CSS pixel."""
_ROUND = 0.5523
"""Length of the Bézier handles of a quarter circle, in radii."""

type Rectangle = tuple[float, float, float, float]
"""Left, bottom, right and top."""


class FormWriter:
    """Writes the fields of a PDF. Without fields the file is not changed."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._pages = list(pdf.page_references)
        self._fields: list[bytes] = []
        self._questions: dict[str, Any] = {}
        self._drawings: dict[tuple[str, float, float], bytes] = {}
        self._names: dict[str, int] = {}
        self._font: Any = None

    def add(self, page: int, place: Rectangle, field: FormField) -> Any:
        """Add a field to a page (from 0) and return its annotation; `place` is in points from the lower left corner."""
        widget = add_dictionary(self._pdf, Type="/Annot", Subtype="/Widget", Rect=pydyf.Array(place), F=_PRINTED)
        widget |= {"P": self._pages[page], "TU": pydyf.String(field.label)}
        page_object = self._pdf.objects[int(self._pages[page].split()[0])]
        page_object.setdefault("Annots", pydyf.Array([])).append(widget.reference)
        if field.kind is FieldKind.TEXT:
            self._text(widget, field, place)
        elif field.kind is FieldKind.TICK:
            widget |= {"FT": "/Btn", "T": pydyf.String(self._name(field.name)), "V": "/Off"}
            self._states(widget, "Yes", _tick, place)
            self._fields.append(widget.reference)
        else:
            self._choice(widget, field, place)
        return widget

    def finish(self) -> None:
        """Write the AcroForm dictionary, which lists the fields."""
        if not self._fields:
            return
        form = add_dictionary(self._pdf, Fields=pydyf.Array(self._fields))
        if self._font is not None:
            form |= {"DR": self._font, "DA": pydyf.String(_APPEARANCE)}
        self._pdf.catalog["AcroForm"] = form.reference

    def _text(self, widget: Any, field: FormField, place: Rectangle) -> None:
        is_multiline = field.lines > 1
        if self._font is None:
            self._font = pydyf.Dictionary({"Font": pydyf.Dictionary({NAME: add_font(self._pdf)})})
        widget |= {
            "FT": "/Tx",
            "T": pydyf.String(self._name(field.name)),
            "DA": pydyf.String(_APPEARANCE),
            "Ff": _NO_SCROLLING | (_MULTILINE if is_multiline else 0),
            # Each field has its own: a viewer may overwrite it with the typed text.
            "AP": pydyf.Dictionary({"N": self._appearance(place, "/Tx BMC EMC", {"Resources": self._font})}),
        }
        if is_multiline:
            widget["MK"] = pydyf.Dictionary({"BG": pydyf.Array(_WHITE), "BC": pydyf.Array(_FRAME)})
            widget["BS"] = pydyf.Dictionary({"W": 0.5})
        self._fields.append(widget.reference)

    def _choice(self, widget: Any, field: FormField, place: Rectangle) -> None:
        question = self._questions.get(field.name)
        if question is None:
            name, words = pydyf.String(self._name(field.name)), pydyf.String(field.question)
            question = add_dictionary(self._pdf, FT="/Btn", Ff=_RADIO, T=name, TU=words, V="/Off", Kids=pydyf.Array())
            self._questions[field.name] = question
            self._fields.append(question.reference)
        question["Kids"].append(widget.reference)
        widget["Parent"] = question.reference
        self._states(widget, str(field.number), _dot, place)

    def _states(self, widget: Any, name: str, draw: Callable[[float, float], str], place: Rectangle) -> None:
        """Add the appearances of a box with and without its mark. Boxes of equal size share them."""
        width, height = round(place[2] - place[0], 1), round(place[3] - place[1], 1)
        drawings = {}
        for state, words in ((name, draw(width, height)), ("Off", "")):
            key = (words, width, height)
            if key not in self._drawings:
                self._drawings[key] = self._appearance((0, 0, width, height), words)
            drawings[state] = self._drawings[key]
        widget |= {"AS": "/Off", "AP": pydyf.Dictionary({"N": pydyf.Dictionary(drawings)})}

    def _name(self, name: str) -> str:
        """Return a unique name, with a number appended if the field continues on the next page."""
        self._names[name] = self._names.get(name, 0) + 1
        return name if self._names[name] == 1 else f"{name}-{self._names[name]}"

    def _appearance(self, place: Rectangle, words: str, entries: Mapping[str, Any] | None = None) -> bytes:
        box = pydyf.Array([0, 0, round(place[2] - place[0], 2), round(place[3] - place[1], 2)])
        drawing = pydyf.Stream([words], {"Type": "/XObject", "Subtype": "/Form", "BBox": box, **(entries or {})})
        self._pdf.add_object(drawing)
        reference: bytes = drawing.reference
        return reference


def place_of_field(box: Box, height: float) -> Rectangle:
    """Return the rectangle of a box, or of the ruled lines in it, in points from the lower left corner of its page.

    `height` is the height of the page in CSS pixels.
    """
    lines = [descendant for descendant in box.descendants() if _is_line(descendant)] or [box]
    left = min(line.border_box_x() for line in lines)
    right = max(line.border_box_x() + line.border_width() for line in lines)
    top = min(line.border_box_y() for line in lines)
    bottom = max(line.border_box_y() + line.border_height() for line in lines)
    return _points(left), _points(height - bottom), _points(right), _points(height - top)


def _points(length: float) -> float:
    return round(length * _POINTS, 2)


def _is_line(box: Box) -> bool:
    return box.element is not None and box.element_tag == "span" and box.element.get("class") == WRITING_LINE


def _tick(width: float, height: float) -> str:
    """Draw a tick: from the left down, and up to the right."""
    points = [(0.22, 0.5), (0.42, 0.26), (0.8, 0.78)]
    (start, *corners) = [f"{x * width:.2f} {y * height:.2f}" for x, y in points]
    return (
        f"q 0 G {0.13 * min(width, height):.2f} w 1 J 1 j {start} m {' '.join(f'{corner} l' for corner in corners)} S Q"
    )


def _dot(width: float, height: float) -> str:
    """Draw a disc in the centre."""
    x, y, radius = width / 2, height / 2, 0.26 * min(width, height)
    handle = radius * _ROUND
    curves = [
        (x + radius, y + handle, x + handle, y + radius, x, y + radius),
        (x - handle, y + radius, x - radius, y + handle, x - radius, y),
        (x - radius, y - handle, x - handle, y - radius, x, y - radius),
        (x + handle, y - radius, x + radius, y - handle, x + radius, y),
    ]
    drawn = " ".join(" ".join(f"{number:.2f}" for number in curve) + " c" for curve in curves)
    return f"q 0 g {x + radius:.2f} {y:.2f} m {drawn} f Q"
