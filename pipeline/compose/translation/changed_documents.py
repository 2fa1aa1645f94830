# SPDX-License-Identifier: GPL-3.0-or-later
"""Decides by digests which documents are read again. Sphinx decides by file times, so it never reads a file that was restored with
its old time, unpacked, or synchronized; nor, after a run with the clock ahead, anything that was edited since.

The environment keeps the digests of what each document was read from, and of the doctree that came of it (`doctree_digest`).
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.diagnosis.warned_documents import warned_documents

READINGS = "document_readings"
"""Attribute of the environment, pickled with it: a Reading for each document."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The digests of the files that a document was read from, by path, and the digest of its doctree."""

    files: Mapping[str, str]
    doctree: str


class _FileDigests:
    """The digests of files as they were when they were first asked for, which is before Sphinx reads them.

    `known` are digests by absolute path that were taken earlier: a file that has been saved since then counts as changed the next time.
    """

    def __init__(self, env: BuildEnvironment, known: Mapping[str, str]) -> None:
        self._digests = dict(known)  # without the environment, which would keep this application in memory
        # Sphinx adds a document's compiled catalogue to its dependencies before it reads the document, which clears them.
        self._catalogues = {
            docname: [path for path in paths if Path(path).suffix == ".mo"]
            for docname, paths in env.dependencies.items()
        }

    def of(self, env: BuildEnvironment, docname: str) -> Mapping[str, str]:
        """Return the digests of a document's source, its catalogue, and all that it depends on; empty for what is missing."""
        names = {*env.dependencies.get(docname, ()), *self._catalogues.get(docname, ())}
        paths = {Path(env.doc2path(docname)), *(Path(env.srcdir, name) for name in names)}
        return {str(path): self._of(path) for path in sorted(paths)}

    def _of(self, path: Path) -> str:
        name = str(path.resolve())
        if name not in self._digests:
            self._digests[name] = _digest(path)
        return self._digests[name]


_digests: WeakKeyDictionary[Sphinx, _FileDigests] = WeakKeyDictionary()


def doctree_digest(env: BuildEnvironment, docname: str) -> str:
    """Return the digest of a document's doctree as it was read; empty if the document was never read."""
    reading = _readings(env).get(docname)
    return reading.doctree if reading is not None else ""


def find_changed(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Replace Sphinx's choice of changed documents. Those that always change, or lack a file, stay; so do those with warnings."""
    digests, readings = _FileDigests(env, app.config.edition_inputs), _readings(env)
    _digests[app] = digests
    now = {name: digests.of(env, name) for name in env.found_docs - added}
    warned = warned_documents(app)
    changed.clear()
    return [
        name
        for name, files in now.items()
        if name in env.reread_always
        or name in warned
        # Sphinx leaves a document that does not exist out of a toctree when it reads it.
        or not removed.isdisjoint(env.toctree_includes.get(name, ()))
        or not Path(app.doctreedir, f"{name}.doctree").is_file()
        or "" in files.values()
        or name not in readings
        or readings[name].files != files
    ]


def clear_documents(app: Sphinx, env: BuildEnvironment, docnames: Iterable[str]) -> None:
    """Clear all documents before the first is read, as Sphinx does if it reads them in parallel.

    Otherwise a label that has moved to a document that is read earlier would be reported as a duplicate.
    """
    for docname in docnames:
        app.events.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)


def record_readings(app: Sphinx, env: BuildEnvironment) -> None:
    """Record what the documents of this run were read from."""
    former, digests = _readings(env), _digests[app]
    vars(env)[READINGS] = {name: former.get(name) or _read(app, digests, name) for name in sorted(env.all_docs)}


def forget(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    _readings(env).pop(docname, None)


def _read(app: Sphinx, digests: _FileDigests, docname: str) -> Reading:
    return Reading(digests.of(app.env, docname), _digest(Path(app.doctreedir, f"{docname}.doctree")))


def _readings(env: BuildEnvironment) -> dict[str, Reading]:
    readings: dict[str, Reading] = vars(env).setdefault(READINGS, {})
    return readings


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def setup(app: Sphinx) -> ExtensionMetadata:
    # Inputs of an edition with their digests: files by absolute path, gettext domains, and the pipeline itself.
    app.add_config_value("edition_inputs", {}, "", dict)
    app.connect("env-get-outdated", find_changed)
    app.connect("env-before-read-docs", clear_documents, priority=900)
    app.connect("env-purge-doc", forget)
    app.connect("env-updated", record_readings)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
