# SPDX-License-Identifier: GPL-3.0-or-later
"""Extracts the labels of SVG drawings, and replaces them by translations. Pure, on bytes."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import cast

from lxml import etree

from pipeline.media import SVG, fonts
from pipeline.model.problems import Problem

_LABELS = (f"{SVG}text", f"{SVG}title", f"{SVG}desc")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

WEIGHTS = {"normal": 400, "bold": 700}
_PAD = 0.35
"""Minimum distance of a translation to the sides of its box, as a share of the font size; less if the original has less."""
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
    all_labels = (
        DrawnLabel(" ".join(" ".join(_lines(element)).split()), line_of(element))
        for element in parse(data).iter(*_LABELS)
    )
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
    """Translate the labels of a drawing, with the same number of lines as before.

    Translations are inserted as text, not as markup. Raises Problem `broken-drawing`.
    """
    root = parse(data)
    root.set(_LANGUAGE, language)
    # Positions in a drawing with these are not the written ones.
    is_measurable = not root.xpath("//@transform") and next(root.iter(f"{SVG}style", f"{SVG}use"), None) is None
    too_long = []
    for element in root.iter(*_LABELS):
        lines = _lines(element)
        words = " ".join(" ".join(lines).split())
        translation = " ".join(translate(words).split()) if words else words
        if translation == words:
            continue
        size = _pixels(_property(element, "font-size", "16"))
        name = _property(element, "font-weight", "normal")
        weight = WEIGHTS.get(name) or (int(name) if name.isdecimal() else WEIGHTS["normal"])
        width = partial(fonts.width, size=size or 1, weight=weight)
        new_lines = wrap(translation, len(lines), width)
        is_shown = element.tag == f"{SVG}text" and is_measurable and size
        if is_shown and max(map(width, new_lines)) > _room(element, max(map(width, lines)), _PAD * size):
            too_long.append(DrawnLabel(words, line_of(element)))
        _set_lines(element, new_lines)
    return TranslatedDrawing(
        etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True), tuple(too_long)
    )


def _room(label: etree._Element, widest: float, pad: float) -> float:
    """Return the maximum width of the lines of a label whose original's widest line is `widest`.

    Each rectangle around the original limits it, as does the drawing. Other labels do not: a translation may touch them.
    """
    first = label if (label.text or "").strip() else next(filter(_begins_line, label), label)
    x, y = (_pixels(first.get(name) or label.get(name) or "") for name in ("x", "y"))
    before = {"middle": 0.5, "end": 1.0}.get(_property(label, "text-anchor", "start"), 0.0)  # the share left of x
    left, right = x - before * widest, x + (1 - before) * widest
    root = label.getroottree().getroot()
    boxes = [re.split(r"[\s,]+", root.get("viewBox", "").strip())]
    boxes += [[rect.get(name, "0") for name in ("x", "y", "width", "height")] for rect in root.iter(f"{SVG}rect")]
    room = math.inf
    for box_x, box_y, across, down in (map(_pixels, box) for box in boxes if len(box) == _BOX):
        sides = left - box_x, box_x + across - right
        if min(sides) >= -1 and box_y <= y <= box_y + down:
            free = max(0.0, min(side for side, share in zip(sides, (before, 1 - before), strict=True) if share))
            room = min(room, widest + (free - min(pad, free)) / max(before, 1 - before))
    return room


def _property(element: etree._Element, name: str, default: str) -> str:
    """Return a property of an element, inherited from the nearest ancestor with it."""
    for ancestor in (element, *element.iterancestors()):
        match = re.search(rf"(?:^|;)\s*{name}\s*:\s*([^;]+)", ancestor.get("style", ""))
        if value := match[1].strip() if match else ancestor.get(name):
            return value
    return default


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


def _begins_line(element: etree._Element) -> bool:
    """Return whether an element is a tspan that begins a new line, not a word within a line."""
    return element.tag == f"{SVG}tspan" and any(name in element.attrib for name in ("x", "y", "dx", "dy"))


def _lines(label: etree._Element) -> list[str]:
    """Return the lines of a label, including words before the first tspan that begins a line."""
    lines = [str(label.text or "")]
    for child in label:
        # Comments have no text.
        text = "".join(map(str, child.itertext("*"))) if isinstance(child.tag, str) else ""
        if _begins_line(child):
            lines.append(text)
        else:
            lines[-1] += text
        lines[-1] += str(child.tail or "")
    lines = [" ".join(line.split()) for line in lines]
    return lines if lines[0] or len(lines) == 1 else lines[1:]


def _set_lines(element: etree._Element, lines: list[str]) -> None:
    lines = list(lines)
    moving = [child for child in element if _begins_line(child)]
    if len(lines) > len(moving):
        element.text = lines.pop(0)
    for child in list(element):
        if child not in moving:
            element.remove(child)
    for child, text in zip(moving, lines, strict=True):
        child[:] = []
        child.text, child.tail = text, None
