# SPDX-License-Identifier: GPL-3.0-or-later
"""Parses translated messages faster, with the same result as Sphinx, byte for byte.

Sphinx builds a whole docutils parser, a hundred thousand objects in a book, for each message, and parses most messages
twice. A message of one line that can be nothing but a paragraph needs the inline parser alone, which is kept; and what
parsed without any effect but its nodes is copied instead of parsed again.
"""

import re
from typing import cast

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.translation.message_parsing import MessageText, Request, add_parser

_WITHOUT_EFFECT = re.compile(r"``[^`]+``|:(?:ref|term|doc|numref|abbr):`[^`]+`")
"""Literals, and the roles that do nothing but make nodes. Other roles may act (citations, index): parsed as often as ever."""
_COPIED = (
    nodes.Text,
    nodes.paragraph,
    nodes.emphasis,
    nodes.strong,
    nodes.literal,
    nodes.inline,
    nodes.abbreviation,
    nodes.substitution_reference,
    addnodes.pending_xref,
)
_MEMORY = "pipeline_messages"


def reuse(request: Request) -> nodes.Element | None:
    """Return the message's nodes, or None where only Sphinx's own parser surely gives the same."""
    text = request.text
    # What an epilog says is parsed with each message, and may act.
    if not text.is_plain or request.config.rst_epilog or not request.is_restructuredtext:
        return None
    memory = cast(dict[MessageText, nodes.Element], request.env.current_document.setdefault(_MEMORY, {}))
    if text in memory:
        return memory[text].deepcopy()
    block = request.as_paragraph(text.words)
    if "`" not in _WITHOUT_EFFECT.sub("", text.words) and all(isinstance(node, _COPIED) for node in block.findall()):
        memory[text] = block.deepcopy()
    return block


def setup(app: Sphinx) -> ExtensionMetadata:
    add_parser(app, "parser_reuse", reuse)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
