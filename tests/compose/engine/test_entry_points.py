# SPDX-License-Identifier: GPL-3.0-or-later
"""Entry points of installed packages are read once, and are those that importlib.metadata reads."""

import importlib.metadata
import subprocess
import sys

import pybtex.plugin
import pytest
import sphinx.theming

from pipeline.compose.engine import entry_points as replaced

WANTED: list[dict[str, str]] = [
    {},
    {"group": "sphinx.html_themes"},
    {"group": "pybtex.style.formatting", "name": "unsrt"},
    {"group": "nobody"},
]


@pytest.mark.parametrize("wanted", WANTED, ids=str)
def test_they_are_those_that_are_installed(wanted: dict[str, str]) -> None:
    found = replaced.entry_points(**wanted)

    assert list(found) == list(replaced._read(**wanted))
    assert bool(found) is (wanted != {"group": "nobody"})


def test_every_library_asks_for_them_here() -> None:
    asked = (importlib.metadata.entry_points, sphinx.theming.entry_points, pybtex.plugin.entry_points)

    assert set(asked) == {replaced.entry_points}


def test_metadata_are_opened_once() -> None:
    code = (
        "import os, sys; opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(args[0]) if event == 'open' else None)\n"
        "from pipeline.compose.engine.entry_points import entry_points\n"
        "entry_points(); opened.clear(); entry_points(group='sphinx.builders'); import pygments.plugin\n"
        "list(pygments.plugin.find_plugin_lexers()); print([one for one in opened if 'entry_points.txt' in str(one)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
