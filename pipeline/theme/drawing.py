# SPDX-License-Identifier: GPL-3.0-or-later
"""The drawing on a cover, fine routes that converge. Pure; knows no file, no format but SVG path data."""

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

PAPER = "#fffdf9"

ROUTES = 30
_STRANDS = (9, 3)
"""How many strands the routes have joined at the first and the second junction."""
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


def routes(slug: str, width: float = 210, height: float = 198) -> str:
    """Return SVG path data (absolute M, C and arcs; to be stroked, not filled) within 0…width × 0…height, y downwards.

    Thirty routes set out from small rings, join in strands, and leave as one strand at the upper edge; the lowest eighth
    is left free for words. The defaults are the lower two thirds of an A4 page in millimetres; the shape depends on the
    slug, the size only scales it.
    """
    chance = _Chance(slug)
    # At uneven heights: between these two lies the country.
    origins = _scattered(chance, ROUTES, (0.0, 1.0), (0.62, 0.86), 0.3)
    goal = _Point(chance.between(0.6, 0.84), 0.0)
    lower = _scattered(chance, _STRANDS[0], (0.1, 0.9), (0.42, 0.56), 0.28)
    upper = _scattered(chance, _STRANDS[1], (0.26, 0.86), (0.17, 0.3), 0.28)
    mirrored = chance.between(0, 1) < 0.5
    radius = 0.0045 * width
    parts = []
    for number, origin in enumerate(origins):
        stations = (origin, _lane(number, lower), _lane(number, upper), _beside(goal, number - (ROUTES - 1) / 2))
        scaled = [_Point((1 - at.x if mirrored else at.x) * width, at.y * height) for at in stations]
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


def _lane(number: int, junctions: Sequence[_Point]) -> _Point:
    """Where a route passes its junction: beside its neighbours, in the order in which all set out, so that none cross."""
    size = ROUTES / len(junctions)
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
