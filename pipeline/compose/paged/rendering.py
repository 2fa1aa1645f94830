# SPDX-License-Identifier: GPL-3.0-or-later
"""What the parts of a book need of the builder that writes it."""

from typing import Protocol

from docutils import nodes

from pipeline.words import Words


class Rendering(Protocol):
    """A builder that turns trees into HTML. `words` are the fixed words of the edition."""

    words: Words

    def words_in(self, tag: str) -> Words:
        """Return the fixed words in another language."""

    def html_of(self, tree: nodes.document) -> str:
        """Return a tree as HTML; nothing of an empty one."""
