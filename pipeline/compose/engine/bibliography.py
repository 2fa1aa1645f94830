# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces `BibliographyTransform.backend`, by which sphinxcontrib-bibtex turns entries into nodes.

sphinxcontrib-bibtex has a setting for styles and none for the backend.
Upstream, to be filed: "A setting for the backend of bibliographies".
"""

from pybtex_docutils import Backend
from sphinxcontrib.bibtex.transforms import BibliographyTransform

from pipeline.compose.engine import check_calls

check_calls(BibliographyTransform.run, "backend")


def print_bibliographies_with(backend: Backend) -> None:
    """Let sphinxcontrib-bibtex make its entries with this backend, in all runs of this process."""
    BibliographyTransform.backend = backend
