# SPDX-License-Identifier: GPL-3.0-or-later
"""Marks each paragraph with its message, for the preview. Active only if the edition fact `preview` is set.

Each translatable element gets `data-message="…"` in HTML, and `messages.json`, next to the doctrees, lists the messages of each
document as extraction does, without a separate run.
"""

import hashlib
import json
from pathlib import Path
from typing import Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata

from pipeline.bookformat.facts import EditionFacts
from pipeline.bookformat.vocabulary import MESSAGE
from pipeline.compose.document_order import documents_in_order
from pipeline.compose.messages import messages_of

MESSAGES_FILE = "messages.json"
_MARK = "message"
_ROWS = "pipeline_preview_messages"

type Row = tuple[str, str, int]
"""A message: its text, its file (absolute path) and line."""


def identity(text: str) -> str:
    """Return the identifier of a message in a page: a digest of its text, so that it is stable if the message moves."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class MarkMessages(SphinxTransform):
    """Marks translatable elements while they still have their original text."""

    default_priority = 19  # right before Sphinx inserts the translations

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        rows: dict[str, Row] = {}
        for node, text in messages_of(self.document, index=True):
            if not isinstance(node, addnodes.index):
                node.attributes.setdefault(_MARK, identity(text))
            rows.setdefault(text, (text, *self._place(node)))
        _rows(self.env)[self.env.docname] = list(rows.values())

    def _place(self, node: nodes.Element) -> tuple[str, int]:
        source, ancestor = node.source, node
        while not ancestor.line and ancestor.parent is not None:
            ancestor = ancestor.parent
            source = source or ancestor.source
        document = Path(self.env.doc2path(self.env.docname))
        path = Path(self.env.srcdir, (source or str(document)).partition(":docstring of ")[0])
        return str(path if path.is_file() else document), ancestor.line or 1


def _rows(env: BuildEnvironment) -> dict[str, list[Row]]:
    """Return the messages by document; Sphinx pickles them with the environment."""
    if not hasattr(env, _ROWS):
        setattr(env, _ROWS, {})
    return cast(dict[str, list[Row]], getattr(env, _ROWS))


def merge(_app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    _rows(env).update({name: _rows(other)[name] for name in docnames if name in _rows(other)})


def mark_in_html(app: Sphinx) -> None:
    """Extend the project's HTML translator, so that it writes the marks."""
    if app.builder.name == "paged":
        return  # on paper nothing is marked
    usual: Any = app.registry.get_translator_class(app.builder)

    class Marking(usual):  # type: ignore[misc]  # the class is known only now
        def starttag(self, node: Any, *arguments: Any, **attributes: Any) -> str:
            mark = node.get(_MARK) if isinstance(node, nodes.Element) else None
            names = {**attributes, MESSAGE: mark} if mark else attributes
            tag: str = super().starttag(node, *arguments, **names)
            return tag

    app.set_translator(app.builder.name, Marking, override=True)


def write_messages(app: Sphinx, _error: Exception | None) -> None:
    """Write `messages.json`: the documents in the order of the contents, their titles and messages."""
    env = app.env
    rows = [
        {"document": name, "title": env.titles[name].astext() if name in env.titles else name, "messages": rows}
        for name in documents_in_order(env)
        if (rows := _rows(env).get(name)) is not None
    ]
    Path(app.doctreedir, MESSAGES_FILE).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    facts: EditionFacts = app.config.overrides.get("edition_facts", EditionFacts())
    if facts.preview:
        app.add_transform(MarkMessages)
        app.connect("env-purge-doc", lambda _app, env, docname: _rows(env).pop(docname, None))
        app.connect("env-merge-info", merge)
        app.connect("builder-inited", mark_in_html)
        app.connect("build-finished", write_messages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
