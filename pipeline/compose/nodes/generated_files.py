# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures that are made while documents are read: they stand beside the doctrees, and images lead to them."""

import hashlib
import os
from pathlib import Path

from sphinx.application import Sphinx

from pipeline.system.files import write_if_changed


def write_generated(app: Sphinx, folder: str, name: str, data: bytes) -> str:
    """Write a file into a folder beside the doctrees; return its address from the root of the sources, as Sphinx wants it.

    By content: two documents that show the same picture share a file, and a changed one is a new file.
    """
    path = Path(app.doctreedir, folder, hashlib.sha256(data).hexdigest()[:12], name)
    write_if_changed(path, data)
    return f"/{Path(os.path.relpath(path, app.srcdir)).as_posix()}"
