# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a command to people: with progress bars and lines as wide as the terminal, or as plain lines into a pipe."""

import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console, RenderableType
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TaskID, TextColumn
from rich.text import Text

from pipeline.build.events import Failed, Planned, Published, Working
from pipeline.build.printing import Ordered, Printed
from pipeline.model.publication import Edition
from pipeline.report.lines import Level, Line, LinesFor, Tally, count, duration
from pipeline.report.summary import Summary
from pipeline.system.phases import Phase, watched

_ENOUGH = 0.2
"""The part of the work after which its speed is a better estimate than the duration of the last run."""


class Terminal:
    """Prints for one command."""

    def __init__(self, root: Path, lines_for: LinesFor, *, verbose: bool, summary: Summary | None = None) -> None:
        self._tally = Tally()
        self._root, self._lines_for, self._verbose = root, lines_for, verbose
        self._summary = summary
        self._out = _console(stderr=False)
        self._err = _console(stderr=True)
        self._bars = Bars(self._out) if self._out.is_terminal else None

    @property
    def exit_code(self) -> int:
        return self._tally.exit_code

    @contextmanager
    def live(self) -> Iterator[None]:
        """Show the phases of the command: as bars at a terminal, as lines with --verbose."""
        with watched(self._show_phase):
            if self._bars is None:
                yield
            else:
                with self._bars.progress:
                    yield

    def add(self, event: object) -> None:
        """Print an event, or count it for the end."""
        if self._bars is not None:
            self._bars.show(event)
        if self._summary is not None and self._summary.add(event):
            return
        for line in self._lines_for(event):
            self._print(line)

    def print_table(self, table: RenderableType) -> None:
        self._out.print(table)

    def end(self, seconds: float) -> None:
        """Print the end of the command, which took so long: what matters, and failures last."""
        if self._summary is not None:
            for line in self._summary.lines(seconds):
                self._print(line)
        elif self._verbose:
            self._print(Line(f"done in {duration(seconds)}"))

    def _show_phase(self, phase: Phase) -> None:
        if self._bars is not None:
            self._bars.show(phase)
        if self._verbose:
            state = f": {duration(phase.seconds)}" if phase.seconds is not None else " …"
            self._print(Line(f"{phase.name}{state}"))

    def _print(self, line: Line) -> None:
        self._tally.add(line.level)
        if line.level is Level.DETAIL and not self._verbose:
            return
        console = self._err if line.level in (Level.REMARK, Level.FAILURE) else self._out
        text = line.text.replace(f"{self._root}/", "")
        console.print(wrapped(text, console.width) if console.is_terminal else text)


def wrapped(text: str, width: int) -> str:
    """Break lines that are too long between words, so that no path is cut; what goes on is indented."""
    lines = []
    wrapper = textwrap.TextWrapper(width - 1, break_long_words=False, break_on_hyphens=False)
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        wrapper.initial_indent, wrapper.subsequent_indent = indent, f"{indent}    "
        lines += wrapper.wrap(line.strip()) if len(line) >= width else [line]
    return "\n".join(lines)


def _console(*, stderr: bool) -> Console:
    # A pipe has no width: a table there is as wide as its rows.
    is_terminal = (sys.stderr if stderr else sys.stdout).isatty()
    return Console(
        stderr=stderr, highlight=False, soft_wrap=True, markup=False, emoji=False, width=None if is_terminal else 200
    )


class Bars:
    """A line for the phase, one for the whole of the editions, and one for each that is being made."""

    def __init__(self, console: Console) -> None:
        self.progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(20),
            _TimeLeft(),
            console=console,
            transient=True,
        )
        self._phase: TaskID | None = None
        self._whole: TaskID | None = None
        self._editions: dict[Edition, TaskID] = {}

    def show(self, event: object) -> None:
        """Bring the lines up to date with an event."""
        match event:
            case Phase(name, None):
                self._phase = self._add(name, None)
            case Phase():
                self._phase = self._without(self._phase)
            case Planned(due) | Ordered(due) if due:
                self._without(self._whole)
                seconds = event.seconds if isinstance(event, Planned) else None
                self._whole = self._add(f"making {count(len(due), 'edition')}", len(due), seconds)
            case Working(edition, step):
                if edition not in self._editions:
                    self._editions[edition] = self._add("", None)
                self.progress.update(self._editions[edition], description=f"  {edition}: {step}")
            case Published(edition) | Printed(edition) | Failed(edition):
                self._end(edition)

    def _end(self, edition: Edition) -> None:
        self._without(self._editions.pop(edition, None))
        if self._whole is not None:
            self.progress.advance(self._whole)
            if self.progress.tasks and all(task.finished for task in self.progress.tasks if task.id == self._whole):
                self._whole = self._without(self._whole)

    def _add(self, text: str, total: int | None, seconds: float | None = None) -> TaskID:
        return self.progress.add_task(text, total=total, seconds=seconds)

    def _without(self, task: TaskID | None) -> TaskID | None:
        """Take a line away; None in its place."""
        if task is not None:
            self.progress.remove_task(task)
        return None


class _TimeLeft(ProgressColumn):
    """The time that is left as far as it is known, else the time that has passed."""

    def render(self, task: Task) -> Text:
        elapsed = task.elapsed or 0.0
        left = time_left(task.fields["seconds"], elapsed, task.completed, task.total)
        if left is None:
            return Text(_clock(elapsed), "progress.elapsed")
        return Text(f"{_clock(left)} left", "progress.remaining")


def time_left(expected: float | None, elapsed: float, completed: float, total: float | None) -> float | None:
    """Estimate the seconds that are left, from what the last run took and, once enough is done, from the speed of this one.

    None where nothing is known, or it takes longer than the last time.
    """
    part = completed / total if total else 0.0
    if part >= _ENOUGH:
        return elapsed / part - elapsed
    return expected - elapsed if expected is not None and elapsed < expected else None


def _clock(seconds: float) -> str:
    return f"{round(seconds) // 60}:{round(seconds) % 60:02}"
