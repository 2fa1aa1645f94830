# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts the HTML of docutils to XHTML pages of an EPUB. Pure functions."""

from html import escape
from typing import Any

from lxml import etree
from lxml import html as lxml_html
from lxml.html import defs

from pipeline.bookformat.vocabulary import CHOOSE
from pipeline.compose.nodes.table_labels import label_cells
from pipeline.compose.translation.direction import with_directions
from pipeline.languages import is_right_to_left
from pipeline.media import SVG, SVG_NAMESPACE
from pipeline.model.publication import Language

XHTML = "http://www.w3.org/1999/xhtml"
X = f"{{{XHTML}}}"
"""The namespace prefix of HTML elements in lxml."""
_EPUB = "http://www.idpf.org/2007/ops"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TYPE = f"{{{_EPUB}}}type"
STYLE = "_style.css"

_TYPES = {"doc-noteref": "noteref", "doc-footnote": "footnote", "doc-biblioentry": "biblioentry"}
"""`epub:type` by ARIA role. Reading systems show a `footnote` at its call."""
_NOT_IN_BOOKS = (
    "script",
    "noscript",
    "iframe",
    "object",
    "embed",
    "form",
    "input",
    "button",
    "base",
    "select",
    "textarea",
)
_NOT_IN_TEXT = ("meta", "link", "title", "style")
"""Elements that are removed from the body, since they belong in the head of a page."""
_FORMER = {
    "center": "div",
    "font": "span",
    "big": "span",
    "tt": "code",
    "strike": "s",
    "acronym": "abbr",
    "nobr": "span",
}
"""Obsolete elements with their replacements."""
_FORMER_ATTRIBUTES = frozenset(
    [
        "align",
        "valign",
        "bgcolor",
        "background",
        "border",
        "bordercolor",
        "cellpadding",
        "cellspacing",
        "clear",
        "color",
        "compact",
        "face",
        "frame",
        "frameborder",
        "hspace",
        "language",
        "name",
        "noshade",
        "nowrap",
        "rules",
        "size",
        "summary",
        "vspace",
    ]
)
_BLOCKS = frozenset((*defs.block_tags, "details", "figure", "section", "aside", "li"))
_INLINE_ONLY = ("p", "span")
"""Elements that cannot contain blocks, and become `div` if they do."""
_KNOWN = frozenset((*defs.tags, *_BLOCKS)) | {
    "article",
    "bdi",
    "canvas",
    "data",
    "figcaption",
    "footer",
    "header",
    "main",
    "mark",
    "meter",
    "nav",
    "output",
    "picture",
    "progress",
    "rp",
    "rt",
    "ruby",
    "summary",
    "time",
    "wbr",
}
_MEASURES = frozenset({"width", "height"})

_SVG_DEFAULT: Any = {None: SVG_NAMESPACE}  # lxml's stubs do not allow a default namespace
_SHAPES = ("g", "path", "circle", "ellipse", "line", "polygon", "polyline", "rect", "text", "tspan")
_SVG_ATTRIBUTES = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio"}
"""The spelling in XML of attributes that the HTML parser writes in small letters."""


def page(title: str, body: str, language: Language, part: str = "bodymatter") -> etree._Element:
    """Return a page as XHTML; `part` is its part of the book (`epub:type`).

    `body` is HTML; if it is not well-formed XML, such as raw HTML in a source, it is parsed as HTML.
    """
    body = with_directions(body, language.tag)
    try:
        tree = etree.fromstring(_whole(title, body, language, part))
    except etree.XMLSyntaxError:
        tree = etree.fromstring(_whole(title, _as_xml(body), language, part))
    etree.strip_elements(tree, *(f"{X}{name}" for name in _NOT_IN_BOOKS), with_tail=False)
    for text in tree.iterfind(f"{X}body"):
        etree.strip_elements(text, *(f"{X}{name}" for name in _NOT_IN_TEXT), with_tail=False)
        for picture in list(text.iter(f"{X}svg")):
            parent = picture.getparent()
            assert parent is not None, "the body is above it"
            parent.replace(picture, _as_svg(picture))
        for element in text.iter(f"{X}*"):
            _fix_element(element)
    for element in tree.iter(f"{X}*"):
        _mark(element)
    for table in tree.iter(f"{X}table"):
        label_cells(table)
    return tree


def serialized(tree: etree._Element) -> bytes:
    """Return a page as bytes, with XML declaration and doctype."""
    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True, doctype="<!DOCTYPE html>") + b"\n"


def _whole(title: str, body: str, language: Language, part: str) -> bytes:
    tag = escape(language.tag)
    turned = ' dir="rtl"' if is_right_to_left(language.tag) else ""
    return (
        f'<html xmlns="{XHTML}" xmlns:epub="{_EPUB}" lang="{tag}"{turned}>\n<head><meta charset="utf-8"/>'
        f"<title>{escape(title)}</title>"
        f'<link rel="stylesheet" type="text/css" href="{STYLE}"/></head>\n'
        f'<body epub:type="{part}">\n{body}</body>\n</html>'
    ).encode()


def _as_xml(body: str) -> str:
    holder = lxml_html.fragment_fromstring(body, create_parent="div")
    return "".join([escape(holder.text or ""), *(etree.tostring(element, encoding="unicode") for element in holder)])


def _as_svg(element: etree._Element) -> etree._Element:
    """Return an element of a drawing in raw HTML in the namespace of SVG, with the shapes in it, and nothing that runs or links."""
    attributes = {
        _SVG_ATTRIBUTES.get(str(name), str(name)): str(value)
        for name, value in element.attrib.items()
        if not str(name).startswith(("on", "data-", "{")) and name != "href"
    }
    drawn = etree.Element(f"{SVG}{str(element.tag).removeprefix(X)}", attributes, nsmap=_SVG_DEFAULT)
    drawn.text, drawn.tail = element.text, element.tail
    drawn.extend(_as_svg(shape) for shape in element.iterchildren(*(f"{X}{name}" for name in _SHAPES)))
    return drawn


def _fix_element(element: etree._Element) -> None:
    """Convert an element of raw HTML to one that XHTML allows, with the same text."""
    name = str(element.tag).removeprefix(X)
    if name == "a" and element.get("name") and not element.get("id"):
        element.set("id", element.get("name", ""))
    former = _FORMER_ATTRIBUTES if name == "img" else _FORMER_ATTRIBUTES | _MEASURES
    for attribute in former.intersection(map(str, element.attrib)):
        del element.attrib[attribute]
    parent = element.getparent()
    parent_name = str(parent.tag).removeprefix(X) if parent is not None else ""
    if name in _INLINE_ONLY and any(str(inner.tag).removeprefix(X) in _BLOCKS for inner in element.iterdescendants()):
        element.tag = f"{X}div"
    elif name not in _KNOWN:
        element.tag = f"{X}span"
    elif name in _FORMER:
        element.tag = f"{X}{_FORMER[name]}"
    elif name == "summary" and (parent_name != "details" or element.getprevious() is not None):
        element.tag = f"{X}p"
    elif name == "label":  # the form field that it labels is not in a book
        element.tag = f"{X}span"
        element.attrib.pop("for", "")
    elif name == "dl" and not _is_paired(element):
        element.tag = f"{X}div"
        for child in element:
            child.tag = f"{X}p" if child.tag == f"{X}dt" else f"{X}div"


def _is_paired(terms: etree._Element) -> bool:
    """Tell whether a definition list begins with a term and ends with a definition."""
    names = [str(child.tag).removeprefix(X) for child in terms if isinstance(child.tag, str)]
    return names[:1] == ["dt"] and names[-1:] == ["dd"]


def _mark(element: etree._Element) -> None:
    if tag := element.get("lang"):
        element.set(_LANG, tag)
    if (kind := _TYPES.get(element.get("role", ""))) is not None:
        element.set(_TYPE, kind)
    if element.get("role") == "doc-biblioentry":
        del element.attrib["role"]  # the role is for list items, which docutils does not use here
    if element.get(CHOOSE) == "one":
        element.set("class", f"{element.get('class', '')} choose-one".strip())
    # Without scripts, no element controls another.
    for name in [str(key) for key in element.attrib if str(key).startswith(("on", "data-", "aria-controls"))]:
        del element.attrib[name]
