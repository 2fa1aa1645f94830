# SPDX-License-Identifier: GPL-3.0-or-later
project = "Prove"
author = "Collettivo di prova"
extensions = [
    "pipeline.compose.extensions.metadata",
    "pipeline.compose.extensions.labels",
    "pipeline.compose.extensions.language_marks",
    "pipeline.compose.extensions.alphabet",
    "pipeline.compose.extensions.procedures",
    "pipeline.compose.extensions.checklists",
    "pipeline.compose.extensions.forms",
    "pipeline.compose.paged",
]
numfig = True
numfig_secnum_depth = 0
gettext_compact = False
gettext_additional_targets = ["index"]
smartquotes = False
suppress_warnings = ["i18n.inconsistent_references"]
