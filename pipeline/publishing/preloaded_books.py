# SPDX-License-Identifier: GPL-3.0-or-later
"""Additional imports of the fork server if workers will lay out books: WeasyPrint, and the parsed style sheets."""

import gc
from contextlib import suppress

import pipeline.publishing.preloaded_pages  # noqa: F401
from pipeline.model.problems import Problem

with suppress(Problem):  # this machine cannot make PDFs, which the build reports
    from pipeline.typeset import parse_sheets

    parse_sheets()
gc.collect()
gc.freeze()
