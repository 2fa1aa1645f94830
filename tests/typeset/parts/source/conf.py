# SPDX-License-Identifier: GPL-3.0-or-later
project = "Prove"
author = "Collettivo di prova"
extensions = [
    "pipeline.compose.translation.metadata",
    "pipeline.compose.translation.labels",
    "pipeline.compose.translation.language_marks",
    "pipeline.compose.translation.continuous_numbers",
    "pipeline.compose.paged",
    "pipeline.compose.epub",
]
numfig = True
smartquotes = False
