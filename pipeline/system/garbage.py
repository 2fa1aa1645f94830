# SPDX-License-Identifier: GPL-3.0-or-later
"""Tunes Python's garbage collector."""

import gc

_NEW_OBJECTS = 500_000


def collect_rarely() -> None:
    """Make the garbage collector of this process and its forks run after half a million new objects instead of 2,000.

    Documents and boxes are large trees with cycles that live until they are written, so most collections would find nothing.
    """
    gc.set_threshold(_NEW_OBJECTS, 5, 10)
