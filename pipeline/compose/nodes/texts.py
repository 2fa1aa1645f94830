# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that directives take from options and files: messages with their place, words that are no message, values of options."""

from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective, switch_source_input


def fixed(text: str, *classes: str) -> nodes.paragraph:
    """Return words that are in the edition's language already, and so are no message of the catalogue."""
    return nodes.paragraph("", text, classes=list(classes), translatable=False)


def message(directive: SphinxDirective, text: str, path: Path | str, line: int, *classes: str) -> nodes.paragraph:
    """Return the message at a line of a file; extraction and warnings name that line. Without a letter it is none."""
    if not any(character.isalpha() for character in text):
        return fixed(text, *classes)
    with switch_source_input(directive.state, StringList([text], items=[(str(path), line - 1)])):
        children, problems = directive.state.inline_text(text, 1)
    paragraph = nodes.paragraph(text, "", *children, *problems, classes=list(classes))
    paragraph.source, paragraph.line = str(path), line
    return paragraph


def inline_message[Node: nodes.TextElement](
    directive: SphinxDirective,
    node_class: type[Node],
    text: str,
    source: str | None,
    line: int | None,
    **values: object,
) -> Node:
    """Return a message of inline markup as a node of a class; extraction and warnings name its source and line."""
    children, problems = directive.parse_inline(text)
    node = node_class(text, "", *children, *problems, **values)
    node.source, node.line = source, line
    return node


def option_line(directive: SphinxDirective, option: str) -> int:
    """Return the line, counted as docutils counts, of an option of a directive; the directive's where it has none."""
    lines = directive.block_text.splitlines()
    return directive.lineno + next((n for n, line in enumerate(lines) if line.strip().startswith(f":{option}:")), 0)


def one_line(argument: str) -> str:
    """Return the value of an option that may go on in the next line. Raises ValueError when it is empty."""
    return " ".join(line.strip(" ") for line in directives.unchanged_required(argument).splitlines()).strip(" ")


def texts(argument: str) -> tuple[str, ...]:
    """Return the value of an option that holds texts. Raises ValueError, which docutils reports with the directive's line."""
    return _parts(map(one_line, argument.split(";")), "a text is missing before or after a semicolon")


def names(argument: str) -> tuple[str, ...]:
    """Return the value of an option that holds names of columns. Raises ValueError, as above."""
    return _parts(map(str.strip, argument.split(",")), "a name of a column is missing before or after a comma")


def _parts(values: Iterable[str], missing: str) -> tuple[str, ...]:
    parts = tuple(values)
    if "" in parts:
        raise ValueError(missing)
    return parts
