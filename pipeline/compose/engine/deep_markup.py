# SPDX-License-Identifier: GPL-3.0-or-later
"""Refuses blocks that are nested too deeply, and finds the line at which docutils exceeded the recursion limit.

docutils copies the lines of each block for each block around it: a list of 5,000 levels took 6 GB before recursion stopped it.
Wraps `NestedStateMachine.run`. To be filed upstream: "`Inliner.implicit_inline` recurses for each standalone URI; a thousand in a
paragraph stop it", and "Nested blocks need memory with the square of their depth".
"""

import re
import traceback
from pathlib import Path
from typing import Any

from docutils.parsers.rst import states
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from pipeline.model.problems import Problem
from pipeline.system.versions import original

original(states.Inliner, "parse", "(self, text, lineno, memo, parent)")
_run: Any = original(
    states.NestedStateMachine, "run", "(self, input_lines, input_offset, memo, node, match_titles=True)"
)

_LEVELS = 100
_MARGIN = re.compile(r"[ |]{1000}.*\S")
"""The beginning of a line that is farther to the right than these levels need."""


def recursion_problem(error: RecursionError) -> Problem | None:
    """Return the Problem `too-deep` with file and line of the text that was being parsed; None if the error is another."""
    problem = None
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_code is states.Inliner.parse.__code__:
            place = _position(frame.f_locals["self"], frame.f_locals["lineno"])
            problem = _too_complex(*place) if place is not None else problem
        elif frame.f_code is _nest.__code__:
            place = _position(frame.f_locals["memo"], frame.f_locals["input_offset"] + 1)
            problem = _too_deep(*place) if place is not None else problem
    return problem


def _position(owner: Any, line: int) -> tuple[Path, int] | None:
    source, line = owner.reporter.get_source_and_line(line)
    return (Path(source), line) if source and line else None


def _too_complex(path: Path, line: int) -> Problem:
    return Problem(
        "too-deep",
        "a paragraph is too complex to be parsed",
        cause="it has about a thousand addresses, or markup nested as deeply: Python allows no deeper recursion",
        hint="divide it into paragraphs or rows of a list",
        path=path,
        line=line,
    )


def _too_deep(path: Path, line: int) -> Problem:
    return Problem(
        "too-deep",
        "blocks are nested too deeply",
        cause="about a hundred lists, notes or quotations are within each other, or a line begins far to the right",
        hint="divide them, or move the lines to the left",
        path=path,
        line=line,
    )


def _nest(self: Any, input_lines: Any, input_offset: int, memo: Any, node: Any, match_titles: bool = True) -> Any:
    memo.levels = getattr(memo, "levels", 0) + 1
    try:
        if memo.levels > _LEVELS and (position := _position(memo, input_offset + 1)) is not None:
            raise _too_deep(*position)
        return _run(self, input_lines, input_offset, memo, node, match_titles)
    finally:
        memo.levels -= 1


def _check_indents(path: Path, text: str) -> None:
    """Refuse lines so far to the right that parsing the blocks around them would need gigabytes."""
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > _LEVELS and _MARGIN.match(line.expandtabs()):
            raise _too_deep(path, number)


def _check_document(app: Sphinx, docname: str, source: list[str]) -> None:
    if app.env.doc2path(docname).suffix == ".rst":
        _check_indents(app.env.doc2path(docname), source[0])


def _check_included(app: Sphinx, path: Path, _docname: str, content: list[str]) -> None:
    _check_indents(Path(app.srcdir, path), content[0])


def setup(app: Sphinx) -> ExtensionMetadata:
    states.NestedStateMachine.run = _nest  # type: ignore[method-assign]  # docutils has no hook
    app.connect("source-read", _check_document)
    app.connect("include-read", _check_included)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
