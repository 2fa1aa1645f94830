# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits inline formulas at break opportunities: after relations and operators, as in TeX. Pure."""

from collections.abc import Callable, Iterator
from copy import deepcopy

from lxml import etree

from pipeline.formula.mathml import MATHML, name_of

type Tree = etree._Element

_RELATIONS = frozenset("=≠<>≤≥≪≫≈≡≅≃∼∝≔≺≻∈∉∋⊂⊆⊃⊇→←⇒⇐⇔↔↦⟶⟹⟺⊢⊨⊥∥∣")
_OPERATORS = frozenset("+-−±∓·⋅×÷∗∘∪∩∧∨⊕⊗∖")
_OPEN, _CLOSED = frozenset("([{⟨⌊⌈"), frozenset(")]}⟩⌋⌉")


def split_at_breaks(tree: Tree, is_long: Callable[[Tree], bool]) -> tuple[Tree, ...]:
    """Split a long formula into its sides, and long sides into their terms; lines may break between the parts.

    Content of brackets, braces and bars is kept together.
    """
    if not is_long(tree):
        return (tree,)
    sides = _split_row(tree, _RELATIONS)
    return tuple(part for side in sides for part in (_split_row(side, _OPERATORS) if is_long(side) else (side,)))


def _split_row(tree: Tree, signs: frozenset[str]) -> tuple[Tree, ...]:
    if name_of(tree[0]) != "mrow":
        return (tree,)
    row = list(tree[0])
    groups: list[list[Tree]] = [[]]
    for element, ends in zip(row, _ends(row, signs), strict=True):
        groups[-1].append(element)
        if ends:
            groups.append([])
    return tuple(_part(tree, group, is_continued=number < len(groups)) for number, group in enumerate(groups, 1))


def _ends(row: list[Tree], signs: frozenset[str]) -> Iterator[bool]:
    """Yield for each element whether a line may break after it: never after the last one, nor after a unary operator."""
    depth, in_bars, has_side = 0, False, False
    for element in row:
        text = (element.text or "") if name_of(element) == "mo" else ""
        depth += sum((part.text in _OPEN) - (part.text in _CLOSED) for part in element.iter(f"{{{MATHML}}}mo"))
        in_bars ^= text == "|" and depth == 0
        yield text in signs and has_side and depth == 0 and not in_bars and element is not row[-1]
        has_side = text not in _RELATIONS | _OPERATORS | _OPEN


def _part(tree: Tree, group: list[Tree], *, is_continued: bool) -> Tree:
    part = deepcopy(tree)
    row = part[0]
    row[:] = deepcopy(group)
    if is_continued:
        row[-1].attrib.update({"form": "infix", "rspace": "0em"})  # the surrounding text has a space there
    return part
