# SPDX-License-Identifier: GPL-3.0-or-later
"""The language in which documents are written: what conf.py says (`original_language`), or a project of ours."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from pipeline.model.publication import Language

EVENT = "original-language"
"""Asks in which language a text is written: the document's name, its field `language`, the file of the text; answered by a Language."""


def original_language_of(app: Sphinx) -> Language:
    """Return the language in which the documents of a run are written."""
    return Language(str(app.config.original_language).replace("_", "-"), "")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("original_language", "en", "env", str)
    app.add_event(EVENT)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
