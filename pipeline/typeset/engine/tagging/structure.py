# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the structure tree of a book from its elements, independent of page breaks."""

from collections.abc import Iterable
from typing import Any

import pydyf
from weasyprint.formatting_structure.boxes import InlineBox

from pipeline.bookformat.identifiers import BODY
from pipeline.bookformat.vocabulary import PDF_LAST, RUNNING
from pipeline.typeset.engine.boxes import Box
from pipeline.typeset.engine.tagging import roles
from pipeline.typeset.engine.tagging.content import Key, PositionedBox, TaggedContent
from pipeline.typeset.values.nodes import Node
from pipeline.typeset.values.pages import Element

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Structure:
    """Builds the tree box by box. All boxes of an element share its node.

    `undescribed` are the headings of the sections with a picture without alternative text.
    """

    def __init__(self, root: Element, content: TaggedContent) -> None:
        self.document = Node("Document", language=root.get("lang", ""))
        self.undescribed: list[str] = []
        self._root = root
        self._nodes: dict[Key, Node] = {}
        self._parents: dict[Element, Element] = {child: parent for parent in root.iter() for child in parent}
        self._fields = content.fields
        self._notes = {
            element for positioned in content.boxes for (element, tag), _ in positioned.chain if "::footnote-" in tag
        }

    def place(self, positioned_box: PositionedBox) -> Node:
        """Return the node for the painted content of a box."""
        (element, tag), _ = positioned_box.chain[-1]
        node = self.enter(positioned_box)
        if tag.endswith("::footnote-call"):
            return self._call(node, (element, tag))
        role = roles.of_pseudo(tag)
        if role and not (role == "Lbl" and node.role not in ("LI", "Note")):
            return self._child(node, (element, tag), role)
        if node.role == "LI":
            node = self._body(node)
        return _paragraph(node) if node.role in roles.GROUPING else node

    def enter(self, positioned_box: PositionedBox) -> Node:
        """Return the node of a box's element, or of its nearest ancestor with a node."""
        (element, _), _ = positioned_box.chain[-1]
        boxes_by_key = dict(positioned_box.chain)
        node = self.document
        for ancestor in self._path(element):
            node = self._enter(
                node, (ancestor, ancestor.tag), boxes_by_key.get((ancestor, ancestor.tag), positioned_box.box)
            )
            if ancestor is not element and node.role == "LI":
                node = self._body(node)
        return node

    def _path(self, element: Element) -> Iterable[Element]:
        path = []
        while element is not None:
            if isinstance(element.tag, str):
                path.append(element)
            element = self._parents.get(element)
        return reversed(path)

    def _enter(self, parent: Node, key: Key, box: Box) -> Node:
        """Return the node of an element, or `parent` if the element needs none."""
        if key in self._nodes:
            return self._nodes[key]
        element = key[0]
        parent_element = self._parents.get(element)
        inherited = self.document.language if parent_element is None else self._language(parent_element)
        foreign = language if (language := self._language(element)) != inherited else ""
        is_field, is_note = element in self._fields, element in self._notes
        role = "Form" if is_field else roles.of_element(element, is_note=is_note, foreign=bool(foreign))
        if role is None:
            return parent
        if element.tag in ("dt", "dd"):
            parent = _definition(parent, element.tag)
        if role in roles.INLINE and parent.role in roles.GROUPING:
            parent = _paragraph(parent)
        node = self._child(parent, key, role)
        node.language = foreign
        node.is_read_last = element.get(PDF_LAST) is not None
        node.is_text = element.get("id") == BODY
        self._describe(node, element, box)
        return node

    def _child(self, parent: Node, key: Key, role: str) -> Node:
        if key not in self._nodes:
            self._nodes[key] = parent.add(role, key[0])
        return self._nodes[key]

    def _body(self, item: Node) -> Node:
        return self._child(item, (item.element, "LBody"), "LBody")

    def _call(self, note: Node, key: Key) -> Node:
        """Insert a node for the footnote call before the footnote, and return it."""
        if key not in self._nodes:
            parent = note.parent
            assert parent is not None
            call = Node("Reference", parent, key[0])
            parent.kids.insert(parent.kids.index(note), call)
            self._nodes[key] = call
        return self._nodes[key]

    def _describe(self, node: Node, element: Element, box: Box) -> None:
        match node.role:
            case "Figure" | "Formula":
                node.alternative = roles.alternative(element, self._root)
                if not node.alternative:
                    self.undescribed.append(self._heading(element))
                in_line = node.role == "Formula" and node.parent is not None and node.parent.role not in roles.GROUPING
                placement = "/Inline" if in_line else "/Block"
                node.attributes["Layout"] = {"Placement": placement}
                if not isinstance(box, InlineBox):  # not a formula broken into lines
                    # In points. The page's transformation is ignored: readers only compare bounding boxes.
                    left, top = box.content_box_x(), box.content_box_y()
                    edges = left, top, left + box.width, top + box.height
                    node.attributes["Layout"]["BBox"] = pydyf.Array([edge * 0.75 for edge in edges])
            case "TH" | "TD":
                cell: dict[str, Any] = dict(roles.cell_spans(element))
                if node.role == "TH":
                    in_head = any(ancestor.tag == "thead" for ancestor in self._path(element))
                    cell["Scope"] = f"/{roles.scope(element, in_head=in_head)}"
                if cell:
                    node.attributes["Table"] = cell
            case "L":
                style = box.style["list_style_type"] if element.tag != "dl" else "none"
                node.attributes["List"] = {"ListNumbering": f"/{roles.numbering(style)}"}
            case "Note":
                node.name = element.get("id", "")

    def _heading(self, element: Element) -> str:
        """Return the heading of the section that contains an element, or an empty string."""
        headings = [child.get(RUNNING) for ancestor in self._path(element) for child in ancestor if child.get(RUNNING)]
        return headings[-1] if headings else ""

    def _language(self, element: Element) -> str:
        while element is not None:
            if language := element.get("lang") or element.get(_XML_LANG):
                return str(language)
            element = self._parents.get(element)
        return ""


def _paragraph(parent: Node) -> Node:
    last = parent.kids[-1] if parent.kids else None
    if isinstance(last, Node) and last.is_anonymous and last.role == "P":
        return last
    return parent.add("P", is_anonymous=True)


def _definition(parent: Node, tag: str) -> Node:
    """Return the list item for a term or definition of a definition list. A term after a definition starts a new item."""
    if parent.role != "L":
        return parent
    last = parent.kids[-1] if parent.kids else None
    if isinstance(last, Node) and last.is_anonymous:
        complete = any(isinstance(kid, Node) and kid.role == "LBody" for kid in last.kids)
        if tag == "dd" or not complete:
            return last
    return parent.add("LI", is_anonymous=True)
