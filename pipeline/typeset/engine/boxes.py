# SPDX-License-Identifier: GPL-3.0-or-later
"""Boxes of WeasyPrint, and how to walk through them."""

from collections.abc import Iterator
from typing import Any

from weasyprint.layout.absolute import AbsolutePlaceholder

# WeasyPrint ships no types: a box of it is Any here and in the modules beside this one.
type Box = Any


def children(box: Box) -> Iterator[Box]:
    """Yield the boxes in a box, those that are positioned absolutely too."""
    for child in getattr(box, "children", ()):
        yield child._box if isinstance(child, AbsolutePlaceholder) else child


def within(box: Box) -> Iterator[Box]:
    """Yield a box and all boxes in it, in the order of the text."""
    yield box
    for child in children(box):
        yield from within(child)


def words_of(element: Any) -> str:
    """Return the words of an element of the text on one line."""
    words: str = " ".join("".join(element.itertext()).split())
    return words
