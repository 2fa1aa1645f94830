# SPDX-License-Identifier: GPL-3.0-or-later
"""Removes links with schemes that could run code or that browsers do not open, with a warning: docutils links any `javascript:…`.

Likewise what sends the readers of a page on to another host without asking them.

Finished documents are checked, so it does not matter which syntax or extension made a link.
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.docutils_tree import place
from pipeline.compose.mistakes import UNSAFE_LINK, warn
from pipeline.model.links import CODE_SCHEMES, is_safe, scheme_and_slip
from pipeline.model.remark import Remark

_LEADING = frozenset({"href", "xlink:href", "action", "formaction"})
"""Attributes of raw HTML with addresses that a browser opens."""
_ATTRIBUTE = re.compile(
    rf"""(?<![\w:-])(?:{"|".join(sorted(_LEADING))})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)


_TO_A_HOST = re.compile(r":|[\\/]{2}")
"""What the content of a `refresh` to another host has."""
_REFRESH = re.compile(r":http-equiv=.?refresh", re.IGNORECASE)


class _Addresses(HTMLParser):
    """Collects the link addresses in a piece of HTML, and the tags that send readers on."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.onward: dict[str, str] = {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in _LEADING and value]
        if tag == "meta" and (content := _sent_to(dict(attrs))):
            self.onward[self.get_starttag_text() or ""] = content


def _sent_to(attributes: Mapping[str, object]) -> str:
    """Return the content of a meta element that sends readers to another host; empty for any other."""
    content = str(attributes.get("content") or "")
    is_refresh = str(attributes.get("http-equiv") or "").strip().lower() == "refresh"
    return content if is_refresh and _TO_A_HOST.search(content) else ""


def remove_unsafe_links(_app: Sphinx, doctree: nodes.document, *_docname: str) -> None:
    """Remove links with unsafe addresses but keep their text; warn of each address once."""
    reported = set()
    for node, address in list(_unsafe(doctree)):
        if address not in reported:
            located = next((inner for inner in node.findall() if inner.source and inner.line), node)
            scheme, meant = scheme_and_slip(address)
            if meant:
                sentence = Remark(
                    "a link begins with %(scheme)s:, which no browser knows: %(name)s", scheme=scheme, name=address
                )
                step = Remark("did you mean %(near)s?", near=f"{meant}:")
            else:
                sentence = (
                    Remark("a link has an unsafe address, which could run code in a browser: %(name)s", name=address)
                    if scheme in CODE_SCHEMES
                    else Remark(
                        "a link begins with %(scheme)s:, to which editions do not link: %(name)s",
                        scheme=scheme,
                        name=address,
                    )
                )
                step = Remark(
                    "take it out (editions keep only its words), or write it between two backquotes on each side "
                    "if readers are to see it"
                )
            warn(sentence, step, location=place(located), category=UNSAFE_LINK)
        reported.add(address)
        if isinstance(node, nodes.target):
            del node["refuri"]
        elif isinstance(node, addnodes.toctree):
            node["entries"] = [entry for entry in node["entries"] if entry[1] != address]
        elif isinstance(node, nodes.raw):
            node.rawsource = _without_unsafe_attributes(node.astext())
            node.children = [nodes.Text(node.rawsource)]
        else:
            node.parent.replace(node, node.children)


def remove_onward(_app: Sphinx, doctree: nodes.document, *_docname: str) -> None:
    """Remove meta elements, also in raw HTML, that send readers to another host, with a warning."""
    for meta in list(doctree.findall(nodes.meta)):
        if content := _sent_to(meta.attributes):
            _warn_onward(content, _place_of_meta(doctree))
            meta.parent.remove(meta)
    for raw in _raw_html(doctree):
        for tag, content in _Addresses(raw.astext()).onward.items():
            _warn_onward(content, place(raw))
            raw.rawsource = raw.astext().replace(tag, "")
            raw.children = [nodes.Text(raw.rawsource)]


def _place_of_meta(doctree: nodes.document) -> str:
    """Return the place of the first `refresh` in a document: docutils gives meta elements none."""
    source = str(doctree["source"])
    rows = Path(source).read_text(encoding="utf-8", errors="replace").splitlines() if Path(source).is_file() else []
    line = next((number for number, row in enumerate(rows, 1) if _REFRESH.search(row)), 0)
    return f"{source}:{line}" if line else source


def _warn_onward(content: str, location: str) -> None:
    sentence = Remark("the page would send its readers to another host: %(name)s", name=content)
    step = Remark("write a link instead, which they can choose to follow")
    warn(sentence, step, location=location, category=UNSAFE_LINK)


def _without_unsafe_attributes(html: str) -> str:
    """Remove attributes with unsafe addresses from raw HTML."""

    def safe(match: re.Match[str]) -> str:
        value = next(group for group in match.groups() if group is not None)
        return match[0] if is_safe(unescape(value)) else ""

    text = _ATTRIBUTE.sub(safe, html)
    # Not even its words if the parser still finds one, in HTML that only it understands.
    return text if all(map(is_safe, _Addresses(text).found)) else ""


def _unsafe(doctree: nodes.document) -> Iterator[tuple[nodes.Element, str]]:
    """Yield each node with an unsafe address."""
    for kind in (nodes.target, nodes.reference):  # targets before references resolved to them
        for node in doctree.findall(kind):
            if not is_safe(address := str(node.get("refuri", ""))):
                yield node, address
    for toctree in doctree.findall(addnodes.toctree):
        for _title, name in toctree["entries"]:
            if "://" in name and not is_safe(name):
                yield toctree, name
    for raw in _raw_html(doctree):
        yield from ((raw, address) for address in _Addresses(raw.astext()).found if not is_safe(address))


def _raw_html(doctree: nodes.document) -> Iterator[nodes.raw]:
    return (raw for raw in doctree.findall(nodes.raw) if "html" in raw.get("format", "").split())


def setup(app: Sphinx) -> ExtensionMetadata:
    # After other extensions have changed the document.
    app.connect("doctree-read", remove_unsafe_links, priority=950)
    app.connect("doctree-resolved", remove_unsafe_links, priority=950)
    app.connect("doctree-read", remove_onward, priority=950)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
