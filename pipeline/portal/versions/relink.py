# SPDX-License-Identifier: GPL-3.0-or-later
"""Adapts pages to another address: links that leave their folder are changed or removed. Pure."""

import posixpath
import re
from collections.abc import Callable
from pathlib import PurePosixPath

type Move = Callable[[PurePosixPath], str | None]
"""A function from a path of the site to the link for the page; None if the path is gone."""

_TAG = re.compile(r"<(a|link|script|img|form)\b[^>]*>")
_OUTWARD = re.compile(r'\s(href|src|action)="((?:\.\./)+[^"?#]*)([^"]*)"')
_OF_A_LINK = re.compile(r'\s(?:hreflang|type|data-same-place)(?:="[^"]*")?')


def relink(page: str, page_path: PurePosixPath, folder: PurePosixPath, move: Move) -> str:
    """Return the page with each link that leaves its `folder` moved; `page_path` is its path, like all others below the site.

    A link that is removed leaves its words; a `link` of the head is removed whole.
    """

    parent, own, below = str(page_path.parent), str(folder), f"{folder}/"

    def tag(match: re.Match[str]) -> str:
        whole = match[0]
        outward = _OUTWARD.search(whole)
        if outward is None:
            return whole
        path = posixpath.normpath(posixpath.join(parent, outward[2]))
        if path == own or path.startswith(below):  # most are: a path as text is faster
            return whole
        target = PurePosixPath(path)
        moved = move(target)
        if moved is not None:
            # a fragment does not exist in another page
            behind = outward[3] if PurePosixPath(moved).name == target.name else ""
            return whole.replace(outward[0], f' {outward[1]}="{moved}{behind}"', 1)
        return "" if match[1] == "link" else _OF_A_LINK.sub("", whole.replace(outward[0], "", 1))

    return _TAG.sub(tag, page)
