# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a formula in a sentence may go on in the next line: after a relation or an operator, as TeX breaks it. Pure."""

from collections.abc import Callable, Iterator
from copy import deepcopy

from lxml import etree

from pipeline.formula.mathml import MATHML, name_of

type Tree = etree._Element

_RELATIONS = frozenset("=≠<>≤≥≪≫≈≡≅≃∼∝≔≺≻∈∉∋⊂⊆⊃⊇→←⇒⇐⇔↔↦⟶⟹⟺⊢⊨⊥∥∣")
_OPERATORS = frozenset("+-−±∓·⋅×÷∗∘∪∩∧∨⊕⊗∖")
_OPEN, _CLOSED = frozenset("([{⟨⌊⌈"), frozenset(")]}⟩⌋⌉")


def broken(tree: Tree, is_long: Callable[[Tree], bool]) -> tuple[Tree, ...]:
    """Return the parts of a formula between which a line may end: of one that is long, its sides; of a long side, its terms.

    What stands in brackets, in braces or between bars stays together.
    """
    if not is_long(tree):
        return (tree,)
    sides = _cut(tree, _RELATIONS)
    return tuple(part for side in sides for part in (_cut(side, _OPERATORS) if is_long(side) else (side,)))


def _cut(tree: Tree, signs: frozenset[str]) -> tuple[Tree, ...]:
    if name_of(tree[0]) != "mrow":
        return (tree,)
    row = list(tree[0])
    groups: list[list[Tree]] = [[]]
    for element, ends in zip(row, _ends(row, signs), strict=True):
        groups[-1].append(element)
        if ends:
            groups.append([])
    return tuple(_part(tree, group, goes_on=number < len(groups)) for number, group in enumerate(groups, 1))


def _ends(row: list[Tree], signs: frozenset[str]) -> Iterator[bool]:
    """Yield whether a part may end after each element; none after the last one, and after a sign only if it has two sides."""
    depth, in_bars, has_side = 0, False, False
    for element in row:
        text = (element.text or "") if name_of(element) == "mo" else ""
        depth += sum((part.text in _OPEN) - (part.text in _CLOSED) for part in element.iter(f"{{{MATHML}}}mo"))
        in_bars ^= text == "|" and depth == 0
        yield text in signs and has_side and depth == 0 and not in_bars and element is not row[-1]
        has_side = text not in _RELATIONS | _OPERATORS | _OPEN


def _part(tree: Tree, group: list[Tree], *, goes_on: bool) -> Tree:
    part = deepcopy(tree)
    row = part[0]
    row[:] = deepcopy(group)
    if goes_on:
        row[-1].attrib.update({"form": "infix", "rspace": "0em"})  # the space after it is that of the line
    return part
