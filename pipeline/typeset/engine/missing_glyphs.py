# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces characters without a glyph by U+FFFD, with the character as the PDF's actual text.

PDF/A and PDF/UA forbid `.notdef`, the box that fonts draw for missing glyphs.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import SubElement

from weasyprint.logger import LOGGER

from pipeline.bookformat.vocabulary import HEAD, RUNNING
from pipeline.typeset.values.pages import Element

CHARACTER = "data-character"
"""Attribute of an element whose text is U+FFFD: the replaced character."""
REPLACEMENT = "\ufffd"
_NOT_TEXT = frozenset({"head", "style", "script", "svg", "math"})


def replace_missing(root: Element, characters: frozenset[str]) -> None:
    """Replace each of these characters by an element with U+FFFD; in running heads, which are attributes, by U+FFFD alone."""
    if not characters:
        return
    pattern = re.compile(f"([{re.escape(''.join(sorted(characters)))}])")
    for element in list(_descendants(root)):
        for name in (RUNNING, HEAD):
            if value := element.get(name):
                element.set(name, pattern.sub(REPLACEMENT, value))
        children = list(element)
        for child in children:
            element.remove(child)
        texts = [element.text, *(child.tail for child in children)]
        element.text = None
        for child, text in zip([None, *children], texts, strict=True):
            if child is not None:
                child.tail = None
                element.append(child)
            _add(element, pattern.split(text or ""))


def _descendants(element: Element) -> Iterator[Element]:
    if element.tag not in _NOT_TEXT:
        yield element
        for child in element:
            yield from _descendants(child)


def _add(element: Element, pieces: list[str]) -> None:
    """Append text to an element. `pieces` alternate between text and a character to replace."""
    for at, piece in enumerate(pieces):
        if at % 2:
            SubElement(element, "span", {CHARACTER: piece}).text = REPLACEMENT
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + piece
        else:
            element.text = (element.text or "") + piece


def warn_of_missing(root: Element) -> None:
    """Log WeasyPrint's warning about `.notdef` for each replaced character."""
    for element in root.iter("span"):
        if character := element.get(CHARACTER):
            LOGGER.warning(
                '.notdef glyph rendered for Unicode string unsupported by fonts: "%s" (U+%04X)',
                character,
                ord(character),
            )
