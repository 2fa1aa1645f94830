# SPDX-License-Identifier: GPL-3.0-or-later
"""What a book objects to: a Problem that stops it, or a warning where the publication has its warnings reported."""

from collections.abc import Callable

from sphinx.application import Sphinx
from sphinx.util import logging

from pipeline.compose.context import context_of
from pipeline.model.problems import Problem

type Objection = Callable[[Problem], None]
"""Called with what is wrong. Whoever calls goes on with something that can be printed, should it return."""

_logger = logging.getLogger(__name__)


def stop(problem: Problem) -> None:
    """The book stops at what is wrong."""
    raise problem


def report(problem: Problem) -> None:
    """Sphinx warns of it, under a type that `suppress_warnings` in conf.py can name, such as `paged.dead-reference`."""
    text = f"{problem.message} ({problem.cause})" if problem.cause else problem.message
    where = f"{problem.path}:{problem.line or 1}" if problem.path is not None else None
    _logger.warning("%s", text, location=where, type="paged", subtype=problem.code)


def objection(app: Sphinx) -> Objection:
    """How this run objects. Without a project file nobody has asked for warnings alone."""
    context = context_of(app)
    return stop if context is None or context.publication.warnings_are_fatal else report
