# SPDX-License-Identifier: GPL-3.0-or-later
"""The directives of our own and what they need, without the theme and what else an edition has."""

from pipeline.compose import prepare_labels

prepare_labels()

extensions = ["sphinxcontrib.bibtex"] + [
    f"pipeline.compose.{name}"
    for name in (
        "editions.metadata",
        "editions.labels",
        "parts.procedures",
        "parts.forms",
        "parts.leaflets",
        "parts.contacts",
        "parts.terminology",
        "parts.data",
        "parts.organisations",
        "translation.stale_pages",
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
