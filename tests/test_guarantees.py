# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of promises names a test for each."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/source/engineers/guarantees.rst"


def test_each_promise_names_tests() -> None:
    rows = re.findall(r"^   \* - (?!Promise)(.+)\n     - (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    without = {
        (promise, name)
        for promise, tests in rows
        for name in re.findall(r"``([^`]+)``", tests) or [""]
        if not name.startswith("tests/") or not has_tests(ROOT / name)
    }

    assert len(rows) > 15
    assert without == set()


def has_tests(path: Path) -> bool:
    """Whether a file, or a file of a folder, holds a test, or what tests beside it are made of."""
    assert path.exists(), path
    is_test = path.is_dir() or path.name.startswith("test_")
    files = [path] if path.is_file() and is_test else [*(path if is_test else path.parent).rglob("test_*.py")]
    return any(
        re.search(r"^ *(def test_|Test\w+ = )", file.read_text(encoding="utf-8"), re.MULTILINE) for file in files
    )
