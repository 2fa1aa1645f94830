# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks git about the checkout that a project is in, if it is in one."""

import subprocess
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from pipeline.model.problems import Problem

_MAX_NAMED = 5
"""Maximum number of unmerged files that a message names."""


def commit_of(root: Path) -> str:
    """Return the current commit of the checkout; empty outside one, in one without its history, and without git."""
    try:
        command = ["git", "-C", str(root), "rev-parse", "--is-shallow-repository", "HEAD"]
        asked = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    is_shallow, commit = asked.stdout.split()
    return commit if is_shallow == "false" else ""


def refuse_unmerged(root: Path) -> None:
    """Raise Problem `unmerged-files` if a merge of git has stopped, and files below `root` wait for somebody to merge them."""
    try:
        command = ["git", "-c", "core.quotePath=false", "-C", str(root), "ls-files", "--unmerged"]
        asked = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return
    if files := list(dict.fromkeys(line.partition("\t")[2] for line in asked.stdout.splitlines())):
        raise Problem(
            "unmerged-files",
            f"a merge of git is not finished: {', '.join(files[:_MAX_NAMED])}{' …' if len(files) > _MAX_NAMED else ''}",
            cause="a file in this state may have the sentences of one side alone",
            hint="merge each by hand, or take one side, then `git add` it; or begin again: git merge --abort",
            path=root / files[0],
        )


def commits(root: Path, paths: Iterable[Path]) -> Iterator[tuple[date, tuple[str, ...]]]:
    """Yield the day of each commit that touched these paths, and the touched files relative to `root`, the newest first.

    The day is the author's, which is the same in every clone and after a rebase.
    """
    command = [
        "git",
        "-c",
        "core.quotePath=false",
        "-C",
        str(root),
        "log",
        "--no-show-signature",
        "--relative",
        "--name-only",
    ]
    git = subprocess.Popen(
        [*command, "--format=%x00%as", "--", *map(str, paths)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert git.stdout is not None
    day, files = None, list[str]()
    try:
        for line in map(str.rstrip, git.stdout):
            if line.startswith("\0"):
                if day is not None:
                    yield day, tuple(files)
                day, files = date.fromisoformat(line[1:]), []
            elif line:
                files.append(line)
        if day is not None:
            yield day, tuple(files)
    finally:  # the caller may have seen enough
        git.kill()
        git.communicate()
