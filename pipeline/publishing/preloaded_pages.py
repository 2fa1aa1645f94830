# SPDX-License-Identifier: GPL-3.0-or-later
"""Additional imports of the fork server if workers will make pages or EPUBs of publications written for this pipeline."""

import gc
from importlib import import_module

import pipeline.publishing.preloaded_sphinx  # noqa: F401
from pipeline.compose import OUR_PUBLICATIONS, WITH_OUR_PUBLICATIONS, import_extensions
from pipeline.theme.english_labels import labels_in_english

import_module("pipeline.proofread.checks")
import_extensions((*OUR_PUBLICATIONS, *WITH_OUR_PUBLICATIONS))
labels_in_english()  # cached for all workers
gc.freeze()
