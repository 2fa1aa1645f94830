# SPDX-License-Identifier: GPL-3.0-or-later
"""Typesets the paged HTML of a book as a PDF.

Importing this package raises Problem `unchecked-version` unless WeasyPrint has the checked version, and `missing-library` without
Pango or HarfBuzz. It sets FONTCONFIG_FILE to a file that lists only the fonts of our packages. Fontconfig reads the variable
whenever a font configuration is made; child processes inherit it.
"""

from pipeline.system.machine import check_libraries
from pipeline.system.versions import check_versions
from pipeline.typeset.fonts import use

check_versions("weasyprint", "pydyf", "pyphen")
check_libraries()
use()

# Import WeasyPrint after setting the fonts and checking its version: another version may lack a private module that we import.
from pipeline.typeset.draft import typeset_draft  # noqa: E402
from pipeline.typeset.engine.press import Press, parse_sheets  # noqa: E402
from pipeline.typeset.offprints import PreviousPdf, print_offprints  # noqa: E402
from pipeline.typeset.volume import lay_out_chapters, plan_chapters, typeset  # noqa: E402

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
