# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the structure tree as PDF objects."""

from collections.abc import Callable
from typing import Any

import pydyf

from pipeline.typeset.engine.tagging.stream import add_dictionary
from pipeline.typeset.values.nodes import FieldArea, Leaf, LinkArea, Mark, Node


class StructureWriter:
    """Writes the structure tree. `links` and `fields` return the annotation of an area; None for a link without annotation."""

    def __init__(
        self, pdf: Any, links: Callable[[LinkArea], Any], fields: Callable[[FieldArea], Any], pages: int
    ) -> None:
        self._pdf, self._links, self._fields = pdf, links, fields
        self._page_references = list(pdf.page_references)
        self._marks: list[dict[int, Any]] = [{} for _ in range(pages)]
        self._annotations: list[tuple[Any, Any]] = []
        self._names: dict[str, Any] = {}

    def write(self, document: Node) -> None:
        pdf = self._pdf
        root = add_dictionary(pdf, Type="/StructTreeRoot")
        root["K"] = pydyf.Array([self._node(document, root.reference)])
        root["ParentTree"] = self._parent_tree().reference
        root["ParentTreeNextKey"] = len(self._marks) + len(self._annotations)
        if self._names:
            names = [part for name in sorted(self._names) for part in (pydyf.String(name), self._names[name])]
            root["IDTree"] = add_dictionary(pdf, Names=pydyf.Array(names)).reference
        pdf.catalog["StructTreeRoot"] = root.reference
        pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
        pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})

    def _node(self, node: Node, parent: bytes) -> bytes:
        element = add_dictionary(self._pdf, Type="/StructElem", S=f"/{node.role}", P=parent)
        if node.language:
            element["Lang"] = pydyf.String(node.language)
        if node.alternative:
            element["Alt"] = pydyf.String(node.alternative)
        if node.actual:
            element["ActualText"] = pydyf.String(node.actual)
        if node.name:
            element["ID"] = pydyf.String(node.name)
            self._names[node.name] = element.reference
        for owner, values in node.attributes.items():
            element["A"] = pydyf.Dictionary({"O": f"/{owner}"} | values)
        page = next((kid.page for kid in node.kids if not isinstance(kid, Node)), None)
        if page is not None:
            element["Pg"] = self._page_references[page]
        kids = (self._kid(kid, element, page) for kid in node.kids)
        element["K"] = pydyf.Array([kid for kid in kids if kid is not None])
        reference: bytes = element.reference
        return reference

    def _kid(self, kid: Node | Leaf, parent: Any, page: int | None) -> Any:
        """Return a child of `parent`. Children on the parent's page omit their page, to make the file smaller."""
        if isinstance(kid, Node):
            return self._node(kid, parent.reference)
        reference = {} if kid.page == page else {"Pg": self._page_references[kid.page]}
        if not isinstance(kid, Mark):
            annotation = self._links(kid) if isinstance(kid, LinkArea) else self._fields(kid)
            if annotation is None:
                return None
            self._annotations.append((parent.reference, annotation))
            return pydyf.Dictionary({"Type": "/OBJR", "Obj": annotation.reference, **reference})
        self._marks[kid.page][kid.number] = parent.reference
        return pydyf.Dictionary({"Type": "/MCR", "MCID": kid.number, **reference}) if reference else kid.number

    def _parent_tree(self) -> Any:
        """Return the parent tree, which maps the marks of each page, links and fields back to their structure elements."""
        numbers: list[Any] = []
        for page, marks in enumerate(self._marks):
            numbers += [page, pydyf.Array([marks[number] for number in sorted(marks)])]
        for number, (holder, annotation) in enumerate(self._annotations, len(self._marks)):
            annotation["StructParent"] = number
            numbers += [number, holder]
        return add_dictionary(self._pdf, Nums=pydyf.Array(numbers))
