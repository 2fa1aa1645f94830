# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate finds in each file what the file says it should. To add a case, add a file with `# expect: LINE check`."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.catalogue.gate import gate
from pipeline.catalogue.reading import read
from pipeline.model.findings import Severity
from pipeline.model.problems import Problem
from pipeline.model.publication import Language

FIXTURES = sorted(Path(__file__).parent.joinpath("gate").glob("*.po"))
GERMAN = Language("de", "Deutsch")


def expected(path: Path) -> list[tuple[int, str]]:
    text = path.read_bytes().replace(b"\0", b"").decode("latin-1")
    return [(int(line), check) for line, check in re.findall(r"# expect: (\d+) ([\w-]+)", text)]


# gettext refuses an obsolete twin, and a mark before the first byte; the next update takes both away.
ACCEPTED = [p for p in FIXTURES if not expected(p) and p.stem not in ("good", "good-byte-order-mark")]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_finds_what_the_file_says_it_should(path: Path) -> None:
    found = gate(path, path.read_bytes(), GERMAN)

    assert [(finding.line, finding.check) for finding in found] == expected(path)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_every_fault_says_what_is_wrong_and_how_to_mend_it(path: Path) -> None:
    for finding in gate(path, path.read_bytes(), GERMAN):
        wrong, mend = finding.remark.split("; ", 1)
        assert wrong
        assert mend
        assert finding.severity is Severity.ERROR
        assert str(finding).startswith(f"{path}:{finding.line}: {finding.check}: ")


@pytest.mark.parametrize("path", [path for path in FIXTURES if expected(path)], ids=lambda path: path.stem)
def test_a_broken_catalogue_is_not_read(path: Path) -> None:
    with pytest.raises(Problem) as caught:
        read(path, GERMAN)

    first, *others = expected(path)
    assert (caught.value.code, caught.value.path, caught.value.line) == ("broken-catalogue", path, first[0])
    assert caught.value.message.startswith(first[1])
    assert all(f"{path}:{line}: {check}" in caught.value.cause for line, check in others)


def test_a_conflict_is_one_line_with_file_and_number() -> None:
    path = next(path for path in FIXTURES if path.stem == "conflict-marker")

    (finding,) = gate(path, path.read_bytes(), GERMAN)

    assert "merge conflict in lines" in str(finding)


@pytest.mark.parametrize(
    ("data", "check"), [(b"", "empty-file"), (b"\n \n", "empty-file"), (b"\xef\xbb\xbf", "missing-header")]
)
def test_an_empty_file_is_refused(data: bytes, check: str) -> None:
    (finding,) = gate(Path("de.po"), data, GERMAN)

    assert (finding.line, finding.check) == (1, check)


def test_a_missing_file_is_a_problem_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="the catalogue is missing") as caught:
        read(tmp_path / "de.po", GERMAN)

    assert caught.value.code == "missing-catalogue"


def test_what_is_no_file_is_a_broken_catalogue(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cannot be read") as caught:
        read(tmp_path, GERMAN)

    assert (caught.value.code, caught.value.path) == ("broken-catalogue", tmp_path)


@pytest.mark.parametrize("path", ACCEPTED, ids=lambda path: path.stem)
def test_what_passes_is_right_for_gettext_too(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "de.po"
    shutil.copy(path, copy)

    done = subprocess.run(["msgfmt", "-c", "-o", str(tmp_path / "de.mo"), str(copy)], capture_output=True, check=False)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("said", "tag", "is_right"),
    [
        ("uk", "uk-UA", True),
        ("uk_UA", "uk-UA", True),
        ("uk-UA", "uk", True),
        ("de_AT", "de-CH", False),
        ("sr@latin", "sr", True),
        ("sr@latin", "sr-Latn", True),
        ("zh_TW", "zh-CN", False),
        ("ru", "uk-UA", False),
    ],
)
def test_a_header_may_say_less_than_the_folder_but_nothing_else(said: str, tag: str, is_right: bool) -> None:
    head = f'msgid ""\nmsgstr "Language: {said}\\nContent-Type: text/plain; charset=UTF-8\\n"\n'

    found = gate(Path("book.po"), head.encode(), Language(tag, tag))

    assert [finding.check for finding in found] == ([] if is_right else ["wrong-language"])
