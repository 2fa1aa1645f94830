# SPDX-License-Identifier: GPL-3.0-or-later
"""What Sphinx no longer has is gone, and what is offered for it is there."""

import warnings
from importlib import import_module

import pytest

from pipeline.compose.diagnosis.startup_problem import removed_names, replacement


def is_there(name: str) -> bool:
    parts = name.split(".")
    for number in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:number]))
        except ImportError:
            continue
        return all((found := getattr(found, part, None)) is not None for part in parts[number:])
    return False


def test_each_name_has_gone_and_its_replacement_is_there() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert [name for name in removed_names() if is_there(name)] == []
        assert [name for name in removed_names().values() if not is_there(name)] == []


@pytest.mark.parametrize(
    "error",
    [
        "cannot import name 'status_iterator' from 'sphinx.util' (/x/sphinx/util/__init__.py)",
        "module 'sphinx.util' has no attribute 'status_iterator'",
    ],
)
def test_an_error_is_understood(error: str) -> None:
    assert replacement(error) == ("sphinx.util.status_iterator", "sphinx.util.display.status_iterator")
    assert replacement("No module named 'sphinx.util.compat'") == ("sphinx.util.compat", "docutils.parsers.rst")
    assert replacement("No module named 'nothing.of.ours'") is None
