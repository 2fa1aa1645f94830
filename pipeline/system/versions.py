# SPDX-License-Identifier: GPL-3.0-or-later
"""The libraries whose private names this package replaces: the versions they were checked against, and their signatures."""

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
"""Distribution name -> the only version whose private names were read. `pyproject.toml` pins the same ones."""
_HINT = "install the checked version (make setup does), or take the new one as docs/upgrading.md says"


def check_versions(*names: str) -> None:
    """Raise Problem `unchecked-version` unless each of these distributions has its checked version.

    A patch release is refused too: private names change in any release, and most changes would only show on the pages.
    """
    wrong = {name: installed for name in names if (installed := version(name)) != CHECKED[name]}
    if wrong:
        raise Problem(
            "unchecked-version",
            "a library has another version than the one whose private names this package was checked against",
            cause=", ".join(f"{name} is {installed}, checked is {CHECKED[name]}" for name, installed in wrong.items()),
            hint=_HINT,
        )


def original(owner: Any, name: str, signature: str) -> Any:
    """Return the function `name` of a module or class, which a patch is about to replace.

    Raise Problem `unchecked-version` if there is none, or if it takes other arguments than `signature` says, for example
    `(context, box, *, width=None)`. Annotations do not count.
    """
    function = getattr(owner, name, None)
    found = _signature(function) if callable(function) else "no such function"
    if found != signature:
        place = f"{owner.__module__}.{owner.__qualname__}" if inspect.isclass(owner) else owner.__name__
        raise Problem(
            "unchecked-version",
            f"{place}.{name} is not what it was when the patch that replaces it was checked",
            cause=f"it was {signature} and is {found}",
            hint=_HINT,
        )
    return function


def check_attributes(owner: type, *names: str) -> None:
    """Raise Problem `unchecked-version` unless the constructor of a class sets these attributes, each of its instances' own."""
    assigned = owner.__init__.__code__.co_names  # type: ignore[misc]  # the constructor is a function
    missing = [name for name in names if name not in assigned or hasattr(owner, "__slots__")]
    if missing:
        raise Problem(
            "unchecked-version",
            f"{owner.__module__}.{owner.__qualname__} is not what it was when the patches that use it were checked",
            cause=f"its instances do not have {', '.join(missing)} in their __dict__",
            hint=_HINT,
        )


def _signature(function: Any) -> str:
    signature = inspect.signature(function)
    plain = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in signature.parameters.values()]
    return str(signature.replace(parameters=plain, return_annotation=inspect.Signature.empty))
