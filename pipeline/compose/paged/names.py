# SPDX-License-Identifier: GPL-3.0-or-later
"""Renames the identifiers of documents to make them unique in the book, and resolves references to them."""

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
from pipeline.compose.docutils_tree import nearest_with_source
from pipeline.compose.paged import raw_html
from pipeline.compose.paged.reporting import Report, dead_reference, raise_problem
from pipeline.model.problems import Problem

_ELSEWHERE = re.compile(r"#document-([^#]*)(?:#(.*))?\Z")
_MADE_FOR_SITES = re.compile(r"(genindex|search|(\w+-)?modindex)\b|_(modules|downloads|static|sources|images)/")
"""Pages and folders that only HTML builders write."""
_LINKS = (nodes.reference, addnodes.number_reference)
_SITE_ONLY = frozenset({"viewcode-link", "viewcode-back"})
"""Classes of links to generated pages of an HTML edition. Without the page their text is useless."""


def uri(docname: str) -> str:
    """Return the temporary URI of a document, which `AnchorMap.resolve` replaces."""
    return f"#document-{docname}"


class AnchorMap:
    """Maps the identifiers in documents to identifiers of the book, in which each element has a single unique one."""

    def __init__(
        self,
        report: Report = raise_problem,
        is_on_site: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """`is_on_site` returns whether an address is a generated page or a file of the HTML edition, not a document."""
        self._documents: set[str] = set()
        self._is_on_site = is_on_site
        self._report = report
        self._names: dict[tuple[str, str], str] = {}

    def add_document(self, tree: nodes.document, docname: str) -> None:
        """Rename all identifiers of a document. If an element has several, the first is kept and the others become aliases."""
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

    def alias(self, docname: str, name: str, *aliases: str) -> None:
        """Redirect references to a document, and to `aliases` (identifiers of the book), to the identifier `name`."""
        self._names[docname, ""] = name
        for key, value in self._names.items():
            if value in aliases:
                self._names[key] = name

    def get(self, docname: str, name: str) -> str | None:
        return self._names.get((docname, name))

    def resolve_uri(self, address: str) -> str | None:
        """Return the identifier for a temporary URI (`uri`); None for any other address."""
        match = _ELSEWHERE.match(address)
        return self.get(match[1], match[2] or "") if match else None

    def origin_of(self, identity: str) -> tuple[str, str]:
        """Return the document of an identifier of the book, and its identifier there; empty strings if it has none."""
        return next((place for place, name in self._names.items() if name == identity and place[1]), ("", ""))

    def resolve(self, tree: nodes.document, docname: str) -> None:
        """Resolve all references of a document within the book; report `dead-reference` for a target that is missing.

        Links to generated pages of an HTML edition (search, index of modules, highlighted sources) become plain text.
        """
        for element in list(tree.findall(nodes.Element)):
            if "refid" in element and not isinstance(element, nodes.target):
                self._link(element, docname, element["refid"])
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
                self._link(element, *place)
        for raw in _raw_html(tree):
            raw.children = [nodes.Text(self._resolve_raw(raw, docname))]

    def _resolve_raw(self, raw: nodes.raw, docname: str) -> str:
        """Return raw HTML with its identifiers and links replaced by the book's."""

        def new_href(address: str) -> str | None:
            place = _place(address, docname)
            if place is None:
                return address
            name = self.get(*place)
            if name is None and not self._is_on_site(place[0]):
                self._report(self._report_dead(raw, raw_html.link_words(raw.astext(), address), *place))
            return None if name is None else f"#{name}"

        def new_id(name: str) -> str:
            return self.get(docname, name) or identity(docname, name)

        return raw_html.rewrite_links(raw.astext(), new_id, new_href)

    def _report_dead(self, element: nodes.Element, text: str, docname: str, name: str) -> Problem:
        at = nearest_with_source(element)
        path, line = (Path(at.source), at.line) if at is not None and at.source else (None, None)
        return dead_reference(text, docname, name if docname in self._documents else "", path, line)

    def _link(self, element: nodes.Element, docname: str, name: str) -> None:
        identity = self.get(docname, name)
        if identity is None:
            self._report(self._report_dead(element, element.astext(), docname, name))
            unlink(element)
        else:
            element["refid"] = identity


def is_on_site(address: str, builder: Builder) -> bool:
    """Return whether a path in an HTML edition is a generated page or an extra file, not a document."""
    places = [builder.srcdir, *(Path(builder.confdir, path) for path in builder.config.html_extra_path)]
    return (
        _MADE_FOR_SITES.match(address) is not None
        or address in builder.config.html_additional_pages
        or any(Path(place, address).exists() for place in places)
    )


def _raw_html(tree: nodes.document) -> list[nodes.raw]:
    return [raw for raw in tree.findall(nodes.raw) if "html" in raw.get("format", "").split()]


def _place(address: str, docname: str) -> tuple[str, str] | None:
    """Return the document and identifier of an address in a document; None for an address outside of the publication.

    Authors also write addresses of the HTML edition by hand: `#part`, `../install.html#part`.
    """
    if match := _ELSEWHERE.match(address):
        return match[1], match[2] or ""
    path = file_of(address)
    if not path and not address.startswith("#"):
        return None
    page = posixpath.normpath(posixpath.join(posixpath.dirname(docname), path)) if path else docname
    return page.removesuffix(".html"), unquote(urldefrag(address).fragment)


def unlink(element: nodes.Element, *, as_element: bool = False) -> None:
    """Replace a link by its text, keeping its identifiers as targets; from any other element, remove only the reference.

    With `as_element` the text stays in an inline element, so that lines break as with the link.
    """
    element.attributes.pop("refid", None)
    if any(_SITE_ONLY & set(part["classes"]) for part in element.findall(nodes.Element)):
        element.parent.remove(element)
    elif isinstance(element, _LINKS):
        words = nodes.inline("", "", *element.children, ids=element["ids"], classes=element["classes"])
        element.parent.replace(element, words if words["ids"] or as_element else list(element.children))
