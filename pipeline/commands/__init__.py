# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands, usually a file each: arguments, action, and the text of its events. The list of commands is in `command_line.py`."""

from pathlib import Path

SKELETON = Path(__file__).parent / "skeleton"
"""The folder of files that `new project` copies."""
