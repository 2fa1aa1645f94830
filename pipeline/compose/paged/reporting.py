# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports problems of a book: raises them, or logs warnings if the publication's warnings are not fatal."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sphinx.application import Sphinx

from pipeline.compose.context import context_of
from pipeline.compose.mistakes import warn
from pipeline.model.problems import Problem

type Report = Callable[[Problem], None]
"""Callback for a problem. If it returns, the caller continues with a printable substitute."""

_MAX_NAMED = 3
"""Maximum number of addresses listed in a Problem."""


def raise_problem(problem: Problem) -> None:
    """Raise the problem."""
    raise problem


def log_warning(problem: Problem) -> None:
    """Log the problem as a warning of Sphinx, of a type that `suppress_warnings` can name, such as `paged.dead-reference`."""
    text = f"{problem.message} ({problem.cause})" if problem.cause else problem.message
    where = f"{problem.path}:{problem.line or 1}" if problem.path is not None else None
    warn(text, problem.hint, location=where, category=f"paged.{problem.code}")


def dead_reference(words: str, docname: str, name: str, path: Path | None, line: int | None) -> Problem:
    """Return the Problem of a link whose target is not in the book; `path` and `line` are those of the link."""
    return Problem(
        "dead-reference",
        f"“{words}” links to nothing in the book",
        cause=f"{docname} has nothing named {name!r}" if name else f"{docname} is not part of the book",
        hint="put the document into a toctree, or correct the reference",
        path=path,
        line=line,
    )


def media_problem(path: Path | str, addresses: Sequence[str]) -> Problem:
    """Return the Problem of pictures, videos and frames of a document that the book replaces by text and address."""
    rest = f", and {len(addresses) - _MAX_NAMED} more" if len(addresses) > _MAX_NAMED else ""
    return Problem(
        "not-in-book",
        "the book can only show the text and address of "
        f"{len(addresses)} {'picture, film or frame' if len(addresses) == 1 else 'pictures, films or frames'}",
        cause=", ".join(addresses[:_MAX_NAMED]) + rest,
        hint="put pictures as SVG, PNG, JPEG or GIF into the publication's folder; films and frames are for HTML only",
        path=Path(path),
    )


def reporter(app: Sphinx) -> Report:
    """Return the callback for the publication of a run. Without a project.toml, problems are raised."""
    context = context_of(app)
    return raise_problem if context is None or context.publication.warnings_are_fatal else log_warning
