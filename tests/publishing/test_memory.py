# SPDX-License-Identifier: GPL-3.0-or-later
"""Where no more than one edition is in memory at a time, and one job, the site is the same."""

from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.publishing import inputs, rounds
from pipeline.translations import catalogues


@pytest.mark.slow  # each edition is parsed by itself
def test_with_one_edition_in_memory_at_a_time_the_site_is_the_same(
    built_sample: Path, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in (
        (catalogues, "_CACHE_SIZE"),
        (inputs, "_CACHE_SIZE"),
        (rounds, "_BATCH_SIZE"),
    ):
        monkeypatch.setattr(module, name, 1)

    assert main(["build", "--project", str(sample)]) == 0

    assert files(sample) == files(built_sample)


def files(project: Path) -> dict[str, bytes]:
    site = project / "build/site"
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
