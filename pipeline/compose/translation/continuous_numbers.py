# SPDX-License-Identifier: GPL-3.0-or-later
"""Chapters are counted through a publication, over all numbered toctrees of its first page.

Sphinx begins again at 1 with each, so that a book in parts would have several chapters 1. Its LaTeX counts through.
"""

from docutils import nodes
from docutils.utils import new_document
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.engine.doctrees import GetDoctree
from pipeline.compose.engine.section_numbers import number_sections_through


def join_toctrees(docname: str, read: GetDoctree) -> nodes.document:
    """Return a document whose numbered toctrees are one; as it is, where they are numbered to different depths."""
    tree = read(docname)
    toctrees = [node for node in tree.findall(addnodes.toctree) if node.get("numbered")]
    if len({toctree["numbered"] for toctree in toctrees}) != 1:
        return tree
    whole = toctrees[0].copy()
    whole["entries"] = [entry for toctree in toctrees for entry in toctree["entries"]]
    document = new_document(docname)
    document += whole
    return document


def setup(app: Sphinx) -> ExtensionMetadata:  # noqa: ARG001 - Sphinx's signature
    number_sections_through(join_toctrees)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
