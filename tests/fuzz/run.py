# SPDX-License-Identifier: GPL-3.0-or-later
"""`make fuzz BOOKS=1000 SECONDS=900 SEED=0`: random books one after the other, in as many processes as there are cores.

Each is made as PDF and HTML, every fourth as EPUB too, and checked; every tenth goes through veraPDF, every tenth is made
twice. A book with a fault is made smaller while the fault stays, and left in build/fuzz/<seed> with what is wrong with it;
`make fuzz SEED=417 BOOKS=1` makes one again. Exit code 1 where a fault was found.
"""

import argparse
import multiprocessing
import os
import shutil
import sys
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path

from pipeline.publication import Format
from tests.conftest import ROOT
from tests.fuzz.books import Book, book
from tests.fuzz.making import faults, kind
from tests.fuzz.shrinking import shrunk

FOLDER = ROOT / "build/fuzz"


def examine(seed: int, size: int, folder: Path, seconds: float) -> list[str]:
    """The faults of the book of a seed; if there are any, its smallest form is left in the folder."""
    profiles, twice = seed % 10 == 0, seed % 10 == 5
    formats = (Format.PDF, Format.HTML, *([Format.EPUB] if seed % 4 == 1 else []))

    def check(one: Book) -> list[str]:
        return faults(one, folder, formats=formats, profiles=profiles, twice=twice)

    found = check(book(seed, size))
    if not found:
        shutil.rmtree(folder, ignore_errors=True)
        return []
    small = shrunk(book(seed, size), lambda one: kind(check(one)) == kind(found), seconds=seconds)
    found = check(small) or found
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "faults.txt").write_text("\n".join([*found, "", repr(small), ""]), encoding="utf-8")
    return found


def main() -> int:
    asked = argparse.ArgumentParser(prog="make fuzz")
    asked.add_argument("--books", type=int, default=1000)
    asked.add_argument("--seconds", type=float, default=float("inf"))
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--size", type=int, default=1)
    asked.add_argument("--shrink", type=float, default=120, help="seconds that a book with a fault is made smaller for")
    asked.add_argument("--processes", type=int, default=os.process_cpu_count() or 1)
    arguments = asked.parse_args()
    done, broken, since = 0, 0, time.monotonic()
    for seed, found in _examined(arguments, since):
        done += 1
        if found:
            broken += 1
            print(
                f"\rbook {seed}: {found[0][:1500]}\n        build/fuzz/{seed}; again: make fuzz SEED={seed} BOOKS=1",
                flush=True,
            )
        print(
            f"\r{done} books, {broken} with faults, {time.monotonic() - since:.0f} s ",
            end="",
            file=sys.stderr,
            flush=True,
        )
    print(f"\r{done} books in {time.monotonic() - since:.0f} s, {broken} with faults")
    return 1 if broken else 0


def _examined(asked: argparse.Namespace, since: float) -> Iterator[tuple[int, list[str]]]:
    """Seeds and their faults as they are found, no new book being begun when the time is over."""
    seeds = iter(range(asked.seed, asked.seed + asked.books))
    # A process keeps what Sphinx and fontconfig remember; a new one now and then, so that books cannot help each other.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(asked.processes, mp_context=context, max_tasks_per_child=100) as pool:
        running: dict[Future[list[str]], int] = {}
        while True:
            while len(running) < asked.processes and time.monotonic() - since < asked.seconds:
                seed = next(seeds, None)
                if seed is None:
                    break
                running[pool.submit(examine, seed, asked.size, FOLDER / str(seed), asked.shrink)] = seed
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future.result()


if __name__ == "__main__":
    sys.exit(main())
