# SPDX-License-Identifier: GPL-3.0-or-later
"""A page is written again when its document was read again by whichever builder, and when what it refers to has another name.

Sphinx writes only the documents that this very run reads. Our editions have two builders on one set of documents: what
the paged one has read, the HTML one would not write. And a reference to “Procedure 3” would stay after the procedure has
become the fourth. So each HTML builder keeps, beside the documents, what its references printed; and the index entries of
the search, which Sphinx forgets of every page that it does not write.
"""

import json
from pathlib import Path
from typing import Protocol, runtime_checkable

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.engine import collected
from pipeline.compose.engine.doctrees import read_only
from pipeline.compose.glossary import definitions

type Prints = dict[str, str]
"""What a reference to each label prints: document, title, number; and what a term says of itself where it is used."""

_PRINTING = ("ref", "numref", "term", "eq")
_TERM, _FORMULA = "term ", "formula "
"""Before the names of terms and formulas, which may be those of labels."""


def prints(env: BuildEnvironment) -> Prints:
    """Return what references print now, by label."""
    explained = definitions(env)
    terms = {
        f"{_TERM}{name}": repr((place, explained[place].astext() if place in explained else ""))
        for name, place in collected.terms(env).items()
    }
    formulas = {
        f"{_FORMULA}{name}": repr((place, _numbers(env, place[0], nodes.make_id(f"equation-{name}"))))
        for name, place in env.domains.math_domain.equations.items()
    }
    labels = {
        name: repr((docname, title, _numbers(env, docname, identity)))
        for name, (docname, identity, title) in env.domains.standard_domain.labels.items()
    }
    return terms | formulas | labels


def _numbers(env: BuildEnvironment, docname: str, identity: str) -> tuple[object, ...]:
    counted = env.toc_fignumbers.get(docname, {})
    sections = env.toc_secnumbers.get(docname, {})
    # A step has the number of its procedure in it, wherever that stands in the document.
    counts = tuple(numbers[identity] for numbers in counted.values() if identity in numbers)
    return counts or (
        sections.get(f"#{identity}"),
        sections.get(""),
        tuple(sorted(counted.get("procedure", {}).values())),
    )


@runtime_checkable
class PageInputs(Protocol):
    """A domain whose pages print what other documents hold, besides references."""

    def page_inputs(self, docname: str) -> str:
        """Return what the page of a document takes from others; empty for most."""


def _inputs(env: BuildEnvironment, docname: str) -> str:
    return "".join(domain.page_inputs(docname) for domain in env.domains.sorted() if isinstance(domain, PageInputs))


def find_stale(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the documents whose page is older than they are, or would print something else by now."""
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return []
    try:
        record = json.loads(_record(app).read_text(encoding="utf-8"))
        before: Prints = record["printed"]
        inputs: dict[str, str] = record["inputs"]
        indexed = {
            name: [tuple(entry) for entry in entries]
            for name, entries in record["indexed"].items()
            if name in env.all_docs
        }
    except (FileNotFoundError, ValueError, KeyError):
        return sorted(env.all_docs)
    collected.add_search_entries(env, indexed)
    now = prints(env)
    changed = {name for name, printed in before.items() if now.get(name) != printed}
    return [
        docname
        for docname in sorted(env.all_docs)
        if _time(Path(app.builder.get_outfilename(docname))) < _time(Path(app.doctreedir, f"{docname}.doctree"))
        or (changed and changed & _targets(env, docname))
        or _inputs(env, docname) != inputs.get(docname, "")
    ]


def write_record(app: Sphinx, error: Exception | None) -> None:
    if error is None and isinstance(app.builder, StandaloneHTMLBuilder):
        indexed = dict(sorted(collected.search_entries(app.env).items()))
        inputs = {docname: _inputs(app.env, docname) for docname in sorted(app.env.all_docs)}
        record = {"printed": prints(app.env), "indexed": indexed, "inputs": inputs}
        _record(app).write_text(json.dumps(record), encoding="utf-8")


def _record(app: Sphinx) -> Path:
    return Path(app.doctreedir, f"printed-{app.builder.name}.json")


def _time(file: Path) -> int:
    return file.stat().st_mtime_ns if file.exists() else 0


def _targets(env: BuildEnvironment, docname: str) -> set[str]:
    references = read_only(env, docname).findall(addnodes.pending_xref)
    targets = ((str(reference.get("reftype")), str(reference["reftarget"])) for reference in references)
    return {
        {"term": f"{_TERM}{name.lower()}", "eq": f"{_FORMULA}{name}"}.get(kind, name)
        for kind, name in targets
        if kind in _PRINTING
    }


def setup(app: Sphinx) -> ExtensionMetadata:
    # After 500, where Sphinx counts anew.
    app.connect("env-get-updated", find_stale, priority=900)
    app.connect("build-finished", write_record)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
