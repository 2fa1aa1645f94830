# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress bars at the bottom of a terminal: the phase, the whole build, and each edition, with the remaining time."""

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TaskID, TextColumn
from rich.text import Text

from pipeline.model.publication import Edition
from pipeline.publishing.events import Failed, Planned, Published, Working
from pipeline.report.lines import count
from pipeline.report.pace import time_left
from pipeline.system.phases import Phase


class Bars:
    """A line for the phase, one for all editions, and one for each edition that is being made."""

    def __init__(self) -> None:
        console = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
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
        """Update the lines by an event."""
        match event:
            case Phase(name, None):
                self._phase = self._add(name, None)
            case Phase():
                self._phase = self._remove(self._phase)
            case Planned(due) if due:
                self._remove(self._whole)
                self._whole = self._add(f"making {count(len(due), 'edition')}", len(due), event.seconds)
            case Working(edition, step):
                if edition not in self._editions:
                    self._editions[edition] = self._add("", None)
                self.progress.update(self._editions[edition], description=f"  {edition}: {step}")
            case Published(edition) | Failed(edition):
                self._end(edition)

    def _end(self, edition: Edition) -> None:
        self._remove(self._editions.pop(edition, None))
        if self._whole is not None:
            (whole,) = (task for task in self.progress.tasks if task.id == self._whole)
            self.progress.update(self._whole, advance=1, last=whole.elapsed or 0.0)
            if self.progress.tasks and all(task.finished for task in self.progress.tasks if task.id == self._whole):
                self._whole = self._remove(self._whole)

    def _add(self, text: str, total: int | None, seconds: float | None = None) -> TaskID:
        return self.progress.add_task(text, total=total, seconds=seconds, last=0.0)

    def _remove(self, line: TaskID | None) -> TaskID | None:
        """Remove a line and return None."""
        if line is not None:
            self.progress.remove_task(line)
        return None


class _TimeLeft(ProgressColumn):
    """The remaining time if known, else the elapsed time."""

    def render(self, task: Task) -> Text:
        elapsed = task.elapsed or 0.0
        seconds = time_left(task.fields["seconds"], elapsed, task.completed, task.total, task.fields["last"])
        if seconds is None:
            return Text(_clock(elapsed), "progress.elapsed")
        return Text(f"{_clock(seconds)} left", "progress.remaining")


def _clock(seconds: float) -> str:
    return f"{round(seconds) // 60}:{round(seconds) % 60:02}"
