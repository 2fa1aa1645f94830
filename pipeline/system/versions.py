# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks versions and signatures of the libraries whose private names this package patches."""

import inspect
from importlib.metadata import version
from typing import Any

from pipeline.model.problems import Problem

CHECKED = {
    "weasyprint": "70.0",
    "pydyf": "0.13.0",
    "pyphen": "0.18.1",
    "sphinx": "9.2.0",
    "docutils": "0.23",
    "furo": "2025.12.19",
    "sphinxcontrib-bibtex": "2.7.0",
    "ziamath": "0.13",
    "ziafont": "0.11",
}
"""Distribution -> the checked version. `pyproject.toml` pins the same versions."""


def check_versions(*names: str) -> None:
    """Raise Problem `unchecked-version` unless each of these distributions has its checked version.

    Patch releases are rejected as well: private names may change in any release, and most changes would show only on pages.
    """
    wrong = {name: installed for name in names if (installed := version(name)) != CHECKED[name]}
    if wrong:
        raise version_problem(
            "a library that this package patches has an unchecked version",
            ", ".join(f"{name} is {installed}, checked is {CHECKED[name]}" for name, installed in wrong.items()),
        )


def original(owner: Any, name: str, signature: str) -> Any:
    """Return the function `name` of a module or class that a patch replaces.

    Raises Problem `unchecked-version` if it is missing or has another signature, for example `(context, box, *, width=None)`.
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
    """Raise Problem `unchecked-version` unless the constructor of a class sets these instance attributes."""
    assigned = owner.__init__.__code__.co_names  # type: ignore[misc]  # the constructor is a function
    missing = [name for name in names if name not in assigned or hasattr(owner, "__slots__")]
    if missing:
        raise version_problem(
            f"{owner.__module__}.{owner.__qualname__} has changed since the patches that use it were checked",
            f"its instances do not have {', '.join(missing)} in their __dict__",
        )


def version_problem(message: str, cause: str) -> Problem:
    """Return the Problem for a library that differs from the checked version."""
    return Problem(
        "unchecked-version",
        message,
        cause=cause,
        hint="install the versions of requirements.txt (make does), or check the new one as described in the engineers' handbook",
    )
