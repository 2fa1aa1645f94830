# SPDX-License-Identifier: GPL-3.0-or-later
"""The door to what Sphinx, docutils and sphinxcontrib-bibtex do not promise: one module for each name that is replaced or read.

Each module says what it replaces and why, and names the upstream issue. It refuses, with the Problem `unchecked-version`, a
library in which the name has gone, takes other arguments, or is no longer called.
"""

from collections.abc import Callable
from types import CodeType
from typing import Any

from pipeline.system.versions import changed, check_versions


def check_libraries() -> None:
    """Raise Problem `unchecked-version` unless these libraries have the versions whose private names were read."""
    check_versions("sphinx", "docutils", "furo", "sphinxcontrib-bibtex", "ziamath", "ziafont")


def check_calls(caller: Callable[..., Any], *names: str) -> None:
    """Raise Problem `unchecked-version` unless a function of a library still looks up these names.

    A library that inlines a call leaves the name where it was; its replacement would be passed by without an error.
    """
    codes = [caller.__code__]
    for code in codes:  # with the functions inside it
        codes += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    missing = set(names) - {name for code in codes for name in code.co_names}
    if missing:
        raise changed(
            f"{caller.__module__}.{caller.__qualname__} no longer calls {', '.join(sorted(missing))}",
            "what this package puts in that place would never be called",
        )
