# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain Sphinx in a process in which other tests may have replaced names of it for good."""

import pytest
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment.collectors.toctree import TocTreeCollector

from pipeline.compose.engine import navigation, skeletons


def make_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back what `application` replaces in each run, until the test ends; what the test replaces itself is put back with it."""
    for owner, name, original in (
        (TocTreeCollector, "assign_figure_numbers", skeletons._number_figures),
        (StandaloneHTMLBuilder, "_get_local_toctree", navigation._toctree),
    ):
        assert original.__module__.startswith("sphinx."), "else a test compares ours with ours"
        monkeypatch.setattr(owner, name, original)
