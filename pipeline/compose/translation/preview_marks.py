# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells the preview which paragraph is which message. Asleep in real editions: the fact `preview` alone wakes it.

Each translatable element gets `data-message="…"` in HTML, and `messages.json` beside the documents that Sphinx has read
says what messages each document holds: what extraction finds, without a run of its own.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata

from pipeline.bookformat.facts import EditionFacts
from pipeline.compose.messages import messages_of

MESSAGES_FILE = "messages.json"
_MARK = "message"
_KEPT = "pipeline_preview_messages"

type Row = tuple[str, str, int]
"""A message: its words, the file (absolute) and the line where they stand."""


def identity(text: str) -> str:
    """What stands for a message in a page: the same words have the same, wherever they move."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class MarkMessages(SphinxTransform):
    """Marks what Sphinx is about to translate, while the words are still those of the original."""

    default_priority = 19  # right before Sphinx puts the translations in

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        found: dict[str, Row] = {}
        for node, text in messages_of(self.document, index=True):
            if not isinstance(node, addnodes.index):
                node.attributes.setdefault(_MARK, identity(text))
            found.setdefault(text, (text, *self._place(node)))
        _kept(self.env)[self.env.docname] = list(found.values())

    def _place(self, node: nodes.Element) -> tuple[str, int]:
        source, at = node.source, node
        while not at.line and at.parent is not None:
            at = at.parent
            source = source or at.source
        own = Path(self.env.doc2path(self.env.docname))
        path = Path(self.env.srcdir, (source or str(own)).partition(":docstring of ")[0])
        return str(path if path.is_file() else own), at.line or 1


def _kept(env: BuildEnvironment) -> dict[str, list[Row]]:
    """The messages of each document; Sphinx keeps them with what it has read."""
    if not hasattr(env, _KEPT):
        setattr(env, _KEPT, {})
    found: dict[str, list[Row]] = getattr(env, _KEPT)
    return found


def forget(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    _kept(env).pop(docname, None)


def merge(_app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    _kept(env).update({name: _kept(other)[name] for name in docnames if name in _kept(other)})


def mark_in_html(app: Sphinx) -> None:
    """Let the HTML translator, whichever the project has, write the mark."""
    if app.builder.name == "paged":
        return  # on paper nothing is marked
    usual: Any = app.registry.get_translator_class(app.builder)

    class Marking(usual):  # type: ignore[misc]  # the class is known only now
        def starttag(self, node: Any, *arguments: Any, **attributes: Any) -> str:
            mark = node.get(_MARK) if isinstance(node, nodes.Element) else None
            names = {**attributes, "data-message": mark} if mark else attributes
            tag: str = super().starttag(node, *arguments, **names)
            return tag

    app.set_translator(app.builder.name, Marking, override=True)


_TREES: dict[str, tuple[int, nodes.document]] = {}
"""Documents as Sphinx has read them, by the path of their file, with its time: a preview counts figures in all, each time."""


def lend_trees(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """While Sphinx looks at all documents and changes none, let it have those that it has unpickled before."""
    unpickled = env.get_doctree

    def get_doctree(docname: str) -> nodes.document:
        path = Path(app.doctreedir, f"{docname}.doctree")
        time = path.stat().st_mtime_ns
        known = _TREES.get(str(path))
        if known is None or known[0] != time:
            known = _TREES[str(path)] = (time, unpickled(docname))
        known[1].settings.env = env  # never that of an earlier run
        return known[1]

    vars(env)["get_doctree"] = get_doctree
    return []


def take_trees_back(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    vars(env).pop("get_doctree", None)
    return []


def write_down(app: Sphinx, _error: Exception | None) -> None:
    """Write `messages.json`: the documents in the order of the contents, their titles and messages."""
    env = app.env
    rows = [
        {"document": name, "title": env.titles[name].astext() if name in env.titles else name, "messages": found}
        for name in _in_order(env)
        if (found := _kept(env).get(name)) is not None
    ]
    Path(app.doctreedir, MESSAGES_FILE).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def _in_order(env: BuildEnvironment) -> list[str]:
    seen: dict[str, None] = {}

    def visit(docname: str) -> None:
        if docname not in seen:
            seen[docname] = None
            for child in env.toctree_includes.get(docname, []):
                visit(child)

    visit(str(env.config.root_doc))
    return [*seen, *sorted(env.found_docs - seen.keys())]


def setup(app: Sphinx) -> ExtensionMetadata:
    facts: EditionFacts = app.config.overrides.get("edition_facts", EditionFacts())
    if facts.preview:
        app.add_transform(MarkMessages)
        app.connect("env-purge-doc", forget)
        app.connect("env-merge-info", merge)
        app.connect("builder-inited", mark_in_html)
        # Sphinx counts at 500, fresh_references asks at 900.
        app.connect("env-get-updated", lend_trees, priority=100)
        app.connect("env-get-updated", take_trees_back, priority=950)
        app.connect("build-finished", write_down)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
