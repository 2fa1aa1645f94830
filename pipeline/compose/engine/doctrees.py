# SPDX-License-Identifier: GPL-3.0-or-later
"""Caches unpickled doctrees for code that does not modify them: Sphinx unpickles one for each numbered reference to it.

Wraps `StandardDomain._resolve_numref_xref`, which calls `env.get_doctree` for documents that it does not modify, so that it
gets cached ones. To be filed with Sphinx: "numref unpickles the whole document for each reference".
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment

from pipeline.compose.engine import is_as_expected

type GetDoctree = Callable[[str], nodes.document]

_NAME = "_resolve_numref_xref"
_resolve_number: Any = getattr(StandardDomain, _NAME, None)

_read: OrderedDict[Path, dict[str, tuple[tuple[int, int, int], nodes.document]]] = OrderedDict()
"""Cached documents by folder and name, each with inode, time and size of its file."""
_FOLDERS = 2
"""Number of folders whose documents are cached (LRU): two for a bilingual edition."""


_read_by_page: WeakKeyDictionary[BuildEnvironment, dict[str, set[str]]] = WeakKeyDictionary()


def forget_documents_read(env: BuildEnvironment) -> None:
    _read_by_page[env] = {}


def documents_read(env: BuildEnvironment) -> Mapping[str, set[str]]:
    """Return the documents read since `forget_documents_read`, by the page that was being written; "" has those for every page."""
    return _read_by_page.get(env, {})


def note_document_read(env: BuildEnvironment, docname: str, *, page: str) -> None:
    """Record that a page shows something of a document."""
    _read_by_page.setdefault(env, {}).setdefault(page, set()).add(docname)


def read_only(env: BuildEnvironment, docname: str) -> nodes.document:
    """Return a cached document as Sphinx has read it, shared by the whole process. Do not modify it."""
    note_document_read(env, docname, page=env.current_document.docname)
    unwritten = env._write_doc_doctree_cache.get(docname)
    if unwritten is not None:  # read in this run, with unresolved references
        unwritten.settings.env = env
        return unwritten
    status = (env.doctreedir / f"{docname}.doctree").stat()
    state = status.st_ino, status.st_mtime_ns, status.st_size
    folder = _read.setdefault(Path(env.doctreedir), {})
    _read.move_to_end(Path(env.doctreedir))
    if len(_read) > _FOLDERS:
        _read.popitem(last=False)
    cached_row = folder.get(docname)
    if cached_row is None or cached_row[0] != state:
        cached_row = folder[docname] = state, BuildEnvironment.get_doctree(env, docname)
    document = cached_row[1]
    document.settings.env = env  # not the environment of an earlier run
    return document


@contextmanager
def patched_get_doctree(env: BuildEnvironment, get_doctree: Callable[[str], nodes.Element]) -> Iterator[None]:
    """Replace `env.get_doctree` in the block."""
    original = vars(env).get("get_doctree")
    vars(env)["get_doctree"] = get_doctree
    try:
        yield
    finally:
        del vars(env)["get_doctree"]
        if original is not None:
            vars(env)["get_doctree"] = original


def share_doctrees() -> None:
    """Let Sphinx unpickle a document once for all numbered references to it, in all runs of this process."""
    signature = "(self, env, fromdocname, builder, typ, target, node, contnode)"
    if not is_as_expected(StandardDomain, _NAME, signature, "get_doctree"):
        return

    def resolve(self: Any, env: BuildEnvironment, *arguments: Any) -> Any:
        with patched_get_doctree(env, partial(read_only, env)):
            return _resolve_number(self, env, *arguments)

    # Sphinx has no other hook.
    StandardDomain._resolve_numref_xref = resolve  # type: ignore[method-assign, assignment]
