# SPDX-License-Identifier: GPL-3.0-or-later
"""Composing: an edition becomes pages. The only package that knows Sphinx; as a Sphinx extension it brings all of ours."""

import zlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_HERE = "pipeline.compose.extensions."

ANY_PROJECT = tuple(
    name if "." in name else _HERE + name
    for name in (
        "metadata",
        "labels",
        "parser_reuse",
        "whole_paragraphs",
        "heading_notes",
        "glossary_places",
        "language_marks",
        "alphabet",
        "continuous_numbers",
        "drawings",
        "formulas",
        "fresh_references",
        "preview_marks",
        "pipeline.compose.epub",
    )
)
"""What serves every Sphinx project with translations, adopted ones too. Of an original it changes the index's order, and the numbers of
chapters where several lists are numbered."""

OUR_PUBLICATIONS = tuple(
    _HERE + name
    for name in (
        "citations",
        "abstracts",
        "procedures",
        "checklists",
        "forms",
        "leaflets",
        "contacts",
        "helplines",
        "offprint_links",
        "other_publications",
        "data_tables",
        "charts",
        "bodies",
        "terminology",
        "explanations",
        "enlarging",
        "slips",
        "theme",
    )
)
"""What only publications written for this pipeline use: directives of our own, and the look."""


def setup(app: "Sphinx") -> "ExtensionMetadata":
    for name in (*ANY_PROJECT, *OUR_PUBLICATIONS):
        app.setup_extension(name)
    return {"version": str(code_version()), "parallel_read_safe": True, "parallel_write_safe": True}


def code_version() -> int:
    """A number that changes with our code, so that Sphinx does not reuse documents that older code has read."""
    version = 0
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        version = zlib.crc32(path.read_bytes(), version)
    return version
