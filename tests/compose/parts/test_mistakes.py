# SPDX-License-Identifier: GPL-3.0-or-later
"""Each file in cases/ holds one mistake. Its first line, or in .rst its comment, says what is expected to be said of it."""

import re
import shutil
from pathlib import Path

import pytest

from pipeline.compose.diagnosis import RULES
from pipeline.model.contacts import read_contacts
from pipeline.model.problems import Problem
from pipeline.model.remark import Remark
from pipeline.model.term_list import read_terms
from tests.compose.parts.golden import HERE, Built, Press

CASES = HERE / "cases"
FILES = sorted([*CASES.glob("*.toml"), *CASES.glob("*.tsv")])
DOCUMENTS = sorted(CASES.glob("*.rst"))


@pytest.mark.parametrize("case", FILES, ids=lambda path: path.stem)
def test_a_mistake_in_a_shared_file_is_told_with_its_line(case: Path, tmp_path: Path) -> None:
    expectation, _, content = case.read_text(encoding="utf-8").partition("\n")
    path = tmp_path / case.name
    path.write_text(content, encoding="utf-8")

    with pytest.raises(Problem) as told:
        (read_contacts if case.suffix == ".toml" else read_terms)(path)

    problem = told.value
    assert f"{problem.line}: {problem.code}: {problem.message}" == expectation.removeprefix("# expect: ")
    assert problem.path == path
    assert problem.hint


@pytest.mark.parametrize("name", ["contacts.toml", "terminology.tsv"])
def test_a_file_that_is_missing_or_in_another_encoding_is_told(name: str, tmp_path: Path) -> None:
    read = read_contacts if name == "contacts.toml" else read_terms
    with pytest.raises(Problem, match="is missing"):
        read(tmp_path / name)
    (tmp_path / name).write_bytes(b"a\nb\xff\n")

    with pytest.raises(Problem, match="not UTF-8") as told:
        read(tmp_path / name)

    assert told.value.line == 2


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    press = Press(tmp_path_factory.mktemp("mistakes") / "project")
    for case in DOCUMENTS:
        shutil.copy(case, press.source / "handbook")
    return press.build("it")


@pytest.mark.parametrize("case", DOCUMENTS, ids=lambda path: path.stem)
def test_a_mistake_in_a_document_is_told_with_its_line_and_can_be_translated(case: Path, built: Built) -> None:
    expected, rule = expectation(case)

    (warned,) = (one for one in built.warnings if one.path is not None and one.path.name == case.name)

    assert f"{warned.line}: {warned.text}".startswith(expected)
    if rule == "ours":
        assert isinstance(warned.sentence, Remark)
        assert isinstance(warned.step, Remark)
        assert warned.text == f"{warned.sentence}; {warned.step}"
        assert "." in warned.kind
    else:
        assert next(name for name, one in RULES.items() if re.fullmatch(one.pattern, warned.text)) == rule


def test_nothing_else_is_told(built: Built) -> None:
    names = {case.name for case in DOCUMENTS}

    assert [one for one in built.warnings if one.path is None or one.path.name not in names] == []


def expectation(case: Path) -> tuple[str, str]:
    """What is said of a mistake, and the name of the rule behind it, in brackets."""
    ((rule, text),) = re.findall(r"^\.\. expect: \[([\w-]+)\] (.*)$", case.read_text(encoding="utf-8"), re.MULTILINE)
    return text, rule
