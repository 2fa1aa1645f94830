# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the text of finished pages, without navigation, controls and decoration, once for all uses by the site.

It reads pages instead of doctrees, which lack numbers, labels, signatures and the output of extensions.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from lxml import etree, html

INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd", "label")
)
INLINE |= {"mark", "math", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var"}
"""Tags of inline elements."""
_SILENT_TAGS = frozenset(("script", "style", "noscript", "svg", "nav", "button", "input", "video", "audio"))
_SILENT = frozenset(
    (
        *("back-to-top", "edition-bar", "edition-notice", "enlarge", "enlarged", "explanation", "headerlink"),
        *("imprint", "kind", "offprint", "paper-only", "search-marks", "toctree-wrapper"),
    )
)
"""Classes of elements that do not belong to the publication's text."""
_LABELS = frozenset(("caption-number", "fact-label", "part-kind"))
"""Classes of labels that are separated from the following text by style alone."""


type Texts = Mapping[str, html.HtmlElement]
"""The element with the text of a page, by the page's name; pages without text are missing."""


def read_texts(folder: Path, names: Iterable[str]) -> Texts:
    """Read the texts of these pages of the HTML edition in a folder, in the order of its contents."""
    roots = {name: html.document_fromstring((folder / name).read_bytes()) for name in names}
    return {name: text for name in _in_order(roots) if (text := text_of(roots[name])) is not None}


def text_of(page: html.HtmlElement) -> html.HtmlElement | None:
    """Reduce a page to its text and return the element that holds it; None for a page without text.

    A formula is replaced by its `alttext`, and a colon is added after a label.
    """
    text = next((element for element in page.iter("*") if element.get("role") == "main" or element.tag == "main"), None)
    if text is None:
        return None
    etree.strip_tags(text, etree.Comment, etree.PI)
    for element in [*text.iterdescendants()]:
        classes = classes_of(element)
        if element.tag in _SILENT_TAGS or element.get("aria-hidden") == "true" or not _SILENT.isdisjoint(classes):
            element.drop_tree()
        elif element.tag == "math":
            element[:] = []  # its elements are not text
            element.text = element.get("alttext")
        elif not _LABELS.isdisjoint(classes):
            _end_label(element)
    return text


def classes_of(element: html.HtmlElement) -> Sequence[str]:
    return (element.get("class") or "").split()


def _end_label(label: html.HtmlElement) -> None:
    if len(label):
        label[-1].tail = f"{(label[-1].tail or '').rstrip()}:"
    else:
        label.text = f"{(label.text or '').rstrip()}:"
    label.tail = f" {label.tail or ''}"


def _in_order(roots: Texts) -> Iterator[str]:
    """Yield the first page, then the others in the order of its table of contents."""
    first = roots.get("index.html")
    links = first.xpath("//*[contains(@class, 'sidebar-tree')]//a/@href") if first is not None else []
    listed = ["index.html", *(str(link).partition("#")[0] for link in links)]
    return (name for name in dict.fromkeys((*listed, *roots)) if name in roots)
