# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces `BibliographyTransform.backend`, by which sphinxcontrib-bibtex turns entries into nodes, and pybtex's `entry_points`.

sphinxcontrib-bibtex has a setting for styles and none for the backend. pybtex asks the metadata of all installed packages
anew for each plugin of each citation, which takes up to a second of a run.
Upstream, to be filed: with sphinxcontrib-bibtex "A setting for the backend of bibliographies"; with pybtex "Cache
`pybtex.plugin.entry_points`".
"""

from functools import cache

import pybtex.plugin
from pybtex_docutils import Backend
from sphinxcontrib.bibtex.transforms import BibliographyTransform

from pipeline.compose.engine import check_calls

check_calls(BibliographyTransform.run, "backend")
pybtex.plugin.entry_points = cache(pybtex.plugin.entry_points)


def print_bibliographies_with(backend: Backend) -> None:
    """Let sphinxcontrib-bibtex make its entries with this backend, in all runs of this process."""
    BibliographyTransform.backend = backend
