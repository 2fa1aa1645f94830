# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets documents read only files of the project, and fetch nothing.

Wraps `BuildEnvironment.relfn2path`, through which Sphinx, MyST and most extensions find the files that a document names; and
replaces the directives of docutils that open files themselves. `DirectiveError` from inside a directive becomes a message with
its file and line.
"""

import os
import sys
from collections.abc import Sequence
from functools import wraps
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import DirectiveError, directives
from docutils.parsers.rst.directives.misc import Raw, adapt_path
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.directives.other import Include
from sphinx.directives.patches import CSVTable
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.context import context_of
from pipeline.system.versions import original

_relfn2path: Any = original(BuildEnvironment, "relfn2path", "(self, filename, docname=None)")
original(CSVTable, "get_csv_data", "(self)")

_ERROR = 3
"""docutils' level of an error."""


class OutsideFileError(DirectiveError):
    """A document names a file outside of the project."""

    def __init__(self, named: str) -> None:
        super().__init__(_ERROR, f"file outside of the project: {named}")

    def __str__(self) -> str:
        return str(self.msg)


def require_inside(env: BuildEnvironment, path: Path, named: str) -> None:
    """Raise OutsideFileError unless a file, with its links resolved, is in a folder that documents may read, and not git's own.

    `named` is its name in the document.
    """
    folders: Sequence[str] | None = getattr(env.config, "readable_folders", None)
    if folders is None:  # without this extension
        return
    actual = path.resolve()
    readable = (Path(env.srcdir, folder).resolve() for folder in [*folders, str(env.doctreedir)])
    if not any(actual.is_relative_to(folder) for folder in readable) or ".git" in actual.parts:
        raise OutsideFileError(named)


def _path_inside(self: BuildEnvironment, filename: str | Path, docname: str | None = None) -> tuple[str, str]:
    name, path = _relfn2path(self, filename, docname)
    require_inside(self, Path(path), str(filename))
    return name, path


def _check_standard(name: str) -> None:
    """Refuse `<…>` for anything but a file of docutils."""
    folder = Include.standard_include_path.resolve()
    if name.startswith("<") and not (folder / name.strip("<>")).resolve().is_relative_to(folder):
        raise OutsideFileError(name)


class _Include(Include):
    def run(self) -> Sequence[nodes.Node]:
        _check_standard(self.arguments[0])
        return super().run()


def _check_options(directive: Raw | CSVTable) -> None:
    """Refuse a file outside of the project, and any URL."""
    if "url" in directive.options:
        raise DirectiveError(_ERROR, f"nothing is fetched during a build: {directive.options['url']}")
    if name := directive.options.get("file"):
        document = directive.state.document
        path = adapt_path(name, document.current_source or "", document.settings.root_prefix)
        require_inside(document.settings.env, Path(path), name)


class _Raw(Raw):
    def run(self) -> list[nodes.Node]:
        _check_options(self)
        return list(super().run())


class _CSVTable(CSVTable):
    def get_csv_data(self) -> Any:
        _check_options(self)  # now Sphinx has put the folder before a path that begins with a slash
        return super().get_csv_data()  # type: ignore[no-untyped-call]  # docutils has no types for it


def _guard_markdown() -> None:
    """Check `<…>` in MyST's own `include`, if the project uses MyST."""
    directive: Any = getattr(sys.modules.get("myst_parser.mocking"), "MockIncludeDirective", None)
    if directive is None or hasattr(directive.run, "__wrapped__"):
        return
    include = directive.run

    @wraps(include)
    def run(self: Any) -> Any:
        _check_standard(self.arguments[0])
        return include(self)

    directive.run = run


def _prepare(app: Sphinx, config: Config) -> None:
    """Write the project's folders into the configuration, relative to the sources: they are the same on each machine."""
    context = context_of(app)
    folders = context.project.readable_folders if context is not None else (app.confdir, app.srcdir)
    _guard_markdown()
    config.readable_folders = sorted({Path(os.path.relpath(folder, app.srcdir)).as_posix() for folder in folders})


def setup(app: Sphinx) -> ExtensionMetadata:
    BuildEnvironment.relfn2path = _path_inside  # type: ignore[method-assign]  # Sphinx has no hook
    app.add_config_value("readable_folders", [], "env", list)
    app.connect("config-inited", _prepare)
    for name, directive in (("include", _Include), ("raw", _Raw), ("csv-table", _CSVTable)):
        # An extension of the project may have replaced it.
        if directives._directives.get(name) in (None, *directive.__mro__):  # type: ignore[attr-defined]  # no public list
            app.add_directive(name, directive, override=True)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
