# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of promises names tests for each, and `make test` runs them."""

import re
import subprocess
import sys

from tests.conftest import ROOT

PAGE = ROOT / "docs/source/engineers/guarantees.rst"


def test_each_promise_names_tests_that_every_run_has() -> None:
    rows = re.findall(r"^   \* - (?!Promise)(.+)\n     - (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    named = {promise: {*re.findall(r"``([^`]+)``", tests)} for promise, tests in rows}
    files = {name.partition("::")[0] for names in named.values() for name in names}

    collect = [sys.executable, "-m", "pytest", "--collect-only", "-m", "not slow", *sorted(files)]
    done = subprocess.run(collect, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    found = {line.partition("[")[0] for line in done.stdout.splitlines() if "::" in line}
    assert len(rows) > 15
    assert {promise: names - found for promise, names in named.items() if not names or names - found} == {}
