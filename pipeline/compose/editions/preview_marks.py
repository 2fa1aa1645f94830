# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells the preview which paragraph is which message. Asleep in real editions: the fact `preview` alone wakes it.

Each translatable element gets `data-message="…"` in HTML, and `messages.json` beside the documents that Sphinx has read
says what messages each document holds: what extraction finds, without a separate run.
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
"""A message: its words, the file (absolute) and the line where they stand."""


def identity(text: str) -> str:
    """Return the identifier of a message in a page, made of its words alone, so that it can move."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class MarkMessages(SphinxTransform):
    """Marks what Sphinx is about to translate, while the words are still those of the original."""

    default_priority = 19  # right before Sphinx puts the translations in

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        rows: dict[str, Row] = {}
        for node, text in messages_of(self.document, index=True):
            if not isinstance(node, addnodes.index):
                node.attributes.setdefault(_MARK, identity(text))
            rows.setdefault(text, (text, *self._place(node)))
        _rows(self.env)[self.env.docname] = list(rows.values())

    def _place(self, node: nodes.Element) -> tuple[str, int]:
        source, at = node.source, node
        while not at.line and at.parent is not None:
            at = at.parent
            source = source or at.source
        document = Path(self.env.doc2path(self.env.docname))
        path = Path(self.env.srcdir, (source or str(document)).partition(":docstring of ")[0])
        return str(path if path.is_file() else document), at.line or 1


def _rows(env: BuildEnvironment) -> dict[str, list[Row]]:
    """Return the messages of each document; Sphinx keeps them with what it has read."""
    if not hasattr(env, _ROWS):
        setattr(env, _ROWS, {})
    return cast(dict[str, list[Row]], getattr(env, _ROWS))


def merge(_app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    _rows(env).update({name: _rows(other)[name] for name in docnames if name in _rows(other)})


def mark_in_html(app: Sphinx) -> None:
    """Let the HTML translator, whichever the project has, write the mark."""
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


def write_down(app: Sphinx, _error: Exception | None) -> None:
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
        app.connect("build-finished", write_down)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
