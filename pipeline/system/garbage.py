# SPDX-License-Identifier: GPL-3.0-or-later
"""When Python looks for garbage."""

import gc

_NEW_OBJECTS = 500_000


def collect_rarely() -> None:
    """Let this process, and those that it forks, look for cycles of dead objects after half a million new ones, not 2,000.

    Documents and boxes are trees of many objects that name their parents and live until they are written: each search
    walks through them and finds nothing.
    """
    gc.set_threshold(_NEW_OBJECTS, 5, 10)
