# SPDX-License-Identifier: GPL-3.0-or-later
"""Removes inline styles from HTML, for a strict Content-Security-Policy. Pure."""

import re
from collections.abc import Callable

_TAG_WITH_STYLE = re.compile(r'<(?P<name>\w+)(?P<before>[^<>]*?) style="(?P<style>[^"]*)"(?P<after>[^<>]*)>')
_CLASS = re.compile(r' class="([^"]*)"')
_PERCENT = re.compile(r"([\d.]+)%\Z")
_PIXELS = re.compile(r"([\d.]+)(px)?\Z")

WIDTHS = "".join(f".width-{percent}{{width:{percent}%}}" for percent in range(1, 101))
"""The style sheet with the classes for widths."""


def without_styles(html: str, report: Callable[[str], None]) -> str:
    """Replace the style attributes that docutils writes for the sizes of columns and pictures.

    Widths in per cent become classes (`width-36`), sizes in pixels become attributes. `report` is called with any other
    declaration, which is removed.
    """

    def tag(match: re.Match[str]) -> str:
        attributes = match["before"] + match["after"]
        for declaration in filter(None, (part.strip() for part in match["style"].split(";"))):
            attributes = _apply_declaration(declaration, attributes, report)
        return f"<{match['name']}{attributes}>"

    return _TAG_WITH_STYLE.sub(tag, html)


def _apply_declaration(declaration: str, attributes: str, complain: Callable[[str], None]) -> str:
    name, _, value = (part.strip() for part in declaration.partition(":"))
    if name == "width" and (percent := _PERCENT.match(value)):
        width = f"width-{min(100, max(1, round(float(percent[1]))))}"
        if _CLASS.search(attributes):
            return _CLASS.sub(rf' class="\1 {width}"', attributes, count=1)
        return f' class="{width}"{attributes}'
    if name in ("width", "height") and (pixels := _PIXELS.match(value)):
        return f' {name}="{round(float(pixels[1]))}"{attributes}'
    complain(declaration)
    return attributes
