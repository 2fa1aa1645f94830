# SPDX-License-Identifier: GPL-3.0-or-later
import os
import sys

sys.path.insert(0, os.path.abspath("../src"))

from lanterna_of_a_layout import __version__ as release  # noqa: E402

project = f"Lanterna {release}"
