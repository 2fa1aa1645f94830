# SPDX-License-Identifier: GPL-3.0-or-later
"""`make bench`: one table, and the same as build/bench.json; `make bench ROW=html` takes the rows whose names have `html` in them."""

import argparse
import json
import os
import platform
import sys
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench.rows import ROWS, Bench, Row
from tests.conftest import ROOT

LIBRARIES = ("sphinx", "docutils", "weasyprint", "pydyf")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure rows: " + ", ".join(ROWS))
    parser.add_argument("--row", default="", help="a regular expression that is looked for in the names of rows")
    parser.add_argument("--runs", type=int, default=3, help="so many turns, of which the median counts")
    parser.add_argument("--keep", type=Path, help="work in this folder, and leave it there")
    arguments = parser.parse_args()
    machine = _machine()
    print("\n".join(f"{what}: {value}" for what, value in machine.items()), flush=True)
    print(HEAD, flush=True)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        folder = arguments.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(folder, arguments.runs)
        try:
            for row in bench.rows(arguments.row):
                rows.append(row)
                print(_line(row), flush=True)
        finally:
            bench.close()
    if not rows:
        sys.exit(f"no row is named so; there are {', '.join(ROWS)}")
    target = ROOT / "build/bench.json"
    target.parent.mkdir(exist_ok=True)
    data = {"machine": machine, "rows": [asdict(row) for row in rows]}
    target.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


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
    return f"| {' | '.join([row.work, row.rival, row.target, *cells])} |"


def _machine() -> dict[str, str]:
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
        "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "machine": f"{cpu}, {len(os.sched_getaffinity(0))} cores",
        "versions": f"Python {platform.python_version()}, {libraries}",
    }


if __name__ == "__main__":
    main()
