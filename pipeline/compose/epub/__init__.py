# SPDX-License-Identifier: GPL-3.0-or-later
"""The Sphinx builder `epub3`: Sphinx's own for EPUB 3 with our pages, words and metadata, and the same bytes every time.

It writes a page of XHTML for each document, and `book.epub`, which holds them, into its out folder. It runs no theme, so
that nothing of a page of the site (search, scripts, policy, links to other editions) can come into a book.
"""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    from pipeline.compose.epub.builder import EpubBuilder

    app.setup_extension("sphinx.builders.epub3")
    app.add_builder(EpubBuilder)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
