# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pipeline takes from the machine: what of it is there, and what installs the rest."""

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
"""The command that installs packages, by what `packages` are named after; Ubuntu is `debian`."""
type Packages = Mapping[str, tuple[str, ...]]
"""The packages that hold something, by system, where it has some."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the machine; `without` says what does not work while it is missing, `commands` install it, by system."""

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
    """Return what installs packages on this machine, a key of INSTALL; empty where it is none of them."""
    if sys.platform == "darwin":
        return "homebrew"
    release: Mapping[str, str] = {}
    with suppress(OSError):
        release = platform.freedesktop_os_release()
    names = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    return next((name for name in names if name in INSTALL), "")


def names_here(packages: Packages) -> str:
    """Return the packages of this machine's system, separated by spaces; those of Debian where it is another or has none."""
    return " ".join(packages.get(system()) or packages.get("debian", ()))


def _table() -> dict[str, Any]:  # TOML is typed no better
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def packages_of(system: str) -> tuple[str, ...]:
    """Return the packages of a system, a key of INSTALL, that hold what stands in machine.toml."""
    return tuple(name for row in _table().values() for name in row["packages"].get(system, ()))


def libraries_and_programs() -> Iterator[Part]:
    """Yield what stands in machine.toml."""
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
    """Raise Problem `missing-library` unless all libraries of the machine that we need are there."""
    missing = [one.name for one in libraries_and_programs() if one.is_needed and not one.is_there]
    if missing:
        hint = "`west-pipeline doctor` names its package; HTML and EPUB are made without it"
        cause = f"this machine has no {' and no '.join(missing)}"
        raise Problem("missing-library", "a library that PDFs are made with is missing", cause=cause, hint=hint)


def python_packages() -> Iterator[Part]:
    """Yield the libraries and the fonts that this distribution asks for; they come with it where pip, pipx or uv installed it."""
    from packaging.requirements import Requirement

    requirements = [Requirement(text) for text in metadata.requires("west-pipeline") or ()]
    asked = [one for one in requirements if one.marker is None or one.marker.evaluate({"extra": ""})]
    fonts = [one for one in asked if one.name.startswith("fontpkg")]
    for name, group in (("Python libraries", [one for one in asked if one not in fonts]), ("fonts", fonts)):
        lacking = tuple(f'"{one}"' for one in group if not _is_installed(one.name, one.specifier.contains))
        yield part(
            name, is_there=not lacking, is_needed=True, without="commands end with an error", packages={"pip": lacking}
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
