# SPDX-License-Identifier: GPL-3.0-or-later
"""An offprint as the builder writes it down: a part of a publication that is a PDF of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from docutils import nodes

from pipeline.bookformat.book import SourceMessage


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
