# SPDX-License-Identifier: GPL-3.0-or-later
"""A formula: TeX in, and out of it MathML for screens, a drawing for paper, and a line of words for those who see neither."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from lxml import etree

from pipeline.formula.breaking import broken
from pipeline.formula.drawing import HIGHEST, LINE, TYPEFACE, WIDE, WIDEST, Drawing, draw
from pipeline.formula.macros import COMMON, Macros, configured, defined, expand
from pipeline.formula.mathml import read_tree, space_functions
from pipeline.formula.speech import plain_text
from pipeline.formula.tex import Broken, with_decimals, with_words, words_in

__all__ = [
    "COMMON",
    "LINE",
    "TYPEFACE",
    "WIDE",
    "Broken",
    "Drawing",
    "Formula",
    "Macros",
    "configured",
    "defined",
    "expand",
    "read_formula",
    "with_decimals",
    "with_words",
    "words_in",
]

_LONG = 6.0
"""A formula of no more ems is not broken at the end of a line."""


@dataclass(frozen=True)
class Formula:
    """A formula in MathML."""

    tree: etree._Element

    @cached_property
    def plain_text(self) -> str:
        """The formula on one line, as far as signs can say it: `p = (a + b) / n`."""
        return plain_text(self.tree)

    def mathml(self, alt: str = "") -> str:
        """Return the element for HTML and XHTML alike; `alt` is what its author says of it."""
        tree = etree.fromstring(etree.tostring(self.tree))
        tree.set("alttext", alt or self.plain_text)
        space_functions(tree)
        return etree.tostring(tree, encoding="unicode")

    @cached_property
    def drawing(self) -> Drawing:
        """Raises `tex.Broken` where the typeface lacks a sign, or the formula is too wide for any page."""
        drawing = draw(self.tree)
        if (over := drawing.excess(WIDEST)) > 0:
            raise Broken(f"it is {over} % wider than a page allows; break it into lines with \\\\")
        if drawing.height > HIGHEST:
            raise Broken("it is higher than a page; make several of it")
        return drawing

    @cached_property
    def drawings(self) -> tuple[Drawing, ...]:
        """What stands in a sentence: the drawings of its parts, between which a line may end. Raises `tex.Broken` as `drawing`."""
        return tuple(Formula(part).drawing for part in broken(self.tree, lambda tree: draw(tree).width > _LONG))


@lru_cache(maxsize=1024)
def read_formula(tex: str, *, display: bool = False) -> Formula:
    """Return the formula that a text in TeX describes, displayed if `display`. Raises Broken."""
    return Formula(read_tree(tex, display=display))
