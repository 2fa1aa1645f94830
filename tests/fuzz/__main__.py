# SPDX-License-Identifier: GPL-3.0-or-later
"""python -m tests.fuzz --seconds 900: see run.py. Apart, since the processes of the run take it from a module with a name."""

import sys

from tests.fuzz.run import main

if __name__ == "__main__":
    sys.exit(main())
