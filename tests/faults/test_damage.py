# SPDX-License-Identifier: GPL-3.0-or-later
"""What a build leaves below `build/` is a cache: whatever becomes of it, the next build gives the bytes of a build from nothing."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.system.steps import FILE
from tests.conftest import ROOT, copy_project

_EDIT = "\nUna frase nuova.\n"


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    if data:
        data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


WAYS: dict[str, Callable[[Path], object]] = {
    "cut off": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "emptied": lambda path: path.write_bytes(b""),
    "one bit": _flip,
    "overwritten": lambda path: path.write_bytes(b"\0of another program\xff" * 50),
    "a folder": _make_folder,
}


def _kind(path: Path) -> str:
    """Return the kind of a file below `build/`: its folders, and its ending."""
    folders = [re.sub(r"\A(it|de|sq)\Z", "tag", part) for part in path.parts[:3]]
    return "/".join([*folders, re.sub(r"\A[0-9a-f]{64}\Z", "checksum", path.suffix or path.name)])


def _kinds(build: Path) -> dict[str, list[Path]]:
    """Return the files of a build by kind, relative to its folder. What readers see is no cache."""
    kinds: dict[str, list[Path]] = {}
    for path in sorted(path for path in build.rglob("*") if path.is_file()):
        relative = path.relative_to(build)
        if relative.parts[0] != "site" and relative.name != ".gitignore":
            kinds.setdefault(_kind(relative), []).append(relative)
    return kinds


def _site(project: Path) -> dict[str, bytes]:
    site = project / "build/site"
    return {str(path.relative_to(site)): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}


def _edit(project: Path) -> None:
    with (project / "source/small/second.rst").open("a", encoding="utf-8") as document:
        document.write(_EDIT)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The site after the edit, built from nothing."""
    project = copy_project(ROOT / "tests/sample", tmp_path_factory.mktemp("expected") / "sample")
    _edit(project)
    assert main(["build", "--project", str(project)]) == 0
    return _site(project)


def _wrong(project: Path, expected: dict[str, bytes]) -> list[str]:
    """Edit and build a project; return the files that differ from those of a build from nothing."""
    _edit(project)
    assert main(["build", "--project", str(project)]) == 0
    site = _site(project)
    return [name for name in sorted(site.keys() | expected.keys()) if site.get(name) != expected.get(name)]


@pytest.mark.parametrize(
    "way", [way if way in ("one bit", "a folder") else pytest.param(way, marks=pytest.mark.slow) for way in WAYS]
)
def test_damage_to_all_cached_files_at_once_is_repaired(
    fresh_sample: Path, expected: dict[str, bytes], way: str
) -> None:
    build = fresh_sample / "build"
    kinds = _kinds(build)
    assert len(kinds) > 20
    for path in (path for paths in kinds.values() for path in paths if path.name != FILE):
        WAYS[way](build / path)

    assert _wrong(fresh_sample, expected) == []


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_damage_to_one_kind_of_cached_file_is_repaired(
    built_sample: Path, tmp_path: Path, expected: dict[str, bytes], way: str
) -> None:
    wrong = {}
    for kind, paths in _kinds(built_sample / "build").items():
        project = Path(shutil.copytree(built_sample, tmp_path / "damaged", symlinks=True))
        for path in paths:
            WAYS[way](project / "build" / path)
        if names := _wrong(project, expected):
            wrong[kind] = names
        shutil.rmtree(project)

    assert wrong == {}
