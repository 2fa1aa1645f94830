# SPDX-License-Identifier: GPL-3.0-or-later
"""The drawing on a cover, fine routes that converge. Pure; knows no file, no format but SVG path data."""

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

PAPER = "#fffdf9"

_ROUTES, _STRANDS = (16, 37), ((5, 11), (2, 5))
"""How many routes there are, and how many strands they have joined at the first and the second junction: from, and below."""
_APART = 0.0075
"""Distance between two routes of a strand, as a share of the width."""


class _Point(NamedTuple):
    x: float
    y: float


class _Chance:
    """Numbers from 0 to 1 that follow from a text: the same on every machine and in every version of Python."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._count = 0

    def between(self, low: float, high: float) -> float:
        self._count += 1
        digest = hashlib.sha256(f"{self._text}/{self._count}".encode()).digest()
        return low + (high - low) * int.from_bytes(digest[:4]) / 0xFFFFFFFF

    def whole(self, low: int, below: int) -> int:
        return min(int(self.between(low, below)), below - 1)


def routes(slug: str, width: float = 210, height: float = 198) -> str:
    """Return SVG path data (absolute M, C and arcs; to be stroked, not filled) within 0…width × 0…height, y downwards.

    Routes set out from small rings, join in strands, and leave as one strand at the upper edge; the lowest eighth is left free for
    words. The defaults are the lower two thirds of an A4 page in millimetres; how many there are, where they join and where they
    leave depends on the slug, so that no two covers are taken for each other. The size only scales it.
    """
    chance = _Chance(slug)
    count, strands = chance.whole(*_ROUTES), [chance.whole(*limits) for limits in _STRANDS]
    # At uneven heights: between these two lies the country.
    origins = _scattered(chance, count, (0.0, 1.0), (0.62, 0.86), 0.3)
    goal = _Point(chance.between(0.15, 0.85), 0.0)
    height_of_lower, height_of_upper = chance.between(0.42, 0.54), chance.between(0.16, 0.3)
    lower = _scattered(chance, strands[0], (0.1, 0.9), (height_of_lower - 0.06, height_of_lower + 0.06), 0.28)
    upper = _scattered(chance, strands[1], (0.14, 0.86), (height_of_upper - 0.05, height_of_upper + 0.05), 0.28)
    radius = 0.0045 * width
    parts = []
    for number, origin in enumerate(origins):
        lanes = (_lane(number, count, lower), _lane(number, count, upper), _beside(goal, number - (count - 1) / 2))
        scaled = [_Point(at.x * width, at.y * height) for at in (origin, *lanes)]
        parts += [_ring(scaled[0], radius), _curve(scaled, radius)]
    return " ".join(parts)


def _scattered(
    chance: _Chance, count: int, across: tuple[float, float], down: tuple[float, float], most: float
) -> Sequence[_Point]:
    """Return points from left to right, each up to `most` of their distance beside its place, and at some height."""
    step = (across[1] - across[0]) / count
    return [
        _Point(across[0] + step * (number + 0.5) + chance.between(-most, most) * step, chance.between(*down))
        for number in range(count)
    ]


def _lane(number: int, count: int, junctions: Sequence[_Point]) -> _Point:
    """Where a route passes its junction: beside its neighbours, in the order in which all set out, so that none cross."""
    size = count / len(junctions)
    strand = min(int(number / size), len(junctions) - 1)
    return _beside(junctions[strand], number - (strand + 0.5) * size + 0.5)


def _beside(point: _Point, lanes: float) -> _Point:
    return _Point(point.x + lanes * _APART, point.y)


def _ring(centre: _Point, radius: float) -> str:
    size = f"{radius:.2f}"
    left, right = f"{centre.x - radius:.2f} {centre.y:.2f}", f"{centre.x + radius:.2f} {centre.y:.2f}"
    return f"M{left}A{size} {size} 0 1 0 {right}A{size} {size} 0 1 0 {left}"


def _curve(stations: Sequence[_Point], gap: float) -> str:
    """Return one smooth line through the stations that leaves the ring of the first by its upper edge."""
    start = _Point(stations[0].x, stations[0].y - gap)
    path = f"M{start.x:.2f} {start.y:.2f}"
    for here, there in pairwise([start, *stations[1:]]):
        middle = (here.y + there.y) / 2
        path += f"C{here.x:.2f} {middle:.2f} {there.x:.2f} {middle:.2f} {there.x:.2f} {there.y:.2f}"
    return path
