# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes again each page that anything has changed for, which Sphinx leaves as it was while its own document is the same.

A page is made from its document, from documents that were read while it was written, and from all the rest: the environment
(titles, numbers, toctrees, labels, data of domains), the configuration, and files that Sphinx does not track. The first two are
compared page by page. The rest is one digest: when it changes, all pages are written. Nothing is listed that could be forgotten.
"""

import hashlib
import io
import json
import pickle
from collections.abc import Iterable, Mapping
from pathlib import Path
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.util.i18n import docname_to_domain
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.engine import collected
from pipeline.compose.engine.doctrees import documents_read, forget_documents_read

DOMAIN = "domain "
"""Before the names of gettext domains among the `edition_inputs`."""

_OF_ONE_RUN = {
    *("all_docs", "config_status", "config_status_extra", "current_document", "dependencies", "doctreedir", "included"),
    *("project", "settings", "srcdir", "temp_data", "version", "_pickled_doctree_cache", "_search_index_index_entries"),
    *("_write_doc_doctree_cache", "abridged_documents_read", "config", "reread_always"),
}
"""Attributes of the environment that no page prints: times, paths, and what belongs to one run. The configuration is added by value."""

_rests: WeakKeyDictionary[Sphinx, str] = WeakKeyDictionary()


def find_stale(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the documents whose pages are older than what they are made from."""
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return []
    rest = _rests[app] = _rest(app)  # now: writing changes the environment
    try:
        record = json.loads(_record(app).read_text(encoding="utf-8"))
        indexed = {
            name: [tuple(entry) for entry in entries]
            for name, entries in record["indexed"].items()
            if name in env.all_docs
        }
        read: Mapping[str, list[str]] = record["read"]
        is_same = record["rest"] == rest
    except (FileNotFoundError, ValueError, KeyError):
        return sorted(env.all_docs)
    collected.add_search_entries(env, indexed)
    if not is_same:
        return sorted(env.all_docs)
    return [
        name
        for name in sorted(env.all_docs)
        if _is_older(app, Path(app.builder.get_outfilename(name)), {name, *read.get(name, ()), *read[""]})
    ]


def begin_writing(_app: Sphinx, builder: Builder) -> None:
    forget_documents_read(builder.env)


def write_record(app: Sphinx, error: Exception | None) -> None:
    """Note what the pages were made from. Pages that were not written in this run keep what is known of them."""
    if error is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    try:
        former = json.loads(_record(app).read_text(encoding="utf-8"))["read"]
    except (FileNotFoundError, ValueError, KeyError):
        former = {}
    now = {page: sorted(names - {page}) for page, names in documents_read(app.env).items()}
    read = {"": [], **{page: names for page, names in former.items() if page in app.env.all_docs}, **now}
    read[""] = sorted({*former.get("", ()), *now.get("", ())} & app.env.all_docs.keys())
    indexed = dict(sorted(collected.search_entries(app.env).items()))
    record = {"rest": _rests[app], "read": read, "indexed": indexed}
    _record(app).write_text(json.dumps(record), encoding="utf-8")


def _record(app: Sphinx) -> Path:
    return Path(app.doctreedir, f"pages-{app.builder.name}.json")


def _is_older(app: Sphinx, page: Path, documents: Iterable[str]) -> bool:
    """Return whether a page was written before one of these documents was read, by whichever builder."""
    written = _time(page)
    return any(written < _time(Path(app.doctreedir, f"{name}.doctree")) for name in documents)


def _time(file: Path) -> int:
    return file.stat().st_mtime_ns if file.exists() else 0


def _rest(app: Sphinx) -> str:
    """Return the digest of all that pages are made from besides documents."""
    state = {name: value for name, value in app.env.__getstate__().items() if name not in _OF_ONE_RUN}
    settings = {setting.name: setting.value for setting in app.config if setting.name != "edition_inputs"}
    return _digest((sorted(app.env.all_docs), state, settings, _untracked(app))).hex()


def _untracked(app: Sphinx) -> Mapping[str, str]:
    """Return the inputs of the edition whose changes Sphinx does not notice, unlike those of documents."""
    env, inputs = app.env, app.config.edition_inputs
    if not inputs:
        return {}
    tracked = {str(env.doc2path(name)) for name in env.all_docs}
    tracked |= {str(Path(app.srcdir, file).resolve()) for names in env.dependencies.values() for file in names}
    tracked |= {DOMAIN + docname_to_domain(name, app.config.gettext_compact) for name in env.all_docs}
    return {name: digest for name, digest in inputs.items() if name not in tracked}


def _digest(value: object) -> bytes:
    """Return the digest of a value, the same for equal contents: whatever the order in dicts and sets, and in each process."""
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
    """Return an object as it is pickled with the environment; of one that cannot be, its class. What differs needlessly costs time alone."""
    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer)
    pickler.fast = True  # without a memo: equal objects have equal bytes, whichever of their texts are one in memory
    try:
        pickler.dump(value)
    except ValueError:  # it holds itself
        return pickle.dumps(value)
    except (TypeError, AttributeError, pickle.PicklingError):
        return f"{type(value).__module__}.{type(value).__qualname__}".encode()
    return buffer.getvalue()


def setup(app: Sphinx) -> ExtensionMetadata:
    # What an edition is made from: files by their whole paths, gettext domains, and the pipeline itself, each with a digest.
    app.add_config_value("edition_inputs", {}, "", dict)
    app.connect("write-started", begin_writing)
    # After 500, where Sphinx counts anew.
    app.connect("env-get-updated", find_stale, priority=900)
    app.connect("build-finished", write_record)
    return {"version": "2", "parallel_read_safe": True, "parallel_write_safe": True}
