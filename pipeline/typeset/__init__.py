# SPDX-License-Identifier: GPL-3.0-or-later
"""Typesets the paged HTML of a book as a PDF.

Importing this package raises Problem `unsupported-version` if WeasyPrint no longer has what our patches replace, and `missing-library`
without Pango or HarfBuzz. It sets FONTCONFIG_FILE to a file that lists only the fonts of our packages. Fontconfig reads the variable
whenever a font configuration is made; child processes inherit it.
"""

from pipeline.model.remark import Remark
from pipeline.system.machine import check_libraries
from pipeline.system.versions import promise
from pipeline.typeset.fonts import use

check_libraries()
use()

# WeasyPrint is imported after the fonts are set.
with promise(Remark("without it, PDFs would not be tagged, archivable, and proven to print every message")):
    from pipeline.typeset.draft import typeset_draft
    from pipeline.typeset.engine.press import Press, parse_sheets
    from pipeline.typeset.offprints import PreviousPdf, print_offprints
    from pipeline.typeset.volume import lay_out_chapters, plan_chapters, typeset

__all__ = [
    "Press",
    "PreviousPdf",
    "lay_out_chapters",
    "parse_sheets",
    "plan_chapters",
    "print_offprints",
    "typeset",
    "typeset_draft",
]
