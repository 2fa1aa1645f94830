# SPDX-License-Identifier: GPL-3.0-or-later
"""What must be so after a command that was cut off, and after the next: what is kept, the site, the catalogues."""

import hashlib
import re
import subprocess
from collections.abc import Collection, Iterator
from pathlib import Path

from pipeline.system.steps import FILE, steps_in
from tests.links import broken_links

REMADE = ("project/build", "cache", "__pycache__")
"""What any run makes again: below these folders, only what `OF_BUILD` names counts."""
OF_BUILD = ("project/build/site", "project/build/kits", "project/build/memory")
_ASIDE = re.compile(r"\.[a-z0-9_]{8}(?=/|$)")
_NUMBER = re.compile(rb"\d+")


def snapshot(folder: Path) -> dict[str, str]:
    """Return the checksum and the mode of each file and folder below a folder."""
    return {path.relative_to(folder).as_posix(): _state_of(path) for path in sorted(folder.rglob("*"))}


def _state_of(path: Path) -> str:
    mode = f"{path.stat().st_mode:o}"
    return f"{mode} {hashlib.sha256(path.read_bytes()).hexdigest()}" if path.is_file() else mode


def kept(whole: dict[str, str]) -> dict[str, str]:
    """Return, of the snapshot of a place, what must be the same in the end, whatever happened before."""

    def is_in(path: str, folders: tuple[str, ...]) -> bool:
        return any(path == folder or path.startswith(f"{folder}/") for folder in folders)

    return {
        path: state
        for path, state in whole.items()
        if "__pycache__" not in path and (is_in(path, OF_BUILD) or not is_in(path, REMADE))
    }


def beginning(place: Path, whole: dict[str, str]) -> str:
    """Return a digest of all that a next run begins with, in which names and numbers that no two runs share are left out."""
    total = hashlib.sha256()
    note, aside = steps_in(place / "project/build").trace("next site"), place / "project/build/.site.next"
    is_begun = note is not None and aside.is_dir() and note.value == aside.stat().st_ino
    total.update(str(is_begun).encode())
    rows = ((_ASIDE.sub(".aside", path), _what_counts(place / path, state)) for path, state in whole.items())
    for path, state in sorted(rows):
        total.update(f"{path} {state}\n".encode())
    return total.hexdigest()


def _what_counts(path: Path, state: str) -> str:
    if path.name == FILE and path.is_file():
        rows = steps_in(path.parent)._read("SELECT name, inputs, outputs, value, problem FROM steps ORDER BY name")
        return _NUMBER.sub(b"", repr(rows).encode()).hex()
    return "" if path.suffix == ".lock" else state


def faults_of_site(site: Path, withdrawn: Collection[str] = ()) -> Iterator[str]:
    """Yield what readers of a site would miss: files that do not fit the checksums, links to files that are gone.

    To those `withdrawn` a page may still lead that could not be made again.
    """
    listed = dict(
        reversed(line.split("  ", 1)) for line in (site / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    )
    found = {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in site.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }
    for name in sorted(listed.keys() | found):
        if listed.get(name) != found.get(name):
            yield f"{name} does not fit the checksums"
    for page, link, target in broken_links(site):
        if target not in withdrawn:
            yield f"{page} leads to {link}, which is gone"


def fault_of_catalogue(path: Path) -> str:
    """Return what GNU gettext says of a catalogue that it does not take; empty where it takes it."""
    ran = subprocess.run(["msgfmt", "-c", "-o", "/dev/null", path], capture_output=True, text=True, check=False)
    return ran.stderr if ran.returncode else ""
