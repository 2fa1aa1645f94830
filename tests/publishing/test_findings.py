# SPDX-License-Identifier: GPL-3.0-or-later
"""A build reports every warning that holds, also of editions that an earlier build made."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.__main__ import main

BROKEN = "\n.. image:: lost.png\n   :alt: x\n"


@pytest.fixture
def lenient(sample: Path) -> Path:
    """A project that is published with warnings, and has one in each language."""
    settings = sample / "source/small/publication.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + 'warnings = "reported"\n', encoding="utf-8")
    _append(sample, BROKEN)
    return sample


def _append(project: Path, text: str) -> None:
    with (project / "source/small/first.rst").open("a", encoding="utf-8") as document:
        document.write(text)


def _warned(capsys: pytest.CaptureFixture[str], project: Path, *words: str) -> dict[str, list[dict[str, Any]]]:
    """Build, and return the warnings by language."""
    capsys.readouterr()
    assert main(["build", "--json", "--project", str(project), *words]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {event["edition"]["language"]: event["warnings"] for event in events if event["event"] == "Warned"}


def _kept(project: Path) -> str:
    path = project / "build/warnings.txt"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def test_a_build_repeats_the_warnings_of_editions_that_are_up_to_date(
    lenient: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    html = ("--format", "html")
    first, kept = _warned(capsys, lenient, *html), _kept(lenient)

    assert first.keys() == {"it", "de", "sq"}
    assert all("lost.png" in warning["sentence"] for (warning,) in first.values())
    assert _warned(capsys, lenient, *html) == first  # with nothing to do
    assert _kept(lenient) == kept != ""

    catalogue = lenient / "locales/de/LC_MESSAGES/small.po"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(text.replace('msgstr "Eine Fußnote."', 'msgstr "Eine neue Fußnote."'), encoding="utf-8")
    assert _warned(capsys, lenient, *html) == first  # with one edition due
    assert _kept(lenient) == kept

    shutil.rmtree(lenient / "build")
    assert _warned(capsys, lenient, *html) == first  # from nothing
    assert _kept(lenient) == kept


def test_a_build_of_one_language_keeps_the_warnings_of_the_others(
    lenient: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = _warned(capsys, lenient, "--format", "html")
    kept = _kept(lenient)
    (lenient / "build/warnings.txt").unlink()
    catalogue = lenient / "locales/de/LC_MESSAGES/small.po"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(text.replace('msgstr "Eine Fußnote."', 'msgstr "Eine neue Fußnote."'), encoding="utf-8")

    assert _warned(capsys, lenient, "--format", "html", "--language", "de") == {"de": first["de"]}
    assert _kept(lenient) == kept


def test_a_mistake_that_is_corrected_is_not_reported_again(lenient: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not even for a PDF that still has it, because only pages are made anew."""
    language = ("--language", "it")
    assert _warned(capsys, lenient, *language).keys() == {"it"}
    chapter = lenient / "source/small/first.rst"
    chapter.write_text(chapter.read_text(encoding="utf-8").replace(BROKEN, ""), encoding="utf-8")

    assert _warned(capsys, lenient, *language, "--format", "html") == {}
    assert _kept(lenient) == ""
    assert _warned(capsys, lenient, *language) == {}
