# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps a skeleton of each document (sections, toctrees, numbered elements), so that numbering does not unpickle them all.

Wraps `TocTreeCollector.assign_figure_numbers`, which calls `env.get_doctree` for every document, so that it gets skeletons:
Sphinx unpickles all of a publication to number the figures of one document. To be filed with Sphinx: "numbering figures
unpickles every document".
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial, wraps
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector

from pipeline.compose.engine import is_as_expected
from pipeline.compose.engine.doctrees import patched_get_doctree, read_only

type KindOf = Callable[[nodes.Element], str | None]
"""Returns the kind of number of an element (`figure`), or None."""

_NAME = "assign_figure_numbers"
_number_figures: Any = getattr(TocTreeCollector, _NAME, None)

_SKELETONS, _READ_TIMES = "abridged_documents", "abridged_documents_read"
"""Attributes of the environment, pickled with it: skeletons and read times, by document name."""


def update_skeletons(_app: Sphinx, env: BuildEnvironment) -> None:
    """Update the skeletons of documents that were read, and delete those of removed documents. Handles the event `env-updated`."""
    former, read = vars(env).get(_SKELETONS, {}), vars(env).get(_READ_TIMES, {})
    vars(env)[_SKELETONS] = {
        name: former[name] if read.get(name) == time else _make_skeleton(env, name)
        for name, time in env.all_docs.items()
    }
    vars(env)[_READ_TIMES] = dict(env.all_docs)


def skeleton(env: BuildEnvironment, docname: str) -> nodes.Element:
    """Return the skeleton of a document: its sections, toctrees, numbered elements and abstract. Do not modify it."""
    if vars(env).get(_READ_TIMES, {}).get(docname) != env.all_docs[docname]:
        return _make_skeleton(env, docname)
    document: nodes.Element = vars(env)[_SKELETONS][docname]
    return document


def number_from_skeletons() -> None:
    """Let Sphinx number figures from skeletons, in all runs of this process."""
    if not is_as_expected(TocTreeCollector, _NAME, "(self, env)", "get_doctree"):
        return

    @wraps(_number_figures)
    def number(self: TocTreeCollector, env: BuildEnvironment) -> list[str]:
        with patched_get_doctree(env, partial(skeleton, env)):
            numbered: list[str] = _number_figures(self, env)
            return numbered

    # Sphinx has no other hook.
    TocTreeCollector.assign_figure_numbers = number  # type: ignore[method-assign]


def _make_skeleton(env: BuildEnvironment, docname: str) -> nodes.Element:
    domains = tuple(env.domains.sorted())
    document = nodes.Element("", *_skeleton_of(read_only(env, docname), partial(_kind, domains)))
    for node in document.findall():
        vars(node).pop("_document", None)  # else the whole document would be pickled, too
        if isinstance(node, nodes.Element):
            node.rawsource = ""
    return document


def _skeleton_of(element: nodes.Element, kind_of: KindOf) -> Iterator[nodes.Element]:
    """Yield copies of the children that belong in the skeleton, with their descendants."""
    for child in element.children:
        if not isinstance(child, nodes.Element):
            continue
        if child.tagname == "abstract":
            yield child.deepcopy()
            continue
        kind = kind_of(child)
        children = list(_skeleton_of(child, kind_of))
        if not kind and not children and not isinstance(child, (nodes.section, addnodes.toctree)):
            continue
        copy = child.copy()
        # Titles and captions decide whether an element has a number.
        copy += [text.deepcopy() for text in child.children if kind and isinstance(text, nodes.TextElement)]
        copy += children
        yield copy if _is_numbered_alike(copy, kind, kind_of) else child.deepcopy()


def _is_numbered_alike(copy: nodes.Element, kind: str | None, kind_of: KindOf) -> bool:
    """Return whether a copy still has this kind: an extension may find the title of an element elsewhere."""
    try:
        return kind_of(copy) == kind
    except Exception:
        return False


def _kind(domains: Sequence[Domain], element: nodes.Element) -> str | None:
    """Return the kind of number of an element with a caption, determined as in `assign_figure_numbers`."""
    for domain in domains:
        kind = domain.get_enumerable_node_type(element)
        if kind and not (isinstance(domain, StandardDomain) and not domain.get_numfig_title(element)):
            return kind
    return None
