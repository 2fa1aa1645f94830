# SPDX-License-Identifier: GPL-3.0-or-later
"""From the paged HTML of a book to its PDF: the only stage that knows WeasyPrint.

Importing this package sets FONTCONFIG_FILE for the process, to a file that lists the fonts of our packages and nothing
else. Fontconfig reads the variable whenever a font configuration is made, so it does not matter whether WeasyPrint was
imported before; processes started from this one inherit it.
"""

from pipeline.typeset.engine.fonts import use_only_ours

use_only_ours()

# The fonts must be set before WeasyPrint is imported.
from pipeline.typeset.engine.press import Press  # noqa: E402
from pipeline.typeset.offprints import Former, Printed, print_offprints  # noqa: E402
from pipeline.typeset.volume import Typeset, typeset, typeset_draft  # noqa: E402

__all__ = ["Former", "Press", "Printed", "Typeset", "print_offprints", "typeset", "typeset_draft"]
