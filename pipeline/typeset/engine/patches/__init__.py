# SPDX-License-Identifier: GPL-3.0-or-later
"""Patches of WeasyPrint, one in each file."""

from pipeline.typeset.engine.patches import footnotes, headings, lines, optical_sizes, page_tops, table_heads


def install() -> None:
    footnotes.keep_notes_with_calls()
    table_heads.begin_tables_well()
    lines.break_lines_well()
    headings.set_titles_evenly()
    page_tops.begin_pages_at_top()
    optical_sizes.draw_in_steps()
