# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables made by directives: their structure, and semantic cells."""

from collections.abc import Iterable, Sequence

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.nodes.rendering import add_node, as_element

GIVEN = "colwidths-given"
"""docutils' class of tables with explicit column widths."""


class column_head(nodes.entry):  # noqa: N801 - docutils names nodes in lower case
    """The name of a column."""


class row_head(nodes.entry):  # noqa: N801
    """The subject of a row: its first cell."""


class number_cell(nodes.entry):  # noqa: N801
    """A cell with a number."""


def make_table(
    directive: SphinxDirective,
    widths: Sequence[int],
    head: Sequence[nodes.entry],
    *bodies: Iterable[nodes.row],
    classes: Sequence[str],
) -> nodes.table:
    """Return a table with one body for each of `bodies`; `head` may be empty.

    `widths` are relative; HTML uses them only with the class GIVEN.
    """
    table = nodes.table(classes=list(classes))
    directive.set_source_info(table)
    group = nodes.tgroup("", cols=len(widths))
    group += [nodes.colspec(colwidth=width) for width in widths]
    if head:
        group += nodes.thead("", nodes.row("", *head))
    group += [nodes.tbody("", *rows) for rows in bodies]
    table += group
    return table


def setup(app: Sphinx) -> ExtensionMetadata:
    add_node(app, column_head, as_element("th", class_name="head", scope="col"), "entry")
    add_node(app, row_head, as_element("th", scope="row"), "entry")
    add_node(app, number_cell, as_element("td", class_name="number"), "entry")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
