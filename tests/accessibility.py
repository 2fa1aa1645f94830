# SPDX-License-Identifier: GPL-3.0-or-later
"""`make accessibility`: checks the finished site and writes the record from which its accessibility statement is written.

Builds what is due, then runs axe-core over every page, veraPDF over every PDF, and the tests of keyboard, text size, narrow screens and
pages without scripts. Writes source/accessibility.toml; the next `make` prints it. Exit code 1 for findings, which are recorded too, 3
if nothing could be recorded.
"""

import multiprocessing
import os
import re
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import sync_playwright

from pipeline.__main__ import main as west_pipeline
from pipeline.model.project import Project
from pipeline.portal.accessibility import RECORD_FILE, AccessibilityCheck, drawing_code
from pipeline.system.checkout import commit_of
from pipeline.system.files import write_whole
from tests.check_pdf import faults_of
from tests.conftest import QUIET, ROOT, browser_program
from tests.safety.pages import DESKTOP, PHONE, failing, names
from tests.serving import shown
from tests.typeset import verapdf

_LOOKS = tuple((scheme, screen) for scheme in ("light", "dark") for screen in (DESKTOP, PHONE))
"""The pages take turns."""
_BEHAVIOUR = (
    "tests/safety/test_accessible.py",
    "tests/safety/test_exit.py",
    "tests/search/test_page.py",
    "tests/web/test_explained.py",
)


def failing_pages(site: Path, pages: list[str]) -> dict[str, list[str]]:
    """The pages in which axe finds something, looked at in as many browsers as there are cores."""
    processes = len(os.sched_getaffinity(0))
    shares = [(pages[turn::processes], turn) for turn in range(processes)]
    with (
        shown(site) as address,
        ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool,
    ):
        found = pool.map(partial(_failing_share, address), *zip(*shares, strict=True))
        return {page: findings for share in found for page, findings in share.items()}


def _failing_share(address: str, pages: list[str], turn: int) -> dict[str, list[str]]:
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_program(), args=list(QUIET))
        for look, (scheme, screen) in enumerate(_LOOKS):
            context = browser.new_context(color_scheme=scheme, viewport=screen, locale="fr-FR")  # type: ignore[arg-type]
            found |= failing(context.new_page(), address, pages[(look + turn) % len(_LOOKS) :: len(_LOOKS)])
            context.close()
    return found


def record(check: AccessibilityCheck) -> str:
    """The text of accessibility.toml."""
    head = "# SPDX-License-Identifier: CC-BY-SA-4.0\n# Written by `make accessibility`; the accessibility statement is written from it.\n\n"
    rows = (
        f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value}"
        for name, value in check._asdict().items()
    )
    return head + "\n".join(rows) + "\n"


def main(root: Path = ROOT) -> int:
    project = Project.load(root)
    changed = ["git", "-C", str(root), "status", "--porcelain", "--", "pipeline", "source", "locales"]
    commit = commit_of(root)
    if not commit or subprocess.run(changed, capture_output=True, check=True).stdout:
        print("a record names a commit: commit your changes, then run this again", file=sys.stderr)
        return 3
    if west_pipeline(["--project", str(root), "build"]):
        return 3
    pages, files = names(project.site), sorted(project.site.rglob("*.pdf"))
    tested = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-m", "not slow", *_BEHAVIOUR], cwd=ROOT, check=False
    )
    if tested.returncode:
        print("the tests of the keyboard, text size, narrow screens and pages without scripts fail", file=sys.stderr)
        return 3
    of_pages = failing_pages(project.site, pages)
    of_files = {path.relative_to(project.site).as_posix(): found for path, found in faults_of(files) if found}
    check = AccessibilityCheck(
        date=datetime.now(UTC).date(),
        commit=commit,
        code=drawing_code(),
        pages=len(pages),
        page_findings=sum(map(len, of_pages.values())),
        page_checker=axe_version(),
        files=len(files),
        file_findings=sum(map(len, of_files.values())),
        file_checker=verapdf.version(),
    )
    write_whole(project.described_in.with_name(RECORD_FILE), record(check).encode())
    for name, findings in {**of_pages, **of_files}.items():
        print(f"{name}\n" + "".join(f"        {finding}\n" for finding in findings))
    print(f"{check.pages} pages, {check.page_findings} findings; {check.files} files, {check.file_findings} findings")
    return int(bool(of_pages or of_files))


def axe_version() -> str:
    text = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")[:80]
    return f"axe-core {re.findall(r'axe v([0-9.]+)', text)[0]}"


if __name__ == "__main__":
    sys.exit(main())
