# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns errors that stopped Sphinx into Problems: a missing extension, a name removed from Sphinx, an unreadable text."""

import codecs
import re
import tomllib
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from docutils.utils import SystemMessage
from pybtex.scanner import PybtexSyntaxError
from sphinx.errors import SphinxError, ThemeError

from pipeline.compose.configuration import missing_extension, own_project
from pipeline.compose.diagnosis.collected_warning import CollectedWarning
from pipeline.compose.engine.deep_markup import recursion_problem
from pipeline.model.diagnostics import MAX_NAMED
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Publication
from pipeline.system.files import machine_problem

_MISSING_NAME = (
    re.compile(r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)'"),
    re.compile(r"module '(?P<module>[\w.]+)' has no attribute '(?P<name>\w+)'"),
    re.compile(r"No module named '(?P<module>[\w.]+)\.(?P<name>\w+)'"),
    re.compile(r"'\w*(?P<module>Sphinx|BuildEnvironment)' object has no attribute '(?P<name>\w+)'"),
)
"""Python's messages about missing names."""
_CLASSES = {"Sphinx": "sphinx.application.Sphinx", "BuildEnvironment": "sphinx.environment.BuildEnvironment"}


def startup_problem(
    error: Exception, project: Project, publication: Publication, warnings: Sequence[CollectedWarning] = ()
) -> Problem:
    """Return the Problem for an error of Sphinx or of an extension; earlier `warnings` may explain it."""
    behind = getattr(error, "orig_exc", error)
    if isinstance(behind, Problem):
        return behind
    problem = machine_problem([str(behind)]) if isinstance(behind, OSError) else _text_problem(behind, publication)
    if problem is not None:
        return problem
    text = str(error).strip() or type(error).__name__
    text = text if isinstance(error, (SphinxError, SystemMessage, OSError)) else f"{type(error).__name__}: {text}"
    if isinstance(error, ThemeError) and (theme := re.search(r"no theme named '([^']+)'", text)):
        return missing_extension(
            f"the theme that conf.py names is not installed: {theme[1]}", (theme[1],), project.configuration
        )
    module = re.search(r"Could not import extension (\S+)", text)
    if removed_name := replacement(str(behind)):
        name, new_name = removed_name
        return Problem(
            "missing-extension",
            f"an extension uses a name that Sphinx no longer has: {name}",
            cause=f"{module[1]}: {behind}" if module else text,
            hint=f"install a newer version of the extension; in an extension of your own, write {new_name}",
            path=_culprit(behind, project.configuration),
        )
    if module:
        return _import_problem(module[1], behind, project.configuration)
    return Problem(
        "sphinx-error",
        f"Sphinx cannot build {publication.slug}",
        cause="\n".join([text, *(warning.text for warning in warnings[:MAX_NAMED])]),
        hint="correct what the cause names; plain sphinx-build with the same sources says more",
        path=project.configuration / "conf.py" if type(error).__name__ == "ConfigError" else None,
    )


def _culprit(error: BaseException, configuration: Path) -> Path:
    """Return the project's file in which an error was raised, or conf.py if it was in none."""
    frames = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    own = (Path(file) for file in reversed(frames) if "site-packages" not in file and not file.startswith("<"))
    root = own_project(configuration) or configuration
    return next((file for file in own if file.is_relative_to(root)), configuration / "conf.py")


def _import_problem(extension: str, behind: Exception, configuration: Path) -> Problem:
    """Return the Problem of an extension that is missing or cannot be imported."""
    message = f"an extension cannot be imported: {extension}"
    if isinstance(behind, ModuleNotFoundError):
        return missing_extension(message, (behind.name or extension,), configuration)
    return Problem(
        "missing-extension",
        message,
        cause=str(behind).strip(),
        hint="it is installed; install what the cause names, too: a library of the system, or another version of a package",
        path=configuration / "conf.py",
    )


def _text_problem(behind: Exception, publication: Publication) -> Problem | None:
    """Return the Problem of a text that cannot be read, with its position; None for any other error."""
    if isinstance(behind, UnicodeDecodeError):
        # The error does not name the document; its bytes lack the byte order mark.
        paths = (path for path in sorted(publication.folder.rglob("*")) if path.is_file())
        path = next((path for path in paths if path.read_bytes().removeprefix(codecs.BOM_UTF8) == behind.object), None)
        if path is not None:
            return Problem(
                "bad-encoding",
                "the file is not UTF-8",
                cause=f"a character is saved in another encoding, such as Latin-1 or Windows-1252 [{behind}]",
                hint="save it as UTF-8 in your editor",
                path=path,
                line=behind.object.count(b"\n", 0, behind.start) + 1,
            )
    if isinstance(behind, RecursionError) and (problem := recursion_problem(behind)) is not None:
        return problem
    if isinstance(behind, PybtexSyntaxError):
        return Problem(
            "broken-references",
            "the bibliography cannot be read as BibTeX",
            cause=str(behind),
            hint="look at the entry that ends before that line: a brace, a quote or a comma is missing",
            path=Path(behind.filename) if behind.filename else None,
            line=behind.lineno,
        )
    return None


@cache
def removed_names() -> Mapping[str, str]:
    """Return the names removed from Sphinx with their replacements, as full names."""
    replacements: dict[str, str] = tomllib.loads(
        (files("pipeline.compose.diagnosis") / "removed.toml").read_text("utf-8")
    )
    return replacements


def replacement(error: str) -> tuple[str, str] | None:
    """Return the removed name of Sphinx in an error message, and its replacement, or None."""
    for pattern in _MISSING_NAME:
        if match := pattern.search(error):
            name = f"{_CLASSES.get(match['module'], match['module'])}.{match['name']}"
            return (name, removed_names()[name]) if name in removed_names() else None
    return None
