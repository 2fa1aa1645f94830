# SPDX-License-Identifier: GPL-3.0-or-later
"""Rewrites stale pages: Sphinx itself rewrites a page only if its own document has changed.

A page depends on its document, on documents read while it was written, and on everything else: the environment (titles, numbers,
toctrees, labels, data of domains), the configuration, and files that Sphinx does not track. Documents are compared page by
page. Everything else is one digest: if it changes, all pages are rewritten. So no list of dependencies can be incomplete.
"""

import hashlib
import io
import json
import pickle
from collections.abc import Mapping
from pathlib import Path
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.util.i18n import docname_to_domain
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.engine import registries
from pipeline.compose.engine.doctrees import documents_read, forget_documents_read, note_document_read
from pipeline.compose.translation.changed_documents import READINGS, doctree_digest

DOMAIN = "domain "
"""Prefix of gettext domains among the `edition_inputs`."""

_RUN_STATE = {
    *("all_docs", "config_status", "config_status_extra", "current_document", "dependencies", "doctreedir", "included"),
    *("project", "settings", "srcdir", "temp_data", "version", "_pickled_doctree_cache", "_search_index_index_entries"),
    *("_write_doc_doctree_cache", "abridged_documents_read", "config", "reread_always", READINGS),
}
"""Attributes of the environment that are not part of the digest: times, paths, the state of a run; the configuration is added separately."""

_shared_digests: WeakKeyDictionary[Sphinx, str] = WeakKeyDictionary()


def find_stale(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the documents whose pages are stale, and restore the recorded search entries."""
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return []
    rest = _shared_digests[app] = _shared_digest(app)  # before writing, which changes the environment
    try:
        record = json.loads(_record(app).read_text(encoding="utf-8"))
        indexed = {
            name: [tuple(entry) for entry in entries]
            for name, entries in record["indexed"].items()
            if name in env.all_docs
        }
        read: Mapping[str, Mapping[str, str]] = record["read"]
        is_same = record["rest"] == rest
    except (FileNotFoundError, ValueError, KeyError):
        return sorted(env.all_docs)
    registries.add_search_entries(env, indexed)
    if not is_same:
        return sorted(env.all_docs)
    return [
        name
        for name in sorted(env.all_docs)
        if not Path(app.builder.get_outfilename(name)).is_file()
        or name not in read
        or any(doctree_digest(env, other) != digest for other, digest in read[name].items())
    ]


def begin_writing(_app: Sphinx, builder: Builder) -> None:
    forget_documents_read(builder.env)


def note_page(app: Sphinx, _doctree: nodes.document, docname: str) -> None:
    note_document_read(app.env, docname, page=docname)


def write_record(app: Sphinx, error: Exception | None) -> None:
    """Record the dependencies of the pages. Pages that were not written in this run keep their former record."""
    if error is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    try:
        last_read = json.loads(_record(app).read_text(encoding="utf-8"))["read"]
    except (FileNotFoundError, ValueError, KeyError):
        last_read = {}
    pages, names_by_page = app.env.all_docs, documents_read(app.env)
    for_all = names_by_page.get("", set())
    written = {
        page: {name: doctree_digest(app.env, name) for name in sorted(names | for_all)}
        for page, names in names_by_page.items()
    }
    read = {page: names for page, names in (last_read | written).items() if page in pages}
    indexed = dict(sorted(registries.search_entries(app.env).items()))
    record = {"rest": _shared_digests[app], "read": read, "indexed": indexed}
    _record(app).write_text(json.dumps(record), encoding="utf-8")


def _record(app: Sphinx) -> Path:
    return Path(app.doctreedir, f"pages-{app.builder.name}.json")


def _shared_digest(app: Sphinx) -> str:
    """Return the digest of everything that pages depend on, except documents."""
    state = {name: value for name, value in app.env.__getstate__().items() if name not in _RUN_STATE}
    settings = {setting.name: setting.value for setting in app.config if setting.name != "edition_inputs"}
    return _digest((sorted(app.env.all_docs), state, settings, _untracked_inputs(app))).hex()


def _untracked_inputs(app: Sphinx) -> Mapping[str, str]:
    """Return the inputs of the edition whose changes Sphinx does not track."""
    env, inputs = app.env, app.config.edition_inputs
    if not inputs:
        return {}
    tracked = {str(env.doc2path(name)) for name in env.all_docs}
    tracked |= {str(Path(app.srcdir, file).resolve()) for names in env.dependencies.values() for file in names}
    tracked |= {DOMAIN + docname_to_domain(name, app.config.gettext_compact) for name in env.all_docs}
    return {name: digest for name, digest in inputs.items() if name not in tracked}


def _digest(value: object) -> bytes:
    """Return a digest that is equal for equal contents, independent of the order of dicts and sets, and of the process."""
    match value:
        case None | bool() | int() | float() | str() | bytes():
            words = repr(value).encode()
        case dict():
            pairs = sorted(_digest(key) + _digest(item) for key, item in value.items())
            words = b"dict" + b"".join(pairs)
        case set() | frozenset():
            words = b"set" + b"".join(sorted(map(_digest, value)))
        case list() | tuple():
            words = b"list" + b"".join(map(_digest, value))
        case nodes.Text():
            words = b"text" + str(value).encode()
        case nodes.Element():
            attributes = {name: item for name, item in value.attributes.items() if item or item == 0}
            words = value.tagname.encode() + _digest(attributes) + b"".join(map(_digest, value.children))
        case type():
            words = f"{value.__module__}.{value.__qualname__}".encode()
        case Path():
            words = str(value).encode()
        case _ if callable(value) and hasattr(value, "__qualname__"):
            words = f"{value.__module__}.{value.__qualname__}".encode()
        case _:
            words = b"object" + _pickled(value)
    return hashlib.sha256(words).digest()


def _pickled(value: object) -> bytes:
    """Return a pickled object, or its class name if it cannot be pickled. A needless difference only costs time."""
    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer)
    pickler.fast = True  # without a memo: equal objects get equal bytes, even if some share strings in memory
    try:
        pickler.dump(value)
    except ValueError:  # it contains itself
        return pickle.dumps(value)
    except (TypeError, AttributeError, pickle.PicklingError):
        return f"{type(value).__module__}.{type(value).__qualname__}".encode()
    return buffer.getvalue()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("pipeline.compose.translation.changed_documents")
    app.connect("write-started", begin_writing)
    app.connect("doctree-resolved", note_page)
    # After 500, where Sphinx renumbers sections and figures.
    app.connect("env-get-updated", find_stale, priority=900)
    app.connect("build-finished", write_record)
    return {"version": "2", "parallel_read_safe": True, "parallel_write_safe": True}
