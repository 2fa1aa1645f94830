# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a job may take."""

import pytest

from pipeline.system.failed_jobs import VARIABLE, timeout_for


@pytest.mark.parametrize(
    ("expected", "minutes"), [(None, 30), (1.0, 30), (600.0, 200)], ids=["not-known", "short", "long"]
)
def test_a_job_may_take_twenty_times_as_long_as_the_last_time_and_at_least_half_an_hour(
    expected: float | None, minutes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert timeout_for(expected) == minutes * 60


def test_the_variable_says_how_many_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "1.5")
    assert timeout_for(600.0) == 90
