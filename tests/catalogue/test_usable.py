# SPDX-License-Identifier: GPL-3.0-or-later
"""What is used of a catalogue that others keep: a file in `usable` for each fault, with what its edition shows and is told."""

from pathlib import Path

import pytest

from pipeline.catalogue.reading import read_usable
from tests.catalogue.trade import GERMAN

CASES = sorted((Path(__file__).parent / "usable").glob("*.po"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_bad_entry_costs_that_entry(case: Path) -> None:
    """The comments of a case begin with what is told, `check:line`, and the originals that are shown translated."""
    said, shown, _ = case.read_text(encoding="utf-8").split("\n", 2)

    catalogue, problems = read_usable(case, GERMAN)

    assert catalogue is not None
    told = [f"{problem.message.partition(':')[0]}:{problem.line}" for problem in problems]
    assert told == said.removeprefix("# told:").split()
    assert sorted(catalogue.translations) == sorted(shown.removeprefix("# shown:").split())
    assert all(translation for translation in catalogue.translations.values())


def test_a_file_that_is_no_catalogue_is_left_out_whole(tmp_path: Path) -> None:
    path = tmp_path / "manual.po"
    path.write_bytes(b"\xff\xfem\0s\0")

    catalogue, (problem,) = read_usable(path, GERMAN)

    assert catalogue is None
    assert (problem.code, problem.path) == ("broken-catalogue", path)
