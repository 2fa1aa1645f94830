# SPDX-License-Identifier: GPL-3.0-or-later
"""However a kit comes back, no sentence is lost. `python -m tests.returns` tries more ways."""

import os
import shutil
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.returns import returned, sample


@pytest.fixture(scope="module")
def updated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample(tmp_path_factory.mktemp("returns") / "sample")


@settings(
    max_examples=int(os.environ.get("EXAMPLES", "12")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10_000))
@example(seed=178)  # cut off after a comment
def test_no_sentence_of_a_kit_is_lost(updated: Path, tmp_path: Path, seed: int) -> None:
    project = Path(shutil.copytree(updated, tmp_path / "copy"))

    way, lost = returned(project, Random(seed))

    assert lost == [], way
    shutil.rmtree(project)
