# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures and downloads that Sphinx has left in a folder of HTML since pages named them."""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import quote

_FOLDERS = ("_images", "_downloads")


def unused(folder: Path) -> Iterator[Path]:
    """Yield the pictures and downloads below `folder` that no page in it names."""
    pages = b"".join(page.read_bytes() for page in folder.rglob("*.html"))
    for file in sorted(file for name in _FOLDERS for file in (folder / name).rglob("*") if file.is_file()):
        path = file.relative_to(folder).as_posix()
        if not any(name.encode() in pages for name in (path, quote(path), escape(path))):
            yield file
