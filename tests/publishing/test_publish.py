# SPDX-License-Identifier: GPL-3.0-or-later
"""The number of pages of a translation beside its original's."""

from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.publishing.findings import is_plausible


@pytest.mark.parametrize(
    ("pages", "original", "plausible"),
    [
        (54, 51, True),
        (25, 25, True),
        (120, 100, True),
        (70, 100, False),
        (150, 100, False),
        (12, 15, True),
        (2, 25, False),
    ],
)
def test_a_translation_has_about_as_many_pages_as_its_original(pages: int, original: int, plausible: bool) -> None:
    assert is_plausible(pages, original) is plausible


@pytest.mark.slow
def test_a_build_says_which_translation_has_too_many_pages(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long = "Viele Wörter, die niemand braucht. " * 135  # a message is at most 5,000 characters long
    with (
        (sample / "source/small/second.rst").open("a", encoding="utf-8") as source,
        (sample / "locales/de/LC_MESSAGES/small.po").open("a", encoding="utf-8") as catalogue,
    ):
        for number in range(1, 7):
            source.write(f"\nNumero {number}.\n")
            catalogue.write(f'\nmsgid "Numero {number}."\nmsgstr "Nummer {number}: {long}"\n')
    assert main(["build", "--project", str(sample), "--language", "it", "--format", "pdf"]) == 0

    main(["build", "--project", str(sample), "--language", "de", "--format", "pdf"])

    said = " ".join(capsys.readouterr().err.split())
    assert "small [de] has" in said
    assert "pages, but its original" in said
