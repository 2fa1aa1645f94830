# SPDX-License-Identifier: GPL-3.0-or-later
"""Lives one after the other, for as long as is asked: python -m tests.laws --seconds 1800 --figures FILE.

Every fourth batch of them publishes as well. A life that breaks a law is left in build/laws as JSON: copied to tests/laws/failures, it
is lived again by the tests. Exit code 1 where one was found.
"""

import argparse
import json
import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import ROOT
from tests.laws.machine import Machine, PublishingMachine

FOLDER = ROOT / "build/laws"


class Batch(NamedTuple):
    """What one process tried: lives, deeds by their names, and what broke."""

    lives: int
    deeds: Counter[str]
    broken: str = ""


def live(number: int, folder: Path) -> Batch:
    """Try some lives; the number decides which."""
    kind, examples, steps = (PublishingMachine, 4, 15) if number % 4 == 3 else (Machine, 20, 40)
    tried = Counter[str]()
    lives = [0]

    class Counted(kind):  # type: ignore[misc,valid-type]  # one of the two
        deeds, written = tried, folder / f"{number}.json"

        def teardown(self) -> None:
            lives[0] += 1
            super().teardown()

    told = settings(
        max_examples=examples,
        stateful_step_count=steps,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    try:
        run_state_machine_as_test(seed(number)(Counted), settings=told)
    except BaseException as broken:
        return Batch(lives[0], tried, f"{type(broken).__name__}: {broken}"[:600])
    return Batch(lives[0], tried)


def main(arguments: list[str] | None = None) -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.laws", description=__doc__)
    asked.add_argument("--seconds", type=float, default=1800, help="no new batch is begun after them")
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    asked.add_argument("--figures", type=Path, help="the JSON file that the figures are written to")
    asked.add_argument("--processes", type=int, default=os.process_cpu_count() or 1)
    told = asked.parse_args(arguments)
    FOLDER.mkdir(parents=True, exist_ok=True)
    since, lives, deeds, broken = time.monotonic(), 0, Counter[str](), 0
    for number, batch in _batches(told, since):
        lives, deeds, broken = lives + batch.lives, deeds + batch.deeds, broken + bool(batch.broken)
        if batch.broken:
            print(f"{FOLDER / str(number)}.json: {batch.broken}", flush=True)
    seconds = round(time.monotonic() - since)
    print(f"{lives} lives, {deeds.total()} deeds, {seconds} s, {broken} broken")
    if told.figures:
        figures = {"seed": told.seed, "seconds": seconds, "lives": lives, "deeds": dict(deeds), "findings": broken}
        told.figures.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 1 if broken else 0


def _batches(told: argparse.Namespace, since: float) -> Iterator[tuple[int, Batch]]:
    numbers = iter(range(told.seed, sys.maxsize))
    running: dict[Future[Batch], int] = {}
    # A process keeps what Sphinx remembers; a new one now and then.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(told.processes, mp_context=context, max_tasks_per_child=4) as pool:
        while True:
            while len(running) < told.processes and time.monotonic() - since < told.seconds:
                number = next(numbers)
                running[pool.submit(live, number, FOLDER)] = number
            if not running:
                return
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(done), done.result()


if __name__ == "__main__":
    sys.exit(main())
