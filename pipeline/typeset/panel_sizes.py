# SPDX-License-Identifier: GPL-3.0-or-later
"""The size of the text of a leaflet or card: the largest of a few for which every panel holds its text, one for the whole sheet."""

from pipeline.bookformat.vocabulary import PANEL, SIDE
from pipeline.typeset.book import Book
from pipeline.typeset.engine.document import Document
from pipeline.typeset.engine.press import Press
from pipeline.typeset.styles import DESIGNS

_SIZES = {
    "leaflet": (3.8, 4.4, 5.0, 5.6, 6.2),
    "card": (3.2, 3.8, 4.4, 5.0, 5.6, 6.2),
    "card-wallet": (2.4, 2.8, 3.6),
}
"""The sizes by design, or by what all papers share, in rem, that is in millimetres of the larger paper. They are few, so that most
often all languages of a sheet have the same, though each is laid out separately."""


def render_fitted(press: Press, book: Book, text: str, rules: str = "") -> Document:
    """Return the pages of a text; those of a leaflet or card with the largest text that fits, or the least where none does."""
    if book.design not in DESIGNS:
        return press.render(book, text, rules)
    sizes = _SIZES.get(book.design) or _SIZES[book.design.partition("-")[0]]
    low, high = 0, len(sizes) - 1
    while True:
        tried = (low + high + 1) // 2
        document = press.render(book, text, f"{rules}\n[{SIDE}] .{PANEL} {{ font-size: {sizes[tried]:.1f}rem; }}")
        if not document.overfull_sides:
            low = tried
        elif tried > low:
            high = tried - 1
        if low == high == tried:
            return document
