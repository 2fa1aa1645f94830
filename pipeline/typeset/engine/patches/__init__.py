# SPDX-License-Identifier: GPL-3.0-or-later
"""Patches of WeasyPrint, one in each file, and their registry.

Each says in `ISSUE` where the fault is reported (or the text to report it), in `CHECKED` with which version it was seen last,
and in `REPLACEMENTS` which attribute of which module or class was what (None: not there), and what takes its place. tests/typeset/patches has the smallest case of each fault, and fails when WeasyPrint no longer has it.
"""

from pipeline.typeset.engine.patches import (
    footnotes,
    headings,
    hyphens,
    lines,
    optical_sizes,
    page_tops,
    table_heads,
    trailing_spaces,
)

PATCHES = (
    footnotes,
    table_heads,
    lines,
    headings,
    page_tops,
    optical_sizes,
    hyphens,
    trailing_spaces,
)


def install() -> None:
    """Install all patches in this process. May be called more than once."""
    for patch in PATCHES:
        for owner, name, _, replacement in patch.REPLACEMENTS:
            setattr(owner, name, replacement)
