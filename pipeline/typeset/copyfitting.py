# SPDX-License-Identifier: GPL-3.0-or-later
"""Copyfitting: lays a chapter out in other ways, within what a compositor would do, where its pages have holes.

What is white on a page costs: at the end of a chapter where less than a quarter of the page is filled, elsewhere where more than a
sixth of it is not; and so does a table that is broken though it need not be. First figures and tables let text past them, then
all pages of the chapter get a line more or less, or lines and paragraphs stand a little closer or wider. Of all that was tried the
cheapest is taken.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.typeset.engine.document import Document
from pipeline.typeset.engine.floats import DESIGNED, MOST_WHITE, NO_MOVES, Fit, Moves
from pipeline.typeset.engine.pages import PageFill

LEAST = 0.25
"""The share of its last page that a chapter should fill."""
_LINES = 46
"""Of a page."""
_LONGEST = 40
"""Pages of a chapter that is fitted: of a longer one, as references of programs have, some page has too much white in every way."""
_ROUNDS = 3
"""So often figures and tables are moved: what has been moved may leave another hole behind."""
_BROKEN = 0.5
"""What a table costs that is broken and need not be: as much as a third of a page that is white."""
_LITTLE, _WORTH = 0.05, 0.15
"""So much less white is worth another way of setting if a bad page is good with it, and so much if none is."""
_SLACK = 1.4
"""A way is tried that is thought to give this share of the room that it does."""


class Way(NamedTuple):
    """A way to set a chapter: its CSS, about how many lines more a page holds with it, and how far it departs from the design."""

    rules: str
    lines: float
    cost: float


def _depth(lines: int) -> str:
    """Return the rules of pages with so many lines more; what stands below them stays in its place."""
    below = f"padding-top: calc(8mm - {lines * 15}pt)"
    return (
        f"@page body {{ margin-bottom: calc(25mm - {lines * 15}pt);"
        f" @bottom-left {{ {below} }} @bottom-right {{ {below} }} }}"
    )


def _spacing(leading: float, gap: float) -> str:
    return f":root {{ --leading: {leading}pt; --gap: {gap}pt; }}"


WAYS = (
    Way(_depth(1), 1, 0.04),
    Way(_depth(-1), -1, 0.04),
    Way(_spacing(14.7, 6), 2, 0.06),
    Way(_depth(-1) + _spacing(15.4, 9.5), -3.5, 0.1),
)
"""The ways besides the design, the nearest to it first. Two more, with 2 lines less and 3.5 more, won 1 of 25 trials."""

type LayOut = Callable[[str, Moves], Document]
"""Lays a chapter out with these rules, its figures and tables moved."""


def fitted(lay_out: LayOut) -> tuple[Document, Fit]:
    """Return a chapter whose pages have as few holes as the ways allow: as it is designed, if that has none, or if it is long."""
    designed = lay_out("", NO_MOVES)
    if designed.page_count > _LONGEST:
        return designed, DESIGNED
    best, moves = _with_floats(lay_out, designed)
    least, rules = badness(best), ""
    for way in WAYS:
        if least - way.cost <= _LITTLE or not _is_promising(way, best.fills):
            continue  # it could not gain enough, or is not thought to
        trial = lay_out(way.rules, moves)
        cost = badness(trial) + way.cost
        gain = least - cost
        if gain > _WORTH or (gain > _LITTLE and len(badly_filled(trial.fills)) < len(badly_filled(best.fills))):
            best, least, rules = trial, cost, way.rules
    return best, Fit(rules, moves)


def _with_floats(lay_out: LayOut, designed: Document) -> tuple[Document, Moves]:
    """Return the chapter with figures and tables moved, and which: the best of some rounds, since each may leave a hole."""
    best, best_moves = designed, NO_MOVES
    last, moves = designed, NO_MOVES
    for _ in range(_ROUNDS):
        new = {**last.broken_tables, **last.floats(fill for fill in badly_filled(last.fills) if not fill.ends)}
        if not new:
            break
        moves = {**moves, **new}
        last = lay_out("", moves)
        if badness(last) < badness(best):
            best, best_moves = last, moves
    return best, best_moves


def badness(document: Document) -> float:
    """Return what is bad about pages: 1 for an empty last page, for half an empty page before others, and for two broken tables."""
    return len(document.broken_tables) * _BROKEN + sum(
        (LEAST - fill.filled) / LEAST if fill.ends else (1 - fill.filled - MOST_WHITE) / (0.5 - MOST_WHITE)
        for fill in badly_filled(document.fills)
    )


def badly_filled(fills: Sequence[PageFill]) -> list[PageFill]:
    """Return the pages with too much white. What has one page alone, such as a form, is as short as its text."""
    return [
        fill
        for before, fill in pairwise((PageFill(0, 1, ends=True), *fills))
        if fill.filled < (LEAST if fill.ends else 1 - MOST_WHITE) and not (fill.ends and before.ends)
    ]


def _is_promising(way: Way, fills: Sequence[PageFill]) -> bool:
    """Tell whether a way may fill a page that has too much white, as far as one knows before it is tried."""
    bad, before = badly_filled(fills), 0
    for fill in fills:
        room = way.lines * _SLACK / _LINES
        if fill not in bad:
            pass
        elif fill.ends:
            needed = fill.filled if way.lines > 0 else LEAST - fill.filled
            if needed <= abs(room) * before:
                return True
        else:
            needed = fill.lacks if way.lines > 0 else 1 - fill.filled - MOST_WHITE
            enough = room if way.lines > 0 else -room * (before + 1)
            if 0 < needed <= enough:  # what has room stays away for another reason
                return True
        before = 0 if fill.ends else before + 1
    return False
