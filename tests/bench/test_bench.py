# SPDX-License-Identifier: GPL-3.0-or-later
"""The bench fails where a target is missed, and the handbook marks it."""

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench import __main__ as bench
from tests.bench import preview
from tests.bench.measure import Cost
from tests.bench.rows import ROWS, Bench, Row
from tests.reference import bench as table


def row(target: str, wall: float = 1, cpu: float = 1, memory: float = 100) -> Row:
    return Row("work", "`rival`", target, Cost(wall, cpu, memory), Cost(2, 2, 100))


@pytest.mark.parametrize(
    ("found", "missed"),
    [
        (row("≥ 1.5 cpu, ≥ 1.7 wall"), []),
        (row("≥ 1.5 cpu, ≥ 2.5 wall"), ["≥ 2.5 wall"]),
        (row("≤ 0.8 s"), ["≤ 0.8 s"]),
        (row("≤ 0.8 s", wall=0.7), []),
        (row("≤ 600 MB", memory=601), ["≤ 600 MB"]),
    ],
)
def test_a_target_is_compared(found: Row, missed: list[str]) -> None:
    assert found.missed == missed


@pytest.mark.parametrize(("target", "code", "mark"), [("≤ 2 s", 0, ""), ("≤ 0.5 s", 1, ", **missed**")])
def test_a_missed_target_ends_the_run_with_1_and_is_marked(
    target: str, code: int, mark: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rows(_bench: Bench, selected: str) -> Iterator[tuple[str, Row]]:
        yield "update", row(target)

    figures = tmp_path / "bench.json"
    figures.write_text(json.dumps({"nothing-due": {"rows": []}}))
    monkeypatch.setattr(bench, "FIGURES", figures)
    monkeypatch.setattr(bench, "begin", lambda: {"date": "2026-12-01", "commit": ""})
    monkeypatch.setattr(bench.Bench, "rows", rows)
    monkeypatch.setattr(bench.subprocess, "run", lambda *_, **__: None)
    monkeypatch.setattr("sys.argv", ["bench", "--row", "update"])

    assert bench.main() == code

    assert [*json.loads(figures.read_bytes())] == ["nothing-due", "update"], "rows that were not run stay"
    printed = table(figures)
    assert f"     - {target}{mark}\n" in printed
    assert "reference work 0" in printed


def test_each_target_names_what_is_compared() -> None:

    written = inspect.getsource(Bench)
    targets = re.findall(r'"([≥≤] [^"]+)"', written)

    assert len(targets) >= len(ROWS)
    assert all(re.fullmatch(r"[≥≤] [\d.]+ (wall|cpu|s|MB)(, [≥≤] [\d.]+ (wall|cpu|s|MB))*", each) for each in targets)


def test_the_preview_is_measured_by_its_median(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    costs = iter([(1.0, 2.0), (9.0, 9.0), (3.0, 4.0), (2.0, 3.0), (4.0, 5.0)])

    class Reader:
        def __init__(self, *_: object) -> None: ...

        def edit(self, _number: int) -> tuple[float, float]:
            return next(costs)

    class Shown:
        def __init__(self, *_: object) -> None: ...
        def __enter__(self) -> "Shown":
            return self

        def __exit__(self, *_: object) -> None: ...
        def close(self) -> None: ...

    monkeypatch.setattr(preview, "_Reader", Reader)
    monkeypatch.setattr(preview, "Preview", Shown)

    assert preview.measure(tmp_path) == (3.0, 4.0)
