# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts in options and data files: messages with source positions, untranslated paragraphs, parsers of option values."""

from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective, switch_source_input


def untranslated_paragraph(text: str, *classes: str) -> nodes.paragraph:
    """Return an untranslatable paragraph: its text is already in the edition's language."""
    return nodes.paragraph("", text, classes=list(classes), translatable=False)


def message(directive: SphinxDirective, text: str, path: Path | str, line: int, *classes: str) -> nodes.paragraph:
    """Return a paragraph that is a message, with file and line for extraction and warnings; a text without letters is not one."""
    if not any(character.isalpha() for character in text):
        return untranslated_paragraph(text, *classes)
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
    """Parse inline markup into a node of a class, with source and line for extraction and warnings."""
    children, problems = directive.parse_inline(text)
    node = node_class(text, "", *children, *problems, **values)
    node.source, node.line = source, line
    return node


def option_line(directive: SphinxDirective, option: str) -> int:
    """Return the line of a directive's option as docutils counts, or the directive's line if the option is missing."""
    lines = directive.block_text.splitlines()
    return directive.lineno + next((n for n, line in enumerate(lines) if line.strip().startswith(f":{option}:")), 0)


def one_line(argument: str) -> str:
    """Return the value of an option that may span lines, joined. Raises ValueError if it is empty."""
    return " ".join(line.strip(" ") for line in directives.unchanged_required(argument).splitlines()).strip(" ")


def texts(argument: str) -> tuple[str, ...]:
    """Return the texts in an option's value. Raises ValueError, which docutils reports with the directive's line."""
    return _parts(map(one_line, argument.split(";")), "a text is missing before or after a semicolon")


def names(argument: str) -> tuple[str, ...]:
    """Return the column names in an option's value. Raises ValueError, which docutils reports with the directive's line."""
    return _parts(map(str.strip, argument.split(",")), "a name of a column is missing before or after a comma")


def _parts(values: Iterable[str], missing: str) -> tuple[str, ...]:
    parts = tuple(values)
    if "" in parts:
        raise ValueError(missing)
    return parts
