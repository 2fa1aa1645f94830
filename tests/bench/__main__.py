# SPDX-License-Identifier: GPL-3.0-or-later
"""`make bench`: one table, and the same in docs/campaigns/bench.json and the handbook, each row with its date and the machine's speed.

`make bench ROW=html` takes the rows whose names have `html` in them, and leaves the others as they were. Exit code 1 if a target is missed.
"""

import argparse
import hashlib
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from tests.bench.rows import ROWS, Bench, Row
from tests.conftest import ROOT
from tests.figures import begin, write

FIGURES = ROOT / "docs/campaigns/bench.json"
LIBRARIES = ("sphinx", "docutils", "weasyprint", "pydyf")


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure rows: " + ", ".join(ROWS))
    parser.add_argument("--row", default="", help="a regular expression that is looked for in the names of rows")
    parser.add_argument("--runs", type=int, default=3, help="so many turns, of which the median counts")
    parser.add_argument("--keep", type=Path, help="work in this folder, and leave it there")
    arguments = parser.parse_args()
    machine, run = _machine(), begin()
    print("\n".join(f"{what}: {value}" for what, value in machine.items()), flush=True)
    print(HEAD, flush=True)
    rows: dict[str, list[Row]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(folder, arguments.runs)
        try:
            for name, row in bench.rows(arguments.row):
                rows.setdefault(name, []).append(row)
                print(_line(row), flush=True)
        finally:
            bench.close()
    if not rows:
        sys.exit(f"no row is named so; there are {', '.join(ROWS)}")
    known = json.loads(FIGURES.read_bytes()) if FIGURES.is_file() else {}
    new = {name: {**run, **machine, "rows": [asdict(row) for row in found]} for name, found in rows.items()}
    write(FIGURES, {}, {name: {**known, **new}[name] for name in ROWS if name in {**known, **new}})
    subprocess.run([sys.executable, "-m", "tests.reference"], cwd=ROOT, check=True)
    missed = [
        f"{row.work}, {row.rival}: {', '.join(row.missed)}" for found in rows.values() for row in found if row.missed
    ]
    print(*(f"missed: {each}" for each in missed), sep="\n")
    return int(bool(missed))


HEAD = (
    "| Work | Rival | Target | s | rival | CPU s | rival | MB | rival | wall | CPU |\n"
    "|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|"
)


def _line(row: Row) -> str:
    ours, theirs = row.ours, row.theirs
    cells = [
        *(f"{seconds:.2f}" for seconds in (ours.wall, theirs.wall, ours.cpu, theirs.cpu)),
        *(f"{memory:.0f}" if memory else "–" for memory in (ours.memory, theirs.memory)),
        *(f"{ratio:.2f} ×" for ratio in (theirs.wall / ours.wall, theirs.cpu / ours.cpu)),
    ]
    target = f"{row.target} MISSED" if row.missed else row.target
    return f"| {' | '.join([row.work, row.rival, target, *cells])} |"


def reference_seconds() -> float:
    """Return the CPU time of a fixed piece of work, by which runs on different machines can be compared."""
    times = []
    for _ in range(3):
        since = time.process_time()
        words = [f"{number * 7919 % 1_000_003:07}" for number in range(400_000)]
        hashlib.sha256(" ".join(sorted(words)).encode()).hexdigest()
        times.append(time.process_time() - since)
    return statistics.median(times)


def _machine() -> dict[str, str | float]:
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return {
        "reference_seconds": round(reference_seconds(), 3),
        "machine": f"{cpu}, {len(os.sched_getaffinity(0))} cores",
        "versions": f"Python {platform.python_version()}, {libraries}",
    }


if __name__ == "__main__":
    sys.exit(main())
