# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading XML that strangers wrote: nothing is fetched or unfolded, and what cannot be read has a line."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.model.problems import Problem
from pipeline.model.remark import Remark

if TYPE_CHECKING:
    from lxml.etree import _Element

_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def is_sayable(text: str) -> bool:
    """Return whether XML can hold every character of a text."""
    return _UNSAYABLE.search(text) is None


def parsed(path: Path, data: bytes, code: str, what: str, root: str) -> "_Element":
    """Return the root element. Raises Problem `code`, in the line that cannot be read; `what` says what the file should be."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        element = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        message, hint = (
            Remark("the file cannot be read as %(format)s", format=what),
            Remark("save it again in that format"),
        )
        raise Problem(code, message, cause=str(error.msg), hint=hint, path=path, line=error.lineno or 1) from None
    internal: Any = element.getroottree().docinfo.internalDTD
    if internal is not None and any(True for _ in internal.iterentities()):
        cause = Remark(
            "it declares entities, with which a small file can grow without end or name files of this machine"
        )
        message = Remark("the file is not %(format)s that we read", format=what)
        raise Problem(code, message, cause=cause, hint=Remark("save it without them"), path=path)
    if etree.QName(element).localname != root:
        found = etree.QName(element).localname
        cause = Remark("it begins with <%(found)s> instead of <%(wanted)s>", found=found, wanted=root)
        message = Remark("the file is not %(format)s", format=what)
        raise Problem(code, message, cause=cause, hint=Remark("send the file itself"), path=path, line=1)
    return element
