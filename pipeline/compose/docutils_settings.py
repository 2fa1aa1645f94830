# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps docutils from reading configuration files, which are not part of a project: they could make it write any file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_VARIABLE = "DOCUTILSCONFIG"


@contextmanager
def without_configuration_files() -> Iterator[None]:
    """Let docutils read no docutils.conf until the block ends: not the project's, the user's or the machine's."""
    before = os.environ.get(_VARIABLE)
    os.environ[_VARIABLE] = ""
    try:
        yield
    finally:
        if before is None:
            del os.environ[_VARIABLE]
        else:
            os.environ[_VARIABLE] = before
