# SPDX-License-Identifier: GPL-3.0-or-later
"""A release of the pipeline has the same bytes wherever it is built, and says what is in it."""

import io
import json
import re
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest
from packaging.version import Version

from pipeline import __version__
from tests import release_check
from tests.conftest import ROOT

VERSION = Version(__version__).base_version


@pytest.mark.slow
def test_a_release_is_built_twice_with_the_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert release_check.main([str(tmp_path)]) == 0

    assert "two builds have the same bytes" in capsys.readouterr().out
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        assert f'__version__ = "{VERSION}"' in file.read("pipeline/__init__.py").decode()
    (source,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(source) as files:
        assert not [name for name in files.getnames() if "/tests/" in name]


def test_builds_that_differ_are_refused_with_the_members(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def build(folder: Path, moment: int, zone: str) -> None:
        (folder / "dist").mkdir()
        with zipfile.ZipFile(folder / "dist/west_pipeline-1.0.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(zipfile.ZipInfo("pipeline/same.py"), "")
            wheel.writestr(zipfile.ZipInfo("pipeline/zone.py"), zone)

    monkeypatch.setattr(release_check, "build", build)

    assert release_check.main([str(tmp_path / "out")]) == 1

    assert "west_pipeline-1.0.0-py3-none-any.whl: pipeline/zone.py\n" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_source_distribution_has_neither_time_nor_user_of_its_build() -> None:
    def built(moment: int, user: str, names: list[str]) -> bytes:
        whole = io.BytesIO()
        with tarfile.open(fileobj=whole, mode="w:gz") as files:
            for name in names:
                member = tarfile.TarInfo(name)
                member.mtime, member.uname, member.size = moment + 0.5, user, 4
                files.addfile(member, io.BytesIO(b"text"))
        return whole.getvalue()

    first, second = built(1, "one", ["a", "b"]), built(2, "two", ["b", "a"])

    assert first != second
    assert release_check.normalized(first, 100) == release_check.normalized(second, 100)


def test_the_bill_of_materials_has_each_package_and_who_asks_for_it() -> None:
    bill = json.loads(release_check.bill_of_materials("1.0.0", 1_764_000_000))

    locked = re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert [(one["name"], one["version"]) for one in bill["components"]] == locked
    assert bill["specVersion"] == "1.6"
    asks = {row["ref"].partition("@")[0]: " ".join(row.get("dependsOn", [])) for row in bill["dependencies"]}
    assert "pkg:pypi/weasyprint@" in asks["west-pipeline"]
    assert "pkg:pypi/markupsafe@" in asks["pkg:pypi/jinja2"]
    licences = {one["name"]: one.get("licenses") for one in bill["components"]}
    assert licences["sphinx"] == [{"expression": "BSD-2-Clause"}]


def test_notes_fit_on_a_page() -> None:
    assert f"# west-pipeline {VERSION}\n" in release_check.notes(VERSION)
    with pytest.raises(SystemExit, match=r"no section for 7\.0"):
        release_check.notes("7.0")
