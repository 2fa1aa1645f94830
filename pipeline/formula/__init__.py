# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts TeX formulas to MathML for screens and drawings for paper."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from lxml import etree

from pipeline.formula.breaking import split_at_breaks
from pipeline.formula.drawing import HIGHEST, LINE, TYPEFACE, WIDE, WIDEST, Drawing, draw
from pipeline.formula.mathml import read_tree, space_functions
from pipeline.formula.tex import FormulaError, with_decimals, with_words, words_in

__all__ = [
    "LINE",
    "TYPEFACE",
    "WIDE",
    "Drawing",
    "Formula",
    "FormulaError",
    "read_formula",
    "with_decimals",
    "with_words",
    "words_in",
]

_MAX_UNBROKEN_WIDTH = 6.0
"""Formulas up to this width, in ems, are not broken across lines."""


@dataclass(frozen=True)
class Formula:
    """A formula in MathML, and its TeX on one line."""

    tree: etree._Element
    tex: str = ""

    def mathml(self, alt: str = "") -> str:
        """Return the `math` element, for HTML and XHTML; `alt` is the author's alternative text."""
        tree = etree.fromstring(etree.tostring(self.tree))
        tree.set("alttext", alt or self.tex)
        space_functions(tree)
        return etree.tostring(tree, encoding="unicode")

    @cached_property
    def drawing(self) -> Drawing:
        """The formula as a drawing. Raises FormulaError if the font lacks a character, or the formula is too large for a page."""
        drawing = draw(self.tree)
        if (over := drawing.excess(WIDEST)) > 0:
            raise FormulaError(f"it is {over} % wider than a page allows; break it into lines with \\\\")
        if drawing.height > HIGHEST:
            raise FormulaError("it is taller than a page; divide it into several")
        return drawing

    @cached_property
    def drawings(self) -> tuple[Drawing, ...]:
        """The drawings of an inline formula, with break opportunities between them. Raises FormulaError like `drawing`."""
        return tuple(
            Formula(part).drawing
            for part in split_at_breaks(self.tree, lambda tree: draw(tree).width > _MAX_UNBROKEN_WIDTH)
        )


@lru_cache(maxsize=1024)
def read_formula(tex: str, *, display: bool = False) -> Formula:
    """Parse a TeX formula, in display style if `display`. Raises FormulaError."""
    return Formula(read_tree(tex, display=display), " ".join(tex.split()))
