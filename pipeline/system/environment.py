# SPDX-License-Identifier: GPL-3.0-or-later
"""The fingerprint of the environment: versions of Python, of all installed distributions, of Pango and HarfBuzz; fallback fonts."""

import ctypes
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from itertools import chain
from pathlib import Path

from pipeline.system.cache import cached
from pipeline.system.files import sha256_of
from pipeline.system.script_fonts import font_files
from pipeline.system.steps import digest

_METADATA = ".dist-info"
_OF_THE_MACHINE = {
    "Pango": ("libpango-1.0.so.0", "pango_version_string"),
    "HarfBuzz": ("libharfbuzz.so.0", "hb_version_string"),
}
"""Libraries of the machine that lay out text: the shared library, and its function that returns the version."""


@cache
def environment() -> str:
    """Return the digest of the environment."""
    fonts = {path: checksum for files in fonts_by_script().values() for path, checksum in files.items()}
    return digest((sorted(versions().items()), sorted(fonts.values())))


@cache
def versions() -> Mapping[str, str]:
    """Return the versions of what is installed, by name."""
    found = {"Python": sys.version}
    for folder in filter(Path.is_dir, map(Path, sys.path)):
        # The names of the folders have the versions; reading the metadata of all would take longer than a no-op build.
        for entry in sorted(os.listdir(folder)):  # noqa: PTH208 - twice as fast
            if entry.endswith(_METADATA):
                name, _, version = entry.removesuffix(_METADATA).rpartition("-")
                found.setdefault(name.lower(), version)
    for name, (library, function) in _OF_THE_MACHINE.items():
        with suppress(OSError):  # `doctor` says so
            version_of = ctypes.CDLL(library)[function]
            version_of.restype = ctypes.c_char_p
            found[name] = version_of().decode()
    return found


@cache
def fonts_by_script() -> Mapping[str, Mapping[str, str]]:
    """Return the checksums of installed fallback fonts, by name of the row in script_fonts.toml, then by path."""
    sums = checksums(dict.fromkeys(chain.from_iterable(font_files().values())))
    return {name: {str(path): sums[path] for path in files} for name, files in font_files().items()}


@cache
def code_of(*files: str) -> str:
    """Return the digest of files of our code, given as `__file__` of modules."""
    return digest([*map(sha256_of, map(Path, files))])


def checksums(files: Iterable[Path]) -> Mapping[Path, str]:
    """Return the checksums of files, cached until the size, time or inode of one of them changes."""
    states = {file: file.stat() for file in files}
    states_by_name = [(str(file), state.st_size, state.st_mtime_ns, state.st_ino) for file, state in states.items()]
    sums = cached(("checksums", states_by_name), lambda: "\n".join(map(sha256_of, states)).encode()).decode()
    return dict(zip(states, sums.splitlines(), strict=True))
