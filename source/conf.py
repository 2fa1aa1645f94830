# SPDX-License-Identifier: GPL-3.0-or-later
"""Sphinx's settings for all publications. The settings of one publication are in its publication.toml.

The original:    sphinx-build -c source source/SLUG OUT
A translation:   sphinx-build -c source -D language=de -D locale_dirs=BUILD/catalogues/SLUG source/SLUG OUT
"""

from pathlib import Path

from pipeline.compose import prepare_labels

# Before Sphinx chooses a language: the original's is in publication.toml, which only an extension can read.
prepare_labels()

extensions = ["pipeline.compose"]
exclude_patterns = ["_*", "**/_*"]  # included files
nitpicky = True
smartquotes = False  # typographic characters are typed in the source
trim_footnote_reference_space = True

numfig = True
numfig_secnum_depth = 0  # one count through the whole publication

gettext_compact = False
gettext_additional_targets = ["index"]
gettext_auto_build = False

bibtex_bibfiles = sorted(path.name for path in Path(__file__).parent.glob("*.bib"))

html_theme = "furo"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
