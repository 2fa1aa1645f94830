# SPDX-License-Identifier: GPL-3.0-or-later
"""Only what the look needs: that the rest works is tested elsewhere."""

from pipeline.compose.extensions.labels import look_up_late

look_up_late()

extensions = ["pipeline.compose.extensions.metadata", "pipeline.compose.extensions.theme"]
nitpicky = True
smartquotes = False
numfig = True
numfig_secnum_depth = 0
gettext_compact = False
gettext_auto_build = False
html_theme = "furo"
html_copy_source = False
html_show_sourcelink = False
