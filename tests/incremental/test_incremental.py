# SPDX-License-Identifier: GPL-3.0-or-later
"""After any edits an incremental build gives the bytes of a build from nothing. `python -m tests.incremental` looks for hours."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import once
from tests.incremental.comparison import begun, build, tried
from tests.incremental.edits import EDITS, Edit

CASES = sorted((Path(__file__).parent / "cases").glob("*.json"))


def cases() -> list[object]:
    return [
        pytest.param(path, id=path.stem, marks=[pytest.mark.slow] if json.loads(path.read_bytes())["slow"] else [])
        for path in CASES
    ]


@pytest.fixture(scope="session")
def built_edits(shared_folder: Path) -> Path:
    """The project that edits begin with, built once for all processes; where a project stands makes nothing due."""
    return once(shared_folder / "begun", begun)


@pytest.mark.parametrize("path", cases())
def test_the_site_is_that_of_a_build_from_nothing(path: Path, built_edits: Path) -> None:
    groups = json.loads(path.read_bytes())["groups"]

    outcomes = [*tried(groups, built_edits)]

    assert [words for words, _ in outcomes] == [[]] * len(groups)
    assert all(is_compared for _, is_compared in outcomes), "the project cannot be built after these edits"


def test_a_changed_paragraph_writes_its_page_and_none_that_does_not_depend_on_it(built_edits: Path) -> None:
    """Also the first time after a build from nothing, with a bibliography, whose objects are read from a file from then on.

    It changes what other tests copy: in another folder Sphinx writes all pages.
    """
    pages = built_edits / "build/work/it/alpha/html"
    before = {page.name: page.stat().st_mtime_ns for page in pages.glob("*.html")}

    EDITS["change_text"](built_edits, 0)
    assert build(built_edits).code == 0

    written = {name for name, time in before.items() if (pages / name).stat().st_mtime_ns > time}
    assert "first.html" in written
    assert "second.html" not in written


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 23)), min_size=1, max_size=3))
def test_any_edits_lead_to_the_site_of_a_build_from_nothing(edits: list[Edit]) -> None:
    ((words, _),) = tried([edits])

    assert words == []
