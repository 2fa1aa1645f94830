# SPDX-License-Identifier: GPL-3.0-or-later
"""Estimates on which pages the text of a book will be, before its first layout.

A reference to a page reserves as many digits as its estimate has; a wrong number of digits costs a second layout of the chapter.
The averages were fitted to 66 books of 17 to 317 pages, with prose, code, tables or screenshots, in scripts from Latin to Chinese.
"""

import html
import math
import re
from unicodedata import east_asian_width

from pipeline.bookformat.vocabulary import FORM

_CHARACTERS, _LINES = 85, 42
"""Average number of characters in a full line, and of lines on a page."""
_GAP, _AROUND_HEADING, _PICTURE = 0.2, 1.0, 18.0
"""Average height of the space below a block, of that around a heading, and of a picture, in lines."""
_UNUSED = 0.5
"""Average part of the last page of a chapter or form that is empty."""
_TAG_OR_TEXT = re.compile(r"<(/?)(\w+)([^>]*)>|([^<]+)")
_IDENTIFIER = re.compile(r' id="([^"]*)"')
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | {"caption", "dd", "div", "dt", "figcaption", "li", "p", "pre", "tr"}


def estimated_pages(text: str) -> tuple[float, dict[str, float]]:
    """Return the number of pages of a part of a book, and the number of pages before each identifier in its HTML."""
    places: dict[str, float] = {}
    lines, width = 0.0, 0
    is_code = is_row = False
    for end, tag, attributes, words in _TAG_OR_TEXT.findall(text[text.find("<body") :]):
        if words:
            lines += words.count("\n") if is_code else 0
            width += 0 if is_code or words.isspace() else _width(words)
            continue
        if f'class="{FORM}"' in attributes:
            lines += _UNUSED * _LINES
        if identifier := _IDENTIFIER.search(attributes):
            places.setdefault(html.unescape(identifier[1]), lines / _LINES)
        if tag == "img":
            lines += _PICTURE
        elif tag == "pre":
            is_code = not end
            lines += 1
        elif tag == "tr":
            is_row = not end
        if width and tag in _BLOCKS and not is_row:  # the cells of a row are side by side
            lines += math.ceil(width / _CHARACTERS) + _GAP + (_AROUND_HEADING if tag in _HEADINGS else 0)
            width = 0
    return lines / _LINES + _UNUSED, places


def _width(words: str) -> int:
    """Return the width of a text in characters: those of Chinese, Japanese and Korean are twice as wide as others."""
    return len(words) + (0 if words.isascii() else sum(east_asian_width(character) in "WF" for character in words))
