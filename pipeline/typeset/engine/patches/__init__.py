# SPDX-License-Identifier: GPL-3.0-or-later
"""Patches of WeasyPrint, one in each file, and their registry.

Each has `ISSUE`, a link to the reported fault or the text of a report; and `REPLACEMENTS`,
tuples of owner (a module or class), attribute name, original (None if the attribute did not exist), and replacement.
tests/typeset/patches has the smallest case of each fault, and fails once WeasyPrint no longer has it.
"""

from pipeline.typeset.engine.patches import (
    footnotes,
    headings,
    hyphens,
    lines,
    optical_sizes,
    page_tops,
    pictures,
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
    pictures,
)


def install() -> None:
    """Install all patches in this process. May be called more than once."""
    for patch in PATCHES:
        for owner, name, _, replacement in patch.REPLACEMENTS:
            setattr(owner, name, replacement)
