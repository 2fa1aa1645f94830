# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m tests.fuzz --books 1000 --seconds 900 --seed 0`: random books one after the other, in as many processes as there are cores.

Each is made as PDF, every second as HTML too, every fourth as EPUB, and checked; every tenth goes
through veraPDF, every tenth is made twice. A book with a fault is made smaller while the fault stays, and left in build/fuzz/<seed> with what is wrong with it;
`python -m tests.fuzz --seed 417 --books 1` makes one again. Exit code 1 where a fault was found, 130 where it was interrupted; it says then, too,
what had been found, and leaves no process behind.
"""

import argparse
import multiprocessing
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

from pipeline.model.publication import Format
from pipeline.system.interruption import signals_blocked
from tests.conftest import ROOT
from tests.figures import begin, write
from tests.fuzz.books import Book, book
from tests.fuzz.making import faults, kind
from tests.fuzz.shrinking import shrunk
from tests.running import end_with_parent

FOLDER = ROOT / "build/fuzz"
LONGEST = 300
"""Seconds after which a book is one that never ends."""


def examine(seed: int, size: int, folder: Path, seconds: float) -> list[str]:
    """The faults of the book of a seed; if there are any, its smallest form is left in the folder."""
    profiles, twice = seed % 10 == 0, seed % 10 == 5
    formats = (Format.PDF, *([Format.HTML] if seed % 2 else []), *([Format.EPUB] if seed % 4 == 2 else []))

    def check(one: Book) -> list[str]:
        signal.alarm(LONGEST)
        try:
            return faults(one, folder, formats=formats, profiles=profiles, twice=twice)
        finally:
            signal.alarm(0)

    found = check(book(seed, size))
    if not found:
        shutil.rmtree(folder, ignore_errors=True)
        return []
    small = shrunk(book(seed, size), lambda one: kind(check(one)) == kind(found), seconds=seconds)
    found = check(small) or found
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "faults.txt").write_text("\n".join([*found, "", repr(small), ""]), encoding="utf-8")
    return found


def main(arguments: list[str] | None = None) -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz")
    asked.add_argument("--books", type=int, default=1000)
    asked.add_argument("--seconds", type=float, default=float("inf"))
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--size", type=int, default=1)
    asked.add_argument("--shrink", type=float, default=120, help="seconds that a book with a fault is made smaller for")
    asked.add_argument("--folder", type=Path, default=FOLDER, help="where books with faults are left")
    asked.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    asked.add_argument("--figures", type=Path, help="the JSON file that the figures are written to")
    told = asked.parse_args(arguments)
    done, broken, since, run = 0, dict[int, str](), time.monotonic(), begin()
    interrupted = False
    try:
        signal.signal(signal.SIGTERM, _interrupt)
        for seed, found in _examined(told, since):
            done += 1
            if found:
                broken[seed] = kind(found)
                again = f"{told.folder / str(seed)}; again: python -m tests.fuzz --seed {seed} --books 1"
                print(f"\rbook {seed}: {found[0][:1500]}\n        {again}", flush=True)
            so_far = f"\r{done} books, {len(broken)} with faults, {time.monotonic() - since:.0f} s "
            print(so_far, end="", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        interrupted = True
    print(
        f"\r{done} books in {time.monotonic() - since:.0f} s, {len(broken)} with faults{', interrupted' * interrupted}"
    )
    for seed, name in sorted(broken.items()):
        print(f"  {seed}  {name}")
    if told.figures:
        seconds = round(time.monotonic() - since)
        figures = {"seed": told.seed, "seconds": seconds, "books": done, "findings": len(broken)}
        write(told.figures, run, figures)
    return 130 if interrupted else 1 if broken else 0


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _examined(asked: argparse.Namespace, since: float) -> Iterator[tuple[int, list[str]]]:
    """Seeds and their faults as they are found, no new book being begun when the time is over."""
    seeds = iter(range(asked.seed, asked.seed + asked.books))
    running: dict[Future[list[str]], int] = {}
    is_broken = True
    try:
        while is_broken:
            is_broken = False
            with _pool(asked.processes) as pool:
                while not is_broken:
                    while len(running) < asked.processes and time.monotonic() - since < asked.seconds:
                        if (seed := next(seeds, None)) is None:
                            break
                        with (
                            signals_blocked()
                        ):  # a pool that is interrupted while it starts a thread cannot be shut down
                            job = pool.submit(examine, seed, asked.size, asked.folder / str(seed), asked.shrink)
                        running[job] = seed
                    if not running:
                        break
                    ended = wait(running, return_when=FIRST_COMPLETED).done
                    is_broken = any(isinstance(future.exception(), BrokenProcessPool) for future in ended)
                    for future in list(running) if is_broken else ended:
                        yield running.pop(future), _result(future)
    finally:
        for seed in running.values():
            shutil.rmtree(asked.folder / str(seed), ignore_errors=True)


def _result(future: Future[list[str]]) -> list[str]:
    try:
        return future.result()
    except BrokenProcessPool:
        return ["killed: its process, or that of the book beside it, came to an end"]


@contextmanager
def _pool(processes: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that are ended when they are left, whatever they do, and that end with this one however it ends."""
    # A process keeps what Sphinx and fontconfig remember; a new one now and then, so that books cannot help each other.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(
        processes, mp_context=context, initializer=_begin, initargs=(os.getpid(),), max_tasks_per_child=100
    )
    try:
        yield pool
    finally:
        for process in multiprocessing.active_children():
            process.terminate()
        pool.shutdown(cancel_futures=True)


def _begin(parent: int) -> None:
    """In a new process: the keyboard interrupts the first one alone, and a book that never ends is interrupted."""
    end_with_parent(parent)
    signal.signal(signal.SIGALRM, _too_long)


def _too_long(*_: object) -> None:
    raise TimeoutError(f"it takes more than {LONGEST} seconds")
