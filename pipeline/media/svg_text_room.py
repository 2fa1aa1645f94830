# SPDX-License-Identifier: GPL-3.0-or-later
"""Computes the room of each label of a drawing: its box, minus the other content of that box. Pure.

Lengths are in the units of the drawing. The box of a label is the smallest shape that contains the original label. The room is
unknown without such a shape, or if the drawing has transformations or style rules.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fontTools.pens.boundsPen import ControlBoundsPen
from fontTools.svgLib.path import parse_path
from lxml import etree

from pipeline.media import SVG, fonts

TSPAN = f"{SVG}tspan"
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
_WEIGHTS = {"normal": 400, "bold": 700}
_ABOVE, _BELOW = 0.75, 0.25
"""Ascent and descent of letters, as shares of the font size."""
_LEADING = 1.3
_PAD = 0.35
"""Minimum distance to the sides, as a share of the font size; less if the original has less."""


def begins_line(element: etree._Element) -> bool:
    """Return whether an element is a tspan that begins a new line, not a word within a line."""
    return element.tag == TSPAN and any(name in element.attrib for name in ("x", "y", "dx", "dy"))


def label_lines(label: etree._Element) -> list[str]:
    """Return the lines of a label, including words before the first tspan that begins a line."""
    lines = [str(label.text or "")]
    for child in label:
        # Comments have no text.
        text = "".join(map(str, child.itertext("*"))) if isinstance(child.tag, str) else ""
        if begins_line(child):
            lines.append(text)
        else:
            lines[-1] += text
        lines[-1] += str(child.tail or "")
    lines = [" ".join(line.split()) for line in lines]
    return lines if lines[0] or len(lines) == 1 else lines[1:]


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle; `y` grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: "Area") -> bool:
        is_within = self.left - 1 <= other.left and other.right <= self.right + 1
        return is_within and self.top - 1 <= other.top and other.bottom <= self.bottom + 1

    @property
    def size(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class Lettering:
    """The typesetting of a label: its anchor, first baseline, line distance, number of lines, font size and weight."""

    x: float
    y: float
    leading: float
    count: int
    anchor: str
    size: float
    weight: int

    def width(self, line: str) -> float:
        return fonts.width(line, self.size, self.weight)

    def area(self, widest: float) -> Area:
        """Return the area of the label if its longest line has the width `widest`."""
        left = self.x - widest * {"middle": 0.5, "end": 1.0}.get(self.anchor, 0.0)
        top = self.y - _ABOVE * self.size
        return Area(left, top, left + widest, self.y + (self.count - 1) * self.leading + _BELOW * self.size)

    def in_lines(self, count: int, room: Area) -> "Lettering | None":
        """Return the lettering with `count` lines, centred as before and moved into the room; None if the lines do not fit in it."""
        height = (count - 1) * self.leading + (_ABOVE + _BELOW) * self.size
        if height > room.bottom - room.top:
            return None
        top = self.y + ((self.count - count) * self.leading) / 2 - _ABOVE * self.size
        top = min(max(top, room.top), room.bottom - height)
        return replace(self, y=top + _ABOVE * self.size, count=count)


@dataclass(frozen=True, slots=True)
class Room:
    """The room of a label: the maximum width of its lines, and the area for more lines."""

    lettering: Lettering
    width: float
    area: Area


def rooms(root: etree._Element) -> dict[etree._Element, Room]:
    """Return the room of each label of an original drawing, as far as known."""
    if root.find(f".//{SVG}style") is not None or root.xpath("//@transform") or root.find(f".//{SVG}use") is not None:
        return {}
    labels = {text: lettering for text in root.iter(f"{SVG}text") if (lettering := _lettering(text)) is not None}
    areas = {text: lettering.area(max(map(lettering.width, label_lines(text)))) for text, lettering in labels.items()}
    shapes = [*_shapes(root)]
    room_of: dict[etree._Element, Room] = {}
    for text, lettering in labels.items():
        label = areas[text]
        box = min((shape for shape in shapes if shape.holds(label)), key=lambda shape: shape.size, default=None)
        if box is not None:
            obstacles = [area for other, area in areas.items() if other is not text]
            inner = [shape for shape in shapes if box.holds(shape) and not shape.holds(label)]
            room_of[text] = _room(lettering, label, box, [*obstacles, *inner])
    return room_of


def _room(lettering: Lettering, label: Area, box: Area, obstacles: Sequence[Area]) -> Room:
    x, size = lettering.x, lettering.size
    # Descenders and the space above lower-case letters may overlap.
    upper, lower = label.top + _BELOW * size, label.bottom - _BELOW * size
    neighbours = [area for area in obstacles if area.top < lower and upper < area.bottom]
    left = max([box.left, *(area.right for area in neighbours if area.right <= label.left + 1)])
    right = min([box.right, *(area.left for area in neighbours if area.left >= label.right - 1)])
    pad = max(0.0, min(_PAD * size, label.left - left, right - label.right))
    left, right = left + pad, right - pad
    width = {"middle": 2 * min(x - left, right - x), "end": x - left}.get(lettering.anchor, right - x)
    above_or_below = [area for area in obstacles if area.left < right and left < area.right]
    gap = max(0.0, lettering.leading - (_ABOVE + _BELOW) * size)
    top = max(
        [box.top + _BELOW * size, *(area.bottom + gap for area in above_or_below if area.bottom <= label.top + 1)]
    )
    bottom = min(
        [box.bottom - _BELOW * size, *(area.top - gap for area in above_or_below if area.top >= label.bottom - 1)]
    )
    return Room(lettering, width, Area(left, min(top, label.top), right, max(bottom, label.bottom)))


def _lettering(text: etree._Element) -> Lettering | None:
    """Return the lettering of a label, or None if it cannot be determined."""
    lines = [text, *(child for child in text if begins_line(child))]
    if len(lines) > 1 and not (text.text or "").strip():
        del lines[0]
    size = _number(_property(text, "font-size", "16"))
    weight = _property(text, "font-weight", "400")
    first = lines[0]
    x, y = (_number(first.get(name) or text.get(name) or "0") for name in ("x", "y"))
    if size is None or x is None or y is None or not (weight in _WEIGHTS or weight.isdecimal()):
        return None

    leading = _LEADING * size
    if len(lines) > 1:
        second = lines[1]
        second_baseline = _number(second.get("y") or "") if second.get("y") else None
        step = _number(second.get("dy", "").removesuffix("em"))
        by_em = size if second.get("dy", "").endswith("em") else 1
        leading = second_baseline - y if second_baseline is not None else (step or 0) * by_em
    if leading <= 0:
        return None
    anchor = _property(text, "text-anchor", "start")
    return Lettering(x, y, leading, len(lines), anchor, size, _WEIGHTS.get(weight) or int(weight))


def _property(element: etree._Element, name: str, default: str) -> str:
    """Return a property of an element, inherited from the nearest ancestor with it."""
    for ancestor in (element, *element.iterancestors()):
        match = re.search(rf"(?:^|;)\s*{name}\s*:\s*([^;]+)", ancestor.get("style", ""))
        if value := match[1].strip() if match else ancestor.get(name):
            return value
    return default


def _number(text: str) -> float | None:
    digits = text.strip().removesuffix("px")
    return float(digits) if _NUMBER.fullmatch(digits) else None


def _shapes(root: etree._Element) -> Iterator[Area]:
    """Yield the areas of the whole drawing and of its shapes."""
    box = [float(node) for node in _NUMBER.findall(root.get("viewBox", ""))]
    if len(box) == len(("x", "y", "width", "height")):
        yield Area(box[0], box[1], box[0] + box[2], box[1] + box[3])
    yield from filter(None, map(_shape, root.iter("*")))


def _shape(element: etree._Element) -> Area | None:
    def value(name: str) -> float:
        return _number(element.get(name, "0")) or 0.0

    match etree.QName(element).localname:
        case "rect":
            return Area(value("x"), value("y"), value("x") + value("width"), value("y") + value("height"))
        case "circle" | "ellipse":
            across, down = value("rx") or value("r"), value("ry") or value("r")
            return Area(value("cx") - across, value("cy") - down, value("cx") + across, value("cy") + down)
        case "polygon":
            numbers = [float(node) for node in _NUMBER.findall(element.get("points", ""))]
            xs, ys = numbers[::2], numbers[1::2]
            return Area(min(xs), min(ys), max(xs), max(ys)) if numbers else None
        case "path" if element.get("d", "").rstrip().lower().endswith("z"):
            pen = ControlBoundsPen(None)
            parse_path(element.get("d", ""), pen)
            return Area(*pen.bounds) if pen.bounds else None
    return None
