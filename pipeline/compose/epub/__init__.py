# SPDX-License-Identifier: GPL-3.0-or-later
"""The Sphinx builder `epub3`: the book that `paged` assembles, cut into a page of XHTML for each document, as an EPUB.

It writes `book.epub` and its pictures into its out folder, the same bytes every time. It runs no theme, so that nothing of a
page of the site (search, scripts, policy, links to other editions) can come into a book.
"""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    from pipeline.compose.epub.builder import EpubBuilder

    app.setup_extension("sphinx.builders.html")
    app.add_builder(EpubBuilder)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
