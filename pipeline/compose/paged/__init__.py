# SPDX-License-Identifier: GPL-3.0-or-later
"""The Sphinx builder `paged`: writes all documents of a publication as one book of HTML for paged media, for `pipeline.typeset`.

It writes only a file for each chapter, `book.json` and the pictures into its output folder. For each page number there is an empty
element, which typesetting fills.
"""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from pipeline.bookformat.facts import EditionFacts


def setup(app: Sphinx) -> ExtensionMetadata:
    from pipeline.compose.paged.builder import PagedBuilder

    app.setup_extension("sphinx.builders.html")
    app.add_builder(PagedBuilder)
    if "edition_facts" not in app.config:
        app.add_config_value("edition_facts", EditionFacts(), "html", types=frozenset({EditionFacts}))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
