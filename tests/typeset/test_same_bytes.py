# SPDX-License-Identifier: GPL-3.0-or-later
"""The same sources give the same bytes, wherever, whenever and by however many processes they are made."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from pipeline.system.cache import VARIABLE
from tests.conftest import ROOT

ELSEWHERE = {
    "LC_ALL": "C",
    "LANG": "tr_TR.UTF-8",
    "TZ": "Pacific/Kiritimati",
    "PYTHONHASHSEED": "4711",
    "SOURCE_DATE_EPOCH": "86400",
    "PYTHON_CPU_COUNT": "1",
}
"""Another machine: its locale, clock, order of sets, and one process at a time."""
LATER = """\
import time
_now = time.time
time.time = lambda: _now() + 400 * 86400
for _name in ("localtime", "gmtime"):
    setattr(time, _name, lambda seconds=None, _made=getattr(time, _name): _made(time.time() if seconds is None else seconds))
"""
"""A day of next year, for whatever asks the module `time` in any process of that build."""


def digests(project: Path) -> dict[str, str]:
    site = project / "build/site"
    files = (path for path in sorted(site.rglob("*")) if path.is_file())
    return {str(path.relative_to(site)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_file_of_the_site_has_the_same_bytes_elsewhere_and_later(
    sample: Path, built_sample: Path, tmp_path: Path
) -> None:
    (tmp_path / "later").mkdir()
    (tmp_path / "later/sitecustomize.py").write_text(LATER, encoding="utf-8")
    (tmp_path / "home").mkdir()
    own = {
        "HOME": str(tmp_path / "home"),
        VARIABLE: str(tmp_path / "home"),  # nothing that is kept per user helps
        "TMPDIR": str(tmp_path / "home"),
        "PYTHONPATH": os.pathsep.join((str(tmp_path / "later"), str(ROOT))),
    }
    command = [sys.executable, "-m", "pipeline", "build", "--project", str(sample)]

    subprocess.run(command, check=True, cwd=tmp_path, env={**os.environ, **ELSEWHERE, **own})

    assert len(digests(built_sample)) > 40
    assert digests(sample) == digests(built_sample)
