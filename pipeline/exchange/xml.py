# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading XML that strangers wrote: nothing is fetched or unfolded, and what cannot be read has a line."""

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

_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def is_sayable(text: str) -> bool:
    """Return whether XML can hold every character of a text."""
    return _UNSAYABLE.search(text) is None


@dataclass(frozen=True, slots=True)
class XmlFormat:
    """What a file should be: its name for people, its root element, and the code of the Problem if it is not."""

    name: str
    root: str
    code: str


def parsed(path: Path, data: bytes, format: XmlFormat) -> "_Element":
    """Return the root element. Raises the format's Problem, in the line that cannot be read."""
    from lxml import etree

    try:
        root = etree.fromstring(data, etree.XMLParser(**_SAFE))
    except etree.XMLSyntaxError as error:
        raise _unreadable(path, error, format) from None
    _check(path, root, format)
    return root


def elements(path: Path, data: bytes, format: XmlFormat, names: tuple[str, ...]) -> Iterator["_Element"]:
    """Yield each complete element of these names, which must not be within one another, and forget it with all before it.

    Raises the format's Problem as `parsed` does, where the reading comes to that line.
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
                _forget(element)
    except etree.XMLSyntaxError as error:
        raise _unreadable(path, error, format) from None
    if root is None:
        _check(path, rows.root, format)


def _forget(element: "_Element") -> None:
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
    """Refuse another format, and a file that declares entities. Raises the format's Problem."""
    from lxml import etree

    internal: Any = root.getroottree().docinfo.internalDTD
    if internal is not None and any(True for _ in internal.iterentities()):
        cause = Remark(
            "it declares entities, with which a small file can grow without end or name files of this machine"
        )
        wrong = Remark("the file is not %(format)s that we read", format=format.name)
        raise Problem(format.code, wrong, cause=cause, hint=Remark("save it without them"), path=path)
    found = etree.QName(root).localname
    if found != format.root:
        cause = Remark("it begins with <%(found)s> instead of <%(wanted)s>", found=found, wanted=format.root)
        wrong = Remark("the file is not %(format)s", format=format.name)
        raise Problem(format.code, wrong, cause=cause, hint=Remark("send the file itself"), path=path, line=1)
