# SPDX-License-Identifier: GPL-3.0-or-later
"""The results of typesetting a book for the build: its pages, their content, and how full they are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageFill:
    """The fill of a page of the body; `page` counts from 1.

    `filled` is the share of its height taken by text, footnotes and the gaps between blocks. A page with `ends` is the last
    of its `chapter` or comes before a forced break: its white space depends on the length of the text. `lines` is its number of lines.
    """

    page: int
    filled: float
    ends: bool
    chapter: str = ""
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Typeset:
    """A finished PDF: its pages, and the page of each identifier, counted from 1.

    `warnings` are faults on its pages; empty after a strict layout, which stops at faults.
    `holes` are the pages with much white space.
    """

    pages: int
    map: dict[str, int]
    warnings: tuple[str, ...] = ()
    holes: tuple[PageFill, ...] = ()
