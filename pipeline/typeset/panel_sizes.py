# SPDX-License-Identifier: GPL-3.0-or-later
"""Chooses the text size of a leaflet or card: the largest of a few sizes at which the text of every panel fits."""

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
"""Sizes in rem (millimetres on the larger paper), by design or by design without its paper. They are few, so that the languages of a
sheet usually get the same size, although each is laid out separately."""


def render_to_fit(press: Press, book: Book, text: str, rules: str = "") -> Document:
    """Lay out a text; a leaflet or card in the largest text size that fits, or in the smallest if none does."""
    if book.design not in DESIGNS:
        return press.render(book, text, rules)
    sizes = _SIZES.get(book.design) or _SIZES[book.design.partition("-")[0]]
    low, high = 0, len(sizes) - 1
    while True:
        middle = (low + high + 1) // 2
        document = press.render(book, text, f"{rules}\n[{SIDE}] .{PANEL} {{ font-size: {sizes[middle]:.1f}rem; }}")
        if not document.overfull_sides:
            low = middle
        elif middle > low:
            high = middle - 1
        if low == high == middle:
            return document
