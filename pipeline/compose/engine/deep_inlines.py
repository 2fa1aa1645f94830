# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the line at which docutils exceeded the recursion limit: its inline parser recurses for each address in a paragraph.

To be filed upstream: "`Inliner.implicit_inline` recurses for each standalone URI; a thousand in a paragraph stop it."
"""

import traceback
from pathlib import Path

from docutils.parsers.rst import states

from pipeline.system.versions import original

original(states.Inliner, "parse", "(self, text, lineno, memo, parent)")


def place_of(error: RecursionError) -> tuple[Path, int] | None:
    """Return file and line of the text that was being parsed when recursion went too deep, or None."""
    position = None
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_code is states.Inliner.parse.__code__:
            parser, line = frame.f_locals["self"], frame.f_locals["lineno"]
            source, line = parser.reporter.get_source_and_line(line)
            position = (Path(source), line) if source and line else None
    return position
