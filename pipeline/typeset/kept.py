# SPDX-License-Identifier: GPL-3.0-or-later
"""Chapters that were laid out before, each under a key that is made of all it depends on.

They lie among the files that readers do not see, and may be deleted at any time. One whose bytes are not those that were written is
laid out again.
"""

import hashlib
import json
import pickle
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.bookformat.addresses import files_in
from pipeline.system.environment import code_of
from pipeline.system.files import read_checked, write_checked
from pipeline.typeset.book import PROFILES, Book
from pipeline.typeset.engine.drawn import Drawn
from pipeline.typeset.styles import RIGHT_TO_LEFT, hyphenation_limits, sheets


class Kept:
    """The chapters in a folder that were laid out with the same `tools`; without a folder none are kept."""

    def __init__(self, folder: Path | None = None, tools: str = "") -> None:
        self._folder, self._tools = folder, tools
        self._used: set[str] = set()

    def key(self, book: Book, text: str, rules: str) -> str:
        """Return the key of a text that is laid out with rules of its own."""
        return digest(self._tools, book, text, rules)

    def get(self, key: str) -> Drawn | None:
        """Return what was kept under a key; None where there is nothing, or not what was written."""
        if self._folder is None:
            return None
        self._used.add(key)
        data = read_checked(self._folder / key)
        if data is None:
            return None
        drawn: Drawn = pickle.loads(data)  # noqa: S301  # our own file, and whole
        return drawn

    def put(self, key: str, drawn: Drawn) -> None:
        """Keep a chapter."""
        if self._folder is not None:
            write_checked(self._folder / key, pickle.dumps(drawn, protocol=pickle.HIGHEST_PROTOCOL))

    def remove_others(self) -> None:
        """Remove the chapters that nobody has asked for."""
        for path in self._folder.iterdir() if self._folder is not None and self._folder.is_dir() else ():
            if path.name not in self._used:
                with suppress(FileNotFoundError):
                    path.unlink()


def digest(tools: str, book: Book, text: str, rules: str, **metadata: Any) -> str:  # whatever JSON can have
    """Return what stands for all that the pages of a text depend on, and for its metadata.

    `tools` are those of the whole build: the libraries, and the code that is not of this package alone.
    """
    described = json.dumps(metadata, sort_keys=True)
    own = f"{rules} {hyphenation_limits(book.profile)} {book.running} {book.colour} {book.design} {book.typography}"
    total = hashlib.sha256(f"{tools} {_code()} {text} {own} {described}".encode())
    profiles = sorted((book.folder / PROFILES).glob("*.toml"))
    pictures = (book.folder / name for name in files_in(text))
    for path in (*sheets(book.design), RIGHT_TO_LEFT, *profiles, *pictures):
        total.update(path.read_bytes() if path.is_file() else b"")
    return total.hexdigest()


@cache
def _code() -> str:
    return code_of(*map(str, sorted(Path(__file__).parent.rglob("*.py"))))
