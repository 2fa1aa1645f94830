# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills a command at a system call that writes, and tells whether what readers see is whole."""

import hashlib
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import html

from tests.conftest import ROOT

WRITING = (
    "write",
    "pwrite64",
    "sendfile",
    "copy_file_range",
    "ftruncate",
    "fsync",
    "syncfs",
    "rename",
    "renameat2",
    "link",
    "linkat",
    "unlink",
    "unlinkat",
    "rmdir",
    "mkdir",
    "chmod",
)
_TIMES = 600
"""Seconds after which a command is taken to hang."""


class Point(NamedTuple):
    """The place at which a command is killed: before the system call of a name, for the nth time."""

    call: str
    nth: int


def points(project: Path, *words: str) -> tuple[Point, ...]:
    """Run a command to its end, and return its system calls that write, of its first process."""
    log = project.with_suffix(".log")
    code = _traced(project, words, "-o", str(log), "-e", f"trace={','.join(WRITING)}")
    assert code == 0, f"{' '.join(words)} ended with {code}"
    counts = Counter(
        match[1] for line in log.read_text(errors="replace").splitlines() if (match := re.match(r"(\w+)\(", line))
    )
    return tuple(Point(call, nth) for call, number in counts.items() for nth in range(1, number + 1))


def is_killed(project: Path, point: Point, *words: str) -> bool:
    """Run a command that is killed, with all its processes, at a point; return whether it came so far."""
    call = f"inject={point.call}:signal=KILL:when={point.nth}"
    return _traced(project, words, "-o", os.devnull, "-e", f"trace={point.call}", "-e", call) != 0


def run(project: Path, *words: str) -> None:
    """Run a command to its end."""
    assert subprocess.run(_command(project, words), cwd=ROOT, timeout=_TIMES, check=False).returncode == 0


def _command(project: Path, words: tuple[str, ...]) -> list[str]:
    return [sys.executable, "-m", "tests.faults.command", str(project), *words]


def _traced(project: Path, words: tuple[str, ...], *options: str) -> int:
    # Files of compiled code would be written by the first run alone.
    command = ["strace", "-qq", "-E", "PYTHONDONTWRITEBYTECODE=1", *options, *_command(project, words)]
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)
    code = process.wait(_TIMES)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    return code


def snapshot(folder: Path) -> dict[str, str]:
    """The checksum of each file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def faults_of(site: Path) -> list[str]:
    """What readers of a site would miss: files that do not fit the checksums, links to files that are gone."""
    listed = dict(
        reversed(line.split("  ", 1)) for line in (site / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    )
    found = {name: digest for name, digest in snapshot(site).items() if name != "SHA256SUMS"}
    faults = [
        f"{name} does not fit the checksums"
        for name in sorted(listed.keys() | found)
        if listed.get(name) != found.get(name)
    ]
    for path in sorted(site.rglob("*.html")):
        for _, _, link, _ in html.parse(str(path)).getroot().iterlinks():
            parts = urlsplit(link)
            target = path.parent / unquote(parts.path) if parts.path else path
            if not parts.scheme and not (target / "index.html" if target.is_dir() else target).is_file():
                faults.append(f"{path.relative_to(site)} leads to {link}, which is gone")
    return faults
