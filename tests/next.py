# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m tests.next`: try the suite with other releases of the libraries than the locked ones, and write a table.

python -m tests.next [--oldest] [--python VERSION] [--pre] [NAME ...]

A copy of the last commit gets an environment of its own in build/next; there the patches' smallest cases and a short suite run.
The checkout stays as it is. Exit code 1 if a patch is needed no more, or a test fails.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.system.versions import LIBRARIES as PATCHED
from tests.conftest import ROOT

LIBRARIES = (*PATCHED, "babel", "pikepdf")
SUITES = {
    "patches of WeasyPrint": ("tests/system/test_versions.py", "tests/typeset/patches"),
    "names of Sphinx that are replaced": ("tests/compose/engine",),
    "patches to be sent": ("tests/upstream",),
    "composing": ("tests/compose", "tests/mistakes"),
    "catalogues": ("tests/catalogue",),
    "typesetting": ("tests/typeset",),
}
"""What a row of the table says was tried -> the tests of it."""
FOLDER = ROOT / "build/next"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a suite: how many tests passed, and the others with the first line of what they say."""

    suite: str
    passed: int
    failed: tuple[tuple[str, str], ...]


def main() -> int:
    parser = argparse.ArgumentParser(description="Try other releases of libraries than the locked ones.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(LIBRARIES)}: its newest release")
    parser.add_argument("--oldest", action="store_true", help="take the oldest version of each range, not the newest")
    parser.add_argument("--python", default=f"{sys.version_info.major}.{sys.version_info.minor}", help="such as 3.12")
    parser.add_argument("--pre", action="store_true", help="take pre-releases as well")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(LIBRARIES):
        parser.error(f"not one of {', '.join(LIBRARIES)}: {', '.join(sorted(unknown))}")
    shutil.rmtree(FOLDER, ignore_errors=True)
    project = FOLDER / "project"
    subprocess.run(["git", "clone", "--quiet", ROOT, project], check=True)
    python = install(
        FOLDER / "venv", project, asked.names, python=asked.python, is_oldest=asked.oldest, is_pre=asked.pre
    )
    before, after = versions(Path(sys.executable)), versions(python)
    outcomes = [run(project, python, suite) for suite in SUITES]
    text = "".join(f"{line}\n" for line in table(before, after, outcomes))
    (FOLDER / "table.md").write_text(text, encoding="utf-8")
    print(text, end="")
    return int(any(outcome.failed for outcome in outcomes))


def install(folder: Path, project: Path, names: Sequence[str], *, python: str, is_oldest: bool, is_pre: bool) -> Path:
    """Make an environment with what the project requires in the newest or oldest versions, and what the tests need; return its Python."""
    uv = [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "--quiet", "--python", python, folder], check=True)
    path, known = folder / "bin/python", folder / "known.txt"
    pip = [*uv, "pip", "install", "--quiet", "--python", path]
    resolution = [
        "--resolution",
        "lowest-direct" if is_oldest else "highest",
        *(["--prerelease", "allow"] if is_pre else []),
    ]
    subprocess.run([*pip, *resolution, "--editable", project], check=True)
    freeze = [*uv, "pip", "freeze", "--quiet", "--exclude-editable", "--python", path]
    known.write_bytes(subprocess.run(freeze, check=True, capture_output=True).stdout)
    subprocess.run([*pip, "--constraint", known, "--editable", f"{project}[test]"], check=True)
    if names:
        subprocess.run([*pip, "--upgrade", "--no-deps", *names], check=True)
    return path


def versions(python: Path) -> dict[str, str]:
    """Return the version of each library that is installed for a Python."""
    code = "import sys, importlib.metadata as m; print(*map(m.version, sys.argv[1:]))"
    done = subprocess.run([python, "-c", code, *LIBRARIES], check=True, capture_output=True, text=True)
    return dict(zip(LIBRARIES, done.stdout.split(), strict=True))


def run(project: Path, python: Path, suite: str) -> Outcome:
    """Run the tests of a suite in the copy, slow ones too."""
    report = FOLDER / "report.xml"
    report.unlink(missing_ok=True)
    words = ["-m", "slow or not slow", "--numprocesses", str(len(os.sched_getaffinity(0))), "--dist", "loadscope"]
    words += [f"--junitxml={report}"]
    done = subprocess.run([python, "-m", "pytest", *words, *SUITES[suite]], cwd=project, check=False)
    if not report.exists():
        return Outcome(suite, 0, ((suite, f"pytest ended with {done.returncode}"),))
    cases = list(ElementTree.parse(report).iter("testcase"))
    bad = [(case, fault) for case in cases if (fault := _fault(case)) is not None]
    named = (((f"{case.get('classname')}::{case.get('name')}"), _first_line(fault)) for case, fault in bad)
    skipped = sum(case.find("skipped") is not None for case in cases)
    return Outcome(suite, len(cases) - len(bad) - skipped, tuple(named))


def _fault(case: ElementTree.Element) -> ElementTree.Element | None:
    failure = case.find("failure")
    return failure if failure is not None else case.find("error")


def _first_line(fault: ElementTree.Element) -> str:
    """Return what a test says that failed; where it could not be imported, the error behind that."""
    errors = re.findall(r"^E +(\S.*)$", fault.text or "", re.MULTILINE)
    return errors[-1 if fault.tag == "error" else 0] if errors else (fault.get("message") or "").partition("\n")[0]


def table(before: dict[str, str], after: dict[str, str], outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the lines of the table, in Markdown."""
    yield "| Library | Locked | Tried |\n|---|---|---|"
    yield from (f"| {name} | {before[name]} | {after[name]} |" for name in LIBRARIES)
    yield "\n| Suite | Passed | Failed |\n|---|--:|--:|"
    yield from (f"| {one.suite} | {one.passed} | {len(one.failed)} |" for one in outcomes)
    for outcome in outcomes:
        if outcome.failed:
            yield f"\n{outcome.suite}:\n"
            yield from (f"- `{name}`: {message}" for name, message in outcome.failed)


if __name__ == "__main__":
    sys.exit(main())
