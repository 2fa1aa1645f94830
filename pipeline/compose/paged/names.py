# SPDX-License-Identifier: GPL-3.0-or-later
"""Identifiers and references of the documents, made unique and alive within one book."""

import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urldefrag

from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder

from pipeline.bookformat.addresses import file_of
from pipeline.bookformat.identifiers import identity
from pipeline.compose.docutils_tree import sourced
from pipeline.compose.paged import raw_html
from pipeline.compose.paged.objections import Objection, dead_reference, stop
from pipeline.model.problems import Problem

_ELSEWHERE = re.compile(r"#document-([^#]*)(?:#(.*))?\Z")
_MADE_FOR_SITES = re.compile(r"(genindex|search|(\w+-)?modindex)\b|_(modules|downloads|static|sources|images)/")
"""Pages and folders that HTML builders make."""
_LINKS = (nodes.reference, addnodes.number_reference)
_LEAD_OUT = frozenset({"viewcode-link", "viewcode-back"})
"""Links to pages that an HTML edition has besides its documents; without the page their words say nothing."""


def uri(docname: str) -> str:
    """How the builder names a document while references are resolved; `Names.resolve` reads it back."""
    return f"#document-{docname}"


class Names:
    """What each identifier of each document is called in the book: one identifier an element, unique in the book."""

    def __init__(
        self,
        object_to: Objection = stop,
        is_on_site: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """`is_on_site` tells of what HTML has besides documents."""
        self._documents: set[str] = set()
        self._is_on_site = is_on_site
        self._object_to = object_to
        self._names: dict[tuple[str, str], str] = {}

    def adopt(self, tree: nodes.document, docname: str) -> None:
        """Rename all identifiers of a document. Of several on one element the first stays, the others lead to it."""
        self._documents.add(docname)
        for element in tree.findall(nodes.Element):
            if not element.get("ids"):
                continue
            name = identity(docname, element["ids"][0])
            self._names |= {(docname, other): name for other in element["ids"]}
            element["ids"] = [name]
        for raw in _raw_html(tree):
            for other in raw_html.identifiers(raw.astext()):
                self._names.setdefault((docname, other), identity(docname, other))
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
        match = _ELSEWHERE.match(address)
        return self.get(match[1], match[2] or "") if match else None

    def place_of(self, identity: str) -> tuple[str, str]:
        """The document and the identifier in it that are called `identity` in the book; empty texts where nothing is."""
        return next((place for place, name in self._names.items() if name == identity and place[1]), ("", ""))

    def resolve(self, tree: nodes.document, docname: str) -> None:
        """Let every reference of a document lead to its place in the book; report `dead-reference` if there is none.

        Pages that an HTML edition makes besides its documents (the search, an index of modules, highlighted sources) are in
        no book: of a link to them the words stay.
        """
        for element in list(tree.findall(nodes.Element)):
            if "refid" in element and not isinstance(element, nodes.target):
                self._lead(element, docname, element["refid"])
            if element.get("backrefs"):
                element["backrefs"] = [name for call in element["backrefs"] if (name := self.get(docname, call))]
            place = _place(str(element.get("refuri", "")), docname)
            if place is None:
                continue
            del element["refuri"]
            if isinstance(element, nodes.target):  # the name of a link has its address too
                continue
            if self._is_on_site(place[0]) and (place[0], "") not in self._names:
                unlink(element)
            else:
                self._lead(element, *place)
        for raw in _raw_html(tree):
            raw.children = [nodes.Text(self._resolved(raw, docname))]

    def _resolved(self, raw: nodes.raw, docname: str) -> str:
        """Return raw HTML with the identifiers of the book."""

        def led(address: str) -> str | None:
            place = _place(address, docname)
            if place is None:
                return address
            name = self.get(*place)
            if name is None and not self._is_on_site(place[0]):
                self._object_to(self._dead(raw, raw_html.link_words(raw.astext(), address), *place))
            return None if name is None else f"#{name}"

        def called(name: str) -> str:
            return self.get(docname, name) or identity(docname, name)

        return raw_html.renamed(raw.astext(), called, led)

    def _dead(self, element: nodes.Element, words: str, docname: str, name: str) -> Problem:
        at = sourced(element)
        path, line = (Path(at.source), at.line) if at is not None and at.source else (None, None)
        return dead_reference(words, docname, name if docname in self._documents else "", path, line)

    def _lead(self, element: nodes.Element, docname: str, name: str) -> None:
        identity = self.get(docname, name)
        if identity is None:
            self._object_to(self._dead(element, element.astext(), docname, name))
            unlink(element)
        else:
            element["refid"] = identity


def is_on_site(address: str, builder: Builder) -> bool:
    """Tell whether a path from the root of an HTML edition leads to a page or file that it has besides its documents."""
    places = [builder.srcdir, *(Path(builder.confdir, path) for path in builder.config.html_extra_path)]
    return (
        _MADE_FOR_SITES.match(address) is not None
        or address in builder.config.html_additional_pages
        or any(Path(place, address).exists() for place in places)
    )


def _raw_html(tree: nodes.document) -> list[nodes.raw]:
    return [raw for raw in tree.findall(nodes.raw) if "html" in raw.get("format", "").split()]


def _place(address: str, docname: str) -> tuple[str, str] | None:
    """The document and identifier that an address in a document leads to; None where it leads out of the publication.

    Besides what Sphinx resolves, authors write addresses of the HTML edition by hand: `#part`, `../install.html#part`.
    """
    if match := _ELSEWHERE.match(address):
        return match[1], match[2] or ""
    path = file_of(address)
    if not path and not address.startswith("#"):
        return None
    page = posixpath.normpath(posixpath.join(posixpath.dirname(docname), path)) if path else docname
    return page.removesuffix(".html"), unquote(urldefrag(address).fragment)


def unlink(element: nodes.Element, *, as_element: bool = False) -> None:
    """Leave the words of a link, and the place that others lead to; anything but a link just stops leading somewhere.

    The words `as_element` break into lines exactly as the link would.
    """
    element.attributes.pop("refid", None)
    if any(_LEAD_OUT & set(part["classes"]) for part in element.findall(nodes.Element)):
        element.parent.remove(element)
    elif isinstance(element, _LINKS):
        words = nodes.inline("", "", *element.children, ids=element["ids"], classes=element["classes"])
        element.parent.replace(element, words if words["ids"] or as_element else list(element.children))
