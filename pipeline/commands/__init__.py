# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands, a file each: arguments, action, and its events in words. The table is in `command_line.py`."""

from pathlib import Path

SKELETON = Path(__file__).parent / "skeleton"
"""The first files of a new project."""
