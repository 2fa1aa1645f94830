# SPDX-License-Identifier: GPL-3.0-or-later
"""What is missing on a machine, and what works without it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from babel.localedata import locale_identifiers

from pipeline import bootstrap
from pipeline.__main__ import main
from pipeline.languages import profile_of
from pipeline.system.machine import libraries_and_programs
from pipeline.system.script_fonts import script_fonts

ALL_OF_DEBIAN = 20_000
"""Fewer packages than these are those that are installed."""


@pytest.fixture
def without_pango(tmp_path: Path) -> dict[str, str]:
    """An environment in which the dynamic linker finds a Pango that it cannot load."""
    folder = tmp_path / "libraries"
    folder.mkdir()
    (folder / "libpango-1.0.so.0").write_bytes(b"")
    return {**os.environ, "LD_LIBRARY_PATH": str(folder)}


def run(*words: str, environment: dict[str, str], code: int) -> str:
    command = [sys.executable, "-m", "pipeline", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_a_machine_that_is_set_up_lacks_nothing(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--project", str(sample)]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines} == {"found"}
    assert [line for line in lines if "dictionary" in line] == [
        f"found    {name} dictionary" for name in ("Italian", "German", "Albanian")
    ]


def test_what_is_missing_is_named_with_its_package(without_pango: dict[str, str]) -> None:
    said = run("doctor", "--json", environment=without_pango, code=1)

    events = [json.loads(line) for line in said.splitlines()]
    (pango,) = (event for event in events if event.get("name") == "Pango")
    assert not pango["is_there"]
    assert pango["commands"] == {
        "debian": "sudo apt-get install libpango-1.0-0",
        "fedora": "sudo dnf install pango",
        "arch": "sudo pacman -S pango",
        "homebrew": "brew install pango",
    }
    assert events[-1]["exit"] == 1


def test_a_missing_dictionary_is_named_and_is_not_needed(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "language", "sl", "--project", str(sample)]) == 0
    profile = sample / "source/languages/sl.toml"
    profile.write_text(
        profile.read_text(encoding="utf-8").replace('dictionaries = ["', 'dictionaries = ["no-'), encoding="utf-8"
    )
    capsys.readouterr()

    assert main(["doctor", "--project", str(sample)]) == 0

    assert "missing  Slovenian dictionary: without it spelling is not checked" in capsys.readouterr().out


@pytest.mark.slow
def test_without_pango_the_other_formats_are_made_and_the_pdf_is_reported(
    sample: Path, without_pango: dict[str, str]
) -> None:
    said = run("build", "--project", str(sample), "--language", "it", environment=without_pango, code=3)

    assert "[missing-library]" in said
    assert "`west-pipeline doctor` names its package" in said
    assert "-----" not in said
    site = sample / "build/site/it"
    assert {path.suffix for path in site.rglob("*") if path.suffix in (".html", ".epub", ".pdf")} == {".html", ".epub"}

    again = run("build", "--project", str(sample), "--language", "it", environment=without_pango, code=3)
    assert "[missing-library]" in again, "the PDF is still due"

    run("build", "--project", str(sample), "--language", "it", environment={**os.environ}, code=0)
    assert list(site.rglob("*.pdf"))


def test_a_package_that_no_system_has_is_not_named() -> None:
    assert [dict(profile_of(tag).packages) for tag in ("ja", "zh-Hans", "zh-Hant")] == [{}, {}, {}]
    assert profile_of("pt").packages["debian"] == ("hunspell-pt-pt", "hunspell-pt-br")
    assert profile_of("pt-BR").packages == {
        "debian": ("hunspell-pt-br",),
        "fedora": ("hunspell-pt",),
    }


@pytest.mark.slow
def test_every_package_that_is_named_is_one_of_debian() -> None:
    here = subprocess.run(["apt-cache", "pkgnames"], capture_output=True, text=True, check=False).stdout.split()
    if len(here) < ALL_OF_DEBIAN:
        pytest.skip("this machine has no list of Debian's packages: apt-get update")

    dictionaries = [name for tag in locale_identifiers() for name in profile_of(tag).packages.get("debian", ())]
    fonts = [name for row in script_fonts() for name in row.packages["debian"]]
    named = {*dictionaries, *fonts, *bootstrap.TO_RUN, *bootstrap.test_packages()}

    assert {"hunspell-ro", "hunspell-sl", "myspell-sq", "fonts-noto-cjk"} <= named
    assert named - {*here} == set()


def test_set_up_installs_what_is_named() -> None:
    parts = [*libraries_and_programs()]
    named = [package for part in parts for package in part.commands["debian"].split()[3:]]
    named += [package for tag in ("de", "en", "it", "sq") for package in profile_of(tag).packages["debian"]]

    assert named == [*bootstrap.TO_RUN]


def test_all_that_is_missing_is_installed_by_one_command(sample: Path, without_pango: dict[str, str]) -> None:
    said = run("doctor", "--project", str(sample), environment=without_pango, code=1)

    # Without the one, the other cannot be loaded either.
    assert said.splitlines()[-1] == "next: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0"
