# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads accessibility.toml, the record of the last accessibility check of the finished site, from which its statement is written."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

from pipeline.model.project import Project
from pipeline.model.toml_tables import Table
from pipeline.system.files import checksums_below
from pipeline.system.steps import digest

RECORD_FILE = "accessibility.toml"
_PACKAGE = Path(__file__).resolve().parents[1]
_DRAWING = ("compose", "covers", "formula", "media", "portal", "theme", "typeset")


class AccessibilityCheck(NamedTuple):
    """A check of the finished site: its day and commit, the code that drew the site, what was looked at, by what, and the findings."""

    date: date
    commit: str
    code: str
    pages: int
    page_findings: int
    page_checker: str
    files: int
    file_findings: int
    file_checker: str


def drawing_code() -> str:
    """Return the digest of the code that draws pages and files; a check holds for the code it was made with."""
    folders = {name: checksums_below(_PACKAGE / name) for name in _DRAWING}
    return digest(
        [(name, *row) for name, files in folders.items() for row in files.items() if not row[0].endswith(".pyc")]
    )


def last_check(project: Project) -> AccessibilityCheck | None:
    """Return the record next to project.toml, or None. Raises Problem, with file and line, for a mistake in it."""
    path = project.described_in.with_name(RECORD_FILE)
    if not path.is_file():
        return None
    table = Table.read(path)
    check = AccessibilityCheck(
        date=table.day("date"),
        commit=table.text("commit"),
        code=table.text("code"),
        pages=table.count("pages", 0, 0),
        page_findings=table.count("page_findings", 0, 0),
        page_checker=table.text("page_checker"),
        files=table.count("files", 0, 0),
        file_findings=table.count("file_findings", 0, 0),
        file_checker=table.text("file_checker"),
    )
    table.reject_unknown_keys()
    return check
