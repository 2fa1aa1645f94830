# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces `BibliographyTransform.backend`, by which sphinxcontrib-bibtex turns entries into nodes, and `Text.from_latex` of pybtex.

sphinxcontrib-bibtex has a setting for styles and none for the backend. pybtex decodes the same names and titles anew for the list,
the tooltips, the labels and the order of entries: half of what a bibliography takes.
Upstream, to be filed: "A setting for the backend of bibliographies"; with pybtex "Cache `Text.from_latex`".
"""

from functools import cache

from pybtex.database import Person
from pybtex.richtext import Text
from pybtex_docutils import Backend
from sphinxcontrib.bibtex.transforms import BibliographyTransform

from pipeline.compose.engine import check_calls
from pipeline.system.versions import original

check_calls(BibliographyTransform.run, "backend")
check_calls(Person.rich_last_names.fget, "from_latex")
# Rich texts are values: nothing changes one that has been made.
Text.from_latex = cache(original(Text, "from_latex", "(latex)"))


def print_bibliographies_with(backend: Backend) -> None:
    """Let sphinxcontrib-bibtex make its entries with this backend, in all runs of this process."""
    BibliographyTransform.backend = backend
