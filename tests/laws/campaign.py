# SPDX-License-Identifier: GPL-3.0-or-later
"""Lives one after the other, for as long as is asked: python -m tests.laws --seconds 1800 --figures FILE.

Every fourth batch of them publishes as well. A life that breaks a law is made shorter and left in build/laws as JSON: copied to
tests/laws/cases, it is lived again by the tests. Exit code 1 where one was found.
"""

import argparse
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import ROOT
from tests.figures import begin, write
from tests.laws.machine import Deed, Machine, PublishingMachine, live
from tests.running import end_with_parent

FOLDER = ROOT / "build/laws"


class Batch(NamedTuple):
    """What one process tried: lives, deeds by their names and what they led to, and what broke."""

    lives: int
    deeds: Counter[str]
    outcomes: Counter[str]
    broken: str = ""


def batch_of(number: int, folder: Path) -> Batch:
    """Try some lives; the number decides which."""
    kind, examples, steps = (PublishingMachine, 4, 15) if number % 4 == 3 else (Machine, 20, 40)
    tried, lives, broken = Counter[str](), list[Machine](), list[list[Deed]]()

    class Counted(kind):  # type: ignore[misc,valid-type]  # one of the two
        deeds = tried

        def __init__(self) -> None:
            super().__init__()
            lives.append(self)

        @staticmethod
        def broken(deeds: list[Deed]) -> None:
            broken.append(list(deeds))

    told = settings(
        max_examples=examples,
        stateful_step_count=steps,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        report_multiple_bugs=False,
    )
    try:
        run_state_machine_as_test(seed(number)(Counted), settings=told)
    except BaseException as error:
        if broken:
            _write_down(
                shortened(broken[0], publishes=kind.publishes), folder / f"{number}.json", publishes=kind.publishes
            )
        return Batch(len(lives), tried, _outcomes(lives), f"{type(error).__name__}: {error}"[:600])
    return Batch(len(lives), tried, _outcomes(lives))


def _outcomes(lives: list[Machine]) -> Counter[str]:
    return sum((one.life.outcomes for one in lives), Counter[str]())


def shortened(deeds: list[Deed], *, publishes: bool) -> list[Deed]:
    """Leave out deed after deed, the last first, while the life still breaks the same law."""
    law = _broken_law(deeds, publishes=publishes)
    for number in reversed(range(len(deeds))):
        fewer = deeds[:number] + deeds[number + 1 :]
        if _broken_law(fewer, publishes=publishes) == law:
            deeds = fewer
    return deeds


def _broken_law(deeds: list[Deed], *, publishes: bool) -> str:
    with tempfile.TemporaryDirectory(prefix="life-") as folder:
        try:
            live(deeds, Path(folder) / "project", publishes=publishes)
        except Exception as error:
            return f"{type(error).__name__}: {error}".partition(": [")[0].partition(": {")[0]
    return ""


def _write_down(deeds: list[Deed], path: Path, *, publishes: bool) -> None:
    rows = ",\n ".join(json.dumps(deed) for deed in deeds)
    path.write_text(f'{{"publishes": {json.dumps(publishes)}, "deeds": [\n {rows}\n]}}\n')


def main(arguments: list[str] | None = None) -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.laws", description=__doc__)
    asked.add_argument("--seconds", type=float, default=1800, help="no new batch is begun after them")
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    asked.add_argument("--figures", type=Path, help="the JSON file that the figures are written to")
    asked.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    told = asked.parse_args(arguments)
    FOLDER.mkdir(parents=True, exist_ok=True)
    since, run, lives, broken = time.monotonic(), begin(), 0, 0
    deeds, outcomes = Counter[str](), Counter[str]()
    for number, batch in _batches(told, since):
        lives, broken = lives + batch.lives, broken + bool(batch.broken)
        deeds, outcomes = deeds + batch.deeds, outcomes + batch.outcomes
        if batch.broken:
            print(f"{FOLDER / str(number)}.json: {batch.broken}", flush=True)
    seconds = round(time.monotonic() - since)
    print(f"{lives} lives, {deeds.total()} deeds, {seconds} s, {broken} broken")
    if told.figures:
        figures = {"seed": told.seed, "seconds": seconds, "lives": lives, "findings": broken}
        counts = {"deeds": dict(sorted(deeds.items())), "outcomes": dict(sorted(outcomes.items()))}
        write(told.figures, run, {**figures, **counts})
    return 1 if broken else 0


def _batches(told: argparse.Namespace, since: float) -> Iterator[tuple[int, Batch]]:
    numbers = iter(range(told.seed, sys.maxsize))
    running: dict[Future[Batch], int] = {}
    # A process keeps what Sphinx remembers; a new one now and then.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        told.processes, mp_context=context, max_tasks_per_child=4, initializer=end_with_parent, initargs=(os.getpid(),)
    ) as pool:
        while True:
            while len(running) < told.processes and time.monotonic() - since < told.seconds:
                number = next(numbers)
                running[pool.submit(batch_of, number, FOLDER)] = number
            if not running:
                return
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(done), done.result()
