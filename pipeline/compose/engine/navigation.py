# SPDX-License-Identifier: GPL-3.0-or-later
"""Caches the navigation through all documents, which Sphinx builds anew for each page.

Replaces `StandaloneHTMLBuilder._get_local_toctree`, which copies the headings of all documents for each page and then discards
them if a theme requests `titles_only`: here they are removed first. If nothing is collapsed, pages in one folder have the same
navigation except for the marks on their own entry and its ancestors, which are set in a copy of the HTML. With 673 documents
and as many pages of code, that was 95 % of the time for pages. To be filed with Sphinx: "global toctree with titles_only copies
every heading of the project for every page".
"""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.html import StandaloneHTMLBuilder

from pipeline.compose.engine import is_as_expected
from pipeline.compose.engine.doctrees import patched_get_doctree
from pipeline.compose.engine.skeletons import skeleton

_NAME = "_get_local_toctree"
_toctree: Any = getattr(StandaloneHTMLBuilder, _NAME, None)

_titles_only: WeakKeyDictionary[nodes.bullet_list, nodes.bullet_list] = WeakKeyDictionary()
"""Cached results of `_without_headings`."""

_NOWHERE = "a page that no toctree names"
_TAG = re.compile(r'<(/?)(?:ul|li)(?: class="([^"]*)")?>|<a class="reference internal" href="([^"]*)">')


@dataclass(slots=True)
class _FolderNavigation:
    """The cached navigation of a folder.

    `fragment` is Sphinx's HTML for the page `first`; `plain` is the HTML without marks, made for the second page, or empty if
    copies of it would be wrong. `is_proven`: a marked copy has been found equal to Sphinx's HTML.
    """

    first: str
    fragment: str
    plain: str | None = None
    is_proven: bool = False


_shared: WeakKeyDictionary[StandaloneHTMLBuilder, dict[object, _FolderNavigation]] = WeakKeyDictionary()


def share_navigation() -> None:
    """Let pages of a folder share their navigation, in all runs of this process, if Sphinx still builds it for each page."""
    if not is_as_expected(
        StandaloneHTMLBuilder, _NAME, "(self, docname, collapse=True, **kwargs)", "global_toctree_for_doc"
    ):
        return

    def make_navigation(self: StandaloneHTMLBuilder, docname: str, collapse: bool = True, **options: Any) -> str:
        env = self.env
        whole = env.tocs
        if options.get("titles_only"):
            env.tocs = {name: _titles(toc) for name, toc in whole.items()}
        try:
            with patched_get_doctree(env, lambda name: skeleton(env, name)):
                fragment: str = _toctree(self, docname, collapse, **options)
        finally:
            env.tocs = whole
        return fragment

    def toctree(self: StandaloneHTMLBuilder, docname: str, collapse: bool = True, **options: Any) -> str:
        def make(name: str) -> str:
            return make_navigation(self, name, collapse, **options)

        return make(docname) if collapse or self.name != "html" else _marked_copy(self, docname, options, make)

    # Sphinx has no other hook.
    StandaloneHTMLBuilder._get_local_toctree = toctree  # type: ignore[method-assign]


def _marked_copy(
    builder: StandaloneHTMLBuilder, docname: str, options: dict[str, Any], make: Callable[[str], str]
) -> str:
    """Return the navigation of a page: a marked copy of its folder's navigation, or Sphinx's own if a copy would differ."""
    folder = posixpath.dirname(docname)
    folders = _shared.setdefault(builder, {})
    navigation = folders.setdefault((folder, *sorted(options.items())), _FolderNavigation("", ""))
    if not navigation.first:
        navigation.first, navigation.fragment = docname, make(docname)
        return navigation.fragment
    if navigation.plain is None:
        # Sphinx marks headings inside `only` in a different way.
        are_for_all = all(next(toc.findall(addnodes.only), None) is None for toc in builder.env.tocs.values())
        navigation.plain = make(posixpath.join(folder, _NOWHERE)) if are_for_all else ""
        _compare(navigation, _copy(navigation.plain, builder, navigation.first), navigation.fragment)
    if not navigation.plain:
        return make(docname)
    copy = _copy(navigation.plain, builder, docname)
    if navigation.is_proven or copy == navigation.plain:
        return copy
    fragment = make(docname)
    _compare(navigation, copy, fragment)
    return fragment


def _compare(navigation: _FolderNavigation, copy: str, fragment: str) -> None:
    """Compare the copy for a page with Sphinx's own; if they differ, make no more copies in this folder."""
    navigation.is_proven = copy == fragment != navigation.plain  # a page without an entry has no mark to compare
    if copy != fragment:
        navigation.plain = ""


def _copy(plain: str, builder: StandaloneHTMLBuilder, docname: str) -> str:
    nowhere = posixpath.join(posixpath.dirname(docname), _NOWHERE)
    return _mark_entries(plain, builder.get_relative_uri(nowhere, docname))


def _mark_entries(fragment: str, page_address: str) -> str:
    """Mark the entries of the page at an address, and the elements that contain them."""
    address = escape(page_address)
    opened: list[int] = []
    marked = set[int]()
    for tag in _TAG.finditer(fragment):
        if tag[3] is None:
            opened.pop() if tag[1] else opened.append(tag.start())
        elif tag[3] == address:
            marked.update(opened)

    def with_mark(tag: re.Match[str]) -> str:
        if tag[3] is not None and tag[3].partition("#")[0] == address:
            place = tag[3].removeprefix(address)
            return f'<a class="{"" if place else "current "}reference internal" href="{place or "#"}">'
        if tag.start() in marked:
            return f'{tag[0][:3]} class="{f"{tag[2]} " if tag[2] else ""}current">'
        return tag[0]

    return _TAG.sub(with_mark, fragment)


def _titles(toc: nodes.bullet_list) -> nodes.bullet_list:
    if toc not in _titles_only:
        _titles_only[toc] = _without_headings(toc)
    return _titles_only[toc]


def _without_headings(toc: nodes.bullet_list) -> nodes.bullet_list:
    """Return a copy of a document's headings without those below its title, except for lists that contain a toctree."""
    copy = toc.copy()
    for item in toc.children:
        assert isinstance(item, nodes.Element)
        if isinstance(item, nodes.list_item) and next(item.findall(addnodes.only), None) is None:
            copy += _with_toctrees_only(item)
        else:
            copy += item.deepcopy()
    return copy


def _with_toctrees_only(element: nodes.Element) -> nodes.Element:
    """Return a copy of an element without lists that contain no toctree."""
    copy = element.copy()
    for child in element.children:
        if not isinstance(child, (nodes.bullet_list, nodes.list_item)):
            copy += child.deepcopy()
        elif next(child.findall(addnodes.toctree), None) is not None:
            copy += _with_toctrees_only(child)
    return copy
