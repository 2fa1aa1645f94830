# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks through WeasyPrint's boxes."""

from collections.abc import Iterator
from typing import Any

from weasyprint.layout.absolute import AbsolutePlaceholder

# WeasyPrint ships no types: its boxes are Any in this folder.
type Box = Any


def children(box: Box) -> Iterator[Box]:
    """Yield the child boxes of a box, including absolutely positioned ones."""
    for child in getattr(box, "children", ()):
        yield child._box if isinstance(child, AbsolutePlaceholder) else child


def descendants(box: Box) -> Iterator[Box]:
    """Yield a box and its descendants, in text order."""
    yield box
    for child in children(box):
        yield from descendants(child)


def text_of(element: Any) -> str:
    """Return the text of an element on one line."""
    words: str = " ".join("".join(element.itertext()).split())
    return words
