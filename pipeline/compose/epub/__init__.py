# SPDX-License-Identifier: GPL-3.0-or-later
"""The Sphinx builder `epub3`: writes a book, assembled as for `paged`, as an EPUB with an XHTML page for each document.

It writes `book.epub` and its pictures into its output folder, reproducibly. It has no theme, so nothing from the pages of a site
(search, scripts, security policy, links to other editions) can get into a book.
"""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    from pipeline.compose.epub.builder import EpubBuilder

    app.setup_extension("sphinx.builders.html")
    app.add_builder(EpubBuilder)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
