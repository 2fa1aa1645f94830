# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives each paragraph of a page an identifier that it has in every language, so that an address leads to it.

It is made from the words of the original: the same words have the same one, wherever they move, until they are changed.
"""

import base64
import hashlib

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.context import makes_own_pages
from pipeline.compose.docutils_tree import nearest

_APART = (nodes.entry, nodes.footnote, nodes.citation, addnodes.glossary, addnodes.versionmodified)
"""Paragraphs in these have the address of the table, note, source or term; those of versions begin with a label of the language."""

_SHORTEST = 20
"""Characters: nobody leads to one of the choices of a form, and there are many."""


def identify(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Give the paragraphs of a page their identifiers; of two with the same words, the first has it."""
    if not makes_own_pages(app):
        return
    taken: set[str] = set()
    for paragraph in doctree.findall(nodes.paragraph):
        if len(paragraph.rawsource) < _SHORTEST or paragraph["ids"] or nearest(paragraph, *_APART) is not None:
            continue
        name = identifier(paragraph.rawsource)
        if name not in taken:
            taken.add(name)
            _holder(paragraph)["ids"].append(name)


def identifier(original: str) -> str:
    """Return the identifier of a paragraph with these words: four characters are enough for the paragraphs of a page."""
    digest = hashlib.sha256(original.encode()).digest()
    return f"p-{base64.b32encode(digest)[:4].decode().lower()}"


def _holder(paragraph: nodes.paragraph) -> nodes.Element:
    """Return the item of a list that begins with the paragraph, else the paragraph: one of a list is written without a tag."""
    parent = paragraph.parent
    return parent if isinstance(parent, nodes.list_item) and parent[0] is paragraph else paragraph


def setup(app: Sphinx) -> ExtensionMetadata:
    # Before explanations (900), which have paragraphs of other pages.
    app.connect("doctree-resolved", identify, priority=880)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
