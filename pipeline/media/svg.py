# SPDX-License-Identifier: GPL-3.0-or-later
"""The labels of drawings: reading them out of an SVG and putting other words in. Pure, on bytes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from lxml import etree

from pipeline.media.svg_text_room import TSPAN, Room, begins_line, label_lines, rooms
from pipeline.model.problems import Problem

_SVG = "{http://www.w3.org/2000/svg}"
_LABELS = (f"{_SVG}text", f"{_SVG}title", f"{_SVG}desc")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

_MORE_LINES = 4
"""How many numbers of lines are tried for a translation, the original's among them."""
_BOX = 4
"""Numbers of a viewBox: left, top, width and height."""
_OF_EDITORS = ("inkscape.org", "sodipodi", "adobe.com", "bohemiancoding.com", "serif.com", "creativecommons.org/ns")
"""What the addresses of their namespaces hold. Some write the path of the file on the author's machine there."""


@dataclass(frozen=True, slots=True)
class DrawnLabel:
    """The words of one label, its lines joined by spaces, and the line of the file (from 1) where it begins."""

    text: str
    line: int


def labels(data: bytes) -> tuple[DrawnLabel, ...]:
    """Return the labels of a drawing that hold at least one letter, in the order of the file. Raises Problem `broken-drawing`."""
    all_labels = (DrawnLabel(_words(element), line_of(element)) for element in parse(data).iter(*_LABELS))
    return tuple(label for label in all_labels if any(character.isalpha() for character in label.text))


def size(data: bytes, widest: int) -> tuple[int, int] | None:
    """Return the width and height of a drawing in pixels: its own, or `widest` with the proportions of its viewBox.

    None where it has neither. Raises Problem `broken-drawing`.
    """
    root = parse(data)
    width, height = (_pixels(root.get(name, "")) for name in ("width", "height"))
    if width and height:
        return round(width), round(height)
    box = [_pixels(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip())]
    across, down = box[2:] if len(box) == _BOX else (0.0, 0.0)
    return (widest, max(1, round(widest * down / across))) if across and down else None


def _pixels(length: str) -> float:
    """Return a length in pixels; 0 of what is none, or in another unit."""
    match = re.fullmatch(r"(-?[\d.]+)(px)?", length.strip())
    return float(match[1]) if match else 0.0


@dataclass(frozen=True, slots=True)
class Translated:
    """A drawing in another language, and the labels of the original whose translation is too long for their box."""

    data: bytes
    too_long: tuple[DrawnLabel, ...]


def translated(data: bytes, translate: Callable[[str], str], language: str) -> Translated:
    """Translate the labels of a drawing, each in as many lines as it had, or more if its box has room.

    The words go in as text, so that nothing in them can be markup. Raises Problem `broken-drawing`.
    """
    root = parse(data)
    room_of = rooms(root)
    root.set(_LANGUAGE, language)
    too_long = []
    for element in root.iter(*_LABELS):
        words, line = _words(element), line_of(element)
        other = " ".join(translate(words).split()) if words else words
        if other != words and not _set(element, other, room_of.get(element)):
            too_long.append(DrawnLabel(words, line))
    return Translated(etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True), tuple(too_long))


def wrap(text: str, count: int, width: Callable[[str], float] = len) -> list[str]:
    """Return the text in exactly `count` lines, the widest as narrow as can be; lines are empty when the words do not suffice."""
    words = text.split()
    if count <= 1 or not words:
        return [" ".join(words), *[""] * (count - 1)]
    runs = {width(" ".join(words[a:b])) for a in range(len(words)) for b in range(a + 1, len(words) + 1)}
    least = max(map(width, words))
    tries = (_fill(words, widest, width) for widest in sorted(runs) if widest >= least)
    lines = next(lines for lines in tries if len(lines) <= count)
    return [*lines, *[""] * (count - len(lines))]


def _fill(words: list[str], widest: float, width: Callable[[str], float]) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and width(f"{lines[-1]} {word}") <= widest:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def parse(data: bytes) -> etree._Element:
    """Return the root of a drawing. Raises Problem `broken-drawing`."""
    # Nothing outside the file is read, whatever it asks for.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        message, hint = "the drawing cannot be read", "open it in a drawing program and save it as plain SVG"
        raise Problem("broken-drawing", message, cause=str(error), hint=hint, line=error.lineno or None) from error


def is_of_editors(namespace: str | None) -> bool:
    """Return whether a namespace is that of a program that draws, for what it alone understands."""
    return any(host in (namespace or "") for host in _OF_EDITORS)


def line_of(element: etree._Element) -> int:
    """Return the line (from 1) at which an element begins."""
    return cast("int | None", element.sourceline) or 1  # lxml-stubs has the type wrong


def _words(label: etree._Element) -> str:
    return " ".join(" ".join(label_lines(label)).split())


def _set(element: etree._Element, words: str, room: Room | None) -> bool:
    """Put other words into a label; False where no number of lines brings them into its room."""
    count = len(label_lines(element))
    if room is None:
        _fill_in(element, wrap(words, count))
        return True
    for more in range(count, count + _MORE_LINES):
        lines, lettering = wrap(words, more, room.lettering.width), room.lettering.in_lines(more, room.area)
        if max(map(room.lettering.width, lines)) > room.width:
            continue
        if more == count:
            _fill_in(element, lines)
            return True
        if lettering is not None:
            element.text = None
            element[:] = []
            for turn, line in enumerate(lines):
                y = lettering.y + turn * lettering.leading
                etree.SubElement(element, TSPAN, x=f"{lettering.x:g}", y=f"{y:g}").text = line
            return True
    _fill_in(element, wrap(words, count, room.lettering.width))
    return False


def _fill_in(element: etree._Element, lines: list[str]) -> None:
    lines = list(lines)
    moving = [child for child in element if begins_line(child)]
    if len(lines) > len(moving):
        element.text = lines.pop(0)
    for child in list(element):
        if child not in moving:
            element.remove(child)
    for child, text in zip(moving, lines, strict=True):
        child[:] = []
        child.text, child.tail = text, None
