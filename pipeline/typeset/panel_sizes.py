# SPDX-License-Identifier: GPL-3.0-or-later
"""The sizes of the text of leaflets and cards: the largest of a few for which every panel holds its text.

Front and back have a size of their own, since each is seen alone; the other panels share one: what lies side by side is read as
one text.
"""

from collections.abc import Mapping, Sequence

from pipeline.bookformat.vocabulary import PANEL, SIDE
from pipeline.typeset.book import Book
from pipeline.typeset.engine.document import Document
from pipeline.typeset.engine.press import Press
from pipeline.typeset.styles import DESIGNS

_OUTER = ("front", "back")
_OTHERS = "others"
_SELECTORS = {_OTHERS: f"[{SIDE}] .{PANEL}", **{side: f'[{SIDE}="{side}"] .{PANEL}' for side in _OUTER}}
"""By group of sides, in the order in which one rule replaces another."""
_SIZES = {
    "leaflet": (3.8, 4.4, 5.0, 5.6, 6.2),
    "card": (3.2, 3.8, 4.4, 5.0, 5.6, 6.2),
    "card-wallet": (2.4, 2.8, 3.6),
}
"""The sizes by design, or by what all papers share, in rem, that is in millimetres of the larger paper. They are few, so that most
often all languages of a sheet have the same, though each is laid out by itself."""


def render_fitted(press: Press, book: Book, text: str, rules: str = "") -> Document:
    """Return the pages of a text; those of a leaflet or card with the largest text that fits, or the least where none does."""
    if book.design not in DESIGNS:
        return press.render(book, text, rules)
    sizes = _SIZES.get(book.design) or _SIZES[book.design.partition("-")[0]]
    low, high = dict.fromkeys(_SELECTORS, 0), dict.fromkeys(_SELECTORS, len(sizes) - 1)
    while True:
        tried = {group: (low[group] + high[group] + 1) // 2 for group in _SELECTORS}
        document = press.render(book, text, f"{rules}\n{_rules(tried, sizes)}")
        overfull = {side if side in _OUTER else _OTHERS for side in document.overfull_sides}
        for group, size in tried.items():
            if group not in overfull:
                low[group] = size
            elif size > low[group]:
                high[group] = size - 1
        if low == high == tried:
            return document


def _rules(chosen: Mapping[str, int], sizes: Sequence[float]) -> str:
    return "\n".join(
        f"{selector} {{ font-size: {sizes[chosen[group]]:.1f}rem; }}" for group, selector in _SELECTORS.items()
    )
