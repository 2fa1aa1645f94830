# SPDX-License-Identifier: GPL-3.0-or-later
"""An extension that numbers boxes, whose titles it keeps where nobody else looks."""

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class box(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """A box; its title is in the last of its children."""


class Box(SphinxDirective):
    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = {"name": directives.unchanged}  # noqa: RUF012

    def run(self) -> list[nodes.Node]:
        element = box()
        element += self.parse_content_to_nodes()
        element += nodes.container("", nodes.paragraph("", self.arguments[0]))
        self.add_name(element)
        if not element["ids"]:
            self.state.document.set_id(element)
        return [element]


def title(node: nodes.Element) -> str:
    return node[-1][0].astext()


def _print_nothing(_translator: object, _node: nodes.Element) -> None:
    """A visitor."""


def setup(app: Sphinx) -> None:
    app.add_enumerable_node(box, "box", title, html=(_print_nothing, _print_nothing))
    app.config.numfig_format |= {"box": "Box %s"}
    app.add_directive("box", Box)
