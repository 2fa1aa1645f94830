# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives each paragraph of a page an identifier, the same in every language, so that it can be linked to.

It is a digest of the original text, so it survives moving, but not editing.
"""

import base64
import hashlib

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.context import makes_own_pages
from pipeline.compose.docutils_tree import nearest

_WITHOUT_ADDRESS = (nodes.entry, nodes.footnote, nodes.citation, addnodes.glossary, addnodes.versionmodified)
"""Paragraphs in these elements are left out: the table, footnote, source or term has an address; version notes begin with a label."""

_MIN_LENGTH = 20
"""Minimum characters of a paragraph: shorter ones, such as the choices of a form, are not worth linking to."""


def identify(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Give the paragraphs of a page their identifiers; of duplicates, only the first."""
    if not makes_own_pages(app):
        return
    used_ids: set[str] = set()
    for paragraph in doctree.findall(nodes.paragraph):
        if (
            len(paragraph.rawsource) < _MIN_LENGTH
            or paragraph["ids"]
            or nearest(paragraph, *_WITHOUT_ADDRESS) is not None
        ):
            continue
        name = identifier(paragraph.rawsource)
        if name not in used_ids:
            used_ids.add(name)
            _holder(paragraph)["ids"].append(name)


def identifier(original: str) -> str:
    """Return the identifier of a paragraph with this original: four characters suffice for the paragraphs of a page."""
    digest = hashlib.sha256(original.encode()).digest()
    return f"p-{base64.b32encode(digest)[:4].decode().lower()}"


def _holder(paragraph: nodes.paragraph) -> nodes.Element:
    """Return the element for the identifier: the paragraph, or the list item that begins with it, since then it has no tag itself."""
    parent = paragraph.parent
    return parent if isinstance(parent, nodes.list_item) and parent[0] is paragraph else paragraph


def setup(app: Sphinx) -> ExtensionMetadata:
    # Before explanations (900), which contain paragraphs of other pages.
    app.connect("doctree-resolved", identify, priority=880)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
