# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages begin at their top: what stands first on a page has no space above it, unless a break was asked for there.

CSS cuts off the margin above a box where a page breaks by itself, so that a heading stands at the height of the first line of
other pages. WeasyPrint 70 takes each break for one that was asked for where pages have names, and so it does in all our
books. Private API, as in `tagging`: WeasyPrint is pinned, and tests watch it.
"""

from typing import Any

from weasyprint.layout import LayoutContext

_FORCED = "_is_forced"


# WeasyPrint ships no types: its context is Any. What it says of a break is True, or the name of the page, or None.
def _is_forced(context: Any) -> bool:
    return context.__dict__.get(_FORCED) is True


def _tell(context: Any, break_or_name: Any) -> None:
    context.__dict__[_FORCED] = break_or_name


def begin_pages_at_top() -> None:
    """Lay out the first boxes of pages so, in this process from now on."""
    LayoutContext.forced_break = property(_is_forced, _tell)
