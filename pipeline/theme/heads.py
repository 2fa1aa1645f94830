# SPDX-License-Identifier: GPL-3.0-or-later
"""Headings on one line: in two languages, and as running headers, where the book's and the chapter's title share a line."""

import re

LIMIT = 46
"""Characters of either, so that both together fit the width of a page."""
SEPARATOR = " · "
"""Between a heading, caption or label and its twin in another language where both stand on one line."""
_FEWEST = 12
_PAUSE = re.compile(r"(?:[:.;?]|\s[–—-])\s")


def running_head(title: str) -> str:
    """Return the title, or as much of it as fits: up to a colon or a dash if there is one, else up to a word, with an ellipsis."""
    if len(title) <= LIMIT:
        return title
    pauses = [match.start() for match in _PAUSE.finditer(title) if _FEWEST <= match.start() <= LIMIT]
    if pauses:
        return title[: pauses[-1]]
    return f"{title[: LIMIT - 1].rpartition(' ')[0].rstrip(' ,;–')}\u2009…"
