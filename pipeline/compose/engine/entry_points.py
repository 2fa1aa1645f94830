# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces `entry_points` in importlib.metadata, Sphinx, sphinxcontrib-bibtex and pybtex.

Each asks the metadata of all installed packages anew, for each theme, builder, lexer, and plugin of each citation: up to a second of a
run. Here they are read once for a path of modules.
Upstream, to be filed: with pybtex "Cache `pybtex.plugin.entry_points`".
"""

import importlib.metadata
import sys
from functools import cache

import pybtex.plugin
import sphinx.registry
import sphinx.theming
import sphinxcontrib.bibtex.plugin
from sphinx.registry import SphinxComponentRegistry
from sphinx.theming import HTMLThemeFactory

from pipeline.compose.engine import check_calls

_read = importlib.metadata.entry_points


@cache
def _on_path(_path: tuple[str, ...]) -> importlib.metadata.EntryPoints:
    return _read()


def entry_points(**wanted: str) -> importlib.metadata.EntryPoints:
    """Return the entry points of all installed packages, those with the attributes that are `wanted`."""
    return _on_path(tuple(sys.path)).select(**wanted)  # type: ignore[arg-type]  # typeshed has a list


check_calls(SphinxComponentRegistry.preload_builder, "entry_points")
check_calls(HTMLThemeFactory._load_entry_point_themes, "entry_points")
check_calls(sphinxcontrib.bibtex.plugin._entry_points, "entry_points")
check_calls(pybtex.plugin._load_entry_point, "entry_points")
for _module in (importlib.metadata, sphinx.registry, sphinx.theming, sphinxcontrib.bibtex.plugin, pybtex.plugin):
    vars(_module)["entry_points"] = entry_points
