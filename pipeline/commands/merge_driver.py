# SPDX-License-Identifier: GPL-3.0-or-later
"""Installs git's merge driver for catalogues: a line in .gitattributes, and the command in the configuration of this clone."""

import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.report.lines import Advice, Wrote
from pipeline.system.files import write_if_changed
from pipeline.system.program import own_path

_DRIVER = "po"


def install_driver(project: Project) -> Iterator[Wrote | Advice]:
    """Write the merge driver; where it cannot run, git leaves its own conflict markers. Raises Problem `no-checkout`."""
    prefix = _git(project.root, "rev-parse", "--show-prefix").strip()
    pattern = project.catalogues.format(language="*", name="*")
    line = f"{project.locales.relative_to(project.root, walk_up=True).as_posix()}/{pattern} merge={_DRIVER}\n"
    attributes = project.root / ".gitattributes"
    text = attributes.read_text(encoding="utf-8") if attributes.is_file() else ""
    if line not in text.splitlines(keepends=True):
        write_if_changed(attributes, f"{text}{'' if text.endswith('\n') or not text else '\n'}{line}".encode())
    path = own_path()
    words = [str(path)] if path is not None else [sys.executable, "-m", "pipeline"]
    if prefix:
        words += ["--project", prefix.rstrip("/")]
    # git runs it from the top of the checkout, and programs with windows have another PATH.
    command = f"{shlex.join(words)} settle --merge %O %A %B %P || git merge-file --marker-size=%L %A %O %B"
    _git(project.root, "config", f"merge.{_DRIVER}.name", "catalogues, message by message")
    _git(project.root, "config", f"merge.{_DRIVER}.driver", command)
    yield Wrote(attributes, line.strip())
    configuration = Path(_git(project.root, "rev-parse", "--git-path", "config").strip())
    yield Wrote(project.root / configuration, f"merge.{_DRIVER}.driver = {command}")
    yield Advice("commit .gitattributes; each other clone needs this command once")


def _git(root: Path, *words: str) -> str:
    try:
        return subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise Problem(
            "no-checkout",
            "git did not take the merge driver",
            cause=(getattr(error, "stderr", "") or str(error)).strip(),
            hint="run this command in a clone of the project, with git installed",
            path=root,
        ) from error
