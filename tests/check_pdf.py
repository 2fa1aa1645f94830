# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m tests.check_pdf`: every PDF of the site through veraPDF, as PDF/UA-1 and PDF/A-2a, and through our own structural checker.

Needs a Java runtime, as the tests do. Exit code 1 where anything is found, 3 where there is no site.
"""

import multiprocessing
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.conftest import ROOT
from tests.typeset import structural, verapdf

SITE = ROOT / "build/site"


_FILES_WORTH_A_PROCESS = 20
"""A machine of Java takes about as long to start as so many leaflets take to be checked."""


def faults(path: Path) -> list[str]:
    """All that a PDF breaks, in words."""
    broken = [
        f"{name}: {rule}" for profile, name in verapdf.PROFILES.items() for rule in verapdf.broken_rules(path, profile)
    ]
    return [*broken, *(f"structure: {fault}" for fault in structural.faults(path))]


def faults_of(paths: list[Path]) -> Iterator[tuple[Path, list[str]]]:
    """Yield each PDF with all that it breaks."""
    processes = min(len(os.sched_getaffinity(0)), 1 + len(paths) // _FILES_WORTH_A_PROCESS)
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from zip(paths, pool.map(faults, paths), strict=True)


def main(site: Path = SITE) -> int:
    paths = sorted(site.rglob("*.pdf"))
    if not paths:
        print(f"{site} holds no PDF: run make first", file=sys.stderr)
        return 3
    broken = 0
    for path, found in faults_of(paths):
        broken += bool(found)
        print(f"{'broken' if found else 'sound '}  {path.relative_to(site)}", flush=True)
        for fault in found:
            print(f"        {fault}", flush=True)
    print(f"{len(paths)} files, {broken} of them broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
