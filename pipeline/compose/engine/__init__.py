# SPDX-License-Identifier: GPL-3.0-or-later
"""Isolates private names of Sphinx, docutils and sphinxcontrib-bibtex: one module for each that is monkey-patched or read.

Each module states what it replaces, why, and the upstream issue. It raises Problem `unsupported-version` if a library has removed
the name, changed its signature, or no longer calls it.
"""

from collections.abc import Callable
from types import CodeType
from typing import Any

from pipeline.model.problems import Problem
from pipeline.system.versions import original, version_problem


def check_calls(caller: Callable[..., Any], *names: str) -> None:
    """Raise Problem `unsupported-version` unless a library function still looks up these names.

    If a library inlines a call, the name remains, but its replacement is bypassed without an error.
    """
    codes = [caller.__code__]
    for code in codes:  # including nested functions
        codes += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    missing = set(names) - {name for code in codes for name in code.co_names}
    if missing:
        raise version_problem(
            f"{caller.__module__}.{caller.__qualname__} no longer calls {', '.join(sorted(missing))}",
            "the replacement in this package would never be called",
        )


def is_as_expected(owner: Any, name: str, signature: str, *calls: str) -> bool:
    """Return whether a function has this signature and looks up these names.

    For replacements that only save time: without them, results are the same.
    """
    try:
        check_calls(original(owner, name, signature), *calls)
    except Problem:
        return False
    return True
