# SPDX-License-Identifier: GPL-3.0-or-later
"""Headings on one line: bilingual headings, and running heads, where the titles of book and chapter share a line."""

import re

LIMIT = 46
"""Maximum length of each title, in characters."""
SEPARATOR = " · "
"""Separates a heading, caption or label from its translation on the same line."""
_MIN_LENGTH = 12
_PAUSE = re.compile(r"(?:[:.;?]|\s[–—-])\s")


def running_head(title: str) -> str:
    """Shorten a title to LIMIT: up to a colon or dash if there is one, else up to a word, with an ellipsis."""
    if len(title) <= LIMIT:
        return title
    pauses = [match.start() for match in _PAUSE.finditer(title) if _MIN_LENGTH <= match.start() <= LIMIT]
    if pauses:
        return title[: pauses[-1]]
    return f"{title[: LIMIT - 1].rpartition(' ')[0].rstrip(' ,;–')}\u2009…"
