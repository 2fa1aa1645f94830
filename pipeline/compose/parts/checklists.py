# SPDX-License-Identifier: GPL-3.0-or-later
"""Checklists: a title and a list whose items have a box to tick with a pen."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.parts import parts
from pipeline.compose.parts.parts import Part, box_list, part, with_boxes, words_of


class checklist(part):  # noqa: N801 - docutils names nodes in lower case
    """A checklist; `kind` is the word that names it in the edition's language."""


class Checklist(Part):
    """`.. checklist:: Title` with a `:name:`; its content is a bullet list, with text before or after it."""

    node_class = checklist

    def fill(self, element: nodes.Element) -> None:
        words = words_of(self.env)
        element["kind"] = words("Checklist")
        element += with_boxes(self.parse_content_to_nodes(), "checklist-items")
        if not any(isinstance(child, box_list) for child in element.children):
            raise self.error("a checklist holds no list; write its items as a bullet list, each behind a hyphen")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(parts.__name__)
    parts.add_node(app, checklist, (parts.open_part, parts.closing("section")), parts.plainly())
    parts.add_directive(app, "checklist", Checklist)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
