# SPDX-License-Identifier: GPL-3.0-or-later
"""What a drawing may hold: these elements, attributes and functions of style, and nothing else. Pure, on bytes.

A list of what is forbidden is never whole: a drawing that is opened by itself is a document, in which a browser does all
that it does in a page.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from pipeline.media.svg import is_of_editors, line_of, parse
from pipeline.model.links import is_safe

_SVG = "http://www.w3.org/2000/svg"
_OF_METADATA = frozenset({
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/dc/terms/",
})  # fmt: skip
"""Namespaces in which editors describe a drawing; no browser shows what is in them."""
_ALLOWED = tomllib.loads(Path(__file__).with_name("drawings.toml").read_text(encoding="utf-8"))
_ELEMENTS, _ATTRIBUTES, _FUNCTIONS = (
    frozenset(_ALLOWED[name].split()) for name in ("elements", "attributes", "functions")
)
_BEGINNINGS = ("aria-", "data-")
"""How further attributes begin, of which no browser makes anything on its own."""
_ATTRIBUTES_OF = {
    "": _ATTRIBUTES,
    "http://www.w3.org/XML/1998/namespace": frozenset({"space", "lang", "id"}),
    "http://www.w3.org/1999/xlink": frozenset({"href", "title", "type", "show", "actuate", "role"}),
}
"""By namespace."""
_FUNCTION = re.compile(r"(?<![^\s(),;:{}'\"])([^\s(),;:{}'\"]*+)\((?=([^()]*))")
"""A function with what stands in its brackets, wherever it is: what is a comment depends on strings and addresses before it."""
_AT_RULE = re.compile(r"@[\w-]*")
_HERE = re.compile(r"""\s*["']?#[\w.:-]+["']?\s*""")
"""What refers to something in the same drawing."""
_EMBEDDED = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,")
_ENCODINGS = frozenset({"UTF-8", "US-ASCII", "ASCII"})


@dataclass(frozen=True, slots=True)
class DrawingFault:
    """Something that a drawing may not hold, or lacks, and the line of the file (from 1)."""

    message: str
    line: int


def faults(data: bytes) -> tuple[DrawingFault, ...]:
    """Return what would run, be fetched, or be lost when readers see the drawing. Raises Problem `broken-drawing`."""
    root = parse(data)
    return tuple(_of_document(root)) + tuple(
        DrawingFault(message, line_of(element)) for element in root.iter("*") for message in _of_element(element)
    )


def _of_document(root: etree._Element) -> Iterator[DrawingFault]:
    tree = root.getroottree()
    if root.tag == f"{{{_SVG}}}svg" and not root.get("viewBox"):
        yield DrawingFault("the drawing has no viewBox, so that it cannot be scaled", line_of(root))
    if (tree.docinfo.encoding or "UTF-8").upper() not in _ENCODINGS:
        yield DrawingFault(f"a drawing may not be written in {tree.docinfo.encoding}; save it as UTF-8", 1)
    if tree.docinfo.internalDTD is not None:
        yield DrawingFault("a drawing may not hold a DTD or entities; take out what <!DOCTYPE begins", 1)
    for node in (*root.itersiblings(preceding=True), *root.iter(), *root.itersiblings()):
        if isinstance(node, etree._ProcessingInstruction):
            message = (
                f"a drawing may not take its style from another file, or hold another instruction: <?{node.target!s}"
            )
            yield DrawingFault(message, line_of(node))


def _of_element(element: etree._Element) -> Iterator[str]:
    name = etree.QName(element)
    if is_of_editors(name.namespace) or name.namespace in _OF_METADATA:
        return
    if name.localname.lower() == "script":
        yield "a drawing may not hold a script"
    elif name.localname == "foreignObject":
        yield "text in a foreignObject cannot be translated; write it as <text>"
    elif name.namespace != _SVG or name.localname not in _ELEMENTS:
        yield f"a drawing may not hold the element {name.localname}; save it as plain SVG"
    else:
        if name.localname == "style":
            yield from _of_style("".join(map(str, element.itertext())))
        for key, value in element.attrib.items():
            yield from _of_attribute(name.localname, etree.QName(key), str(value))


def _of_attribute(element: str, name: etree.QName, value: str) -> Iterator[str]:
    namespace = str(name.namespace or "")
    if is_of_editors(namespace) or (not namespace and name.localname.startswith(_BEGINNINGS)):
        return
    if name.localname.lower().startswith("on"):
        yield "a drawing may not hold a script"
    elif name.localname not in _ATTRIBUTES_OF.get(namespace, ()):
        yield f"a drawing may not have the attribute {name.localname}; save it as plain SVG"
    elif name.localname == "href":
        if element == "a":
            if not is_safe(value):
                yield f"a link of a drawing may not lead to {value}"
        elif not (_HERE.fullmatch(value) or (element == "image" and _EMBEDDED.match(value))):
            yield f"a drawing may not ask for another file: {value}"
    elif not namespace and name.localname not in ("id", "class", "title"):
        yield from _of_style(value)


def _of_style(text: str) -> Iterator[str]:
    """Yield what a text of style may not hold: escapes, rules with @, and functions that could fetch something."""
    if "\\" in text:
        yield "the style of a drawing may not hold a backslash"
    if (rule := _AT_RULE.search(text)) is not None:
        yield f"a drawing may not take its style from another file: {rule[0]}"
    for name, value in _FUNCTION.findall(text):
        if name.lower() == "url":
            if not _HERE.fullmatch(value):
                yield f"a drawing may not take its style from another file: {value.strip()}"
        elif name and name.lower() not in _FUNCTIONS:
            yield f"the style of a drawing may not hold the function {name}()"
