# SPDX-License-Identifier: GPL-3.0-or-later
"""Identifiers and references of the documents, made unique and alive within one book."""

import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes

from pipeline.problems import Problem

TITLE_PAGE = "title-page"
OPENING = "opening"
INDEX = "index-of-terms"
_ELSEWHERE = re.compile(r"#document-([^#]*)(?:#(.*))?\Z")
_NOT_IN_A_BOOK = frozenset({"search", "modindex", "py-modindex"})


def uri(docname: str) -> str:
    """How the builder names a document while references are resolved; `Names.resolve` reads it back."""
    return f"#document-{docname}"


def identity(docname: str, name: str) -> str:
    """The identifier in the book of what is called `name` in a document."""
    return f"{docname.replace('/', '-')}--{name}"


class Names:
    """What each identifier of each document is called in the book: one identifier an element, unique in the book."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}

    def adopt(self, tree: nodes.document, docname: str) -> None:
        """Rename all identifiers of a document. Of several on one element the first stays, the others lead to it."""
        for element in _elements(tree):
            element.attributes.pop("backrefs", None)
            if not element.get("ids"):
                continue
            name = identity(docname, element["ids"][0])
            self._names |= {(docname, other): name for other in element["ids"]}
            element["ids"] = [name]
        first = next(tree.findall(nodes.section), None)
        if first is not None and first["ids"]:
            self._names[docname, ""] = first["ids"][0]

    def call(self, docname: str, name: str, *others: str) -> None:
        """Let all that leads to a document (or to an identifier in it, in the book's spelling) lead to `name`."""
        self._names[docname, ""] = name
        for key, value in self._names.items():
            if value in others:
                self._names[key] = name

    def get(self, docname: str, name: str) -> str | None:
        return self._names.get((docname, name))

    def of_uri(self, address: str) -> str | None:
        """The identifier in the book that an address of another document stands for; None of any other address."""
        found = _ELSEWHERE.match(address)
        return self.get(found[1], found[2] or "") if found else None

    def resolve(self, tree: nodes.document, docname: str) -> None:
        """Let every reference of a document lead to its place in the book; Problem `dead-reference` where there is none."""
        for element in list(_elements(tree)):
            if "refid" in element and not isinstance(element, nodes.target):
                element["refid"] = self._known(element, docname, element["refid"])
            found = _ELSEWHERE.match(element.get("refuri", ""))
            if not found:
                continue
            if found[1] in _NOT_IN_A_BOOK:
                element.replace_self(list(element.children))
                continue
            element["refid"] = self._known(element, found[1], found[2] or "")
            del element["refuri"]

    def _known(self, element: nodes.Element, docname: str, name: str) -> str:
        if known := self.get(docname, name):
            return known
        raise Problem(
            "dead-reference",
            f"“{element.astext()}” leads to no place in the book",
            cause=f"{docname} has nothing named {name!r}" if name else f"{docname} is not part of the book",
            hint="put the document into a toctree, or correct the reference",
            path=Path(element.source) if element.source else None,
            line=element.line,
        )


def _elements(tree: nodes.document) -> Iterator[nodes.Element]:
    return tree.findall(nodes.Element)
