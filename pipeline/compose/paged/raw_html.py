# SPDX-License-Identifier: GPL-3.0-or-later
"""HTML that a document or an extension wrote as it is: its identifiers and links, and what no book can show. Pure."""

import re
from collections.abc import Callable, Iterator
from html import escape, unescape

from pipeline.bookformat.addresses import file_of

_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_ATTRIBUTE = re.compile(r"""(?<=\s)([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=]+))""")
_HEADING = re.compile(r"(</?)h([1-6])\b", re.IGNORECASE)
_REFERRING = frozenset({"for", "aria-labelledby", "aria-describedby", "aria-controls"})
"""Attributes with identifiers of other elements, separated by spaces."""
_SHOWN = re.compile(
    r"<(iframe|video|audio|object)\b[^<>]*>.*?</\1\s*>|<(?:img|embed|iframe|video|audio|object)\b[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
"""A picture, film, sound or frame with all that it holds."""
ELSEWHERE = "elsewhere"
"""The class of the words that stand for something a book does not hold."""


def identifiers(html: str) -> Iterator[str]:
    """Yield the names to which links in the document can lead."""
    for tag in _TAG.finditer(html):
        for name, value in _attributes(tag[0]):
            if name == "id" or (name == "name" and tag[0][1:2] in "aA" and not tag[0][2:3].isalpha()):
                yield value


def renamed(html: str, called: Callable[[str], str], led: Callable[[str], str | None]) -> str:
    """Return the HTML with other identifiers: `called` gives each the name of the book, `led` each address of a link.

    A link whose address is None stops leading somewhere.
    """

    def attribute(match: re.Match[str]) -> str:
        name, value = match[1].lower(), _value(match)
        if name == "id":
            return f'id="{escape(called(value))}"'
        if name in _REFERRING:
            return f'{name}="{escape(" ".join(map(called, value.split())))}"'
        if name == "href":
            address = led(value)
            return "" if address is None else f'href="{escape(address)}"'
        return match[0]

    def tag(match: re.Match[str]) -> str:
        text = _ATTRIBUTE.sub(attribute, match[0])
        is_anchor = re.match(r"<a\s", text, re.IGNORECASE) and not re.search(r"\sid=", text)
        return re.sub(r"(?<=\s)name\s*=\s*[\"']?([^\s\"'>]+)[\"']?", _named(called), text) if is_anchor else text

    return _TAG.sub(tag, html)


def _named(called: Callable[[str], str]) -> Callable[[re.Match[str]], str]:
    return lambda match: f'id="{escape(called(unescape(match[1])))}"'


def with_levels(html: str, level: int) -> str:
    """Return the HTML with its headings as they follow one of the level before `level`: none is skipped."""
    around: list[int] = []

    def heading(match: re.Match[str]) -> str:
        if match[1] == "<":
            own = int(match[2])
            while around and around[-1] >= own:
                around.pop()
            around.append(own)
        return f"{match[1]}h{min(6, level + max(0, len(around) - 1))}"

    return _HEADING.sub(heading, html)


def link_words(html: str, address: str) -> str:
    """Return the words of the first link to an address; the address where there are none."""
    for link in re.finditer(r"<a\s[^<>]*>(.*?)</a>", html, re.DOTALL | re.IGNORECASE):
        if ("href", address) in _attributes(link[0][: link[0].index(">") + 1]):
            return _plain(link[0]) or address
    return address


def in_words(html: str, has_picture: Callable[[str], bool], found: Callable[[int, str], None]) -> str:
    """Return the HTML with films, sounds, frames, and pictures that a book does not have, replaced by words and an address.

    `found` gets the place in `html` and the address of each; those without an address are left out.
    """

    def words(match: re.Match[str]) -> str:
        kind = re.match(r"\w+", match[0][1:])
        values = dict(reversed([pair for tag in _TAG.finditer(match[0]) for pair in _attributes(tag[0])]))
        address = values.get("src") or values.get("data") or ""
        if kind is not None and has_picture(address):
            if kind[0].lower() == "img":
                return match[0]
            if kind[0].lower() == "object":
                text = values.get("title") or values.get("aria-label") or _plain(match[0])
                return f'<img alt="{escape(text)}" src="{escape(address)}"/>'
        if not address:
            return ""
        found(match.start(), address)
        text = values.get("alt") or values.get("title") or values.get("aria-label") or ""
        is_linked = html.rfind("<a ", 0, match.start()) > html.rfind("</a>", 0, match.start())
        return in_place(text, address, is_linked=is_linked)

    return _SHOWN.sub(words, html)


def in_place(text: str, address: str, *, is_linked: bool) -> str:
    """Return the HTML of what is not shown: its words, and its address unless they stand in a link, which has its own."""
    text = "" if text == address else text.strip()
    path = file_of(address)
    words = escape(text or (path or address).rpartition("/")[2])
    if not is_linked and not path:
        link = f'<a class="address reference external" href="{escape(address)}">{escape(address)}</a>'
        words = f"{words} ({link})" if text else link
    return f'<span class="{ELSEWHERE}" title="{escape(address)}">{words}</span>'


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", re.sub(r"</[^<>]*>", " ", html))).split())


def _attributes(tag: str) -> Iterator[tuple[str, str]]:
    return ((match[1].lower(), _value(match)) for match in _ATTRIBUTE.finditer(tag))


def _value(match: re.Match[str]) -> str:
    return unescape(next((group for group in match.groups()[1:] if group is not None), ""))
