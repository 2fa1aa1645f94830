# SPDX-License-Identifier: GPL-3.0-or-later
"""Further imports of the fork server before workers lay out books: WeasyPrint, and the parsed style sheets."""

import gc
from contextlib import suppress

import pipeline.publishing.preloaded_pages  # noqa: F401
from pipeline.model.problems import Problem

with suppress(Problem):  # this machine cannot make PDFs, as the build says in its own words
    from pipeline.typeset import parse_sheets

    parse_sheets()
gc.collect()
gc.freeze()
