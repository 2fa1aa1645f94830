# SPDX-License-Identifier: GPL-3.0-or-later
"""Records which documents the warnings of a run are about, so that the next run reads them again and repeats the warnings.

Sphinx warns of a document while it reads it and writes its page, and skips both if nothing has changed. The record is a file beside
the doctrees, one for each builder: each warns of other mistakes.
"""

import json
import re
from collections.abc import Iterable, Iterator, Set
from pathlib import Path

from sphinx.application import Sphinx

from pipeline.compose.diagnosis.collected_warning import CollectedWarning

_DUPLICATE = re.compile(r"duplicate (?!option)|Duplicate C(?:\+\+)? declaration")
_ALL = "*"
"""Stands for all documents: a warning may be about none."""


def warned_documents(app: Sphinx) -> Set[str]:
    """Return the documents that a warning of the last runs was about."""
    documents: set[str] = set()
    for path in Path(app.doctreedir).glob("warned-*.json"):
        try:
            documents.update(json.loads(path.read_text(encoding="utf-8")))
        except ValueError:
            documents.add(_ALL)
    return app.env.found_docs if _ALL in documents else documents & app.env.found_docs


def record_warned_documents(app: Sphinx, warnings: Iterable[CollectedWarning]) -> None:
    """Record the documents of these warnings for the next run."""
    documents = sorted({docname for warning in warnings for docname in _documents(app, warning)})
    path = Path(app.doctreedir, f"warned-{app.builder.name}.json")
    if documents:
        path.write_text(json.dumps(documents), encoding="utf-8")
    else:
        path.unlink(missing_ok=True)


def is_about_order(app: Sphinx, warnings: Iterable[CollectedWarning], read: Set[str]) -> bool:
    """Return whether a run that has not read all documents warns of the same name in two of them.

    Sphinx warns of the one that it reads last, and links to it.
    """
    return not app.env.all_docs.keys() <= read and any(_DUPLICATE.match(warning.text) for warning in warnings)


def _documents(app: Sphinx, warning: CollectedWarning) -> Iterator[str]:
    """Yield the document of a warning, or the documents that include its file, or the mark of all."""
    env, path = app.env, warning.path
    documents = set()
    if path is not None:
        file = Path(env.srcdir, str(path).partition(":docstring of ")[0])
        documents = {
            docname
            for docname in env.all_docs
            if file == Path(env.doc2path(docname))
            or any(file == Path(env.srcdir, name).resolve() for name in env.dependencies[docname])
        }
    yield from documents or {_ALL}
