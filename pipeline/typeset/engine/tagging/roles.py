# SPDX-License-Identifier: GPL-3.0-or-later
"""Maps HTML elements and attributes to PDF structure types and attributes."""

from typing import Any

from pipeline.bookformat.vocabulary import PDF_TAG
from pipeline.media import SVG
from pipeline.typeset.engine.boxes import text_of

_DRAWING = f"{SVG}svg"

_ROLES = {
    **dict.fromkeys(("p", "pre", "address", "summary"), "P"),
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    **dict.fromkeys(("ul", "ol", "dl"), "L"),
    **dict.fromkeys(("div", "figure", "header", "footer", "details", "form"), "Div"),
    **dict.fromkeys(("section", "nav", "aside"), "Sect"),
    **dict.fromkeys(("code", "kbd", "samp"), "Code"),
    **dict.fromkeys(("caption", "figcaption"), "Caption"),
    **dict.fromkeys(("img", _DRAWING), "Figure"),
    **{tag: tag.upper() for tag in ("li", "tr", "th", "td")},
    **{"table": "Table", "thead": "THead", "tbody": "TBody", "tfoot": "TFoot", "dt": "Lbl", "dd": "LBody"},
    **{"main": "Part", "article": "Art", "blockquote": "BlockQuote", "q": "Quote", "math": "Formula"},
}
INLINE = frozenset({"Span", "Link", "Code", "Quote", "Reference"})
GROUPING = frozenset(
    [
        "Document",
        "Part",
        "Art",
        "Sect",
        "Div",
        "BlockQuote",
        "L",
        "TR",
        "Table",
        "THead",
        "TBody",
        "TFoot",
        "TOC",
        "TOCI",
    ]
)
"""Types that may not contain text directly, which needs a paragraph in them."""

_PICTURES = frozenset({"img", _DRAWING})
_PRESENTATIONAL = frozenset({"presentation", "none"})
_PSEUDO = {"::marker": "Lbl", "::footnote-marker": "Lbl", "::footnote-call": "Reference"}
_NUMBERED = ("decimal", "lower-roman", "upper-roman", "lower-alpha", "upper-alpha", "disc", "circle", "square")
_NUMBERING = {style: style.title().replace("-", "") for style in _NUMBERED}
_SCOPES = {"row": "Row", "rowgroup": "Row", "col": "Column", "colgroup": "Column"}


def of_element(element: Any, *, is_note: bool, foreign: bool) -> str | None:
    """Return the structure type of an element, or None if it needs none. `foreign`: its language differs from its parent's."""
    tag = element.tag
    if role := element.get(PDF_TAG):
        return str(role)
    if is_note:
        return "Note"
    if element.get("role") == "heading":
        return f"H{min(6, int(element.get('aria-level', '6')))}"
    if tag == "a":
        return "Link" if element.get("href") else None
    if tag in ("html", "body") or element.get("role") in _PRESENTATIONAL:
        return None
    return _ROLES.get(tag) or ("Span" if foreign else None)


def of_pseudo(tag: str) -> str | None:
    """Return the structure type of a pseudo-element such as `li::marker`, or None."""
    return next((role for ending, role in _PSEUDO.items() if tag.endswith(ending)), None)


def is_decoration(element: Any) -> bool:
    """Return whether an element is hidden from screen readers, or a picture without meaning: by its role, or an empty `alt`."""
    if element.get("aria-hidden") == "true":
        return True
    is_empty = element.get("alt") == "" and not element.get("aria-label")
    return element.tag in _PICTURES and (is_empty or element.get("role") in _PRESENTATIONAL)


def alternative(element: Any, root: Any) -> str:
    """Return the alternative text of a picture or formula, also from the elements below `root` that `aria-labelledby` names."""
    named = element.get("aria-labelledby", "").split()
    labels = {other.get("id"): text_of(other) for other in root.iter() if other.get("id") in named} if named else {}
    title = element.find(f"{SVG}title")
    texts = (
        " ".join(labels[name] for name in named if name in labels),
        element.get("aria-label", ""),
        element.get("alt", "") if title is None else text_of(title),
        element.get("title", ""),
    )
    return next(filter(str.strip, texts), "")


def scope(element: Any, *, in_head: bool) -> str:
    return _SCOPES.get(element.get("scope", ""), "Column" if in_head else "Row")


def numbering(style: Any) -> str:
    return _NUMBERING.get(str(style), "None")


def cell_spans(element: Any) -> dict[str, int]:
    """Return the column and row span of a table cell, if they exceed 1."""
    spans = {"ColSpan": element.get("colspan", "1"), "RowSpan": element.get("rowspan", "1")}
    return {name: int(value) for name, value in spans.items() if value.isdigit() and int(value) > 1}
