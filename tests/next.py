# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m tests.next`: try the next releases of the libraries whose private names are replaced, and write a table.

python -m tests.next [--pre] [NAME ...]

A copy of the last commit gets an environment of its own in build/next, with the newest releases of the libraries named (by default all,
with Babel and pikepdf); there the patches' smallest cases and a short suite run. The checkout stays as it is. Exit code 1 where a
patch is needed no more, or a test fails.
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

from pipeline.system.versions import CHECKED
from tests.conftest import ROOT

LIBRARIES = (*CHECKED, "babel", "pikepdf")
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
    parser = argparse.ArgumentParser(description="Try the next releases of libraries.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(LIBRARIES)}; by default all")
    parser.add_argument("--pre", action="store_true", help="take pre-releases as well")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(LIBRARIES):
        parser.error(f"not one of {', '.join(LIBRARIES)}: {', '.join(sorted(unknown))}")
    shutil.rmtree(FOLDER, ignore_errors=True)
    project = FOLDER / "project"
    subprocess.run(["git", "clone", "--quiet", ROOT, project], check=True)
    python = install(FOLDER / "venv", arguments.names or LIBRARIES, pre=arguments.pre)
    before, after = versions(Path(sys.executable)), versions(python)
    take(project, before, after)
    # Its builders are found by its entry points.
    editable = ["--no-deps", "--no-build-isolation", "--editable", project]
    subprocess.run([python, "-m", "pip", "install", "--quiet", *editable], check=True)
    outcomes = [run(project, python, suite) for suite in SUITES]
    text = "".join(f"{line}\n" for line in table(before, after, outcomes))
    (FOLDER / "table.md").write_text(text, encoding="utf-8")
    print(text, end="")
    return int(any(outcome.failed for outcome in outcomes))


def install(folder: Path, names: Sequence[str], *, pre: bool) -> Path:
    """Make an environment with what the tests need, then with the newest release of each library; return its Python."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin/python"
    pip = [python, "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--requirement", ROOT / "requirements-test.txt"], check=True)
    subprocess.run([*pip, "--upgrade", *(["--pre"] if pre else []), *names], check=True)
    return python


def versions(python: Path) -> dict[str, str]:
    """Return the version of each library that is installed for a Python."""
    code = "import sys, importlib.metadata as m; print(*map(m.version, sys.argv[1:]))"
    done = subprocess.run([python, "-c", code, *LIBRARIES], check=True, capture_output=True, text=True)
    return dict(zip(LIBRARIES, done.stdout.split(), strict=True))


def take(project: Path, before: dict[str, str], after: dict[str, str]) -> None:
    """Write the new versions into a copy of the project, in each place where it names those that were checked."""
    paths = [project / "pyproject.toml", project / "pipeline/system/versions.py"]
    paths += (project / "pipeline/typeset/engine/patches").glob("*.py")
    for path in paths:
        text = path.read_text(encoding="utf-8")
        for name in CHECKED:
            text = text.replace(f'"{name}=={before[name]}"', f'"{name}=={after[name]}"')
            text = text.replace(f'"{name}": "{before[name]}"', f'"{name}": "{after[name]}"')
        text = re.sub(r'^CHECKED = ".*"', f'CHECKED = "{after["weasyprint"]}"', text, flags=re.MULTILINE)
        path.write_text(text, encoding="utf-8")


def run(project: Path, python: Path, suite: str) -> Outcome:
    """Run the tests of a suite in the copy, slow ones too."""
    report = FOLDER / "report.xml"
    report.unlink(missing_ok=True)
    words = ["-m", "slow or not slow", "--numprocesses", str(os.process_cpu_count()), "--dist", "loadscope"]
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
    yield "| Library | Checked | Tried |\n|---|---|---|"
    yield from (f"| {name} | {before[name]} | {after[name]} |" for name in LIBRARIES)
    yield "\n| Suite | Passed | Failed |\n|---|--:|--:|"
    yield from (f"| {one.suite} | {one.passed} | {len(one.failed)} |" for one in outcomes)
    for outcome in outcomes:
        if outcome.failed:
            yield f"\n{outcome.suite}:\n"
            yield from (f"- `{name}`: {message}" for name, message in outcome.failed)


if __name__ == "__main__":
    sys.exit(main())
