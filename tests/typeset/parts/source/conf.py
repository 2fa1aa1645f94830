# SPDX-License-Identifier: GPL-3.0-or-later
project = "Prove"
author = "Collettivo di prova"
extensions = [
    "pipeline.compose.editions.metadata",
    "pipeline.compose.editions.labels",
    "pipeline.compose.translation.language_marks",
    "pipeline.compose.editions.document_language",
    "pipeline.compose.translation.continuous_numbers",
    "pipeline.compose.paged",
    "pipeline.compose.epub",
]
numfig = True
smartquotes = False
