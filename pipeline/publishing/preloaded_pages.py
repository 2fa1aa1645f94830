# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports of the fork server if workers will make pages and EPUBs: Sphinx and the code that composes editions."""

import gc
from importlib import import_module

from pipeline.compose import import_extensions
from pipeline.theme.english_labels import labels_in_english

for name in ("pipeline.compose.application", "pipeline.proofread.checks", "pipeline.publishing.making"):
    import_module(name)
import_extensions()
labels_in_english()  # cached for all workers
gc.collect()
gc.freeze()  # else garbage collection in workers would copy the shared memory pages of imported modules
