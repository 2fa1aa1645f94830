# SPDX-License-Identifier: GPL-3.0-or-later
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from version_of_a_layout import VERSION as version  # noqa: E402

project = "Lanterna"
author = "The Lanterna writers"
