# SPDX-License-Identifier: GPL-3.0-or-later
"""The fonts a book may use: those of our packages, and no font of the machine."""

import functools
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from importlib.util import find_spec
from multiprocessing.util import Finalize
from pathlib import Path
from xml.sax.saxutils import escape

import fontpkg

from pipeline.model.problems import Problem

_OF_TEXT = ("Source Code Pro", "Source Sans 3", "Source Serif 4")
_ZIAMATH = find_spec("ziamath")  # importing it would take a tenth of a second
assert _ZIAMATH is not None
assert _ZIAMATH.origin is not None
FAMILIES = frozenset({*_OF_TEXT, "STIX Two Math"})
"""Those of the text, and that of formulas."""
FOLDERS = (
    *(Path(fontpkg.path(family, 400, "normal")).parent for family in _OF_TEXT),
    Path(_ZIAMATH.origin).parent / "fonts",
)
_TEMPLATE = Path(__file__).parents[2] / "theme" / "print" / "fonts.conf"


def configuration(cache: Path) -> str:
    """Return the text of a fontconfig file that knows our folders alone and keeps its cache in `cache`."""
    folders = "\n".join(f"  <dir>{escape(str(folder))}</dir>" for folder in FOLDERS)
    template = _TEMPLATE.read_text(encoding="utf-8")
    return template.replace("<!-- folders -->", folders).replace("<!-- cache -->", escape(str(cache)))


@functools.cache
def use_only_ours() -> Path:
    """Point fontconfig, in this process and those it starts, to our fonts. The file lives as long as the process."""
    folder = Path(tempfile.mkdtemp(prefix="typeset-fonts-"))
    # Unlike atexit, this also runs at the end of a worker process, and not in a forked one that shares the folder.
    Finalize(None, shutil.rmtree, args=(folder, True), exitpriority=0)
    path = folder / "fonts.conf"
    path.write_text(configuration(folder / "cache"), encoding="utf-8")
    os.environ["FONTCONFIG_FILE"] = str(path)
    return path


@functools.cache
def _files() -> dict[bytes, Path]:
    return {
        hashlib.sha256(path.read_bytes()).digest(): path for folder in FOLDERS for path in sorted(folder.glob("*.?tf"))
    }


def file_of(content: bytes) -> Path | None:
    """Return the file of ours that has these bytes."""
    return _files().get(hashlib.sha256(content).digest())


def check_families(families: Iterable[str]) -> None:
    """Raise Problem `foreign-font` when a book uses a family that is not ours."""
    foreign = sorted(set(families) - FAMILIES)
    if foreign:
        raise Problem(
            "foreign-font",
            "the book uses a font that the project does not bring with it",
            cause=", ".join(foreign),
            hint=f"use one of: {', '.join(sorted(FAMILIES))}",
        )
