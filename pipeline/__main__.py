# SPDX-License-Identifier: GPL-3.0-or-later
"""The console script. Handles interruption even while the other modules are being imported."""

import sys
from collections.abc import Sequence

from pipeline.system.interruption import INTERRUPTED, end, end_at_signals


def entry() -> None:
    """Run the console script."""
    end_at_signals()
    from pipeline.system.garbage import collect_rarely

    collect_rarely()
    code = main(sys.argv[1:])
    if code == INTERRUPTED:
        # Exit without Python's cleanup of modules, which is slow when Dask is loaded.
        end()
    sys.exit(code)


def main(words: Sequence[str]) -> int:
    """Run one command; return its exit code."""
    from pipeline.command_line import main as run

    return run(words)


if __name__ == "__main__":
    entry()
