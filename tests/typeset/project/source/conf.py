# SPDX-License-Identifier: GPL-3.0-or-later
project = "Prove"
author = "Collettivo di prova"
extensions = ["pipeline.compose.paged"]
numfig = True
numfig_secnum_depth = 0
numfig_format = {"figure": "Figura %s", "table": "Tabella %s"}
gettext_compact = False
gettext_additional_targets = ["index"]
smartquotes = False
suppress_warnings = ["i18n.inconsistent_references"]
