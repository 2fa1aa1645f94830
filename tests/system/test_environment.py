# SPDX-License-Identifier: GPL-3.0-or-later
"""The fingerprint of what is installed changes with what is asked for, and with nothing else."""

import sys
from importlib import metadata
from pathlib import Path

import pytest

from pipeline.system import environment
from pipeline.system.cache import VARIABLE


def now(configuration: str = "") -> str:
    """The fingerprint of now, which a command takes once."""
    environment.environment.cache_clear()
    environment.libraries_for.cache_clear()
    return environment.environment(configuration)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def packages(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which distributions are found before those that are installed; what was found before is kept."""
    monkeypatch.syspath_prepend(tmp_path / "packages")
    monkeypatch.setenv(VARIABLE, str(cache))
    return tmp_path / "packages"


def install(packages: Path, name: str, version: str, *requires: str) -> None:
    folder = packages / f"{name.replace('-', '_')}-{version}.dist-info"
    folder.mkdir(parents=True)
    lines = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {other}" for other in requires)]
    (folder / "METADATA").write_text("\n".join(lines) + "\n\n")
    (folder / "top_level.txt").write_text(name.replace("-", "_") + "\n")


@pytest.mark.parametrize(
    "name", ["babel", *(pytest.param(name, marks=pytest.mark.slow) for name in ("markupsafe", "brotli", "fontpkg"))]
)
def test_what_we_ask_for_counts_and_what_that_asks_for(name: str, packages: Path) -> None:
    before = now()
    install(packages, name, metadata.version(name))
    assert now() == before
    install(packages / "newer", name, "99")
    sys.path.insert(0, str(packages / "newer"))
    assert now() != before


def test_of_others_those_count_that_a_configuration_names(packages: Path) -> None:
    configuration = 'extensions = ["sphinx.ext.todo", "some_extension.parts"]'
    before, named = now(), now(configuration)
    assert before == named
    install(packages, "some-extension", "1", "its-library; python_version > '3'", "its-tests; extra == 'test'")
    install(packages, "its-library", "1")
    install(packages, "its-tests", "1")
    first = now(configuration)
    install(packages, "pytest", "99")
    install(packages, "its-tests", "2")
    assert (now(), now(configuration)) == (before, first)
    install(packages / "newer", "its-library", "2")
    sys.path.insert(0, str(packages / "newer"))
    assert before == now() != first != now(configuration) != before


def test_a_library_of_the_machine_counts_by_its_bytes(
    packages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = now()
    (library,) = (path for path in environment.libraries() if path.name.startswith("libfribidi.so"))
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    (tmp_path / "libfribidi.so.0").write_bytes(library.read_bytes())
    assert now() == before
    (tmp_path / "libfribidi.so.0").write_bytes(library.read_bytes() + b"rebuilt")
    assert now() != before


def test_the_libraries_of_the_machine_are_those_that_lay_out() -> None:
    names = {path.name.partition(".so")[0] for path in environment.libraries()}
    assert names >= {
        "libpango-1.0",
        "libharfbuzz",
        "libharfbuzz-subset",
        "libfontconfig",
        "libfreetype",
        "libfribidi",
        "libz",
    }


def test_metadata_is_read_once_from_whatever_folder_a_command_is_called(
    packages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(packages, "some-extension", "1")
    before = environment.distributions()
    monkeypatch.setattr(environment, "_read_metadata", lambda: pytest.fail("it was read again"))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.syspath_prepend(tmp_path / "elsewhere")

    assert environment.distributions() == before
