"""An extension with a node of its own, as projects have them."""

from docutils import nodes
from docutils.parsers.rst import Directive


class stamp(nodes.Inline, nodes.TextElement):
    """A word in a box."""


class Stamp(Directive):
    required_arguments = 1

    def run(self):
        paragraph = nodes.paragraph()
        paragraph += stamp("", self.arguments[0])
        return [paragraph]


def visit(translator, node):
    translator.body.append(translator.starttag(node, "b", "", CLASS="stamp"))


def depart(translator, node):
    translator.body.append("</b>")


def setup(app):
    app.add_node(stamp, html=(visit, depart))
    app.add_directive("stamp", Stamp)
    return {"version": "1", "parallel_read_safe": True}
