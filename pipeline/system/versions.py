# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that private names of libraries which this package replaces are as its replacements expect.

Any version in the range that the package requires is accepted: what counts is how the library behaves.
"""

import inspect
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import requires
from typing import Any

from pipeline.model.problems import Problem
from pipeline.model.remark import Remark, join_remarks

DISTRIBUTION = "west-pipeline"
LIBRARIES = ("sphinx", "docutils", "furo", "sphinxcontrib-bibtex", "weasyprint", "pydyf", "pyphen")
"""The distributions whose private names this package replaces or reads."""


def supported(*names: str) -> list[str]:
    """Return the requirements of this package on these distributions, with the versions that are known to work."""
    rows = (row for row in requires(DISTRIBUTION) or () if ";" not in row)  # without extras
    return [row for row in rows if re.split(r"[\s<>=!~\[]", row, maxsplit=1)[0].lower() in names]


@contextmanager
def promise(text: Remark) -> Iterator[None]:
    """Name what would not be kept if a library has changed what the modules imported in this block replace."""
    try:
        yield
    except ImportError as error:
        raise version_problem(
            f"a library lacks a name that this package reads: {error.name}", f"{error}\n{text}"
        ) from error
    except Problem as problem:
        if problem.code != "unsupported-version":
            raise
        problem.cause = join_remarks("\n", [problem.cause, text])
        raise


def original(owner: Any, name: str, signature: str) -> Any:
    """Return the function `name` of a module or class that a patch replaces.

    Raises Problem `unsupported-version` if it is missing or has another signature, for example `(context, box, *, width=None)`.
    Annotations are ignored.
    """
    function = getattr(owner, name, None)
    actual = "no such function"
    if callable(function):
        whole = inspect.signature(function)
        plain = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in whole.parameters.values()]
        actual = str(whole.replace(parameters=plain, return_annotation=inspect.Signature.empty))
    if actual != signature:
        place = f"{owner.__module__}.{owner.__qualname__}" if inspect.isclass(owner) else owner.__name__
        raise version_problem(
            f"{place}.{name} has changed since the patch that replaces it was checked",
            f"it was {signature} and is {actual}",
        )
    return function


def check_attributes(owner: type, *names: str) -> None:
    """Raise Problem `unsupported-version` unless the constructor of a class sets these instance attributes."""
    assigned = owner.__init__.__code__.co_names  # type: ignore[misc]  # the constructor is a function
    missing = [name for name in names if name not in assigned or hasattr(owner, "__slots__")]
    if missing:
        raise version_problem(
            f"{owner.__module__}.{owner.__qualname__} has changed since the patches that use it were checked",
            f"its instances do not have {', '.join(missing)} in their __dict__",
        )


def version_problem(message: str, cause: str) -> Problem:
    """Return the Problem for a library whose private names are not as expected."""
    return Problem(
        "unsupported-version",
        message,
        cause=cause,
        hint=f"install versions that are known to work: {', '.join(supported(*LIBRARIES))}",
    )
