# SPDX-License-Identifier: GPL-3.0-or-later
"""Extracts the labels of SVG drawings, and replaces them by translations. Pure, on bytes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from lxml import etree

from pipeline.media import SVG
from pipeline.media.svg_text_room import TSPAN, Room, begins_line, label_lines, rooms
from pipeline.model.problems import Problem

_LABELS = (f"{SVG}text", f"{SVG}title", f"{SVG}desc")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

_MORE_LINES = 4
"""Number of line counts to try for a translation, starting with the original's."""
_BOX = 4
"""Number of values of a viewBox: left, top, width and height."""
_EDITOR_HOSTS = ("inkscape.org", "sodipodi", "adobe.com", "bohemiancoding.com", "serif.com", "creativecommons.org/ns")
"""Parts of the namespaces of drawing programs, some of which store the path of the file on the author's machine."""


@dataclass(frozen=True, slots=True)
class DrawnLabel:
    """The text of a label, with lines joined by spaces, and its line in the file (from 1)."""

    text: str
    line: int


def labels(data: bytes) -> tuple[DrawnLabel, ...]:
    """Return the labels of a drawing with at least one letter, in file order. Raises Problem `broken-drawing`."""
    all_labels = (DrawnLabel(_words(element), line_of(element)) for element in parse(data).iter(*_LABELS))
    return tuple(label for label in all_labels if any(character.isalpha() for character in label.text))


def size(data: bytes, widest: int) -> tuple[int, int] | None:
    """Return the width and height of a drawing in pixels; if it has none, `widest` and the height in proportion to its viewBox.

    Returns None without a viewBox. Raises Problem `broken-drawing`.
    """
    root = parse(data)
    width, height = (_pixels(root.get(name, "")) for name in ("width", "height"))
    if width and height:
        return round(width), round(height)
    box = [_pixels(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip())]
    across, down = box[2:] if len(box) == _BOX else (0.0, 0.0)
    return (widest, max(1, round(widest * down / across))) if across and down else None


def _pixels(length: str) -> float:
    """Return a length in pixels; 0 if it is invalid or in another unit."""
    match = re.fullmatch(r"(-?[\d.]+)(px)?", length.strip())
    return float(match[1]) if match else 0.0


@dataclass(frozen=True, slots=True)
class TranslatedDrawing:
    """A translated drawing, and the original labels whose translation is too long for their box."""

    data: bytes
    too_long: tuple[DrawnLabel, ...]


def translate_labels(data: bytes, translate: Callable[[str], str], language: str) -> TranslatedDrawing:
    """Translate the labels of a drawing, with the same number of lines as before, or more if their box has room.

    Translations are inserted as text, not as markup. Raises Problem `broken-drawing`.
    """
    root = parse(data)
    room_of = rooms(root)
    root.set(_LANGUAGE, language)
    too_long = []
    for element in root.iter(*_LABELS):
        words, line = _words(element), line_of(element)
        translation = " ".join(translate(words).split()) if words else words
        if translation != words and not _set_label(element, translation, room_of.get(element)):
            too_long.append(DrawnLabel(words, line))
    return TranslatedDrawing(
        etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True), tuple(too_long)
    )


def wrap(text: str, count: int, width: Callable[[str], float] = len) -> list[str]:
    """Wrap a text into exactly `count` lines so that the widest is as narrow as possible; lines may be empty."""
    words = text.split()
    if count <= 1 or not words:
        return [" ".join(words), *[""] * (count - 1)]
    runs = {width(" ".join(words[a:b])) for a in range(len(words)) for b in range(a + 1, len(words) + 1)}
    least = max(map(width, words))
    tries = (_fill_lines(words, widest, width) for widest in sorted(runs) if widest >= least)
    lines = next(lines for lines in tries if len(lines) <= count)
    return [*lines, *[""] * (count - len(lines))]


def _fill_lines(words: list[str], widest: float, width: Callable[[str], float]) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and width(f"{lines[-1]} {word}") <= widest:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def parse(data: bytes) -> etree._Element:
    """Return the root of a drawing. Raises Problem `broken-drawing`."""
    # The parser reads nothing outside the data.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        message, hint = "the drawing cannot be read", "open it in a drawing program and save it as plain SVG"
        raise Problem("broken-drawing", message, cause=str(error), hint=hint, line=error.lineno or None) from error


def is_editor_namespace(namespace: str | None) -> bool:
    """Return whether a namespace is for private data of a drawing program."""
    return any(host in (namespace or "") for host in _EDITOR_HOSTS)


def line_of(element: etree._Element) -> int:
    """Return the line (from 1) at which an element begins."""
    return cast("int | None", element.sourceline) or 1  # lxml-stubs has the type wrong


def _words(label: etree._Element) -> str:
    return " ".join(" ".join(label_lines(label)).split())


def _set_label(element: etree._Element, words: str, room: Room | None) -> bool:
    """Replace the text of a label. Return False if it does not fit its room with any number of lines."""
    count = len(label_lines(element))
    if room is None:
        _set_lines(element, wrap(words, count))
        return True
    for line_count in range(count, count + _MORE_LINES):
        lines, lettering = wrap(words, line_count, room.lettering.width), room.lettering.in_lines(line_count, room.area)
        if max(map(room.lettering.width, lines)) > room.width:
            continue
        if line_count == count:
            _set_lines(element, lines)
            return True
        if lettering is not None:
            element.text = None
            element[:] = []
            for turn, line in enumerate(lines):
                y = lettering.y + turn * lettering.leading
                etree.SubElement(element, TSPAN, x=f"{lettering.x:g}", y=f"{y:g}").text = line
            return True
    _set_lines(element, wrap(words, count, room.lettering.width))
    return False


def _set_lines(element: etree._Element, lines: list[str]) -> None:
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
