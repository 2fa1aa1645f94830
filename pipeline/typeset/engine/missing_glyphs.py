# SPDX-License-Identifier: GPL-3.0-or-later
"""Characters that no font has: U+FFFD is printed for each, and the PDF says which one it stands for.

The box that a font draws for whatever it lacks (`.notdef`) is allowed in no PDF/A and no PDF/UA.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import SubElement

from weasyprint.logger import LOGGER

from pipeline.bookformat.vocabulary import HEAD, RUNNING
from pipeline.typeset.values.pages import Element

CHARACTER = "data-character"
"""On an element whose text is the replacement: the character that stands there."""
REPLACEMENT = "\ufffd"
_NOT_TEXT = frozenset({"head", "style", "script", "svg", "math"})


def replace_missing(root: Element, characters: frozenset[str]) -> None:
    """Replace each of these characters by an element with the replacement; running heads get the replacement alone."""
    if not characters:
        return
    pattern = re.compile(f"([{re.escape(''.join(sorted(characters)))}])")
    for element in list(_within(root)):
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


def _within(element: Element) -> Iterator[Element]:
    if element.tag not in _NOT_TEXT:
        yield element
        for child in element:
            yield from _within(child)


def _add(element: Element, pieces: list[str]) -> None:
    """Add a text at the end of an element: pieces of it, and between each two of them a character to be replaced."""
    for at, piece in enumerate(pieces):
        if at % 2:
            SubElement(element, "span", {CHARACTER: piece}).text = REPLACEMENT
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + piece
        else:
            element.text = (element.text or "") + piece


def warn_of_missing(root: Element) -> None:
    """Log what WeasyPrint logs where it draws the box: once for each character that was replaced."""
    for element in root.iter("span"):
        if character := element.get(CHARACTER):
            LOGGER.warning(
                '.notdef glyph rendered for Unicode string unsupported by fonts: "%s" (U+%04X)',
                character,
                ord(character),
            )
