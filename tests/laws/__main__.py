# SPDX-License-Identifier: GPL-3.0-or-later
"""python -m tests.laws --seconds 1800: see campaign.py. Apart, since the processes of the campaign take it from a module with a name."""

import sys

from tests.laws.campaign import main

if __name__ == "__main__":
    sys.exit(main())
