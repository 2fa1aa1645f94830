# SPDX-License-Identifier: GPL-3.0-or-later
"""Chooses the text size of a leaflet or card: the largest of a few sizes at which the text of every panel fits."""

from bisect import bisect_left
from functools import cache

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

    @cache
    def render(size: float) -> Document:
        return press.render(book, text, f"{rules}\n[{SIDE}] .{PANEL} {{ font-size: {size:.1f}rem; }}")

    too_large = bisect_left(sizes, True, lo=1, key=lambda size: bool(render(size).overfull_sides))
    return render(sizes[too_large - 1])
