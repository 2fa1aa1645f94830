# SPDX-License-Identifier: GPL-3.0-or-later
"""A bar chart as SVG: bars to the right of one line, each with its value at its end; and the same as shares of a table's columns.

Pure; the same input gives the same bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import NamedTuple

from pipeline.media import fonts
from pipeline.media.svg import wrap

WIDTH = 460
"""Of the drawing, in CSS pixels: about the column of a book, so that its letters are as large there as they say."""
MOST_SERIES = 3

_INK = "#1b1f23"
GREYS = ("#8b8f94", "#d4d0c6")
"""The second and the third series. Each is far from the other, and from any kind's colour, on a grey printer too."""
_SIZE = 12
_LINE = _BAR = 15
_GAP = 6
_LABELS = 0.45
"""The most of the width that labels may take."""
_BETWEEN = 8
"""From one group to the next."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A number, not below zero, and how it is printed."""

    value: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """What has one label: a bar for each series."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """At least one group, from above to below. `series` are names, or none for one alone; `colour` is that of the first."""

    groups: tuple[Group, ...]
    series: tuple[str, ...]
    colour: str
    language: str


class Shares(NamedTuple):
    """What a table that is drawn as a chart has in percent: the width of its labels, and the bars of that of the rest, by group."""

    labels: float
    bars: tuple[tuple[float, ...], ...]


def shares(chart: Chart) -> Shares:
    """Return the widths that make a table look as the drawing does."""
    return _Drawing(chart).shares()


def draw(chart: Chart) -> bytes:
    """Return the chart as an SVG file, its words as text in Source Sans 3."""
    elements, height = _Drawing(chart).parts()
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xml:lang="{escape(chart.language)}" '
        f'width="{WIDTH}" height="{height:g}" viewBox="0 0 {WIDTH} {height:g}" '
        f'font-family="\'Source Sans 3\', sans-serif" font-size="{_SIZE}" fill="{_INK}">'
    )
    return "\n".join([head, *elements, "</svg>", ""]).encode()


class _Drawing:
    """Where everything stands: labels end at the line, values begin behind their bars."""

    def __init__(self, chart: Chart) -> None:
        bars = [bar for group in chart.groups for bar in group.bars]
        self._chart = chart
        self._colours = (chart.colour, *GREYS)
        self._labels = [_wrapped(group.label) for group in chart.groups]
        self._zero = round(max(width(line) for lines in self._labels for line in lines) + _GAP + 4)
        self._longest = WIDTH - self._zero - 2 * _GAP - max(width(bar.text, bold=True) for bar in bars)
        self._largest = max(bar.value for bar in bars) or Decimal(1)

    def parts(self) -> tuple[list[str], float]:
        """Return the elements of the drawing, and its height."""
        elements, top = self._key()
        y = top
        for group, lines in zip(self._chart.groups, self._labels, strict=True):
            bars = _BAR * len(group.bars)
            height = max(bars, _LINE * len(lines))
            x, first = self._zero - _GAP, y + height / 2 - _LINE * (len(lines) - 1) / 2 + 4
            spans = (f'<tspan x="{x}" y="{first + _LINE * n:g}">{escape(line)}</tspan>' for n, line in enumerate(lines))
            elements.append(f'<text text-anchor="end">{"".join(spans)}</text>')
            for number, bar in enumerate(group.bars):
                elements += self._bar(bar, self._colours[number], y + (height - bars) / 2 + number * _BAR)
            y += height + _BETWEEN
        end = y - _BETWEEN / 2
        elements.append(f'<path d="M{self._zero} {top - _BETWEEN / 2:g}V{end:g}" stroke="{_INK}" fill="none"/>')
        return elements, end + 2

    def shares(self) -> Shares:
        room = (WIDTH - self._zero) / 100
        bars = (tuple(self._length(bar) / room for bar in group.bars) for group in self._chart.groups)
        return Shares(self._zero / WIDTH * 100, tuple(bars))

    def _length(self, bar: Bar) -> float:
        return float(bar.value / self._largest) * self._longest

    def _bar(self, bar: Bar, colour: str, y: float) -> Iterator[str]:
        length = self._length(bar)
        if length:
            height = _BAR - 2
            yield f'<rect x="{self._zero}" y="{y + 1:g}" width="{length:.1f}" height="{height}" fill="{colour}"/>'
        x, foot = self._zero + length + _GAP, y + _BAR / 2 + 4
        yield f'<text x="{x:.1f}" y="{foot:g}" font-weight="600">{escape(bar.text)}</text>'

    def _key(self) -> tuple[list[str], float]:
        """Return what the colours mean, where there are several; and the height from which bars begin."""
        elements: list[str] = []
        x, y = float(self._zero), _BETWEEN / 2
        if len(self._chart.series) > 1:
            for name, colour in zip(self._chart.series, self._colours, strict=False):
                if x > self._zero and x + 17 + width(name) > WIDTH:
                    x, y = float(self._zero), y + _LINE + 2
                elements.append(f'<rect x="{x:g}" y="{y:g}" width="11" height="11" fill="{colour}"/>')
                elements.append(f'<text x="{x + 16:g}" y="{y + 10:g}">{escape(name)}</text>')
                x = round(x + 16 + width(name) + 14)
            y += _LINE + _BETWEEN
        return elements, y


def _wrapped(label: str) -> list[str]:
    """Return the label in as few lines as its share of the width allows; a word that is wider itself is cut."""
    words = " ".join(part for word in label.split() for part in _cut(word))
    for count in range(1, len(words.split()) + 1):
        lines = [line for line in wrap(words, count) if line]
        if max(map(width, lines)) <= WIDTH * _LABELS:
            return lines
    return words.split() or [""]


def _cut(word: str) -> Iterator[str]:
    while width(word) > WIDTH * _LABELS:
        most = next(at for at in range(len(word), 0, -1) if width(f"{word[:at]}-") <= WIDTH * _LABELS)
        yield f"{word[:most]}-"
        word = word[most:]
    yield word


def width(text: str, *, bold: bool = False) -> float:
    """Return how wide a line is, in pixels, in the font that stands in the drawing."""
    return fonts.width(text, _SIZE, 600 if bold else 400)
