# SPDX-License-Identifier: GPL-3.0-or-later
"""What a book objects to: a Problem that stops it, or a warning where the publication has its warnings reported."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sphinx.application import Sphinx

from pipeline.compose.context import context_of
from pipeline.compose.mistakes import warn
from pipeline.model.problems import Problem

type Objection = Callable[[Problem], None]
"""Called with what is wrong. Whoever calls goes on with something that can be printed, should it return."""

_NAMED = 3
"""Addresses that a Problem names; it counts the others."""


def stop(problem: Problem) -> None:
    """The book stops at what is wrong."""
    raise problem


def report(problem: Problem) -> None:
    """Sphinx warns of it, under a type that `suppress_warnings` in conf.py can name, such as `paged.dead-reference`."""
    text = f"{problem.message} ({problem.cause})" if problem.cause else problem.message
    where = f"{problem.path}:{problem.line or 1}" if problem.path is not None else None
    warn(text, problem.hint, at=where, category=f"paged.{problem.code}")


def dead_reference(words: str, docname: str, name: str, path: Path | None, line: int | None) -> Problem:
    """Return the Problem of a link, written in a line of a file, to what no document of the book has."""
    return Problem(
        "dead-reference",
        f"“{words}” leads to no place in the book",
        cause=f"{docname} has nothing named {name!r}" if name else f"{docname} is not part of the book",
        hint="put the document into a toctree, or correct the reference",
        path=path,
        line=line,
    )


def not_in_book(path: Path | str, addresses: Sequence[str]) -> Problem:
    """Return the Problem of pictures, films and frames of a document that a book shows as words and addresses."""
    more = f", and {len(addresses) - _NAMED} more" if len(addresses) > _NAMED else ""
    return Problem(
        "not-in-book",
        "a book shows the words and addresses of what it cannot hold: "
        f"{len(addresses)} {'picture, film or frame' if len(addresses) == 1 else 'pictures, films or frames'}",
        cause=", ".join(addresses[:_NAMED]) + more,
        hint="put pictures as SVG, PNG, JPEG or GIF into the publication's folder; films and frames are for HTML alone",
        path=Path(path),
    )


def objection(app: Sphinx) -> Objection:
    """How this run objects. Without a project file nobody has asked for warnings alone."""
    context = context_of(app)
    return stop if context is None or context.publication.warnings_are_fatal else report
