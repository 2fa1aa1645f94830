# SPDX-License-Identifier: GPL-3.0-or-later
import sys

import not_there_at_all

sys.path.insert(0, "extensions")
project = "Lanterna"
author = "The Lanterna writers"
version = not_there_at_all.VERSION
extensions = ["sphinx.ext.autodoc", "sphinxcontrib.that_is_not_there", "neither_this", "not_there_at_all"]
