# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports a command as text: to a terminal with progress bars and wrapped lines, or to a pipe as plain lines."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from pipeline.publishing.events import Failed, Planned, Published, Working
from pipeline.report.lines import Level, Line, LinesFor, Tally, duration
from pipeline.report.pace import Pace
from pipeline.report.summary import Summary
from pipeline.system.phases import Phase, watched
from pipeline.system.program import callable_here

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pipeline.report.bars import Bars

_WIDTH_OF_A_TABLE = 200
"""Width of tables that are printed to a pipe; wide enough for their rows."""


class Terminal:
    """Prints the events of a command."""

    def __init__(
        self, root: Path, lines_for: LinesFor, *, verbose: bool, summary: Summary | None = None, to_stderr: bool = False
    ) -> None:
        self._tally = Tally()
        self._root, self._lines_for, self._verbose = root, lines_for, verbose
        self._summary = summary
        self._to_stderr = to_stderr
        self._live: ExitStack | None = None
        self._bars: Bars | None = None
        self._pace: Pace | None = None

    @property
    def exit_code(self) -> int:
        return self._tally.exit_code

    @contextmanager
    def live(self) -> Iterator[None]:
        """Show the phases of the command as bars at a terminal, and as lines with --verbose."""
        with watched(self._show_phase), ExitStack() as self._live:
            yield
        self._live = self._bars = self._pace = None

    def add(self, event: object) -> None:
        """Print an event, or leave it to the summary."""
        if isinstance(event, Planned | Working | Published | Failed):
            self._show(event)
        if self._summary is None or not self._summary.add(event):
            for line in self._lines_for(event):
                self._print(line)

    def print_table(self, table: "RenderableType") -> None:
        from rich.console import Console

        Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else _WIDTH_OF_A_TABLE).print(table)

    def end(self, seconds: float) -> None:
        """Print the end of the command after `seconds`: the summary, with failures last."""
        if self._summary is not None:
            for line in self._summary.lines(seconds):
                self._print(line)
        elif self._verbose:
            self._print(Line(f"done in {duration(seconds)}"))

    def _show_phase(self, phase: Phase) -> None:
        self._show(phase)
        if self._verbose:
            state = f": {duration(phase.seconds)}" if phase.seconds is not None else " …"
            self._print(Line(f"{phase.name}{state}"))

    def _show(self, event: object) -> None:
        """Update the bars, or the progress lines of a log.

        Bars are started with the first work, so that a no-op command does not import their library.
        """
        if self._live is not None and self._bars is None and sys.stdout.isatty() and not self._to_stderr:
            from pipeline.report.bars import Bars

            self._bars = Bars()
            self._live.enter_context(self._bars.progress)
        if self._bars is not None:
            self._bars.show(event)
            return
        if self._live is not None and self._pace is None and isinstance(event, Planned) and event.due:
            self._pace = Pace()
            self._live.enter_context(self._pace.reported(lambda text: self._print(Line(text))))
        if self._pace is not None:
            self._pace.count(event)

    def _print(self, line: Line) -> None:
        self._tally.add(line.level)
        if line.level is Level.DETAIL and not self._verbose:
            return
        is_complaint = line.level in (Level.REMARK, Level.FAILURE)
        stream = sys.stderr if is_complaint or self._to_stderr else sys.stdout
        text = callable_here(line.text.replace(f"{self._root}/", ""))
        # While bars are shown, both streams print above them.
        stream.write(f"{wrapped(text, _width(stream)) if stream.isatty() else text}\n")
        stream.flush()


def _width(terminal: TextIO) -> int:
    return int(os.environ.get("COLUMNS") or os.get_terminal_size(terminal.fileno()).columns)


def wrapped(text: str, width: int) -> str:
    """Wrap long lines at spaces, so that paths are not broken, and indent continuation lines."""
    import textwrap

    lines = []
    wrapper = textwrap.TextWrapper(width - 1, break_long_words=False, break_on_hyphens=False)
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        wrapper.initial_indent, wrapper.subsequent_indent = indent, f"{indent}    "
        lines += wrapper.wrap(line.strip()) if len(line) >= width else [line]
    return "\n".join(lines)
