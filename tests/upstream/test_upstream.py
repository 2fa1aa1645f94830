# SPDX-License-Identifier: GPL-3.0-or-later
"""Patches for other projects, in docs/upstream/: each case fails with that project's release, and passes with the patch.

The package is copied out of this environment, patched there, and found before the one that is installed.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.conftest import ROOT

FOLDER = ROOT / "docs/upstream"
PATCHES = sorted(FOLDER.glob("*/*.patch"))
WITHOUT_TESTS = {"sphinx/albanian-labels"}
"""README.md says why."""
SUBJECT = re.compile(r"Subject: \[PATCH\] \S.{10,71}\n\n")


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).with_suffix("").as_posix()


def passes(case: Path, packages: Path) -> bool:
    environment = os.environ | {"PYTHONPATH": str(packages)}
    environment.pop("FONTCONFIG_FILE", None)  # the fonts of a book that was laid out in this process
    done = subprocess.run([sys.executable, "-P", case], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0 or "AssertionError" in done.stderr, done.stderr
    return done.returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("patch", PATCHES, ids=name_of)
def test_a_case_fails_without_its_patch_and_passes_with_it(patch: Path, tmp_path: Path) -> None:
    package = patch.parent.name
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(spec.origin).parent, tmp_path / package, ignore=ignored)
    case = patch.with_suffix(".py")
    assert not passes(case, tmp_path), f"{package} no longer needs {name_of(patch)}"

    # The tests of a patch are for a checkout of the project.
    apply = ["git", "apply", f"--include={package}/*", patch]
    done = subprocess.run(apply, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert passes(case, tmp_path)


@pytest.mark.parametrize("patch", PATCHES, ids=name_of)
def test_a_patch_has_a_subject_and_says_with_which_release_the_fault_was_seen(patch: Path) -> None:
    text = patch.read_text(encoding="utf-8")

    assert SUBJECT.match(text)
    (seen,) = re.findall(r"Seen with \S+ (\S+)\.$", text, re.MULTILINE)
    assert seen == version(patch.parent.name)


@pytest.mark.parametrize("patch", PATCHES, ids=name_of)
def test_a_patch_brings_tests_of_its_project(patch: Path) -> None:
    changed = re.findall(r"^\+\+\+ b/(\S+)$", patch.read_text(encoding="utf-8"), re.MULTILINE)

    assert any(path.startswith(("test/", "tests/")) for path in changed) is (name_of(patch) not in WITHOUT_TESTS)


def test_the_list_names_each_patch_and_each_patch_has_a_case() -> None:
    listed = re.findall(
        r"^\| \[`([^`]+)`\]\(\1\.patch\)", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )

    assert sorted(listed) == [name_of(patch) for patch in PATCHES]
    assert [patch.with_suffix(".py").exists() for patch in PATCHES] == [True] * len(PATCHES)
