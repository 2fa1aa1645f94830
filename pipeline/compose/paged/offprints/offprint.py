# SPDX-License-Identifier: GPL-3.0-or-later
"""An offprint as the builder writes it down, a part of a publication that is a PDF of its own; and what it needs of the builder."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from docutils import nodes

from pipeline.bookformat.book import SourceMessage
from pipeline.words import Words


@dataclass(frozen=True, slots=True)
class Content:
    """What is printed: the `design` of its pages (a style sheet), the HTML of its body, the trees it was made of.

    `imprint`, `messages`, `first` and `following` are those of `pipeline.bookformat.book.Offprint`.
    """

    design: str
    text: str
    trees: tuple[nodes.document, ...]
    imprint: str = ""
    messages: Mapping[str, SourceMessage] = field(default_factory=dict)
    first: str = ""
    following: str = ""


class Rendering(Protocol):
    """A builder that turns trees into HTML. `words` are the fixed words of the edition."""

    words: Words

    def words_in(self, tag: str) -> Words:
        """Return the fixed words in another language."""

    def html_of(self, tree: nodes.document) -> str:
        """Return a tree as HTML; nothing of an empty one."""
