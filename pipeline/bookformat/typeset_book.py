# SPDX-License-Identifier: GPL-3.0-or-later
"""What the build learns of a book from its typesetting: its pages, what stands on which, and how full they are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageFill:
    """How full a page of the body is; `page` counts from 1.

    `filled` is the share of its height that text and footnotes take, the gaps between its blocks too. A page that `ends` is the last
    one of its `chapter` or stands before a forced break: how much of it is white depends on how long the text is, which has so many
    `lines` there.
    """

    page: int
    filled: float
    ends: bool
    chapter: str = ""
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Typeset:
    """A PDF is written: its pages, and the page of each identifier, counted from 1.

    `warnings` say what is not as it should be on its pages; there are none unless the layout was asked to go on with them.
    `holes` are the pages with much white.
    """

    pages: int
    map: dict[str, int]
    warnings: tuple[str, ...] = ()
    holes: tuple[PageFill, ...] = ()
