# SPDX-License-Identifier: GPL-3.0-or-later
"""What a publication.toml may say."""

from pathlib import Path

import pytest

from pipeline.model.problems import Problem
from pipeline.model.project import Project


@pytest.mark.parametrize("name", ["CC-BY-NC-9", "CC-BY-SA4.0", "GPL-3.0-or-latter"])
def test_a_licence_that_does_not_exist_is_an_error(sample: Path, name: str) -> None:
    described = sample / "source/small/publication.toml"
    lines = [line for line in described.read_text(encoding="utf-8").splitlines() if not line.startswith("license")]
    described.write_text("\n".join([f'license = "{name}"', *lines, ""]), encoding="utf-8")

    with pytest.raises(Problem, match=f"no licence has the name {name}") as raised:
        Project.load(sample)

    assert (raised.value.path, raised.value.line) == (described, 1)


@pytest.mark.parametrize("name", ["CC-BY-SA-4.0", "GPL-3.0-or-later", "LicenseRef-house", "All rights reserved", "MIT"])
def test_other_licences_are_taken(sample: Path, name: str) -> None:
    described = sample / "source/small/publication.toml"
    lines = [line for line in described.read_text(encoding="utf-8").splitlines() if not line.startswith("license")]
    described.write_text("\n".join([f'license = "{name}"', *lines, ""]), encoding="utf-8")

    assert Project.load(sample).publication("small").license == name
