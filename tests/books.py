# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a paged book, as the builder leaves them, to be read and changed."""

import json
from collections.abc import Sequence
from pathlib import Path


def html_of(folder: Path) -> str:
    """Return the HTML of a book, of all its files."""
    return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("book-*.html")))


def chapters_of(folder: Path) -> list[str]:
    """Return the HTML of the chapters of a book."""
    names = json.loads((folder / "book.json").read_text(encoding="utf-8"))["chapters"]
    return [(folder / name).read_text(encoding="utf-8") for name in names]


def write_chapters(folder: Path, texts: Sequence[str]) -> None:
    """Give a book other chapters."""
    files = {f"book-{number:03}.html": text for number, text in enumerate(texts, 1)}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    described = json.loads((folder / "book.json").read_text(encoding="utf-8"))
    (folder / "book.json").write_text(json.dumps({**described, "chapters": [*files]}), encoding="utf-8")


def change(folder: Path, old: str, new: str, files: str = "book-*.html") -> None:
    """Replace words in the files of a book that have them."""
    having = [path for path in folder.glob(files) if old in path.read_text(encoding="utf-8")]
    assert having
    for path in having:
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
