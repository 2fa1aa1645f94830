# SPDX-License-Identifier: GPL-3.0-or-later
"""The language in which documents are written: the publication's; without a project what conf.py says (`original_language`)."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.context import context_of
from pipeline.model.publication import Language


def original_language_of(app: Sphinx) -> Language:
    """Return the language in which the documents of a run are written."""
    context = context_of(app)
    if context is not None:
        return context.publication.original
    return Language(str(app.config.original_language).replace("_", "-"), "")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("original_language", "en", "env", str)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
