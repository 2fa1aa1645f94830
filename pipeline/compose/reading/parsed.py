# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents that are parsed and not yet translated: made in one run, and taken over by the runs of other languages.

Those runs are forked from the process of the first one, so that nothing is copied or pickled for them.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, cast

from docutils import nodes
from docutils.parsers import Parser
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.logging import MemoryHandler, pending_warnings

from pipeline.compose.engine import reading
from pipeline.compose.reading import effects
from pipeline.compose.reading.lookups import Lookups, differing_settings, language_code_noted, noted


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document as the parser has left it, with all else that parsing did; good wherever `lookups` have the same answers."""

    text: str
    document: nodes.document
    pending: list[reading.Pending]
    state: dict[str, Any]
    context: dict[str, Any]
    changes: tuple[effects.Change, ...]
    lookups: Lookups
    warnings: list[logging.LogRecord]


@dataclass(slots=True)
class ParsedDocuments:
    """The documents of a publication by name, and the run that has parsed them. Each can be taken once in a process.

    There are none where there is an `obstacle`, which says what makes each language parse them by itself.
    """

    config: Config
    settings: dict[str, Any]
    catalogues: frozenset[tuple[str, str]]
    obstacle: str = ""
    by_name: dict[str, ParsedDocument] = field(default_factory=dict)

    def reader(self, app: Sphinx) -> reading.Parse:
        """Return what reads documents in the run of another language: without parsing those that are the same in it."""
        differing = differing_settings(self.config, app.config)
        # A run whose extensions have other catalogues, or that has other settings of docutils, shares nothing.
        is_same = self.catalogues == frozenset(locale.translators) and self.settings == _settings(app)

        def read(content: str, *, parser: Parser, **options: Any) -> nodes.document:
            parsed = self.by_name.get(app.env.docname)
            if parsed is None or not is_same or parsed.text != content or not parsed.lookups.hold_in(app, differing):
                return reading.read_as_sphinx(content, parser=parser, **options)
            del self.by_name[app.env.docname]  # its transforms change it
            return reading.transform_alone(
                lambda document: _adopt(parsed, app, document), content, parser=parser, **options
            )

        return read


def _settings(app: Sphinx) -> dict[str, Any]:
    """Return what docutils is set to, but for the language."""
    return {name: value for name, value in app.env.settings.items() if name not in ("env", "language_code")}


def _adopt(parsed: ParsedDocument, app: Sphinx, empty: nodes.document) -> nodes.document:
    """Do all that parsing the document would do in this run, into which Sphinx has put an empty one; return it."""
    document = parsed.document
    # The transformer of the empty one has the transforms of this run.
    document.transformer = empty.transformer
    reading.add_pending(document, parsed.pending)
    document.settings.env = app.env
    document.settings.language_code = empty.settings.language_code
    effects.repeat(parsed.changes, app.env)
    reading.restore_state(app.env, parsed.state)
    app.env.ref_context.update(parsed.context)
    for record in parsed.warnings:
        logging.getLogger(record.name).handle(record)
    return document


def parse_due_documents(app: Sphinx, readers: Collection[str]) -> ParsedDocuments:
    """Parse the documents that this run would read; it reads and writes none of them.

    `readers` are the modules that have asked for the language when the run was set up.
    """
    parsed = ParsedDocuments(app.config, _settings(app), frozenset(locale.translators), _obstacle(app, readers))
    if parsed.obstacle:
        return parsed

    def keep(docname: str) -> None:
        try:
            document = _parse(app, docname)
        except Exception:  # whatever it is, the run of each language meets it, and reports it
            document = None
        if document is not None:
            parsed.by_name[docname] = document

    with pending_warnings() as handler:
        reading.read_due_documents(app, keep)
        cast(MemoryHandler, handler).clear()
    return parsed


def _obstacle(app: Sphinx, readers: Collection[str]) -> str:
    """Return why documents cannot be parsed for several languages at once; empty where they can."""
    # As Sphinx does when it reads in parallel: one that does not say what it keeps in its modules may keep something there.
    undeclared = [extension.name for extension in app.extensions.values() if not extension.parallel_read_safe]
    if undeclared:
        return f"the extension {min(undeclared)} does not declare that it is safe for parallel reading"
    return f"{min(readers)} asks for the language before documents are read" if readers else ""


def _parse(app: Sphinx, docname: str) -> ParsedDocument | None:
    """Return a document; None where parsing has done what cannot be repeated elsewhere."""
    env = app.env
    kept: list[ParsedDocument] = []

    def parse(content: str, *, parser: Parser, **options: Any) -> nodes.document:
        before = effects.snapshot(app)
        with noted(app) as lookups, pending_warnings() as handler:
            document, pending = reading.parse_alone(
                content, parser=parser, watched=lambda settings: language_code_noted(settings, lookups), **options
            )
            warnings = cast(MemoryHandler, handler).clear()
        changes = effects.changes(before, effects.snapshot(app))
        state, context = reading.current_state(env), dict(env.ref_context)
        kept.append(ParsedDocument(content, document, pending, state, context, changes, lookups, warnings))
        return document

    reading.parse_document(app, docname, parse)
    return kept[0] if kept else None
