# SPDX-License-Identifier: GPL-3.0-or-later
"""Composing: an edition becomes pages. The only package that knows Sphinx; as a Sphinx extension it brings all of ours."""

import zlib
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

ANY_PROJECT = (
    "pipeline.compose.editions.metadata",
    "pipeline.compose.editions.labels",
    "pipeline.compose.translation",
    "pipeline.compose.editions.document_language",
    "pipeline.compose.translation.index_collation",
    "pipeline.compose.translation.continuous_numbers",
    "pipeline.compose.translation.direction",
    "pipeline.compose.editions.drawings",
    "pipeline.compose.editions.pictures",
    "pipeline.compose.editions.formulas",
    "pipeline.compose.editions.bilingual",
    "pipeline.compose.editions.preview_marks",
    "pipeline.compose.editions.link_schemes",
    "pipeline.compose.epub",
)
"""What serves every Sphinx project with translations, adopted ones too. Of an original it changes the index's order, and the numbers of
chapters where several lists are numbered."""

OUR_PUBLICATIONS = (
    "pipeline.compose.parts.citations",
    "pipeline.compose.parts.abstracts",
    "pipeline.compose.parts.procedures",
    "pipeline.compose.parts.forms",
    "pipeline.compose.parts.leaflets",
    "pipeline.compose.parts.contacts",
    "pipeline.compose.parts.offprint_links",
    "pipeline.compose.parts.other_publications",
    "pipeline.compose.parts.data_tables",
    "pipeline.compose.parts.charts",
    "pipeline.compose.parts.organisations",
    "pipeline.compose.parts.terminology",
    "pipeline.compose.editions.english_labels",
    "pipeline.compose.web.paragraphs",
    "pipeline.compose.web.explanations",
    "pipeline.compose.web.enlarging",
    "pipeline.compose.diagnosis.slips",
    "pipeline.compose.web.theme",
)
"""What only publications written for this pipeline use: directives of our own, and the look."""

_WITH_THEM = (
    "furo",
    "pipeline.compose.epub.builder",
    "pipeline.compose.paged.builder",
    "lxml.html",
    "babel.messages.pofile",
)
"""What they import when it is needed."""


def setup(app: "Sphinx") -> "ExtensionMetadata":
    from pipeline.compose.engine import check_libraries

    check_libraries()
    for name in (*ANY_PROJECT, *OUR_PUBLICATIONS):
        app.setup_extension(name)
    return {"version": str(code_version()), "parallel_read_safe": True, "parallel_write_safe": True}


def prepare_labels() -> None:
    """Let Sphinx look its labels up when they are printed. conf.py calls this, before Sphinx chooses a language."""
    from pipeline.compose.engine.catalogues import import_modules_with_labels

    import_modules_with_labels()


def import_extensions() -> None:
    """Import Sphinx's extensions and ours, and the theme, so that processes that are forked have them."""
    from pygments.plugin import STYLE_ENTRY_POINT, iter_entry_points

    prepare_labels()
    iter_entry_points(STYLE_ENTRY_POINT)  # kept: each run of Sphinx looks for the theme's colours of code
    for name in (*ANY_PROJECT, *OUR_PUBLICATIONS, *_WITH_THEM):
        import_module(name)


@cache
def code_version() -> int:
    """Return a number that changes with our code, so that Sphinx does not reuse documents that older code has read."""
    version = 0
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        version = zlib.crc32(path.read_bytes(), version)
    return version
