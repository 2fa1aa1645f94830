# SPDX-License-Identifier: GPL-3.0-or-later
project = "Prove"
author = "Collettivo di prova"
extensions = [
    "pipeline.compose.editions.metadata",
    "pipeline.compose.editions.labels",
    "pipeline.compose.translation.language_marks",
    "pipeline.compose.editions.document_language",
    "pipeline.compose.translation.index_collation",
    "pipeline.compose.parts.procedures",
    "pipeline.compose.parts.forms",
    "pipeline.compose.paged",
]
numfig = True
numfig_secnum_depth = 0
gettext_compact = False
gettext_additional_targets = ["index"]
smartquotes = False
suppress_warnings = ["i18n.inconsistent_references"]
