# SPDX-License-Identifier: GPL-3.0-or-later
"""Parses untrusted XML: without external files and entities, and with the line of each mistake."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.model.problems import Problem
from pipeline.model.remark import Remark

if TYPE_CHECKING:
    from lxml.etree import XMLSyntaxError, _Element

_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def is_valid_xml_text(text: str) -> bool:
    """Return whether all characters of a text are valid in XML."""
    return _INVALID.search(text) is None


@dataclass(frozen=True, slots=True)
class XmlFormat:
    """An XML format: its name, its root element, and the code of Problems about it."""

    name: str
    root: str
    code: str


def parse_xml(path: Path, data: bytes, format: XmlFormat) -> "_Element":
    """Parse a document and return its root element. Raises the format's Problem, with the line of the mistake."""
    from lxml import etree

    try:
        root = etree.fromstring(data, etree.XMLParser(**_SAFE))
    except etree.XMLSyntaxError as error:
        raise _unreadable(path, error, format) from None
    _check(path, root, format)
    return root


def iterate_elements(path: Path, data: bytes, format: XmlFormat, names: tuple[str, ...]) -> Iterator["_Element"]:
    """Yield each complete element with one of these names, which must not be nested, and free it afterwards.

    Raises the format's Problem when it reaches the line of a mistake.
    """
    from lxml import etree

    tags = [f"{{*}}{name}" for name in names]
    rows = etree.iterparse(io.BytesIO(data), events=("start", "end"), tag=[*tags, f"{{*}}{format.root}"], **_SAFE)
    root: _Element | None = None
    try:
        for event, element in rows:
            if root is None:
                root = element.getroottree().getroot()
                _check(path, root, format)
            if event == "end" and element is not root:
                yield element
                _free_memory(element)
    except etree.XMLSyntaxError as error:
        raise _unreadable(path, error, format) from None
    if root is None:
        _check(path, rows.root, format)


def _free_memory(element: "_Element") -> None:
    parent = element.getparent()
    element.clear()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _unreadable(path: Path, error: "XMLSyntaxError", format: XmlFormat) -> Problem:
    wrong, hint = (
        Remark("the file cannot be read as %(format)s", format=format.name),
        Remark("save it again in that format"),
    )
    return Problem(format.code, wrong, cause=str(error.msg), hint=hint, path=path, line=error.lineno or 1)


def _check(path: Path, root: "_Element", format: XmlFormat) -> None:
    """Raise the format's Problem if the file has another root element, or declares entities."""
    from lxml import etree

    internal: Any = root.getroottree().docinfo.internalDTD
    if internal is not None and any(True for _ in internal.iterentities()):
        cause = Remark(
            "it declares entities, with which a small file can grow without limit or read files of this machine"
        )
        wrong = Remark("this kind of %(format)s is not accepted", format=format.name)
        raise Problem(format.code, wrong, cause=cause, hint=Remark("save it without them"), path=path)
    found = etree.QName(root).localname
    if found != format.root:
        cause = Remark("it begins with <%(found)s> instead of <%(wanted)s>", found=found, wanted=format.root)
        wrong = Remark("the file is not %(format)s", format=format.name)
        raise Problem(format.code, wrong, cause=cause, hint=Remark("send the file itself"), path=path, line=1)
