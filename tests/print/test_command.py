# SPDX-License-Identifier: GPL-3.0-or-later
"""`west-pipeline print`: what is due is made, what failed leaves the former files, and the site is another matter."""

import hashlib
from pathlib import Path

import pytest

from pipeline.command_line import PROBLEM, WELL, main
from tests.print.conftest import file

WRONG_ARGUMENTS = 2
NAMES = ["booklet", "card-passers-a4", "card-passers-print", "leaflet-passers-a4", "leaflet-passers-print", "print"]


def digests(project: Path) -> dict[str, str]:
    folder = project / "build/print/it/handbook"
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_each_edition_has_its_files_and_nothing_goes_to_the_site(printed: Path) -> None:
    assert list(digests(printed)) == [f"handbook-it-{name}.pdf" for name in NAMES]
    assert not (printed / "build/site").exists()


def test_what_is_up_to_date_is_left(printed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = file(printed, "print").stat().st_mtime_ns

    assert main(["--project", str(printed), "print"]) == WELL

    assert "Nothing to do: 1 edition up to date in build/print." in capsys.readouterr().out
    assert file(printed, "print").stat().st_mtime_ns == before


@pytest.mark.slow
def test_files_that_are_gone_are_made_again_with_the_same_bytes(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = digests(own)
    file(own, "booklet").unlink()

    assert main(["--project", str(own), "print"]) == WELL

    out, err = capsys.readouterr()
    assert "handbook [it]: making files for the printer: its files are gone" in out
    assert "handbook-it-card-passers-a4.pdf: 2 sides, 210 × 297 mm" in out
    assert "handbook-it-print.pdf: a picture on page 13 has 61 dots per inch; print needs 300" in err
    assert digests(own) == before


def test_a_panel_that_is_too_full_is_named_and_the_former_files_stay(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = digests(own)
    leaflets = own / "source/handbook/leaflets.rst"
    leaflets.write_text(leaflets.read_text(encoding="utf-8").replace("Il numero.", "Il numero. " * 200), "utf-8")

    assert main(["--project", str(own), "print"]) == PROBLEM

    err = capsys.readouterr().err
    assert "[panel-overfull]" in err
    assert "“Davanti”" in err
    assert "handbook [it]: not made; the earlier files are still there" in err
    assert digests(own) == before
