# SPDX-License-Identifier: GPL-3.0-or-later
"""Caches the layouts of chapters, by the digest of everything they depend on.

The files may be deleted at any time. A file whose checksum is wrong is ignored.
"""

import pickle
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.bookformat.addresses import files_in
from pipeline.system.environment import code_of
from pipeline.system.files import read_checked, sha256_of, write_checked
from pipeline.system.folders import remove_folder
from pipeline.system.steps import digest
from pipeline.typeset.book import PROFILES, Book
from pipeline.typeset.styles import RIGHT_TO_LEFT, hyphenation_limits, sheets
from pipeline.typeset.values.drawn import DrawnPart


class ChapterCache:
    """A cache of chapters laid out with the same `tools`, in a folder, or in memory if it is None."""

    def __init__(self, folder: Path | None = None, tools: str = "") -> None:
        self._folder, self._tools = folder, tools
        self._read: dict[str, DrawnPart] = {}
        self._checksum = cache(_checksum)

    def key(self, book: Book, text: str, rules: str) -> str:
        """Return the key of a text with additional CSS rules."""
        return digest_of(self._tools, book, text, rules, self._checksum)

    def get(self, key: str) -> DrawnPart | None:
        """Return the chapter with a key, or None if it is missing or damaged."""
        if (
            key not in self._read
            and self._folder is not None
            and (data := read_checked(self._folder / key)) is not None
        ):
            self._read[key] = pickle.loads(data)  # noqa: S301  # our own file, with a correct checksum
        return self._read.get(key)

    def put(self, key: str, part: DrawnPart) -> None:
        """Cache a chapter."""
        self._read[key] = part
        if self._folder is not None:
            write_checked(self._folder / key, pickle.dumps(part, protocol=pickle.HIGHEST_PROTOCOL))

    def prune(self, used_keys: frozenset[str]) -> None:
        """Remove the files of all other chapters."""
        for path in self._folder.iterdir() if self._folder is not None and self._folder.is_dir() else ():
            if path.name not in used_keys:
                remove_folder(path)


def _checksum(path: Path) -> str:
    return sha256_of(path) if path.is_file() else ""


def digest_of(
    tools: str,
    book: Book,
    text: str,
    rules: str,
    checksum: Callable[[Path], str] = _checksum,
    **metadata: Any,  # hashed by repr()
) -> str:
    """Return the digest of everything that the pages of a text depend on, and of its metadata.

    `tools` identifies the libraries of the build and the code outside this package. `checksum` may be cached.
    """
    profiles = sorted((book.folder / PROFILES).glob("*.toml"))
    pictures = (book.folder / name for name in files_in(text))
    files = (*sheets(book.design), RIGHT_TO_LEFT, *profiles, *pictures)
    design = rules, hyphenation_limits(book.profile), book.running, book.kind.colour, book.design, book.typography
    return digest((tools, _code(), text, design, [*map(checksum, files)], sorted(metadata.items())))


@cache
def _code() -> str:
    return code_of(*map(str, sorted(Path(__file__).parent.rglob("*.py"))))
