# SPDX-License-Identifier: GPL-3.0-or-later
"""Generates the drawing on covers: thin routes that converge. Pure; returns SVG path data."""

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

_ROUTES, _STRANDS = (16, 37), ((5, 11), (2, 5))
"""Ranges (upper bound excluded) for the number of routes, and of strands after the first and the second junction."""
_LANE_WIDTH = 0.0075
"""Distance between two routes of a strand, as a share of the width."""


class _Point(NamedTuple):
    x: float
    y: float


class _Random:
    """A pseudo-random generator seeded by a text, with equal results on every machine and in every version of Python."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._count = 0

    def uniform(self, low: float, high: float) -> float:
        self._count += 1
        digest = hashlib.sha256(f"{self._text}/{self._count}".encode()).digest()
        return low + (high - low) * int.from_bytes(digest[:4]) / 0xFFFFFFFF

    def whole(self, low: int, end: int) -> int:
        return min(int(self.uniform(low, end)), end - 1)


def routes(slug: str, width: float = 210, height: float = 198) -> str:
    """Return SVG path data (absolute M, C and arcs; to be stroked, not filled) within 0…width × 0…height, y downwards.

    Routes start from small rings, join into strands, and end as one strand at the upper edge; the lowest eighth is free for text. The
    default size is the lower two thirds of an A4 page in millimetres. The number of routes, and where they join and end, depend on
    the slug, so that covers differ. The size only scales the drawing.
    """
    chance = _Random(slug)
    count, strands = chance.whole(*_ROUTES), [chance.whole(*limits) for limits in _STRANDS]
    # The rings are at random heights, between 62 % and 86 %.
    origins = _scattered(chance, count, (0.0, 1.0), (0.62, 0.86), 0.3)
    goal = _Point(chance.uniform(0.15, 0.85), 0.0)
    height_of_lower, height_of_upper = chance.uniform(0.42, 0.54), chance.uniform(0.16, 0.3)
    lower = _scattered(chance, strands[0], (0.1, 0.9), (height_of_lower - 0.06, height_of_lower + 0.06), 0.28)
    upper = _scattered(chance, strands[1], (0.14, 0.86), (height_of_upper - 0.05, height_of_upper + 0.05), 0.28)
    radius = 0.0045 * width
    parts = []
    for number, origin in enumerate(origins):
        lanes = (_lane(number, count, lower), _lane(number, count, upper), _shift(goal, number - (count - 1) / 2))
        scaled = [_Point(at.x * width, at.y * height) for at in (origin, *lanes)]
        parts += [_ring(scaled[0], radius), _curve(scaled, radius)]
    return " ".join(parts)


def _scattered(
    chance: _Random, count: int, x_range: tuple[float, float], y_range: tuple[float, float], displacement: float
) -> Sequence[_Point]:
    """Return points from left to right at random heights, each displaced by up to `displacement` of their distance."""
    step = (x_range[1] - x_range[0]) / count
    return [
        _Point(
            x_range[0] + step * (number + 0.5) + chance.uniform(-displacement, displacement) * step,
            chance.uniform(*y_range),
        )
        for number in range(count)
    ]


def _lane(number: int, count: int, junctions: Sequence[_Point]) -> _Point:
    """Return the point where a route passes its junction: next to its neighbours and in the order of the rings, so that none cross."""
    size = count / len(junctions)
    strand = min(int(number / size), len(junctions) - 1)
    return _shift(junctions[strand], number - (strand + 0.5) * size + 0.5)


def _shift(point: _Point, lanes: float) -> _Point:
    return _Point(point.x + lanes * _LANE_WIDTH, point.y)


def _ring(centre: _Point, radius: float) -> str:
    size = f"{radius:.2f}"
    left, right = f"{centre.x - radius:.2f} {centre.y:.2f}", f"{centre.x + radius:.2f} {centre.y:.2f}"
    return f"M{left}A{size} {size} 0 1 0 {right}A{size} {size} 0 1 0 {left}"


def _curve(stations: Sequence[_Point], gap: float) -> str:
    """Return a smooth line through the stations that starts at the top of the first one's ring."""
    start = _Point(stations[0].x, stations[0].y - gap)
    path = f"M{start.x:.2f} {start.y:.2f}"
    for begin, end in pairwise([start, *stations[1:]]):
        middle = (begin.y + end.y) / 2
        path += f"C{begin.x:.2f} {middle:.2f} {end.x:.2f} {middle:.2f} {end.x:.2f} {end.y:.2f}"
    return path
