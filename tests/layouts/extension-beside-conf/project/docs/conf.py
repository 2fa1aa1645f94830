# SPDX-License-Identifier: GPL-3.0-or-later
import sys
from pathlib import Path

sys.path.insert(0, str(Path("_ext").resolve()))

import a_stamp_of_lanterna  # noqa: E402

project = "Lanterna"
release = a_stamp_of_lanterna.RELEASE
extensions = ["a_stamp_of_lanterna"]
