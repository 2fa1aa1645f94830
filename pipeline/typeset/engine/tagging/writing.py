# SPDX-License-Identifier: GPL-3.0-or-later
"""The structure written down as PDF objects: what takes the place of WeasyPrint's `add_tags`."""

from collections.abc import Callable, Sequence
from typing import Any

import pydyf

from pipeline.model.problems import Problem
from pipeline.typeset.engine.boxes import words_of
from pipeline.typeset.engine.tagging.content import PositionedBox, TaggedContent
from pipeline.typeset.engine.tagging.form import FormWriter
from pipeline.typeset.engine.tagging.stream import add_dictionary
from pipeline.typeset.engine.tagging.structure import Annotation, Mark, Node, Structure

type AddTags = Callable[[Any, Any, Any, Sequence[Any]], None]


def tag_writer(content: TaggedContent) -> AddTags:
    """Return a function in the place of `weasyprint.pdf.add_tags`, for this content."""

    def add_tags(pdf: Any, document: Any, _version: Any, streams: Sequence[Any]) -> None:
        structure = Structure(document._html.etree_element, content)
        form = FormWriter(pdf, [page.height for page in document.pages])
        _place_all(structure, form, content, streams)
        form.finish()
        structure.put_last()
        _Writer(pdf, len(document.pages)).write(structure)

    return add_tags


def _place_all(structure: Structure, form: FormWriter, content: TaggedContent, streams: Sequence[Any]) -> None:
    for positioned in content.boxes:
        link = getattr(positioned.box, "link_annotation", None)
        painted = streams[positioned.page]._tags.pop(positioned.box, None) if positioned.paints else None
        if not positioned.chain or not (painted or link or positioned.field):
            continue
        node = structure.place(positioned)
        if positioned.field:
            # An element of the structure holds one field alone: where its lines go on on the next page, that is another.
            holder = node.parent.add("Form", node.element) if node.kids and node.parent is not None else node
            annotation = form.add(positioned.page, positioned.box, positioned.field)
            holder.kids.append(Annotation(positioned.page, annotation))
        if painted:
            node.kids.append(Mark(positioned.page, painted["mcid"]))
        if link:
            _link(node, positioned, link)
    left = sum(len(stream._tags) for stream in streams)
    if left:
        raise Problem("typeset-tags", f"{left} painted pieces stand outside the structure", hint="report this book")


def _link(node: Node, positioned: PositionedBox, annotation: Any) -> None:
    holder = node.nearest_link or node.add("Link", positioned.box.element)
    holder.kids.append(Annotation(positioned.page, annotation))
    element = positioned.box.element
    words = element.get("aria-label") or element.get("title") or words_of(element)
    if words:
        annotation["Contents"] = pydyf.String(words)


class _Writer:
    def __init__(self, pdf: Any, pages: int) -> None:
        self._pdf = pdf
        self._page_references = list(pdf.page_references)
        self._marks: list[dict[int, Any]] = [{} for _ in range(pages)]
        self._annotations: list[tuple[Any, Any]] = []
        self._names: dict[str, Any] = {}

    def write(self, structure: Structure) -> None:
        pdf = self._pdf
        root = add_dictionary(pdf, Type="/StructTreeRoot")
        root["K"] = pydyf.Array([self._node(structure.document, root.reference)])
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
        if node.name:
            element["ID"] = pydyf.String(node.name)
            self._names[node.name] = element.reference
        for owner, values in node.attributes.items():
            element["A"] = pydyf.Dictionary({"O": f"/{owner}"} | values)
        page = next((kid.page for kid in node.kids if not isinstance(kid, Node)), None)
        if page is not None:
            element["Pg"] = self._page_references[page]
        element["K"] = pydyf.Array([self._kid(kid, element, page) for kid in node.kids])
        reference: bytes = element.reference
        return reference

    def _kid(self, kid: Node | Mark | Annotation, parent: Any, page: int | None) -> Any:
        """`page` is the one that the element names itself: what stands on it need not say so, which makes the file smaller."""
        if isinstance(kid, Node):
            return self._node(kid, parent.reference)
        reference = {} if kid.page == page else {"Pg": self._page_references[kid.page]}
        if isinstance(kid, Annotation):
            self._annotations.append((parent.reference, kid.object))
            return pydyf.Dictionary({"Type": "/OBJR", "Obj": kid.object.reference, **reference})
        self._marks[kid.page][kid.number] = parent.reference
        return pydyf.Dictionary({"Type": "/MCR", "MCID": kid.number, **reference}) if reference else kid.number

    def _parent_tree(self) -> Any:
        """From a page's marks, and from each link and field, back to the element that holds them."""
        numbers: list[Any] = []
        for page, marks in enumerate(self._marks):
            numbers += [page, pydyf.Array([marks[number] for number in sorted(marks)])]
        for number, (holder, annotation) in enumerate(self._annotations, len(self._marks)):
            annotation["StructParent"] = number
            numbers += [number, holder]
        return add_dictionary(self._pdf, Nums=pydyf.Array(numbers))
