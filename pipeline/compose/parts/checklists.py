# SPDX-License-Identifier: GPL-3.0-or-later
"""Checklists: a title and a list whose items have a box to tick with a pen."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.context import words_of
from pipeline.compose.nodes import titled_parts
from pipeline.compose.nodes.rendering import add_directive
from pipeline.compose.nodes.titled_parts import TitledDirective, add_part, box_list, part, with_boxes


class checklist(part):  # noqa: N801 - docutils names nodes in lower case
    """A checklist; `kind` is the word that names it in the edition's language."""


class Checklist(TitledDirective):
    """`.. checklist:: Title` with a `:name:`; its content is a bullet list, with text before or after it."""

    node_class = checklist

    def fill(self, element: nodes.Element) -> None:
        words = words_of(self.env)
        element["kind"] = words("Checklist")
        element += with_boxes(self.parse_content_to_nodes(), "checklist-items")
        if not any(isinstance(child, box_list) for child in element.children):
            raise self.error("a checklist holds no list; write its items as a bullet list, each behind a hyphen")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(titled_parts.__name__)
    add_part(app, checklist)
    add_directive(app, "checklist", Checklist)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
