# SPDX-License-Identifier: GPL-3.0-or-later
"""Truncates the top margin of the first box of a page, unless the page break was forced.

CSS requires this, so that a heading is level with the first line of other pages. WeasyPrint treats each break between named pages
as a forced one, and all our books have named pages.
"""

from typing import Any

from weasyprint.layout import LayoutContext

from pipeline.system.versions import check_attributes

ISSUE = "docs/upstream/page_tops.md"

check_attributes(LayoutContext, "forced_break")
_FORCED = "_is_forced"


# WeasyPrint ships no types: its context is Any. It sets the attribute to True, to the name of the page, or to None.
def _is_forced(context: Any) -> bool:
    return context.__dict__.get(_FORCED) is True


def _set_forced(context: Any, break_or_name: Any) -> None:
    context.__dict__[_FORCED] = break_or_name


REPLACEMENTS = ((LayoutContext, "forced_break", None, property(_is_forced, _set_forced)),)
