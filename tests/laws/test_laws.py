# SPDX-License-Identifier: GPL-3.0-or-later
"""What must never be lost, whatever people do in whatever order. `python -m tests.campaign` looks for hours; what it found is in cases/."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.laws.life import PO, Broken, Life
from tests.laws.machine import Machine, live

CASES = sorted((Path(__file__).parent / "cases").glob("*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_life_breaks_no_law(path: Path, tmp_path: Path) -> None:
    written = json.loads(path.read_bytes())

    live(written["deeds"], tmp_path / "project", publishes=written["publishes"])


def test_a_sentence_that_is_lost_is_seen(tmp_path: Path) -> None:
    life = Life(tmp_path / "project", publishes=False)
    life.do("translate", 3, 0)
    catalogue = life.root / PO
    catalogue.write_text(catalogue.read_text(encoding="utf-8").replace("Satz1 ist gesagt.", ""), encoding="utf-8")

    with pytest.raises(Broken, match="no sentence disappears"):
        life.do("update", -1)


# Other lives in each run; one that breaks a law is printed, and becomes a case.
TestLives = Machine.TestCase
TestLives.settings = settings(
    max_examples=4,
    stateful_step_count=15,
    deadline=None,
    derandomize=False,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
