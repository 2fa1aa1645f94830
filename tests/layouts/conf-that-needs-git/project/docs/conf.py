# SPDX-License-Identifier: GPL-3.0-or-later
import subprocess

project = "Lanterna"
release = subprocess.check_output(["git", "describe", "--tags", "--match", "lanterna-*"], text=True)
