# SPDX-License-Identifier: GPL-3.0-or-later
"""Paragraphs are broken into lines as a whole (Knuth and Plass), where line by line one of them would be loose.

WeasyPrint fills each line as far as it goes, and so leaves wide spaces in a line before a long word, though the lines before it
could have given it one of theirs. Here the breaks of a justified paragraph are those for which all its lines together ask for
the least: a graph of the places at which a line may end, each found by laying a line out in a narrower measure.
"""

from collections.abc import Iterator
from heapq import heappop, heappush
from math import inf
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, inline

from pipeline.system.versions import original
from pipeline.typeset.engine.patches.headings import iter_balanced_lines
from pipeline.typeset.engine.patches.hyphens import undivided_text

ISSUE = "docs/upstream/paragraphs.md"
CHECKED = "70.0"

LOOSE = 0.4
"""So much added to a space, in sizes of the font, makes a gap that one sees at arm's length: 4 points in text of 10.5."""
_STRETCH, _SHRINK = 0.25, 0.045
"""What is added to a space, or taken from it, without being seen."""
_MOST_BREAKS = 5
"""So many ends of a line are tried."""
_MOST_SPACES = 12
"""In a line that is shrunk."""
_MOST_PLACES = 500
"""A paragraph with more places at which a line may begin is broken line by line."""
_MOST_KEPT = 5_000
"""So many paragraphs are remembered."""
_HYPHEN, _TWO_HYPHENS, _SHORT_END = 2_500, 10_000, 5_000
_STEP = 0.1
"""So many pixels less than the last time end a line before its last word."""
_EXTRA = "_extra_measure"
"""What the context knows while a line is laid out in another measure than that it will have: how much wider it will be."""

_iter_lines = original(
    block,
    "iter_line_boxes",
    "(context, box, position_y, bottom_space, skip_stack, containing_block, absolute_boxes, fixed_boxes,"
    " first_letter_style, first_line_style)",
)
_text_align = original(inline, "text_align", "(context, line, available_width, last)")

type _Place = tuple[int, ...]
"""Where a line begins: the indexes of the boxes around it, and that of the byte in a text, as WeasyPrint's skip stack has them."""


_measures: dict[Any, tuple[float, ...]] = {}
"""What was found for paragraphs that are laid out again: by measure, place, and texts with their fonts."""


class _Line(NamedTuple):
    """A line that could be: the measure in which it is laid out, the skip stack after it (None at the end), what it costs."""

    measure: float
    resume_at: Any
    cost: float
    is_divided: bool


# WeasyPrint ships no types: its context and its boxes are Any. A block has one line box until it is laid out.
def _iter_fitted_lines(
    context: Any,
    line: Any,
    position_y: Any,
    bottom_space: Any,
    skip_stack: Any,
    block_box: Any,
    absolute_boxes: Any,
    fixed_boxes: Any,
    *styles: Any,
) -> Iterator[Any]:
    def lines(skip: Any, top: Any, absolute: Any, fixed: Any) -> Any:
        return _iter_lines(context, line, top, bottom_space, skip, block_box, absolute, fixed, None, None)

    if not _is_justified(context, line, block_box) or any(styles):
        arguments = (position_y, bottom_space, skip_stack, block_box, absolute_boxes, fixed_boxes, *styles)
        yield from iter_balanced_lines(context, line, *arguments)
        return
    absolute: list[Any] = []
    plain = list(lines(skip_stack, position_y, absolute, absolute))
    measures: tuple[float, ...] = ()
    if not absolute and any(_space(box, after) > LOOSE for box, after in plain[:-1]):
        key = block_box.width, _place(skip_stack), *_texts(line)
        if key not in _measures:
            if len(_measures) > _MOST_KEPT:
                _measures.clear()
            _measures[key] = _Paragraph(context, block_box, lines, position_y).measures(skip_stack)
        measures = _measures[key]
    if not measures:
        yield from lines(skip_stack, position_y, absolute_boxes, fixed_boxes) if absolute else plain
        return
    for measure in measures:
        with_lists = lines(skip_stack, position_y, absolute_boxes, fixed_boxes)
        box, skip_stack = _in_measure(context, block_box, measure, block_box.width - measure, with_lists)
        position_y = box.position_y + box.height
        yield box, skip_stack


def _is_justified(context: Any, line: Any, block_box: Any) -> bool:
    style = block_box.style
    return (
        style["text_align_all"] == "justify"
        and style["white_space"] == "normal"
        and style["direction"] == "ltr"
        and not context.excluded_shapes
        and not any("\n" in box.text for box in line.descendants() if isinstance(box, boxes.TextBox))
    )


def _texts(line: Any) -> Iterator[Any]:
    """Yield all that tells the lines of a paragraph from those of another in the same measure."""
    for box in line.descendants():
        style = box.style
        text = getattr(box, "text", None)
        yield text or (box.element_tag, getattr(box, "width", 0))
        yield style["font_size"], style["font_family"], style["font_weight"], style["font_style"], style["lang"]
        yield style["hyphens"], style["hyphenate_limit_chars"], style["letter_spacing"], style["font_variant_caps"]


def _space(line: Any, resume_at: Any) -> float:
    """Return what is added to the spaces of a line, in sizes of the font; 0 in the last line."""
    texts = (box for box in line.descendants() if isinstance(box, boxes.TextBox))
    return max((box.justification_spacing for box in texts), default=0) / line.style["font_size"] if resume_at else 0


def _in_measure(context: Any, block_box: Any, measure: float, extra: float, lines: Iterator[Any]) -> Any:
    """Return the next line, laid out in a measure, and set in one that is wider by `extra` pixels; infinity: not set at all."""
    width = block_box.width
    block_box.width = measure
    setattr(context, _EXTRA, extra)
    try:
        return next(lines, (None, None))
    finally:
        block_box.width = width
        setattr(context, _EXTRA, None)


def _align(context: Any, line: Any, available_width: Any, last: Any) -> Any:
    extra = getattr(context, _EXTRA, None)
    if extra == inf:
        return 0
    excess = line.width - available_width - (extra or 0)
    if extra is not None and excess > 0:
        inline.justify_line(context, line, -excess)
        return 0
    return _text_align(context, line, available_width + (extra or 0), last)


class _Paragraph:
    """A paragraph while its breaks are looked for; `lines` lays out its lines from a skip stack on."""

    def __init__(self, context: Any, block_box: Any, lines: Any, position_y: Any) -> None:
        self._context, self._block, self._position_y = context, block_box, position_y
        self._lines = lines

    def measures(self, start: Any) -> tuple[float, ...]:
        """Return the measure in which each line is to be laid out, so that it ends where it should; empty if none is better."""
        best: dict[_Place | None, tuple[float, _Place, float]] = {_place(start): (0, (), 0)}
        stacks: dict[_Place, tuple[Any, bool]] = {_place(start): (start, False)}
        waiting = [_place(start)]
        while waiting:
            place = heappop(waiting)
            stack, is_divided = stacks[place]
            for line in self._possible(stack):
                cost = best[place][0] + line.cost + (_TWO_HYPHENS if is_divided and line.is_divided else 0)
                after = None if line.resume_at is None else _place(line.resume_at)
                if after is not None and after not in stacks:
                    stacks[after] = line.resume_at, line.is_divided
                    heappush(waiting, after)
                if cost < best.get(after, (inf,))[0]:
                    best[after] = cost, place, line.measure
            if len(stacks) > _MOST_PLACES:
                return ()
        found: list[float] = []
        at: _Place | None = None
        while at in best and at != _place(start):
            _, at, measure = best[at]
            found.insert(0, measure)
        return tuple(found)

    def _possible(self, stack: Any) -> Iterator[_Line]:
        """Yield the lines that can begin there, the longest first; one at least that is not too long."""
        width = self._block.width
        measure = width + _SHRINK * self._block.style["font_size"] * _MOST_SPACES
        for _ in range(_MOST_BREAKS):
            lines = self._lines(stack, self._position_y, [], [])
            box, resume_at = _in_measure(self._context, self._block, measure, inf, lines)
            if box is None:
                return
            line = self._rated(box, resume_at, measure, width)
            if line.cost < inf:
                yield line
            is_too_long = box.width > width
            measure = min(box.width - _STEP, width)
            if measure <= 0 or (not is_too_long and (resume_at is None or _added(box, width) > LOOSE)):
                return

    def _rated(self, box: Any, resume_at: Any, measure: float, width: float) -> _Line:
        added = _added(box, width)
        texts = [inner for inner in box.descendants() if isinstance(inner, boxes.TextBox)]
        is_divided = bool(texts and undivided_text(texts[-1]))
        if resume_at is None and added >= 0:
            size = box.style["font_size"]
            return _Line(measure, None, _SHORT_END if box.width < 2 * size else 0, is_divided=False)
        ratio = added / _STRETCH if added >= 0 else -added / _SHRINK
        if added < 0 and ratio > 1:
            return _Line(measure, resume_at, inf, is_divided)
        cost = (1 + 100 * ratio**3) ** 2 + (_HYPHEN if is_divided else 0)
        return _Line(measure, resume_at, cost, is_divided)


def _added(box: Any, width: float) -> float:
    """Return what each space of a line would get, in sizes of the font; much, if it has none."""
    spaces = inline.count_expandable_spaces(box)
    return float((width - box.width) / box.style["font_size"] / (spaces or 0.1))


def _place(stack: Any) -> _Place:
    """Return a skip stack as numbers: smaller ones come first in the text."""
    place: list[int] = []
    while stack:
        ((index, stack),) = stack.items()
        place.append(index)
    return tuple(place)


REPLACEMENTS = (
    (block, "iter_line_boxes", _iter_lines, _iter_fitted_lines),
    (inline, "text_align", _text_align, _align),
)
