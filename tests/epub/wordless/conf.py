# SPDX-License-Identifier: GPL-3.0-or-later
project = "Lamps"
extensions = ["pipeline.compose.paged", "pipeline.compose.epub"]
numfig = True
