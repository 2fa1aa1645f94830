# SPDX-License-Identifier: GPL-3.0-or-later
"""A name of WeasyPrint that a patch replaces."""

from typing import Any, NamedTuple


class Replacement(NamedTuple):
    """The attribute `name` of a module or class, as it was (None where it had none), and what takes its place."""

    owner: Any
    name: str
    original: Any
    replacement: Any
