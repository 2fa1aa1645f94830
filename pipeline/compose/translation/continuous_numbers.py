# SPDX-License-Identifier: GPL-3.0-or-later
"""Chapters are counted through a publication, over all numbered lists of documents on its first page.

Sphinx begins again at 1 with each list, so that a book in parts would have several chapters 1. Its LaTeX counts through.
"""

from collections.abc import Callable
from typing import Any

from docutils.utils import new_document
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector
from sphinx.util.typing import ExtensionMetadata

_STOCK = TocTreeCollector.assign_section_numbers


def _assign(collector: TocTreeCollector, env: BuildEnvironment) -> list[str]:
    """What Sphinx does, shown all numbered lists of a document as one."""
    read: Callable[[str], Any] = env.get_doctree

    def shown(docname: str) -> Any:  # what Sphinx looks through for lists
        lists = [node for node in read(docname).findall(addnodes.toctree) if node.get("numbered")]
        if len({one["numbered"] for one in lists}) != 1:
            return read(docname)
        whole = lists[0].copy()
        whole["entries"] = [entry for one in lists for entry in one["entries"]]
        document = new_document(docname)
        document += whole
        return document

    env.get_doctree = shown  # type: ignore[method-assign]  # for as long as Sphinx numbers; it has no other door
    try:
        return _STOCK(collector, env)
    finally:
        del env.get_doctree


def setup(app: Sphinx) -> ExtensionMetadata:  # noqa: ARG001 - Sphinx's signature
    TocTreeCollector.assign_section_numbers = _assign  # type: ignore[method-assign, assignment]  # numbers are known to it alone
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
