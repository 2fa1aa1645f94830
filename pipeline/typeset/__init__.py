# SPDX-License-Identifier: GPL-3.0-or-later
"""From the paged HTML of a book to its PDF.

Importing this package raises Problem `unchecked-version` with another WeasyPrint than the one that was checked, and
`missing-library` without Pango or HarfBuzz; it sets FONTCONFIG_FILE for the process, to a file that lists the fonts of our
packages and nothing else. Fontconfig reads the variable whenever a font configuration is made; processes started from this one
inherit it.
"""

from pipeline.system.machine import check_libraries
from pipeline.system.versions import check_versions
from pipeline.typeset.fonts import use

check_versions("weasyprint", "pydyf", "pyphen")
check_libraries()
use()

# Before WeasyPrint is imported, its fonts must be set; and in another version a private module may be gone.
from pipeline.typeset.draft import typeset_draft  # noqa: E402
from pipeline.typeset.engine.press import Press, parse_sheets  # noqa: E402
from pipeline.typeset.offprints import Former, print_offprints  # noqa: E402
from pipeline.typeset.volume import lay_out_chapters, plan_chapters, typeset  # noqa: E402

__all__ = [
    "Former",
    "Press",
    "lay_out_chapters",
    "parse_sheets",
    "plan_chapters",
    "print_offprints",
    "typeset",
    "typeset_draft",
]
