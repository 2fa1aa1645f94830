# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts TeX to MathML with latex2mathml, and adapts the result to browsers and ziamath. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from lxml import etree

from pipeline.formula.tex import BRACES, COMMAND, ESCAPED, FormulaError, prepare_tex

MATHML = "http://www.w3.org/1998/Math/MathML"
_DEEPEST = 12
"""Maximum nesting of elements: each level doubles ziamath's time."""
_ELEMENTS = frozenset({
    "math", "menclose", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom",
    "mprescripts", "mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd",
    "mtext", "mtr", "munder", "munderover", "none",
})  # fmt: skip
_ATTRIBUTES = frozenset({
    "accent", "accentunder", "columnalign", "columnlines", "columnspacing", "depth", "display", "displaystyle",
    "fence", "form", "height", "largeop", "linethickness", "lspace", "mathvariant", "maxsize", "minsize",
    "movablelimits", "notation", "rowlines", "rowspacing", "rspace", "scriptlevel", "separator", "stretchy",
    "symmetric", "voffset", "width",
})  # fmt: skip
"""Allowed elements and attributes: no colours, links, styles and scripts."""
_ENTITY = re.compile(r"&#x([0-9A-Fa-f]+);")
_SIGNS = frozenset("+-−±∓")
_BEFORE_SIGNS = frozenset("=≠<>≤≥≪≫≈≡≅∼∝≔→⇒⇔↦(,;[{·×∗/")
_FENCES = frozenset("⌊⌋⌈⌉⟨⟩‖|")
_STYLES = {"bold-italic": "BOLD ITALIC"} | {
    style: style.upper()
    for style in ("bold", "italic", "double-struck", "script", "fraktur", "sans-serif", "monospace")
}
"""MathML's `mathvariant` -> the style in Unicode names of letters."""
DIACRITICS = frozenset("¯‾―^ˆˇ~˜˙¨´`˘→⃗.")
_LIMITED = re.compile(r"(arg)?(max|min)|lim|inf|sup|det|gcd|Pr|(lim|inj|proj)\W(sup|inf|lim)")
"""Operators with limits below them in display style."""
_DEFAULT: Any = {None: MATHML}  # lxml's stubs do not allow a default namespace


def read_tree(tex: str, *, display: bool) -> etree._Element:
    """Return the element `math` of a TeX formula, in display style if `display`. Raises FormulaError."""
    from latex2mathml.converter import convert_to_element

    prepared_tex = prepare_tex(tex)
    try:
        parsed = convert_to_element(prepared_tex, display="block" if display else "inline")
    except Exception as error:
        # latex2mathml has no common error class, and some mistakes raise arbitrary exceptions.
        name = type(error).__name__.removesuffix("Error")  # such as `DoubleSuperscriptsError`
        is_own = type(error).__module__ == "latex2mathml.exceptions"
        raise FormulaError(
            re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower() if is_own else "it cannot be read"
        ) from error
    tree = _clean(parsed)
    if not any(str(text).strip() for text in tree.itertext()):
        raise FormulaError("it is empty")
    _join_decimals(tree)
    _simplify(tree)
    if (depth := _depth(tree)) > _DEEPEST:
        raise FormulaError(f"it is {depth} levels deep; at most {_DEEPEST} can be drawn; define parts of it separately")
    if display:
        _put_limits_below(tree)
    return tree


def _clean(element: Any) -> etree._Element:
    """Convert an element from ElementTree to lxml, with allowed elements and attributes only."""
    if element.tag not in _ELEMENTS:
        raise FormulaError(f"it needs <{element.tag}>, which is not supported")
    attributes = {name: value for name, value in element.attrib.items() if name in _ATTRIBUTES and value}
    text = _text(element.tag, _ENTITY.sub(lambda match: chr(int(match[1], 16)), element.text or ""))
    tag = element.tag if element.tag == "mtext" else _kind(element.tag, text, attributes)
    copy = etree.Element(f"{{{MATHML}}}{tag}", attributes, nsmap=_DEFAULT)
    try:
        copy.text = text or None
    except ValueError as error:
        raise FormulaError("it has a character that is not allowed in text") from error
    copy.extend([_clean(child) for child in element if child.tag != "mtext" or child.text])
    style = _STYLES.get(copy.get("mathvariant", ""))
    if style is not None and copy.text and tag in ("mi", "mn"):
        # Use Unicode's styled letters, since browsers ignore most values of `mathvariant`.
        copy.text = "".join(_styled(sign, style) for sign in copy.text)
        del copy.attrib["mathvariant"]
    _set_space(copy)
    return copy


def _text(tag: str, text: str) -> str:
    """Return the text of an element. Raises FormulaError for remaining TeX, which latex2mathml passes through."""
    if tag == "mtext":
        text = ESCAPED.sub(r"\1", text).replace("~", "\N{NO-BREAK SPACE}")
        if (command := COMMAND.search(text)) is not None:
            raise FormulaError(f"the command {command[0]} is not allowed in text")
    elif text.startswith("\\") and len(text) > 1:
        raise FormulaError(f"the command {text} is not known")
    return "ˆ" if text == "^" else text.translate(BRACES)


def _set_space(element: etree._Element) -> None:
    """Set the attributes for spacing and stretching that browsers need."""
    if element.text == "|":
        element.attrib.update({"lspace": "0", "rspace": "0"})
    if element.text in _FENCES and "stretchy" not in element.attrib:
        element.set("stretchy", "false")
    if name_of(element) == "mover" and len(element) == 2 and element[1].text in DIACRITICS:
        element.set("accent", "true")  # otherwise browsers place it like an index


def _styled(sign: str, style: str) -> str:
    kind = "DIGIT " if sign.isdigit() else "CAPITAL " if sign.isupper() else "SMALL "
    name = unicodedata.name(sign, "").rpartition(" ")[2]
    for before in ("MATHEMATICAL ", ""):
        try:
            return unicodedata.lookup(f"{before}{style} {kind}{name}")
        except KeyError:
            continue
    return sign


def _kind(tag: str, text: str, attributes: Mapping[str, str]) -> str:
    """Return the element name that gives a symbol the right spacing."""
    is_name = re.fullmatch(r"[^\W\d_]{2,}", text) is not None and "movablelimits" not in attributes
    if tag == "mo" and (is_name or text in "∞∅…⋯"):
        return "mi"
    if tag == "mi" and len(text) == 1 and text not in "∞∅∂∇" and unicodedata.category(text) == "Sm":
        return "mo"
    return "mrow" if tag == "mstyle" and not attributes else tag


def name_of(element: etree._Element) -> str:
    return etree.QName(element).localname


def _join_decimals(tree: etree._Element) -> None:
    """Join decimals such as `0{,}5` into one number."""
    for row in tree.iter(f"{{{MATHML}}}mrow", f"{{{MATHML}}}mtd", f"{{{MATHML}}}mstyle"):
        for comma in list(row):
            previous_number, next_number = comma.getprevious(), comma.getnext()
            is_comma = name_of(comma) == "mrow" and len(comma) == 1 and comma[0].text == ","
            if (
                is_comma
                and previous_number is not None
                and next_number is not None
                and name_of(previous_number) == name_of(next_number) == "mn"
            ):
                previous_number.text = f"{previous_number.text},{next_number.text}"
                row.remove(comma)
                row.remove(next_number)


def _simplify(tree: etree._Element) -> None:
    """Replace rows of one element by that element, and mark operators after another operator as prefixes: `a = -b`."""
    for row in list(tree.iter(f"{{{MATHML}}}mrow")):
        parent = row.getparent()
        if parent is not None and len(row) == 1 and not row.attrib:
            parent.replace(row, row[0])
    for sign in tree.iter(f"{{{MATHML}}}mo"):
        before = sign.getprevious()
        if sign.text in _SIGNS and before is not None and name_of(before) == "mo" and before.text in _BEFORE_SIGNS:
            sign.set("form", "prefix")


def _depth(element: etree._Element) -> int:
    return 1 + max(map(_depth, element), default=0)


def _put_limits_below(tree: etree._Element) -> None:
    for element in tree.iter(f"{{{MATHML}}}msub", f"{{{MATHML}}}msubsup"):
        base = element[0]
        # In a fraction or an index, limits remain at the side.
        around = {name_of(outer) for outer in element.iterancestors()} & {"mfrac", "msub", "msup", "msubsup"}
        if not around and name_of(base) in ("mo", "mi") and _LIMITED.fullmatch(base.text or ""):
            element.tag = f"{{{MATHML}}}{'munder' if name_of(element) == 'msub' else 'munderover'}"


def space_functions(tree: etree._Element) -> None:
    """Insert a space after function names, as in `sin x`, which browsers omit."""
    for name in list(tree.iter(f"{{{MATHML}}}mi")):
        parent = name.getparent()
        is_base = parent is not None and parent[0] is name and name_of(parent) in ("msub", "msup", "msubsup", "munder")
        whole = parent if is_base and parent is not None else name
        after = whole.getnext()
        if (name.text or "").isalpha() and len(name.text or "") > 1 and after is not None and name_of(after) != "mo":
            whole.addnext(etree.Element(f"{{{MATHML}}}mspace", {"width": "0.1667em"}, nsmap=_DEFAULT))
