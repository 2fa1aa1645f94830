# SPDX-License-Identifier: GPL-3.0-or-later
"""The fingerprint of the environment: all installed libraries, fonts and hyphenation patterns that can affect the output.

It covers the distributions that the pipeline requires, directly and indirectly, according to their metadata, and the Sphinx
extensions that a conf.py names; the shared libraries that Python and WeasyPrint load; and installed fallback fonts, by checksum.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.system.cache import cached
from pipeline.system.files import sha256_of
from pipeline.system.script_fonts import font_files
from pipeline.system.steps import digest

if TYPE_CHECKING:
    from packaging.requirements import Requirement

_OURS = "west-pipeline"
_METADATA = (".dist-info", ".egg-info")
_LINKER = Path("/etc/ld.so.cache")
"""The cache of the dynamic linker, which is rewritten when a library is installed."""
_PROGRAM = """
import contextlib, importlib.util, os, pathlib, runpy
folder = pathlib.Path(importlib.util.find_spec("weasyprint").origin).parent
# Suppress its advice about missing libraries, which `doctor` gives.
with contextlib.suppress(OSError), contextlib.redirect_stdout(open(os.devnull, "w")):
    runpy.run_path(str(folder / "text/ffi.py"))
lines = pathlib.Path("/proc/self/maps").read_text().splitlines()
print(*{line.split()[-1] for line in lines if ".so" in line and "site-packages" not in line}, sep="\\n")
"""
"""A program that loads libraries like WeasyPrint, and prints the paths of all loaded shared libraries."""


def environment_for(configuration: Path) -> str:
    """Return the digest of the environment for a project with this conf.py, which may be missing."""
    return environment(text_of(configuration))


@cache
def environment(configuration: str = "") -> str:
    """Return the digest of the environment; `configuration` is the text of a conf.py, which may name extensions."""
    fonts = {path: checksum for files in fonts_by_script().values() for path, checksum in files.items()}
    versions, sums = libraries_for(configuration)
    return digest((sorted(versions.items()), sorted({**sums, **fonts}.values())))


@cache
def fonts_by_script() -> Mapping[str, Mapping[str, str]]:
    """Return the checksums of installed fallback fonts, by name of the row in script_fonts.toml, then by path."""
    sums = checksums(dict.fromkeys(chain.from_iterable(font_files().values())))
    return {name: {str(path): sums[path] for path in files} for name, files in font_files().items()}


def text_of(configuration: Path) -> str:
    """Return the text of a conf.py, or an empty one if it is missing."""
    return configuration.read_text(encoding="utf-8", errors="replace") if configuration.is_file() else ""


@cache
def libraries_for(configuration: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the versions of distributions by name, and the checksums of shared libraries by path, for a conf.py."""
    words = {"", *re.findall(r"\w+", configuration)}
    required = chain.from_iterable(versions for module, versions in distributions().items() if module in words)
    versions = dict(version.split(" ", 1) for version in required)
    sums = {str(path): checksum for path, checksum in checksums(libraries()).items()}
    return {"Python": sys.version, **versions}, sums


@cache
def code_of(*files: str) -> str:
    """Return the digest of files of our code, given as `__file__` of modules."""
    return digest([*map(sha256_of, map(Path, files))])


def distributions() -> Mapping[str, list[str]]:
    """Return the versions of the distributions that each module requires, by module name; our own requirements are under ""."""
    folders = [folder for folder in map(Path, sys.path) if folder.is_dir()]
    scanned = (sorted(os.scandir(folder), key=lambda entry: entry.name) for folder in folders)
    entries = (entry for entry in chain.from_iterable(scanned) if entry.name.endswith(_METADATA))
    # Other folders of `sys.path`, such as the working directory, have no metadata.
    parts = [(entry.path, entry.stat().st_mtime_ns) for entry in entries]
    by_module: Mapping[str, list[str]] = json.loads(cached(("distributions", parts), _read_metadata))
    return by_module


def _read_metadata() -> bytes:
    # Imported late: only needed after an installation.
    from importlib import metadata

    from packaging.utils import canonicalize_name

    read = cache(_read_distribution)  # distributions share requirements
    needed = _closure(_OURS, read)
    by_module = {"": sorted(needed.values())}
    for module, names in metadata.packages_distributions().items():
        if other_names := {name for name in map(canonicalize_name, names) if name not in needed}:
            by_module[module] = sorted({version for name in other_names for version in _closure(name, read).values()})
    return json.dumps(by_module).encode()


def _read_distribution(name: str) -> "tuple[str, Sequence[Requirement]] | None":
    """Return the version of a distribution, and its requirements; None if it is not installed."""
    from importlib import metadata

    from packaging.requirements import Requirement

    try:
        distribution = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None
    return distribution.version, [*map(Requirement, distribution.requires or ())]


def _closure(root: str, read: "Callable[[str], tuple[str, Sequence[Requirement]] | None]") -> Mapping[str, str]:
    """Return the versions of a distribution and its transitive requirements (including extras), by name."""
    from packaging.utils import canonicalize_name

    versions: dict[str, str] = {}
    waiting, seen = [(canonicalize_name(root), "")], set[tuple[str, str]]()
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        if (found := read(name)) is None:
            continue
        version, requirements = found
        versions[name] = f"{name} {version}"
        for requirement in requirements:
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                waiting += [(canonicalize_name(requirement.name), option) for option in ("", *requirement.extras)]
    return versions


def libraries() -> tuple[Path, ...]:
    """Return the paths of loaded shared libraries. The list is cached until a library may have been installed."""
    linker = _LINKER.stat().st_mtime_ns if _LINKER.is_file() else 0
    parts = ("libraries", sys.executable, os.environ.get("LD_LIBRARY_PATH"), linker)
    files = _files(cached(parts, _load))
    return files if all(file.is_file() for file in files) else _files(_load())


def checksums(files: Iterable[Path]) -> Mapping[Path, str]:
    """Return the checksums of files, cached until the size, time or inode of one of them changes."""
    states = {file: file.stat() for file in files}
    states_by_name = [(str(file), state.st_size, state.st_mtime_ns, state.st_ino) for file, state in states.items()]
    sums = cached(("checksums", states_by_name), lambda: "\n".join(map(sha256_of, states)).encode()).decode()
    return dict(zip(states, sums.splitlines(), strict=True))


def _load() -> bytes:
    import subprocess

    return subprocess.run([sys.executable, "-c", _PROGRAM], stdout=subprocess.PIPE, check=True).stdout


def _files(names: bytes) -> tuple[Path, ...]:
    return tuple(Path(os.fsdecode(name)) for name in sorted(names.splitlines()))
