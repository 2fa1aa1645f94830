# SPDX-License-Identifier: GPL-3.0-or-later
"""What tables made from files have in common: cells that say what they are, and texts that know the file they come from."""

from collections.abc import Callable, Sequence
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, switch_source_input
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from pipeline.compose.parts import parts
from pipeline.compose.parts.contacts import fixed

GIVEN = "colwidths-given"
"""docutils' class of tables whose columns are as wide as they say."""


class column_head(nodes.entry):  # noqa: N801 - docutils names nodes in lower case
    """The name of a column."""


class row_head(nodes.entry):  # noqa: N801
    """What a row is about: its first cell."""


class number_cell(nodes.entry):  # noqa: N801
    """A cell with a number."""


def message(directive: SphinxDirective, text: str, path: Path | str, line: int, *classes: str) -> nodes.paragraph:
    """A message that stands in a line of a file; extraction and warnings name that line. Without a letter it is none."""
    if not any(sign.isalpha() for sign in text):
        return fixed(text, *classes)
    with switch_source_input(directive.state, StringList([text], items=[(str(path), line - 1)])):
        children, problems = directive.state.inline_text(text, 1)
    paragraph = nodes.paragraph(text, "", *children, *problems, classes=list(classes))
    paragraph.source, paragraph.line = str(path), line
    return paragraph


def caption(directive: SphinxDirective, text: str, path: str | None, line: int | None) -> nodes.title:
    """The caption of a table, which numbers it."""
    children, problems = directive.parse_inline(text)
    title = nodes.title(text, "", *children, *problems)
    title.source, title.line = path, line
    return title


def table(
    directive: SphinxDirective,
    widths: Sequence[int],
    head: Sequence[column_head],
    rows: Sequence[nodes.row],
    *classes: str,
) -> nodes.table:
    """A table; `head` may be empty. `widths` are shares of its columns, which HTML heeds with the class GIVEN."""
    made = nodes.table(classes=list(classes))
    directive.set_source_info(made)
    group = nodes.tgroup("", cols=len(widths))
    group += [nodes.colspec(colwidth=width) for width in widths]
    if head:
        group += nodes.thead("", nodes.row("", *head))
    group += nodes.tbody("", *rows)
    made += group
    return made


def _opening(tag: str, **attributes: str) -> Callable[[HTML5Translator, nodes.Element], None]:
    def enter(translator: HTML5Translator, node: nodes.Element) -> None:
        parts.open_tag(translator, node, tag, **attributes)

    return enter


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(parts.__name__)
    plain = parts.plainly("entry")
    parts.add_node(app, column_head, (_opening("th", class_name="head", scope="col"), parts.closing("th")), plain)
    parts.add_node(app, row_head, (_opening("th", scope="row"), parts.closing("th")), plain)
    parts.add_node(app, number_cell, (_opening("td", class_name="number"), parts.closing("td")), plain)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
