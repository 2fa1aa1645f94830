# SPDX-License-Identifier: GPL-3.0-or-later
"""Provides the language in which documents are written, from conf.py (`original_language`) or from project.toml."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from pipeline.model.publication import Language

EVENT = "original-language"
"""Event for the language of a text. Arguments: document name, its field `language`, file of the text; returns a Language or None."""


def original_language_of(app: Sphinx) -> Language:
    """Return the language in which the documents of a run are written."""
    return Language(str(app.config.original_language).replace("_", "-"), "")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("original_language", "en", "env", str)
    app.add_event(EVENT)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
