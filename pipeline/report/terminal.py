# SPDX-License-Identifier: GPL-3.0-or-later
"""Says events to people: with progress and lines as wide as the terminal, or as plain lines into a pipe."""

import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console, RenderableType

from pipeline.report.bars import Bars
from pipeline.report.said import Kind, Said, Say, Tally, duration
from pipeline.report.summary import Summary
from pipeline.system.phases import Phase, watched


class Terminal:
    """Prints for one command."""

    def __init__(self, root: Path, say: Say, *, verbose: bool, summary: Summary | None = None) -> None:
        self._tally = Tally()
        self._root, self._say, self._verbose = root, say, verbose
        self._summary = summary
        self._out = _console(stderr=False)
        self._err = _console(stderr=True)
        self._bars = Bars(self._out) if self._out.is_terminal else None

    @property
    def exit_code(self) -> int:
        return self._tally.exit_code

    @contextmanager
    def live(self) -> Iterator[None]:
        """Show what the command is at, where somebody watches."""
        with watched(self._at):
            if self._bars is None:
                yield
            else:
                with self._bars.progress:
                    yield

    def tell(self, event: object) -> None:
        """Say an event, or keep it for the end."""
        if self._bars is not None:
            self._bars.show(event)
        if self._summary is not None and self._summary.note(event):
            return
        for said in self._say(event):
            self._print(said)

    def show(self, table: RenderableType) -> None:
        self._out.print(table)

    def end(self, seconds: float) -> None:
        """Say the end of the command, which took so long: what matters, and failures last."""
        if self._summary is not None:
            for said in self._summary.lines(seconds):
                self._print(said)
        elif self._verbose:
            self._print(Said(f"done in {duration(seconds)}"))

    def _at(self, phase: Phase) -> None:
        if self._bars is not None:
            self._bars.show(phase)
        if self._verbose:
            self._print(
                Said(f"{phase.name}: {duration(phase.seconds)}" if phase.seconds is not None else f"{phase.name} …")
            )

    def _print(self, said: Said) -> None:
        self._tally.add(said.kind)
        if said.kind is Kind.DETAIL and not self._verbose:
            return
        console = self._err if said.kind in (Kind.REMARK, Kind.FAILURE) else self._out
        text = said.text.replace(f"{self._root}/", "")
        console.print(wrapped(text, console.width) if console.is_terminal else text)


def wrapped(text: str, width: int) -> str:
    """Break lines that are too long between words, so that no path is cut; what goes on is indented."""
    lines = []
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        broken = textwrap.wrap(
            line.strip(),
            width - 1,
            initial_indent=indent,
            subsequent_indent=f"{indent}    ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        lines += broken if len(line) >= width else [line]
    return "\n".join(lines)


def _console(*, stderr: bool) -> Console:
    # A pipe has no width: a table there is as wide as its rows.
    is_terminal = (sys.stderr if stderr else sys.stdout).isatty()
    return Console(
        stderr=stderr, highlight=False, soft_wrap=True, markup=False, emoji=False, width=None if is_terminal else 200
    )
