# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports of the fork server for pages of any project: Sphinx, and the code that composes editions."""

import gc
from importlib import import_module

from pipeline.system.garbage import collect_rarely

collect_rarely()
from pipeline.compose import ANY_PROJECT, IN_EVERY_RUN, import_extensions  # noqa: E402

import_module("pipeline.compose.application")
import_module("pipeline.publishing.making")
import_extensions((*ANY_PROJECT, *IN_EVERY_RUN))
gc.freeze()  # else garbage collection in workers would copy the shared memory pages of imported modules
