# SPDX-License-Identifier: GPL-3.0-or-later
"""Rewrites raw HTML of documents and extensions for a book: identifiers, links, headings and media. Pure functions."""

import re
from collections.abc import Callable, Iterable, Iterator
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
"""A picture, video, audio or frame element with its content."""
_HIDING = re.compile(
    r"<!--(?!.*?-->)|<(script|style|textarea|title|xmp|iframe|noembed|noframes|noscript|plaintext|template)\b[^<>]*>(?!.*?</\1\s*>)",
    re.DOTALL | re.IGNORECASE,
)
"""The beginning of a comment, or of an element without other elements, that does not end."""
ELSEWHERE = "elsewhere"
"""The class of the text that replaces media which a book cannot show."""


def identifiers(html: str) -> Iterator[str]:
    """Yield the identifiers that links can refer to (`id`, and `name` of `<a>`)."""
    for tag in _TAG.finditer(html):
        for name, value in _attributes(tag[0]):
            if name == "id" or (name == "name" and tag[0][1:2] in "aA" and not tag[0][2:3].isalpha()):
                yield value


def rewrite_links(html: str, new_id: Callable[[str], str], new_href: Callable[[str], str | None]) -> str:
    """Replace identifiers by `new_id(identifier)` and link addresses by `new_href(address)`, which may return None to remove them."""

    def attribute(match: re.Match[str]) -> str:
        name, value = match[1].lower(), _value(match)
        if name == "id":
            return f'id="{escape(new_id(value))}"'
        if name in _REFERRING:
            return f'{name}="{escape(" ".join(map(new_id, value.split())))}"'
        if name == "href":
            address = new_href(value)
            return "" if address is None else f'href="{escape(address)}"'
        return match[0]

    def tag(match: re.Match[str]) -> str:
        text = _ATTRIBUTE.sub(attribute, match[0])
        is_anchor = re.match(r"<a\s", text, re.IGNORECASE) and not re.search(r"\sid=", text)
        return re.sub(r"(?<=\s)name\s*=\s*[\"']?([^\s\"'>]+)[\"']?", _as_id(new_id), text) if is_anchor else text

    return _TAG.sub(tag, html)


def _as_id(new_id: Callable[[str], str]) -> Callable[[re.Match[str]], str]:
    return lambda match: f'id="{escape(new_id(unescape(match[1])))}"'


def without_hiding(html: str, rest: Iterable[str]) -> str:
    """Remove what would hide the text after raw HTML: beginnings of scripts, comments and the like that do not end in it or in `rest`.

    A browser shows nothing after them either, but on one page, not in the rest of a book.
    """
    if not _HIDING.search(html):
        return html
    after = "".join(rest)

    def removed(match: re.Match[str]) -> str:
        return match[0] if match.start() >= len(html) else ""

    return _HIDING.sub(removed, html + after).removesuffix(after)


def with_levels(html: str, level: int) -> str:
    """Renumber the headings so that the highest is at `level`, without skipping a level."""
    open_levels: list[int] = []

    def heading(match: re.Match[str]) -> str:
        if match[1] == "<":
            level_of_heading = int(match[2])
            while open_levels and open_levels[-1] >= level_of_heading:
                open_levels.pop()
            open_levels.append(level_of_heading)
        return f"{match[1]}h{min(6, level + max(0, len(open_levels) - 1))}"

    return _HEADING.sub(heading, html)


def link_words(html: str, address: str) -> str:
    """Return the text of the first link to an address, or the address if it has none."""
    for link in re.finditer(r"<a\s[^<>]*>(.*?)</a>", html, re.DOTALL | re.IGNORECASE):
        if ("href", address) in _attributes(link[0][: link[0].index(">") + 1]):
            return _plain(link[0]) or address
    return address


def replace_media(html: str, is_available: Callable[[str], bool], on_removed: Callable[[int, str], None]) -> str:
    """Replace videos, audio, frames and unavailable pictures by their text and address.

    `on_removed` is called with the position in `html` and the address of each. Media without an address are removed.
    """

    def words(match: re.Match[str]) -> str:
        kind = re.match(r"\w+", match[0][1:])
        values = dict(reversed([pair for tag in _TAG.finditer(match[0]) for pair in _attributes(tag[0])]))
        address = values.get("src") or values.get("data") or ""
        if kind is not None and is_available(address):
            if kind[0].lower() == "img":
                return match[0]
            if kind[0].lower() == "object":
                text = values.get("title") or values.get("aria-label") or _plain(match[0])
                return f'<img alt="{escape(text)}" src="{escape(address)}"/>'
        if not address:
            return ""
        on_removed(match.start(), address)
        text = values.get("alt") or values.get("title") or values.get("aria-label") or ""
        is_linked = html.rfind("<a ", 0, match.start()) > html.rfind("</a>", 0, match.start())
        return replacement(text, address, is_linked=is_linked)

    return _SHOWN.sub(words, html)


def replacement(text: str, address: str, *, is_linked: bool) -> str:
    """Return the HTML that replaces a media element: its text, with a link to its address unless it is already in a link."""
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
