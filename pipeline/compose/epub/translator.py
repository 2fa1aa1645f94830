# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents as the HTML of an EPUB: Sphinx's own, in which each link knows the line in which it is written."""

from html import escape

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

from pipeline.compose.docutils_tree import sourced
from pipeline.compose.epub.xhtml import SOURCE


class EpubTranslator(HTML5Translator):
    def visit_reference(self, node: nodes.Element) -> None:
        super().visit_reference(node)
        at = sourced(node)
        if at is not None and "://" not in str(node.get("refuri", "")):
            source = escape(f"{at.source}:{at.line}")
            for begin in reversed(range(len(self.body))):
                if self.body[begin].startswith("<a "):
                    self.body[begin] = self.body[begin].replace("<a ", f'<a {SOURCE}="{source}" ', 1)
                    break
