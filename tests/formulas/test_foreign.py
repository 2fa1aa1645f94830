# SPDX-License-Identifier: GPL-3.0-or-later
"""Mathematics of an adopted project, as it is written for MathJax: the PDF draws it; what it cannot is said with file and line."""

import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pikepdf
import pytest

from pipeline.__main__ import main
from tests.typeset import reading, structural, verapdf

HERE = Path(__file__).parent
BOOK = "build/site/en/foreign-mathematics/foreign-mathematics-en.pdf"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("foreign") / "project"
    shutil.copytree(HERE / "foreign", made)
    assert main(["adopt", str(made), "--languages", "en"]) == 0
    return made


@pytest.fixture(scope="module")
def told(project: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the build says."""
    path = tmp_path_factory.mktemp("told") / "told.txt"
    with path.open("w", encoding="utf-8") as file, redirect_stdout(file), redirect_stderr(file):
        assert main(["build", "--project", str(project), "--format", "pdf"]) == 0
    return path.read_text(encoding="utf-8")


def test_what_cannot_be_drawn_is_told_with_file_and_line(told: str) -> None:
    """`:label:` and `:100:` are no names of pictures."""
    formulas = [line for line in told.splitlines() if "the formula cannot be shown" in line]

    assert len(formulas) == 1
    assert re.search(r"index\.rst:\d+: the formula cannot be shown: it is \d+ % wider than a page allows", told)
    assert "proof" not in told
    assert "warning: PDF:" not in told


def test_all_else_is_drawn_numbered_and_referred_to(project: Path, told: str) -> None:
    text = "".join("".join(reading.text_of_pages(project / BOOK)).split())

    assert re.search(r"See\(1\)\(p\.\d\)and\(2\)\(p\.\d\)and\(3\)\(p\.\d\)", text)
    assert "otherwise(seethetext)" in text
    assert "(unionbound)" in text
    # The contents and the running heads say the formulas of a heading in TeX.
    assert [tex for tex in ("\\hat", "\\begin", "\\bigl", "\\nonumber", "\\arg") if tex in text] == []
    with pikepdf.open(project / BOOK) as pdf:
        alternatives = [str(one.dictionary.Alt) for one in reading.structure(pdf).all("Formula")]
    assert any(r"\bigl\lVert x \bigr\rVert_2" in said for said in alternatives)
    assert any(said.startswith(r"\frac{d}{dt}\rho_S(t)") for said in alternatives)


@pytest.mark.parametrize("profile", verapdf.IN_TURN)
def test_the_pdf_passes_verapdf(project: Path, told: str, profile: str) -> None:
    assert verapdf.broken_rules(project / BOOK, profile) == []


def test_the_pdf_passes_the_structural_checker(project: Path, told: str) -> None:
    assert structural.faults(project / BOOK) == []
