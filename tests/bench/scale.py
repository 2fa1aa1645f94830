# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m tests.bench.scale`: CPU time and memory against documents, messages, languages, editions and pages.

Writes docs/source/publishing/scaling.svg and docs/campaigns/scaling.json; exit code 1 where growth is worse than n log n. Then it simulates the sample's jobs on more workers.
"""

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import pairwise
from pathlib import Path

from pipeline.system.steps import steps_in
from tests.bench.books import MORE, ORIGINAL, TRANSLATED, Size, write_project
from tests.bench.corpus import write_corpus
from tests.bench.measure import Command, Cost, measured
from tests.conftest import ROOT, copy_project
from tests.figures import begin, write
from tests.growth.measure import Growth

_TAGS = (ORIGINAL, *TRANSLATED, *MORE)
_DOCS = ROOT / "docs"


_LEAST_RISE = 1.2
"""What costs no more than so many times as much at the largest size as at the smallest does not grow: there is nothing to fit."""
_NOISE = 0.02
"""The part of a cost by which two measurements differ on a machine that has else to do: no less is taken for a rise."""


@dataclass(frozen=True, slots=True)
class Curve:
    """What a command costs, by size."""

    what: str
    command: str
    costs: Mapping[int, Cost]

    @property
    def time(self) -> Growth:
        return rise({size: cost.cpu for size, cost in self.costs.items()})

    @property
    def memory(self) -> Growth:
        return rise({size: cost.memory for size, cost in self.costs.items()})


def rise(costs: Mapping[int, float]) -> Growth:
    """Return by how much costs rise from each size to the next, by the sizes that were added: each size is twice the one before.

    What a command costs at any size, such as its start, is in none of these, and the power of the size is the same.
    """
    steps = list(pairwise(costs.items()))
    if steps[-1][1][1] < _LEAST_RISE * steps[0][0][1]:
        return Growth({size - before: 0.0 for (before, _), (size, _) in steps})
    return Growth({size - before: max(cost - former, _NOISE * former) for (before, former), (size, cost) in steps})


def main() -> int:
    argparse.ArgumentParser(
        description="Measure growth, write its figure and data; takes about ten minutes."
    ).parse_args()
    curves, run = [], begin()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seed = copy_project(ROOT / "tests/sample", folder / "seed")
        print(f"{'':10} {'size':>7} {'CPU s':>8} {'MB':>6}", flush=True)
        measured(_command(seed, "build"))
        for curve in _curves(folder, seed):
            curves.append(curve)
            for size, cost in curve.costs.items():
                print(f"{curve.what:10} {size:7} {cost.cpu:8.2f} {cost.memory:6.0f}", flush=True)
            powers = f"time n^{curve.time.power:.2f}, memory n^{curve.memory.power:.2f}"
            print(f"{'':10} {powers}{'' if _is_bounded(curve) else '  ABOVE n log n'}", flush=True)
    _DOCS.joinpath("source/publishing/scaling.svg").write_text(drawing(curves), encoding="utf-8")
    data = {
        curve.what: {size: [round(cost.cpu, 2), round(cost.memory)] for size, cost in curve.costs.items()}
        for curve in curves
    }
    write(_DOCS / "campaigns/scaling.json", run, data)
    return 0 if all(map(_is_bounded, curves)) else 1


def _is_bounded(curve: Curve) -> bool:
    return curve.time.is_bounded and curve.memory.is_bounded


def _curves(folder: Path, seed: Path) -> Iterator[Curve]:
    def book(name: str, size: Size) -> Path:
        return write_project(folder / name, size)

    two = _TAGS[:2]
    html, pdf = "build --format html --language it", "build --format pdf --language it"
    yield _curve("documents", html, (20, 40, 80, 160), lambda n: book(f"documents-{n}", Size(400 * n, n, two)), _fresh)
    yield _curve(
        "messages",
        "update",
        (20_000, 40_000, 80_000, 160_000),
        lambda n: book(f"messages-{n}", Size(n, 10, two)),
        _fresh,
    )
    yield _curve(
        "languages",
        "build --format html",
        (3, 6, 12, 24),
        lambda n: book(f"languages-{n}", Size(2_000, 5, _TAGS[:n])),
        _fresh,
    )
    yield _curve("pages", pdf, (4_000, 8_000, 16_000, 32_000), lambda n: book(f"pages-{n}", Size(n, 10, two)), _pages)
    yield _curve(
        "editions",
        "plan",
        (480, 960, 1_920, 3_840),
        lambda n: _touched(write_corpus(seed, folder / f"c{n}", n // 24, 24)),
        _fresh,
    )


def _touched(corpus: Path) -> Path:
    """Touch a source, so that all of the corpus is looked at, though nothing is due."""
    next(corpus.glob("source/*/index.rst")).touch()
    return corpus


def _curve(
    what: str, command: str, sizes: Sequence[int], write: Callable[[int], Path], size_of: Callable[[Path, int], int]
) -> Curve:
    """Measure a command on a project of each size, and once more where it seems to grow too fast: the least of both counts.

    `size_of` tells from what was made how large that is.
    """

    def measure() -> Curve:
        costs: dict[int, Cost] = {}
        for size in sizes:
            project = write(size)
            cost = measured(_command(project, command))
            costs[size_of(project, size)] = cost
            shutil.rmtree(project)
        return Curve(what, command, costs)

    curve = measure()
    if _is_bounded(curve):
        return curve
    pairs = zip(curve.costs.values(), measure().costs.values(), strict=True)
    least = [Cost(*map(min, astuple(one), astuple(other))) for one, other in pairs]
    return Curve(what, command, dict(zip(curve.costs, least, strict=True)))


def _fresh(_project: Path, size: int) -> int:
    return size


def _pages(project: Path, _size: int) -> int:
    trace = steps_in(project / "build").trace("it/large/pdf")
    assert trace is not None
    return int(trace.value["pages"])


def _command(project: Path, words: str) -> Command:
    return Command((sys.executable, "-m", "pipeline", "--project", str(project), *words.split()))


_WIDTH, _HEIGHT, _GAP = 180, 120, 40


def drawing(curves: Sequence[Curve]) -> str:
    """Return the curves as an SVG, a panel for each: CPU time as a line, memory as a dashed one, each up to its largest value."""
    panels = "\n".join(_panel(curve, _GAP + at * (_WIDTH + _GAP)) for at, curve in enumerate(curves))
    width, height = _GAP + len(curves) * (_WIDTH + _GAP), _HEIGHT + 80
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">\n'
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n{panels}\n</svg>\n'
    )


def _panel(curve: Curve, left: int) -> str:
    top, bottom, most = 30, 30 + _HEIGHT, max(curve.costs)
    last = curve.costs[most]

    def line(costs: Mapping[int, float], style: str) -> str:
        highest = max(costs.values())
        points = " ".join(
            f"{left + _WIDTH * size / most:.0f},{bottom - _HEIGHT * value / highest:.0f}"
            for size, value in costs.items()
        )
        return f'<polyline points="{points}" fill="none" stroke="#1f4e79" stroke-width="2"{style}/>'

    return "\n".join(
        [
            f'<text x="{left}" y="18" font-weight="bold">{curve.what}: {re.sub(" --.*", "", curve.command)}</text>',
            f'<path d="M{left} {top}V{bottom}H{left + _WIDTH}" fill="none" stroke="#666"/>',
            line({size: cost.cpu for size, cost in curve.costs.items()}, ""),
            line({size: cost.memory for size, cost in curve.costs.items()}, ' stroke-dasharray="5 4"'),
            f'<text x="{left + _WIDTH}" y="{bottom + 15}" text-anchor="end">{most:,}</text>',
            f'<text x="{left}" y="{bottom + 32}">— {last.cpu:.1f} s of CPU, n^{curve.time.power:.2f}</text>',
            f'<text x="{left}" y="{bottom + 46}">- - {last.memory:.0f} MB, n^{curve.memory.power:.2f}</text>',
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
