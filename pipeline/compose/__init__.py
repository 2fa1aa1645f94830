# SPDX-License-Identifier: GPL-3.0-or-later
"""Composing: renders an edition with Sphinx. The only package that imports Sphinx; loaded as an extension, it sets up all of ours."""

import zlib
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.compose.translation import EXTENSIONS

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

ANY_PROJECT = (
    "pipeline.compose.engine.file_access",
    "pipeline.compose.engine.deep_markup",
    "pipeline.compose.editions.metadata",
    "pipeline.compose.editions.outside_files",
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
"""Extensions for every translated Sphinx project, including adopted ones. In originals they change only the order of the index, and
the chapter numbers if several toctrees are numbered."""

OUR_PUBLICATIONS = (
    "pipeline.compose.parts.citations",
    "pipeline.compose.parts.abstracts",
    "pipeline.compose.parts.procedures",
    "pipeline.compose.parts.forms",
    "pipeline.compose.parts.leaflets",
    "pipeline.compose.parts.contacts",
    "pipeline.compose.parts.offprint_links",
    "pipeline.compose.parts.other_publications",
    "pipeline.compose.parts.data",
    "pipeline.compose.parts.organisations",
    "pipeline.compose.parts.terminology",
    "pipeline.compose.editions.english_labels",
    "pipeline.compose.web.paragraphs",
    "pipeline.compose.web.explanations",
    "pipeline.compose.web.enlarging",
    "pipeline.compose.diagnosis.slips",
    "pipeline.compose.web.theme",
)
"""Extensions only for publications written for this pipeline: our directives and our theme."""

IN_EVERY_RUN = (
    *EXTENSIONS,
    "docutils.core",
    "docutils.parsers.rst.directives.parts",
    "lxml.html",
    "pipeline.compose.epub.builder",
    "sphinx.builders.latex.transforms",
    "sphinx.ext.mathjax",
    "xml.dom.minidom",
)
"""Modules that every run of Sphinx with `ANY_PROJECT` imports lazily."""

WITH_OUR_PUBLICATIONS = ("furo", "pipeline.compose.paged.builder", "babel.messages.pofile")
"""Modules that `OUR_PUBLICATIONS` import lazily."""


def setup(app: "Sphinx") -> "ExtensionMetadata":
    for name in (*ANY_PROJECT, *OUR_PUBLICATIONS):
        app.setup_extension(name)
    return {"version": str(code_version()), "parallel_read_safe": True, "parallel_write_safe": True}


def prepare_labels() -> None:
    """Make Sphinx translate its labels lazily. conf.py calls this before Sphinx chooses a language."""
    from pipeline.compose.engine.catalogues import import_modules_with_labels

    import_modules_with_labels()


def import_extensions(names: Iterable[str]) -> None:
    """Preload Sphinx's extensions and these for forked processes."""
    from pygments.plugin import STYLE_ENTRY_POINT, iter_entry_points

    prepare_labels()
    iter_entry_points(STYLE_ENTRY_POINT)  # cached: every Sphinx run looks up the theme's Pygments styles
    for name in names:
        import_module(name)


@cache
def code_version() -> int:
    """Return a number that changes with our code, so that Sphinx does not reuse doctrees of older code."""
    version = 0
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        version = zlib.crc32(path.read_bytes(), version)
    return version
