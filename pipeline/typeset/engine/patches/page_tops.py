# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages begin at their top: the first box of a page has no margin above it, unless the page break was forced.

CSS cuts off the margin above a box at an unforced page break, so that a heading is at the height of the first line of other
pages. WeasyPrint takes each break for a forced one where pages have names, as they have in all our books.
"""

from typing import Any

from weasyprint.layout import LayoutContext

from pipeline.system.versions import check_attributes

ISSUE = "docs/upstream/page_tops.md"
CHECKED = "70.0"

check_attributes(LayoutContext, "forced_break")
_FORCED = "_is_forced"


# WeasyPrint ships no types: its context is Any. It sets the attribute to True, to the name of the page, or to None.
def _is_forced(context: Any) -> bool:
    return context.__dict__.get(_FORCED) is True


def _set_forced(context: Any, break_or_name: Any) -> None:
    context.__dict__[_FORCED] = break_or_name


REPLACEMENTS = ((LayoutContext, "forced_break", None, property(_is_forced, _set_forced)),)
