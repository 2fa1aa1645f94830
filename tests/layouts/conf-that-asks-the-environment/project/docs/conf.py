# SPDX-License-Identifier: GPL-3.0-or-later
import os
import subprocess

project = "Lanterna"
language = os.environ.get("LANTERNA_LANGUAGE", "en")
try:
    release = subprocess.check_output(["git", "describe", "--tags"], text=True, stderr=subprocess.DEVNULL).strip()
except (OSError, subprocess.CalledProcessError):
    release = "unknown"
