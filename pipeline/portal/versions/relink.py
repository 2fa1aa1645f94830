# SPDX-License-Identifier: GPL-3.0-or-later
"""Adapts a page to a new address: changes or removes the links that leave its folder. Pure."""

import posixpath
import re
from collections.abc import Callable
from pathlib import PurePosixPath

type Move = Callable[[PurePosixPath], str | None]
"""Maps a path of the site to the new link; None if the path no longer exists."""

_TAG = re.compile(r"<(a|link|script|img|form)\b[^>]*>")
_OUTWARD = re.compile(r'\s(href|src|action)="((?:\.\./)+[^"?#]*)([^"]*)"')
_OF_A_LINK = re.compile(r'\s(?:hreflang|type|data-same-place)(?:="[^"]*")?')


def relink(page: str, page_path: PurePosixPath, folder: PurePosixPath, move: Move) -> str:
    """Return the page with the links that leave its `folder` changed by `move`; `page_path` is its path. All paths are relative to the site.

    A removed <a> leaves its text; a <link> is removed completely.
    """

    parent, own, below = str(page_path.parent), str(folder), f"{folder}/"

    def tag(match: re.Match[str]) -> str:
        whole = match[0]
        outward = _OUTWARD.search(whole)
        if outward is None:
            return whole
        path = posixpath.normpath(posixpath.join(parent, outward[2]))
        if path == own or path.startswith(below):  # most links: comparing strings is faster
            return whole
        target = PurePosixPath(path)
        moved = move(target)
        if moved is not None:
            # drop the fragment if the link leads to a different page
            behind = outward[3] if PurePosixPath(moved).name == target.name else ""
            return whole.replace(outward[0], f' {outward[1]}="{moved}{behind}"', 1)
        return "" if match[1] == "link" else _OF_A_LINK.sub("", whole.replace(outward[0], "", 1))

    return _TAG.sub(tag, page)
