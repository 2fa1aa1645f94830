# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of campaigns: JSON files that name the commit and the date at which the campaign began."""

import json
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from pipeline.system.checkout import commit_of
from pipeline.system.files import write_whole
from tests.conftest import ROOT

type Run = Mapping[str, str]
"""Commit and date of a campaign."""


def begin(root: Path = ROOT) -> Run:
    """Return the commit and the date of a campaign that begins now; the commit is empty where git does not know it."""
    commit = commit_of(root)
    changed = ["git", "-C", str(root), "status", "--porcelain", "--", "pipeline", "tests"]
    if commit and subprocess.run(changed, capture_output=True, check=True).stdout:
        commit += " with changes"
    return {"date": datetime.now(UTC).date().isoformat(), "commit": commit}


def write(path: Path, run: Run, figures: Mapping[str, object]) -> None:
    """Write the record of a campaign."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, (json.dumps({**run, **figures}, ensure_ascii=False, indent=1) + "\n").encode())
