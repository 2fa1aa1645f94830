# SPDX-License-Identifier: GPL-3.0-or-later
project = "Lanterna"
author = "The Lanterna writers"
version = "2.1"
extensions = ["sphinx.ext.autodoc", "sphinxcontrib.that_is_not_there", "neither_this"]
html_theme = "theme_that_is_not_there"
