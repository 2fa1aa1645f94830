# SPDX-License-Identifier: GPL-3.0-or-later
"""A formula as one would type it on a line. Screen readers know how their language calls the signs. Pure."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from lxml import etree

from pipeline.formula.mathml import DIACRITICS, name_of

_SPACED = re.compile(r"[=≠<>≤≥≈≡∼∝∈∉⊂⊆⊃∪∩→⇒⇔↔+\-−±·×÷∗*/∧∨]")
_BRACES = frozenset("⏞⏟⎴⎵⏜⏝_")
_PRIMES = frozenset("′″‴")
_OF_ROOT = {"2": "√", "3": "∛", "4": "∜"}


def plain_text(tree: etree._Element) -> str:
    """Return the formula, as far as signs can say it: `p = (a + b) / n`."""
    line = " ".join(_text_of(tree).split())
    return re.sub(r" +(?=[)\],;])|(?<=[(\[]) +", "", line)


def _text_of(element: etree._Element) -> str:
    name = name_of(element)
    if name in _LEAVES:
        return _LEAVES[name](element.text or "")
    parts = [_text_of(child) for child in element]
    if name == "mfrac" and element.get("linethickness") == "0":
        return " | ".join(parts)
    return _WAYS.get(name, "".join)(parts)


def _name(text: str) -> str:
    # Letters of another cut are read out one by one, or not at all.
    text = unicodedata.normalize("NFKC", text) if text > "\U0001d3ff" else text
    return f" {text} " if len(text) > 1 else text


def _operator(text: str) -> str:
    text = text.replace("\u2061", "")
    return f" {text} " if _SPACED.fullmatch(text) else f"{text} " if text in (",", ";") else text


def _words(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def _fraction(parts: Sequence[str]) -> str:
    over, under = map(_grouped, parts)
    return f" {over} / {under} "


def _square_root(parts: Sequence[str]) -> str:
    return f"√{_grouped(''.join(parts))}"


def _root(parts: Sequence[str]) -> str:
    inner, degree = parts
    return f"{_OF_ROOT.get(degree.strip(), f'{degree}√')}{_grouped(inner)}"


def _below(parts: Sequence[str]) -> str:
    base, below = parts
    return base if below.strip() in _BRACES else f"{base}_{_grouped(below)}{_gap(base)}"


def _power(parts: Sequence[str]) -> str:
    base, above = parts
    return f"{base}{above}" if set(above) <= _PRIMES else f"{base}^{_grouped(above)}"


def _above(parts: Sequence[str]) -> str:
    base, above = parts
    if above.strip() in _BRACES:
        return base
    return f"{_grouped(base)}{above}" if above.strip() in DIACRITICS else f"{_grouped(base)}^{_grouped(above)}"


def _limits(parts: Sequence[str]) -> str:
    base, below, above = parts
    return f"{base}_{_grouped(below)}^{_grouped(above)}{_gap(base)}"


def _lines(parts: Sequence[str]) -> str:
    return "; ".join(part.strip() for part in parts)


def _cells(parts: Sequence[str]) -> str:
    return " ".join(part.strip() for part in parts)


def _grouped(text: str) -> str:
    text = text.strip()
    return text if len(text) == 1 or text.isalnum() else f"({text})"


def _gap(base: str) -> str:
    """Return the space behind the limits of a sum, as its sign alone does not end them."""
    return " " if len(base.strip()) > 1 or base.strip() in "∑∏∫∮⋃⋂" else ""


_LEAVES: dict[str, Callable[[str], str]] = {
    "mi": _name,
    "mo": _operator,
    "mn": _words,
    "mtext": _words,
    "mspace": lambda _: " ",
}
_WAYS: dict[str, Callable[[Sequence[str]], str]] = {
    "mfrac": _fraction,
    "msqrt": _square_root,
    "mroot": _root,
    "msub": _below,
    "munder": _below,
    "msup": _power,
    "mover": _above,
    "msubsup": _limits,
    "munderover": _limits,
    "mtable": _lines,
    "mtr": _cells,
}
"""How each element of MathML is said, of what its parts say; what is not named here says them one after the other."""
