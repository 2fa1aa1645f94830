# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts a formula to plain text on one line, whose symbols screen readers pronounce in their language. Pure."""

import re
import unicodedata
from collections.abc import Sequence

from lxml import etree

from pipeline.formula.mathml import DIACRITICS, name_of

_SPACED = re.compile(r"[=≠<>≤≥≈≡∼∝∈∉⊂⊆⊃∪∩→⇒⇔↔+\-−±·×÷∗*/∧∨]")
_BRACES = frozenset("⏞⏟⎴⎵⏜⏝_")
_PRIMES = frozenset("′″‴")
_OF_ROOT = {"2": "√", "3": "∛", "4": "∜"}


def plain_text(tree: etree._Element) -> str:
    """Return the formula as plain text: `p = (a + b) / n`."""
    line = " ".join(_text_of(tree).split())
    return re.sub(r" +(?=[)\],;])|(?<=[(\[]) +", "", line)


def _text_of(element: etree._Element) -> str:
    name, text = name_of(element), element.text or ""
    match name:
        case "mi":
            # Screen readers spell out Unicode's styled letters, or skip them.
            letters = unicodedata.normalize("NFKC", text) if text > "\U0001d3ff" else text
            return f" {letters} " if len(letters) > 1 else letters
        case "mo":
            sign = text.replace("\u2061", "")
            return f" {sign} " if _SPACED.fullmatch(sign) else f"{sign} " if sign in (",", ";") else sign
        case "mn" | "mtext":
            return text.replace("\N{NO-BREAK SPACE}", " ")
        case "mspace":
            return " "
    parts = [_text_of(child) for child in element]
    if name == "mfrac" and element.get("linethickness") == "0":
        return " | ".join(parts)
    return _combine(name, parts)


def _combine(name: str, parts: Sequence[str]) -> str:
    """Combine the texts of the children of a MathML element; by default, concatenate them."""
    text = "".join(parts)
    match name, parts:
        case "mfrac", [numerator, denominator]:
            text = f" {_in_parentheses(numerator)} / {_in_parentheses(denominator)} "
        case "msqrt", _:
            text = f"√{_in_parentheses(text)}"
        case "mroot", [inner, degree]:
            text = f"{_OF_ROOT.get(degree.strip(), f'{degree}√')}{_in_parentheses(inner)}"
        case "msub" | "munder", [base, below]:
            text = base if below.strip() in _BRACES else f"{base}_{_in_parentheses(below)}{_gap(base)}"
        case "msup", [base, above]:
            text = f"{base}{above}" if set(above) <= _PRIMES else f"{base}^{_in_parentheses(above)}"
        case "mover", [base, above]:
            accent = above if above.strip() in DIACRITICS else f"^{_in_parentheses(above)}"
            text = base if above.strip() in _BRACES else f"{_in_parentheses(base)}{accent}"
        case "msubsup" | "munderover", [base, below, above]:
            text = f"{base}_{_in_parentheses(below)}^{_in_parentheses(above)}{_gap(base)}"
        case ("mtable", _) | ("mtr", _):
            text = ("; " if name == "mtable" else " ").join(part.strip() for part in parts)
    return text


def _in_parentheses(text: str) -> str:
    text = text.strip()
    return text if len(text) == 1 or text.isalnum() else f"({text})"


def _gap(base: str) -> str:
    """Return a space if limits must be separated from what follows, as after a sum; else an empty string."""
    return " " if len(base.strip()) > 1 or base.strip() in "∑∏∫∮⋃⋂" else ""
