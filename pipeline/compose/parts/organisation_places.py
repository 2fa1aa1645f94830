# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a publication names bodies: found when documents are read, and told when pages are written.

A body's sheet and the list of places may stand in any document, so a page can change without its document. What each
page takes from others is kept beside the documents, for each builder, and the pages of which it changed are written anew.
"""

import json
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.docutils_tree import nearest

DOMAIN = "bodies"
NAMES, TELLS, LISTS = "names_body", "tells_body", "lists_bodies"
"""Attributes of nodes: a name in running text and a sheet hold the body's id; the list of places just is one."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that names a body: its anchor, and the section around it.

    `section` is that section's anchor, empty where it is the document's outermost; `title` is empty outside of sections.
    """

    body: str
    anchor: str
    section: str
    title: str


class Bodies(Domain):
    """What is known by document: `mentions` in the order of the text, `sheets` by body, and whether it has the `lists`."""

    name = DOMAIN
    label = "Bodies"
    data_version = 1
    initial_data: ClassVar[dict[str, Any]] = {"mentions": {}, "sheets": {}, "lists": {}}

    def clear_doc(self, docname: str) -> None:
        for known in self.data.values():
            if isinstance(known, dict):
                known.pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        for name in self.initial_data:
            self.data[name] |= {docname: found for docname, found in otherdata[name].items() if docname in docnames}

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:  # noqa: ARG002 - Sphinx's signature
        elements = list(document.findall(nodes.Element))
        found = {
            "mentions": [_mention(node, node[NAMES], node["anchor"]) for node in elements if NAMES in node],
            "sheets": {node[TELLS]: _mention(node, node[TELLS], node["ids"][0]) for node in elements if TELLS in node},
            "lists": any(LISTS in node for node in elements),
        }
        for name, known in found.items():
            if known:
                self.data[name][docname] = known

    def sheet(self, body: str) -> tuple[str, Mention] | None:
        """The document that has the sheet of a body, and its place there; the first by name, should several have it."""
        for docname, sheets in sorted(self.data["sheets"].items()):
            if body in sheets:
                return docname, sheets[body]
        return None

    def home(self, body: str) -> tuple[str, str] | None:
        """Where the name of a body leads to, document and anchor: its sheet, else its line in the list of places."""
        if sheet := self.sheet(body):
            return sheet[0], sheet[1].anchor
        return next(((docname, listed(body)) for docname in sorted(self.data["lists"])), None)

    def places(self, body: str) -> Iterator[tuple[str, Mention]]:
        """All places that name a body, in the order of the contents."""
        for docname in in_order(self.env):
            for mention in self.data["mentions"].get(docname, ()):
                if mention.body == body:
                    yield docname, mention

    def takes(self, docname: str) -> str:
        """What the page of a document takes from others; empty for most."""
        bodies = {mention.body for mention in self.data["mentions"].get(docname, ())}
        links = [(body, self.home(body)) for body in sorted(bodies)]
        if docname not in self.data["lists"]:
            return repr(links) if links else ""
        mentions = [
            (name, self.env.toc_secnumbers.get(name), self.data["mentions"].get(name, ()))
            for name in in_order(self.env)
        ]
        return repr((links, mentions, sorted(self.data["sheets"].items())))


def listed(body: str) -> str:
    """The anchor of a body in the list of places."""
    return f"listed-{body}"


def domain(env: BuildEnvironment) -> Bodies:
    return cast(Bodies, env.domains[DOMAIN])


def in_order(env: BuildEnvironment) -> list[str]:
    """The documents in the order of the contents; those that no contents name come last, by name."""
    reached = in_book(env)
    return [*reached, *sorted(env.all_docs.keys() - set(reached))]


def in_book(env: BuildEnvironment) -> list[str]:
    """The documents that the contents reach, in their order."""
    seen: dict[str, None] = {}

    def visit(docname: str) -> None:
        if docname in env.all_docs and docname not in seen:
            seen[docname] = None
            for child in env.toctree_includes.get(docname, []):
                visit(child)

    visit(str(env.config.root_doc))
    return list(seen)


def _mention(node: nodes.Node, body: str, anchor: str) -> Mention:
    section = nearest(node, nodes.section)
    title = section.next_node(nodes.title) if section is not None else None
    if section is None or title is None:
        return Mention(body, anchor, "", "")
    own = section["ids"][0] if isinstance(section.parent, nodes.section) else ""
    return Mention(body, anchor, own, title.astext())


def find_stale(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The documents whose page takes something else from others than when it was written."""
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return []
    try:
        before = json.loads(_kept(app).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        before = {}
    known = domain(env)
    return [docname for docname in sorted(env.all_docs) if known.takes(docname) != before.get(docname, "")]


def keep(app: Sphinx, error: Exception | None) -> None:
    if error is None and isinstance(app.builder, StandaloneHTMLBuilder):
        known = domain(app.env)
        taken = {docname: told for docname in sorted(app.env.all_docs) if (told := known.takes(docname))}
        _kept(app).write_text(json.dumps(taken), encoding="utf-8")


def _kept(app: Sphinx) -> Path:
    return Path(app.doctreedir, f"bodies-{app.builder.name}.json")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_domain(Bodies)
    # After 500, where Sphinx counts anew.
    app.connect("env-get-updated", find_stale, priority=900)
    app.connect("build-finished", keep)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
