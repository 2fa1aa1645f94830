# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a page alone, for slow lines: no pictures, no styles, no scripts, in parts that a slow line brings at once. Pure."""

import re
from collections.abc import Iterator, Sequence
from html import escape

from lxml import html

from pipeline.theme.policy import TEXT

LARGEST = 40_000
"""Bytes of text on a page, which are 12 kB at most when they are sent compressed."""
_SPACES = re.compile(r"[ \t\r\n]+")
_KEPT = frozenset(
    (
        *(
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "p",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "blockquote",
            "pre",
            "em",
            "strong",
        ),
        *("table", "caption", "thead", "tbody", "tr", "th", "td", "sub", "sup", "code", "hr"),
    )
)
_INLINE = frozenset(("a", "abbr", "b", "cite", "i", "mark", "q", "small", "span"))
_ROWS = {"ul": "li", "ol": "li", "dl": "dt", "table": "tr"}
"""What is parted where it is longer than a page, and the tag that its parts begin with."""
_SILENT_TAGS = frozenset(
    ("script", "style", "noscript", "svg", "nav", "button", "input", "label", "picture", "video", "audio")
)
_SILENT = frozenset(
    (
        *("headerlink", "explanation", "enlarge", "enlarged", "edition-bar", "edition-notice", "search-marks"),
        *("back-to-top", "offprint", "paper-only", "toctree-wrapper", "index", "kind", "imprint", "writing"),
    )
)
"""Classes of what is no text, or is one for the page alone."""
_ATTRIBUTES = ("lang", "dir", "start", "colspan", "rowspan")


def contents_of(slug: str) -> str:
    """Return the name of the page with the contents of an edition as text, beside the front page."""
    return f"{TEXT}.{slug}.html"


def parts(page: html.HtmlElement, largest: int = LARGEST) -> list[str]:
    """Return the text of a page as HTML of a few tags, in parts of at most `largest` bytes each where its blocks are shorter."""
    articles = page.xpath("//article[@role='main'] | //*[@role='main'] | //main")
    whole: list[list[str]] = [[]]
    size = 0
    for block in _blocks(articles[0], largest) if articles else ():
        size += len(block.encode())
        if size > largest and whole[-1]:
            whole.append([])
            size = len(block.encode())
        whole[-1].append(block)
    return ["\n".join(blocks) for blocks in whole if blocks]


def _blocks(element: html.HtmlElement, largest: int) -> Iterator[str]:
    """Yield the blocks below an element, words between them as paragraphs."""
    words = _text(element.text)
    for child in element:
        if not isinstance(child.tag, str) or _is_silent(child):
            pass
        elif child.tag in _INLINE or child.tag in ("em", "strong", "sub", "sup", "code", "math", "img"):
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
    if element.tag not in _KEPT:
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
    """Yield the rows of a list or table; a term with what follows it is one."""
    row: list[html.HtmlElement] = []
    for child in element.iter(first, "dd") if first == "tr" else element:
        if child.tag == first and row:
            yield row
            row = []
        row.append(child)
    if row:
        yield row


def _element(element: html.HtmlElement) -> str:
    """Return an element with what is kept of it."""
    if not isinstance(element.tag, str) or _is_silent(element):
        return ""
    if element.tag in ("math", "img"):
        words = escape(element.get("alttext") or element.get("alt") or "")
        return f"[{words}]" if words and element.tag == "img" else words
    inner = _text(element.text) + "".join(_element(child) + _text(child.tail) for child in element)
    if element.tag in _KEPT:
        attributes = "".join(f' {name}="{escape(value)}"' for name in _ATTRIBUTES if (value := element.get(name)))
        return f"<{element.tag}{attributes}>{inner.strip()}</{element.tag}>" if inner.strip() else ""
    if element.tag not in _INLINE:
        return f" {inner} "
    href, lang = element.get("href", ""), element.get("lang", "")
    if re.match(r"(https?|mailto|tel):", href):
        return f'<a href="{escape(href)}"{f' lang="{escape(lang)}"' if lang else ""}>{inner}</a>'
    return f'<span lang="{escape(lang)}">{inner}</span>' if lang else inner


def _text(text: str | None) -> str:
    return escape(_SPACES.sub(" ", text), quote=False) if text else ""


def _is_silent(element: html.HtmlElement) -> bool:
    if element.tag in _SILENT_TAGS or element.get("aria-hidden") == "true":
        return True
    classes = element.get("class")
    return classes is not None and not _SILENT.isdisjoint(classes.split())
