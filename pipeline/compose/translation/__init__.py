# SPDX-License-Identifier: GPL-3.0-or-later
"""Sphinx extensions that correct translated pages in any project. Loaded as an extension, this package sets up `EXTENSIONS`.

These need Sphinx 8.2 or later and its dependencies, but no project.toml: docs/source/publishing/extensions.rst.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

EXTENSIONS = (
    "pipeline.compose.translation.labels",
    "pipeline.compose.translation.message_parsing",
    "pipeline.compose.translation.lost_identifiers",
    "pipeline.compose.translation.language_marks",
    "pipeline.compose.translation.changed_documents",
    "pipeline.compose.translation.stale_pages",
)
"""The extensions in setup order; each can be loaded separately."""


def setup(app: "Sphinx") -> "ExtensionMetadata":
    for name in EXTENSIONS:
        app.setup_extension(name)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
