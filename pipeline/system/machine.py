# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks for the libraries and programs that the machine must provide, and knows how to install missing ones."""

import ctypes
import platform
import shutil
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from pipeline.model.problems import Problem

INSTALL = {
    "debian": "sudo apt-get install",
    "fedora": "sudo dnf install",
    "arch": "sudo pacman -S",
    "homebrew": "brew install",
    "pip": "python -m pip install",
}
"""System -> the command that installs packages; Ubuntu counts as `debian`."""
type Packages = Mapping[str, tuple[str, ...]]
"""System -> packages."""


@dataclass(frozen=True, slots=True)
class Part:
    """A requirement of the pipeline; `without` is the consequence if it is missing, `commands` has installation commands by system."""

    name: str
    is_there: bool
    is_needed: bool
    without: str
    commands: Mapping[str, str]


def part(name: str, *, is_there: bool, is_needed: bool, without: str, packages: Packages) -> Part:
    commands = {system: " ".join((INSTALL[system], *names)) for system, names in packages.items() if names}
    return Part(name, is_there, is_needed, without, commands)


@cache
def system() -> str:
    """Return the package system of this machine, a key of INSTALL, or an empty string."""
    if sys.platform == "darwin":
        return "homebrew"
    release: Mapping[str, str] = {}
    with suppress(OSError):
        release = platform.freedesktop_os_release()
    names = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    return next((name for name in names if name in INSTALL), "")


def package_names(packages: Packages) -> str:
    """Return the packages for this machine, separated by spaces; Debian's for an unknown system."""
    return " ".join(packages.get(system()) or packages.get("debian", ()))


def _table() -> dict[str, Any]:  # parsed TOML
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def packages_of(system: str) -> tuple[str, ...]:
    """Return the packages of a system (a key of INSTALL) for everything in machine.toml."""
    return tuple(name for row in _table().values() for name in row["packages"].get(system, ()))


def libraries_and_programs() -> Iterator[Part]:
    """Yield the requirements of machine.toml."""
    for name, row in _table().items():
        is_there = shutil.which(row["program"]) is not None if "program" in row else _opens(row["libraries"])
        packages = {system: tuple(names) for system, names in row["packages"].items()}
        yield part(
            name,
            is_there=is_there,
            is_needed=not row.get("optional", False),
            without=row["without"],
            packages=packages,
        )


def check_libraries() -> None:
    """Raise Problem `missing-library` if a required library or program is missing."""
    missing = [entry.name for entry in libraries_and_programs() if entry.is_needed and not entry.is_there]
    if missing:
        hint = "`west-pipeline doctor` names its package; HTML and EPUB are made without it"
        cause = f"this machine does not have {' and '.join(missing)}"
        raise Problem("missing-library", "a library for making PDFs is missing", cause=cause, hint=hint)


def python_packages() -> Iterator[Part]:
    """Yield the Python libraries and fonts that this distribution requires; pip, pipx and uv install them with it."""
    from packaging.requirements import Requirement

    requirements = [Requirement(text) for text in metadata.requires("west-pipeline") or ()]
    needed = [entry for entry in requirements if entry.marker is None or entry.marker.evaluate({"extra": ""})]
    fonts = [entry for entry in needed if entry.name.startswith("fontpkg")]
    for name, group in (("Python libraries", [entry for entry in needed if entry not in fonts]), ("fonts", fonts)):
        missing = tuple(f'"{entry}"' for entry in group if not _is_installed(entry.name, entry.specifier.contains))
        yield part(
            name, is_there=not missing, is_needed=True, without="commands end with an error", packages={"pip": missing}
        )


def _is_installed(name: str, is_wanted: Callable[[str], bool]) -> bool:
    try:
        return is_wanted(metadata.version(name))
    except metadata.PackageNotFoundError:
        return False


def _opens(names: Iterable[str]) -> bool:
    for name in names:
        with suppress(OSError):
            ctypes.CDLL(name)
            return True
    return False
