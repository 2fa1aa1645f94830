# SPDX-License-Identifier: GPL-3.0-or-later
"""Mentions of organisations: collected when documents are read, printed when pages are written."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.document_order import documents_in_order
from pipeline.compose.docutils_tree import nearest

DOMAIN = "bodies"
NAMES, DESCRIBES, LISTS = "names_body", "describes_body", "lists_bodies"
"""Attributes of nodes: on a name in running text and on a sheet, the organisation's id; on the index of mentions, a mere flag."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention of an organisation: its anchor, and the section around it.

    `section` is the section's anchor, empty for the document's top section; `title` is empty outside of sections.
    """

    organisation: str
    anchor: str
    section: str
    title: str


class Mentions(Domain):
    """The mentions of organisations by document: `mentions` in reading order, `sheets` by organisation, documents with an index (`lists`)."""

    name = DOMAIN
    label = "Bodies"
    data_version = 1
    initial_data: ClassVar[dict[str, Any]] = {"mentions": {}, "sheets": {}, "lists": {}}

    def clear_doc(self, docname: str) -> None:
        for by_document in self.data.values():
            if isinstance(by_document, dict):
                by_document.pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        for name in self.initial_data:
            self.data[name] |= {docname: entry for docname, entry in otherdata[name].items() if docname in docnames}

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:  # noqa: ARG002 - Sphinx's signature
        elements = list(document.findall(nodes.Element))
        entries = {
            "mentions": [_mention(node, node[NAMES], node["anchor"]) for node in elements if NAMES in node],
            "sheets": {
                node[DESCRIBES]: _mention(node, node[DESCRIBES], node["ids"][0])
                for node in elements
                if DESCRIBES in node
            },
            "lists": any(LISTS in node for node in elements),
        }
        for name, entry in entries.items():
            if entry:
                self.data[name][docname] = entry

    def sheet(self, organisation: str) -> tuple[str, Mention] | None:
        """Return the document (the first by name) and position of an organisation's sheet; None if there is no sheet."""
        for docname, sheets in sorted(self.data["sheets"].items()):
            if organisation in sheets:
                return docname, sheets[organisation]
        return None

    def home(self, organisation: str) -> tuple[str, str] | None:
        """Return the document and anchor that a name links to: the sheet, or else the entry in the index of mentions, or else None."""
        if sheet := self.sheet(organisation):
            return sheet[0], sheet[1].anchor
        return next(((docname, list_anchor(organisation)) for docname in sorted(self.data["lists"])), None)

    def places(self, organisation: str) -> Iterator[tuple[str, Mention]]:
        """Yield the document and position of each mention of an organisation, in reading order."""
        for docname in documents_in_order(self.env):
            for mention in self.data["mentions"].get(docname, ()):
                if mention.organisation == organisation:
                    yield docname, mention


def list_anchor(organisation: str) -> str:
    """Return the anchor of an organisation in the index of mentions."""
    return f"listed-{organisation}"


def domain(env: BuildEnvironment) -> Mentions:
    return cast(Mentions, env.domains[DOMAIN])


def _mention(node: nodes.Node, organisation: str, anchor: str) -> Mention:
    section = nearest(node, nodes.section)
    title = section.next_node(nodes.title) if section is not None else None
    if section is None or title is None:
        return Mention(organisation, anchor, "", "")
    identity = section["ids"][0] if isinstance(section.parent, nodes.section) else ""
    return Mention(organisation, anchor, identity, title.astext())


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_domain(Mentions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
