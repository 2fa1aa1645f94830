# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain text of a page for slow connections, without pictures, styles and scripts, in small parts. Pure."""

import re
from collections.abc import Iterator, Sequence
from html import escape

from lxml import html

from pipeline.portal.page_text import INLINE
from pipeline.theme.policy import TEXT

LARGEST = 40_000
"""Maximum bytes of text on a page, at most 12 kB compressed."""
_SPACES = re.compile(r"[ \t\r\n]+")
_ELSEWHERE = re.compile(r"(https?|mailto|tel):")
_CELLS = frozenset(("td", "th"))
_KEPT_TAGS = _CELLS | {"h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre"}
_KEPT_TAGS |= {"table", "caption", "thead", "tbody", "tr", "em", "strong", "sub", "sup", "code"}
_ROWS = {"ul": "li", "ol": "li", "dl": "dt", "table": "tr"}
"""Elements that are split if they are longer than a page, with the tag that begins each row."""
_ATTRIBUTES = ("lang", "dir", "start", "colspan", "rowspan")


def contents_of(slug: str) -> str:
    """Return the name of the page with an edition's table of contents as text, next to the front page."""
    return f"{TEXT}.{slug}.html"


def parts(text: html.HtmlElement, largest: int = LARGEST) -> list[str]:
    """Return the text of a page (see page_text.py) as simple HTML, in parts of at most `largest` bytes unless a block is longer."""
    whole: list[list[str]] = [[]]
    size = 0
    for block in _blocks(text, largest):
        size += len(block.encode())
        if size > largest and whole[-1]:
            whole.append([])
            size = len(block.encode())
        whole[-1].append(block)
    return ["\n".join(blocks) for blocks in whole if blocks]


def _blocks(element: html.HtmlElement, largest: int) -> Iterator[str]:
    """Yield the blocks below an element; text between them becomes paragraphs."""
    words = _text(element.text)
    for child in element:
        if child.tag in INLINE:
            words += _element(child)
        else:
            yield from _paragraph(words)
            words = ""
            yield from _block(child, largest)
        words += _text(child.tail)
    yield from _paragraph(words)


def _paragraph(words: str) -> Iterator[str]:
    if words.strip():
        yield f"<p>{words.strip()}</p>"


def _block(element: html.HtmlElement, largest: int) -> Iterator[str]:
    if element.tag not in _KEPT_TAGS:
        yield from _blocks(element, largest)
        return
    whole = _element(element)
    if len(whole.encode()) <= largest or element.tag not in _ROWS:
        yield whole
        return
    tag, number = element.tag, int(element.get("start", 1))
    for rows in _rows(element, _ROWS[tag]):
        start = f' start="{number}"' if tag == "ol" else ""
        yield f"<{tag}{start}>{''.join(map(_element, rows))}</{tag}>"
        number += 1


def _rows(element: html.HtmlElement, first: str) -> Iterator[Sequence[html.HtmlElement]]:
    """Yield the rows of a list or table; a term and its definitions are one row."""
    row: list[html.HtmlElement] = []
    for child in element.iter(first, "dd") if first == "tr" else element:
        if child.tag == first and row:
            yield row
            row = []
        row.append(child)
    if row:
        yield row


def _element(element: html.HtmlElement) -> str:
    """Return an element as HTML with only the tags and attributes allowed in text pages."""
    tag = element.tag
    if tag == "img":
        alternative = element.get("alt")
        return f"[{escape(alternative)}]" if alternative else ""
    if tag == "pre":
        return f"<pre>{escape(element.text_content().strip('\n'), quote=False)}</pre>"
    inner = _text(element.text)
    for child in element:
        inner += _element(child) + _text(child.tail)
    if tag in _KEPT_TAGS:
        attributes = "".join(f' {name}="{escape(element.get(name))}"' for name in _ATTRIBUTES if element.get(name))
        # Keep empty cells: without them, later cells would move to other columns.
        return f"<{tag}{attributes}>{inner.strip()}</{tag}>" if inner.strip() or tag in _CELLS else ""
    if tag not in INLINE:
        return f" {inner} "
    href, lang = element.get("href", ""), element.get("lang", "")
    if _ELSEWHERE.match(href):
        return f'<a href="{escape(href)}"{f' lang="{escape(lang)}"' if lang else ""}>{inner}</a>'
    return f'<span lang="{escape(lang)}">{inner}</span>' if lang else inner


def _text(text: str | None) -> str:
    return escape(_SPACES.sub(" ", text), quote=False) if text else ""
