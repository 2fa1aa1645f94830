# SPDX-License-Identifier: GPL-3.0-or-later
"""Divides the boxes of pages, in reading order, into content (with its elements) and artifacts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes

from pipeline.typeset.engine.boxes import Box, children
from pipeline.typeset.engine.tagging.roles import is_decoration
from pipeline.typeset.values.fields import FormField, fields_of
from pipeline.typeset.values.pages import Element

type Key = tuple[Element, str]
"""An element and the tag of the box, which distinguishes pseudo-elements: `li` and `li::marker`."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """Content that is not part of the text: its `type` and `subtype` in PDF."""

    type: str
    subtype: str = ""


PAGE_HEAD = Artifact("Pagination", "Header")
PAGE_FOOT = Artifact("Pagination", "Footer")
REPEATED = Artifact("Pagination")
ORNAMENT = Artifact("Layout")

_NO_WORDS = frozenset({"ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr"})
"""Elements whose direct text can only be whitespace between their children."""


@dataclass(frozen=True, slots=True, eq=False)
class PositionedBox:
    """A box on a page (counted from 0): `chain` holds the keys and boxes of its ancestors and itself, from outside in.

    `field` is the form field in its place; the drawn lines of a field are artifacts.
    """

    box: Box
    page: int
    chain: tuple[tuple[Key, Box], ...]
    field: FormField | None = None

    @property
    def paints(self) -> bool:
        return isinstance(self.box, boxes.TextBox | boxes.ReplacedBox)


class TaggedContent:
    """The boxes that belong to the text, the painted boxes that are artifacts, and the elements that are `fields`.

    `unread` are the boxes that contain artifacts; links among them are left out.
    """

    def __init__(self, fields: Mapping[Element, FormField]) -> None:
        self.boxes: list[PositionedBox] = []
        self.artifacts: dict[Box, Artifact] = {}
        self.unread: set[Box] = set()
        self.fields = fields
        self._head_of: dict[Element, int] = {}

    @classmethod
    def of(cls, document: Any, *, fillable: bool = True) -> "TaggedContent":
        """Return the content of a laid-out document. Unless it is `fillable`, its forms are only drawn."""
        content = cls(fields_of(document._html.etree_element) if fillable else {})
        for number, page in enumerate(document.pages):
            content._read(page._page_box, number, None, ())
        return content

    def _read(self, box: Box, page: int, artifact: Artifact | None, chain: tuple[tuple[Key, Box], ...]) -> None:
        artifact = artifact or self._artifact(box, page)
        is_field = False
        if box.element is not None and not isinstance(box, boxes.PageBox):
            key = (box.element, str(box.element_tag))
            if not chain or chain[-1][0] != key:
                chain = (*chain, (key, box))
                is_field = box.element in self.fields
        positioned = PositionedBox(box, page, chain, self.fields[box.element] if is_field else None)
        if artifact is None or is_field:
            self.boxes.append(positioned)
        elif positioned.paints:
            self.artifacts[box] = artifact
        else:
            self.unread.add(box)
        if not positioned.paints:
            for child in children(box):
                self._read(child, page, artifact, chain)

    def _artifact(self, box: Box, page: int) -> Artifact | None:
        if isinstance(box, boxes.MarginBox):
            return PAGE_HEAD if "top" in box.at_keyword else PAGE_FOOT
        if getattr(box, "is_leader", False):
            return ORNAMENT
        if isinstance(box, boxes.TextBox) and box.element_tag in _NO_WORDS and not box.text.strip():
            return ORNAMENT
        element = box.element
        if element is None or isinstance(box, boxes.PageBox):
            return None
        if box.element_tag in ("thead", "tfoot") and self._head_of.setdefault(element, page) != page:
            return REPEATED
        return ORNAMENT if is_decoration(element) else None
