# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces `BibliographyTransform.backend`, which converts entries to nodes: sphinxcontrib-bibtex has a setting for styles only.

Caches `entry_points` in pybtex and sphinxcontrib-bibtex: both read the metadata of all installed packages for each plugin of
each citation, which takes half of the CPU time of a book with a few hundred citations. It is read when this module is imported,
once for all forked workers. Replaces `Text.from_latex`: text without LaTeX other than braces needs no decoding, which takes a
millisecond for each name and title. Upstream, to be filed: "A setting for the backend of bibliographies"; with pybtex "Cache
`pybtex.plugin.entry_points`" and "Decode LaTeX only where there is any".
"""

import re
from functools import cache
from importlib.metadata import entry_points

import pybtex.plugin
import sphinxcontrib.bibtex.plugin
from pybtex.markup import LaTeXParser
from pybtex.richtext import Text
from pybtex_docutils import Backend
from sphinxcontrib.bibtex.transforms import BibliographyTransform

from pipeline.compose.engine import check_calls

check_calls(BibliographyTransform.run, "backend")
check_calls(sphinxcontrib.bibtex.plugin._entry_points, "entry_points")
check_calls(pybtex.plugin._load_entry_point, "entry_points")
for _module in (sphinxcontrib.bibtex.plugin, pybtex.plugin):
    vars(_module)["entry_points"] = cache(entry_points().select)

_LATEX = re.compile(r"[\\%~$&#^_]|[^\S ]|^ |  |''|,,|--|``|[!?]`")
"""Characters that LaTeX may print as something else, except braces. Some plain text matches as well."""
decode_latex = Text.from_latex


def text_of_latex(latex: str) -> Text:
    """Convert LaTeX to rich text like `pybtex.richtext.Text.from_latex`, but skip unnecessary decoding."""
    return decode_latex(latex) if _LATEX.search(latex) else LaTeXParser(latex).parse()


Text.from_latex = text_of_latex


def print_bibliographies_with(backend: Backend) -> None:
    """Let sphinxcontrib-bibtex format entries with this backend, in all runs of this process."""
    BibliographyTransform.backend = backend
