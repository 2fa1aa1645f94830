# SPDX-License-Identifier: GPL-3.0-or-later
"""Validates drawings by an allow-list of elements, attributes and style functions. Pure, on bytes.

A deny-list would never be complete: a browser treats a drawing that is opened directly like a page.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from pipeline.media import SVG, SVG_NAMESPACE
from pipeline.media.svg import is_editor_namespace, line_of, parse
from pipeline.model.links import is_safe

_METADATA_NAMESPACES = frozenset({
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/dc/terms/",
})  # fmt: skip
"""Namespaces of metadata, which browsers do not show."""
_ALLOWED = tomllib.loads(Path(__file__).with_name("drawings.toml").read_text(encoding="utf-8"))
_ELEMENTS, _ATTRIBUTES, _FUNCTIONS = (
    frozenset(_ALLOWED[name].split()) for name in ("elements", "attributes", "functions")
)
_ATTRIBUTE_PREFIXES = ("aria-", "data-")
"""Prefixes of other allowed attributes, which have no effect in browsers."""
_ATTRIBUTES_OF = {
    "": _ATTRIBUTES,
    "http://www.w3.org/XML/1998/namespace": frozenset({"space", "lang", "id"}),
    "http://www.w3.org/1999/xlink": frozenset({"href", "title", "type", "show", "actuate", "role"}),
}
"""Namespace -> allowed attributes."""
_FUNCTION = re.compile(r"(?<![^\s(),;:{}'\"])([^\s(),;:{}'\"]*+)\((?=([^()]*))")
"""A function and its argument, even in an apparent comment: whether it really is one depends on strings and URLs before it."""
_AT_RULE = re.compile(r"@[\w-]*")
_INTERNAL_REFERENCE = re.compile(r"""\s*["']?#[\w.:-]+["']?\s*""")
"""A reference within the drawing."""
_EMBEDDED = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,")
_ENCODINGS = frozenset({"UTF-8", "US-ASCII", "ASCII"})


@dataclass(frozen=True, slots=True)
class DrawingFault:
    """Something forbidden or missing in a drawing, and its line in the file (from 1)."""

    message: str
    line: int


def faults(data: bytes) -> tuple[DrawingFault, ...]:
    """Return everything that could be executed or fetched, or would be lost, when readers open the drawing.

    Raises Problem `broken-drawing`.
    """
    root = parse(data)
    return tuple(_document_faults(root)) + tuple(
        DrawingFault(message, line_of(element)) for element in root.iter("*") for message in _element_faults(element)
    )


def _document_faults(root: etree._Element) -> Iterator[DrawingFault]:
    tree = root.getroottree()
    if root.tag == f"{SVG}svg" and not root.get("viewBox"):
        yield DrawingFault("the drawing has no viewBox, so that it cannot be scaled", line_of(root))
    if (tree.docinfo.encoding or "UTF-8").upper() not in _ENCODINGS:
        yield DrawingFault(f"a drawing may not be written in {tree.docinfo.encoding}; save it as UTF-8", 1)
    if tree.docinfo.internalDTD is not None:
        yield DrawingFault("a drawing may not contain a DTD or entities; remove the part that begins with <!DOCTYPE", 1)
    for node in (*root.itersiblings(preceding=True), *root.iter(), *root.itersiblings()):
        if isinstance(node, etree._ProcessingInstruction):
            message = (
                f"a drawing may not take its style from another file, or contain other instructions: <?{node.target!s}"
            )
            yield DrawingFault(message, line_of(node))


def _element_faults(element: etree._Element) -> Iterator[str]:
    name = etree.QName(element)
    if is_editor_namespace(name.namespace) or name.namespace in _METADATA_NAMESPACES:
        return
    if name.localname.lower() == "script":
        yield "a drawing may not contain a script"
    elif name.localname == "foreignObject":
        yield "text in a foreignObject cannot be translated; write it as <text>"
    elif name.namespace != SVG_NAMESPACE or name.localname not in _ELEMENTS:
        yield f"a drawing may not contain the element {name.localname}; save it as plain SVG"
    else:
        if name.localname == "style":
            yield from _style_faults("".join(map(str, element.itertext())))
        for key, value in element.attrib.items():
            yield from _attribute_faults(name.localname, etree.QName(key), str(value))


def _attribute_faults(element: str, name: etree.QName, value: str) -> Iterator[str]:
    namespace = str(name.namespace or "")
    if is_editor_namespace(namespace) or (not namespace and name.localname.startswith(_ATTRIBUTE_PREFIXES)):
        return
    if name.localname.lower().startswith("on"):
        yield "a drawing may not contain a script"
    elif name.localname not in _ATTRIBUTES_OF.get(namespace, ()):
        yield f"a drawing may not have the attribute {name.localname}; save it as plain SVG"
    elif name.localname == "href":
        if element == "a":
            if not is_safe(value):
                yield f"a link of a drawing may not lead to {value}"
        elif not (_INTERNAL_REFERENCE.fullmatch(value) or (element == "image" and _EMBEDDED.match(value))):
            yield f"a drawing may not refer to another file: {value}"
    elif not namespace and name.localname not in ("id", "class", "title"):
        yield from _style_faults(value)


def _style_faults(text: str) -> Iterator[str]:
    """Yield the faults of a style: escapes, at-rules, and functions that could fetch something."""
    if "\\" in text:
        yield "the style of a drawing may not contain a backslash"
    if (rule := _AT_RULE.search(text)) is not None:
        yield f"a drawing may not take its style from another file: {rule[0]}"
    for name, value in _FUNCTION.findall(text):
        if name.lower() == "url":
            if not _INTERNAL_REFERENCE.fullmatch(value):
                yield f"a drawing may not take its style from another file: {value.strip()}"
        elif name and name.lower() not in _FUNCTIONS:
            yield f"the style of a drawing may not contain the function {name}()"
