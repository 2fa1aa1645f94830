# SPDX-License-Identifier: GPL-3.0-or-later
import os

project = "Lanterna"
release = os.environ["RELEASE_OF_LANTERNA"]
