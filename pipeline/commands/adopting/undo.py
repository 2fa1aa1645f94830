# SPDX-License-Identifier: GPL-3.0-or-later
"""Undoes an adoption: removes the files that were written and built; keeps and reports files that were changed since."""

import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.model.problems import Problem
from pipeline.model.project import PROJECT_FILE, PUBLICATION_FILE, Project
from pipeline.model.publication import PSEUDO
from pipeline.system import steps
from pipeline.system.files import sha256
from pipeline.system.lock import IGNORE_ALL, project_lock

_SEAL = "# as written: "
_BUILD_PRODUCTS = (
    *("catalogues", "doctrees", "fonts", "kits", "memory", "pictures", "sheets", "site", "state"),
    *("store", "templates", "warnings.txt", "work", PSEUDO.tag),
)
"""Files and folders that commands create in build/."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A file or a folder that is gone."""

    path: Path


@dataclass(frozen=True, slots=True)
class Left:
    """A file or a folder that stays, and why."""

    path: Path
    reason: str


def sealed(text: str) -> str:
    """Return a text with a checksum as its last line, from which `undo` can tell whether the file was changed."""
    return f"{text}{_SEAL}{_digest(text)}\n"


def undo(folder: Path) -> Iterator[Removed | Left]:
    """Remove the files of adopt and of builds from a folder. Raises Problem `no-project` if it is not adopted."""
    folder = folder.resolve()
    project, publication = folder / PROJECT_FILE, folder / PUBLICATION_FILE
    if not project.is_file() and not publication.is_file():
        raise Problem(
            "no-project",
            f"{folder} has not been adopted",
            cause=f"it has no {PROJECT_FILE}",
            hint="name the folder of an adopted project",
        )
    for path in _compiled_modules(folder):
        path.unlink()
        with suppress(OSError):  # other programs compile modules there, too
            path.parent.rmdir()
    build = folder / "build"
    if (build / steps.FILE).is_file():
        with project_lock(build):
            for path in [path for path in build.iterdir() if _is_ours(path)]:
                _remove(path)
        ignoring = [path for path in build.glob(".gitignore") if path.read_text(encoding="utf-8") == IGNORE_ALL]
        for path in (*build.glob(".lock*"), *ignoring):
            path.unlink()
        if any(build.iterdir()):
            yield Left(build, "it contains files that no build has made")
        else:
            build.rmdir()
            yield Removed(build)
    # Remove project.toml last: it marks the folder as a project.
    for path in (publication, project):
        if path.is_file() and _is_as_written(path):
            path.unlink()
            yield Removed(path)
        elif path.is_file():
            yield Left(path, "it was changed after it was written; delete it yourself if you do not need it")
    if (folder / "archive").is_dir():
        yield Left(folder / "archive", "it holds released editions")


def _compiled_modules(folder: Path) -> Iterator[Path]:
    """Yield this Python's compiled modules next to a conf.py; nothing if the project can no longer be read."""
    with suppress(Problem):
        for module in Project.load(folder).modules:
            yield from module.parent.glob(f"__pycache__/{module.stem}.{sys.implementation.cache_tag}*.pyc")


def _is_ours(path: Path) -> bool:
    return (
        path.name in _BUILD_PRODUCTS
        or re.match(r"\.(site\.next|warnings\.txt)|\.?steps\.sqlite", path.name) is not None
    )


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _is_as_written(path: Path) -> bool:
    text, seal, digest = path.read_text(encoding="utf-8", errors="replace").rpartition(_SEAL)
    return bool(seal) and digest.strip() == _digest(text)


def _digest(text: str) -> str:
    return sha256(text.encode())[:16]
