# SPDX-License-Identifier: GPL-3.0-or-later
"""What a command takes: time on the clock, CPU time and memory, of its process and all below it."""

import os
import statistics
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

_POLL = 0.25


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock, seconds of CPU (user and system), and the most memory in MB, each page counted once (PSS)."""

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True, slots=True)
class Command:
    """A command, where it runs, what is set around it, and what is done before each run, which is not counted."""

    arguments: tuple[str, ...]
    folder: Path = ROOT
    environment: Mapping[str, str] | None = None
    before: Callable[[], object] = lambda: None


def together(*costs: Cost) -> Cost:
    """Return what commands take that run one after another."""
    return Cost(sum(cost.wall for cost in costs), sum(cost.cpu for cost in costs), max(cost.memory for cost in costs))


def turns(*rivals: tuple[Command, ...], runs: int) -> list[Cost]:
    """Return the median cost of each series of commands, which run in turn."""
    costs: list[list[Cost]] = [[] for _ in rivals]
    for _ in range(runs):
        for commands, row in zip(rivals, costs, strict=True):
            row.append(together(*map(measured, commands)))
    return [median(row) for row in costs]


def median(costs: list[Cost]) -> Cost:
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        statistics.median(cost.memory for cost in costs),
    )


def measured(command: Command) -> Cost:
    """Run a command; return what it takes. The program ends where it fails."""
    command.before()
    print(f"  {' '.join(command.arguments)[:150]}", file=sys.stderr, flush=True)
    environment = {**os.environ, **(command.environment or {})}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else ours is compiled in each run, and installed rivals are not
    before = os.times()
    with subprocess.Popen(
        command.arguments,
        cwd=command.folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        watch = _Memory(process.pid)
        watch.start()
        output, _ = process.communicate()
        watch.stop()
    after = os.times()
    if process.returncode:
        sys.exit(f"{output}\n{' '.join(command.arguments)} ended with {process.returncode}")
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return Cost(after.elapsed - before.elapsed, cpu, watch.most / 1024)


class _Memory(threading.Thread):
    """Looks at the memory of all processes of a session, until it is stopped."""

    def __init__(self, session: int) -> None:
        super().__init__()
        self._session, self._end, self.most = session, threading.Event(), 0

    def run(self) -> None:
        while not self._end.wait(_POLL):
            self.most = max(self.most, sum(map(_kilobytes, _processes(self._session))))

    def stop(self) -> None:
        self._end.set()
        self.join()


def _processes(session: int) -> Iterator[Path]:
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = (path / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            yield path


def _kilobytes(process: Path) -> int:
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
