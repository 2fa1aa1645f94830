# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fork server imports before workers make pages and EPUBs: with Sphinx, all that an edition is composed with."""

import gc
from importlib import import_module

from pipeline.compose import import_extensions
from pipeline.theme.english_labels import labels_in_english

for name in ("pipeline.compose.application", "pipeline.proofread.checks", "pipeline.publishing.making"):
    import_module(name)
import_extensions()
labels_in_english()  # kept
gc.collect()
gc.freeze()  # no worker looks for garbage in what is imported, nor copies its pages of memory to mark them
