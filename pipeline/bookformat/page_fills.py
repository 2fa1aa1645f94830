# SPDX-License-Identifier: GPL-3.0-or-later
"""How full the pages of a PDF are: typesetting measures it, and the build names pages with much white."""

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
