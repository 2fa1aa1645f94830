# SPDX-License-Identifier: GPL-3.0-or-later
project = "Prove"
author = "Collettivo di prova"
extensions = [
    "pipeline.compose.extensions.metadata",
    "pipeline.compose.extensions.labels",
    "pipeline.compose.extensions.language_marks",
    "pipeline.compose.extensions.continuous_numbers",
    "pipeline.compose.paged",
    "pipeline.compose.epub",
]
numfig = True
smartquotes = False
