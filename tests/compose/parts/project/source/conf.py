# SPDX-License-Identifier: GPL-3.0-or-later
"""The directives of our own and what they need, without the theme and what else an edition has."""

from pipeline.compose.translation.labels import look_up_late

look_up_late()

extensions = ["sphinxcontrib.bibtex"] + [
    f"pipeline.compose.translation.{name}"
    for name in (
        "metadata",
        "labels",
        "procedures",
        "checklists",
        "forms",
        "leaflets",
        "contacts",
        "helplines",
        "terminology",
        "data_tables",
        "charts",
        "bodies",
        "fresh_references",
    )
]
bibtex_bibfiles = ["references.bib"]
numfig = True
numfig_secnum_depth = 0
nitpicky = True
smartquotes = False
gettext_compact = False
gettext_auto_build = False
html_theme = "basic"
html_copy_source = False
suppress_warnings = ["i18n.inconsistent_references"]
