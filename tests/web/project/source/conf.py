# SPDX-License-Identifier: GPL-3.0-or-later
"""As the project's own, without a bibliography."""

from pipeline.compose import prepare_labels

prepare_labels()

extensions = ["pipeline.compose"]
nitpicky = True
smartquotes = False
numfig = True
numfig_secnum_depth = 0
gettext_compact = False
gettext_auto_build = False
bibtex_bibfiles = ["references.bib"]
html_theme = "furo"
html_copy_source = False
html_show_sourcelink = False
