# SPDX-License-Identifier: GPL-3.0-or-later
"""Removal of inline styles from HTML, so that a page holds under a strict Content-Security-Policy. Pure."""

import re
from collections.abc import Callable

_TAG_WITH_STYLE = re.compile(r'<(?P<name>\w+)(?P<before>[^<>]*?) style="(?P<style>[^"]*)"(?P<after>[^<>]*)>')
_CLASS = re.compile(r' class="([^"]*)"')
_PERCENT = re.compile(r"([\d.]+)%\Z")
_PIXELS = re.compile(r"([\d.]+)(px)?\Z")

WIDTHS = "".join(f".width-{percent}{{width:{percent}%}}" for percent in range(1, 101))
"""The style sheet of these classes."""


def without_styles(html: str, complain: Callable[[str], None]) -> str:
    """Replace the style attributes of HTML by classes.

    Docutils writes the widths of columns and pictures so. Widths in per cent become classes (`width-36`),
    sizes in pixels become attributes. What is neither is left out, and `complain` gets the declaration.
    """

    def tag(match: re.Match[str]) -> str:
        attributes = match["before"] + match["after"]
        for declaration in filter(None, (part.strip() for part in match["style"].split(";"))):
            attributes = _expressed(declaration, attributes, complain)
        return f"<{match['name']}{attributes}>"

    return _TAG_WITH_STYLE.sub(tag, html)


def _expressed(declaration: str, attributes: str, complain: Callable[[str], None]) -> str:
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
