# SPDX-License-Identifier: GPL-3.0-or-later
"""How lists in XML are written."""

from lxml import etree


def namespaces(default: str, **others: str) -> dict[str, str]:
    """Return namespaces by prefix; the default one has none, which lxml calls None and its types do not know."""
    return {None: default, **others}  # type: ignore[dict-item]


def written(root: etree._Element) -> bytes:
    """Return the bytes of a whole file, indented."""
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"
