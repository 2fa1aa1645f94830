# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets a page copy no headings of other documents for a navigation that shows their titles alone.

Replaces `StandaloneHTMLBuilder._get_local_toctree`, which copies the headings of all documents for each page and then throws them
away where a theme asks for `titles_only`, by itself with headings cut off before. To be filed with Sphinx: "global toctree with
titles_only copies every heading of the project for every page".
"""

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.html import StandaloneHTMLBuilder

from pipeline.compose.engine import check_calls
from pipeline.compose.engine.abridged import abridged
from pipeline.compose.engine.doctrees import lent
from pipeline.system.versions import original

_toctree: Any = original(StandaloneHTMLBuilder, "_get_local_toctree", "(self, docname, collapse=True, **kwargs)")
check_calls(_toctree, "global_toctree_for_doc")
check_calls(StandaloneHTMLBuilder.handle_page, "_get_local_toctree")

_cut: dict[str, tuple[nodes.Node, nodes.bullet_list]] = {}
"""By the name of a document, its headings and what is left of them."""


def copy_titles_only() -> None:
    """Let pages with a navigation of titles copy only those, in all runs of this process."""

    def toctree(self: StandaloneHTMLBuilder, docname: str, collapse: bool = True, **options: Any) -> str:
        env = self.env
        whole = env.tocs
        if options.get("titles_only"):
            env.tocs = {name: _titles(name, toc) for name, toc in whole.items()}
        try:
            with lent(env, lambda name: abridged(env, name)):
                fragment: str = _toctree(self, docname, collapse, **options)
        finally:
            env.tocs = whole
        return fragment

    # Sphinx has no other hook.
    StandaloneHTMLBuilder._get_local_toctree = toctree  # type: ignore[method-assign]


def _titles(name: str, toc: nodes.bullet_list) -> nodes.bullet_list:
    former = _cut.get(name)
    if former is None or former[0] is not toc:
        former = _cut[name] = toc, _without_headings(toc)
    return former[1]


def _without_headings(toc: nodes.bullet_list) -> nodes.bullet_list:
    """Return a copy of a document's headings with the first of them, and those on the way to a toctree."""
    copy = toc.copy()
    for item in toc.children:
        assert isinstance(item, nodes.Element)
        if isinstance(item, nodes.list_item) and next(item.findall(addnodes.only), None) is None:
            copy += _on_the_way(item)
        else:
            copy += item.deepcopy()
    return copy


def _on_the_way(element: nodes.Element) -> nodes.Element:
    """Return a copy of an element without the lists in it that hold no toctree."""
    copy = element.copy()
    for child in element.children:
        if not isinstance(child, (nodes.bullet_list, nodes.list_item)):
            copy += child.deepcopy()
        elif next(child.findall(addnodes.toctree), None) is not None:
            copy += _on_the_way(child)
    return copy
