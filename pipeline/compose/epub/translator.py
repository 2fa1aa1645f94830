# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders documents as HTML for EPUBs."""

from html import escape

from pipeline.compose.paged.book_parts import book_part
from pipeline.compose.paged.translator import BookTranslator


class EpubTranslator(BookTranslator):
    """Prints the title of a part on the page of its first chapter."""

    def visit_book_part(self, node: book_part) -> None:
        number = escape(f"{self.words('Part %s') % node['number']}{self.secnumber_suffix}")
        self.body.append(
            f'{self.starttag(node, "h1", "", CLASS="book-part")}<span class="section-number">{number}</span>'
        )

    def depart_book_part(self, node: book_part) -> None:  # noqa: ARG002 - docutils' signature
        self.body.append("</h1>\n")
