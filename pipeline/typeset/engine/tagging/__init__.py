# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags, metadata and page labels of our own, on WeasyPrint's private API: PDF/UA-1 and PDF/A-2a in one file.

While a file is written, this package replaces three names of `weasyprint.pdf` (`add_tags`, `Stream`, `ColorProfile`) and the method
that writes the XMP of one document. What WeasyPrint itself does with `pdf/ua-1`, and what is done here instead; that stock tags lack
it still (CHECKED) is held by tests/typeset/patches/test_tags.py and test_structural.py:

1.  Running heads and folios are content that hangs in no tree: here artifacts of pagination (WeasyPrint issue 1836).
2.  Each page has a tree of its own, so paragraphs, lists and tables are cut at its end and notes part a sentence: here
    the tree follows the elements, and what goes on over pages is one element.
3.  Repeated table heads are tagged again: here artifacts.
4.  No element has a language: here each whose `lang` differs from what surrounds it.
5.  Notes are NonStruct: here Note with an ID, after the Reference that calls it. Contents are TOC and TOCI.
6.  Each dot of a leader is a Span: here an artifact. Each line is a Span: here content of its paragraph.
7.  A link is described by its anchor: here by its words.
8.  Table heads have no Scope, lists no ListNumbering, definition lists no items: here they do.
9.  XMP has no language, publisher, rights or identifier, and can claim PDF/A or PDF/UA, not both: here all of it.
10. Each box within a link is a link area of its own, each dot of a leader too: here one area for each line of a link.
11. Font subsets carry the time of day, and the colour profile's file stays open: here the book's own date, and closed.
12. There are no page labels: here roman for the front matter, arabic from the body on.
13. The tree has the order of the text: here what `data-pdf-last` marks, the back of a leaflet, comes at the end.
14. `role="heading"` is not looked at: here a heading of its level.
15. Fields of HTML's own (`pdf_forms`) have no place in a tree of ours, draw their letters with the fonts of the page, which lack
    those that are typed, and would change the page: here our lines and boxes become fields, with their own font.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint.pdf.metadata import DocumentMetadata

from pipeline.system.versions import original
from pipeline.typeset.book import Book
from pipeline.typeset.engine.tagging.content import TaggedContent
from pipeline.typeset.engine.tagging.stream import stream_for
from pipeline.typeset.engine.tagging.writing import tag_writer
from pipeline.typeset.engine.tagging.xmp import rdf

CHECKED = "70.0"
VARIANT = "pdf/a-2a"
ON_PAPER_ALONE = frozenset({"leaflet-folded", "card"})
"""Designs of sheets that nobody fills in on a screen."""

original(weasyprint.pdf, "add_tags", "(pdf, document, pdf_version, page_streams)")
original(DocumentMetadata, "generate_rdf_metadata", "(self, variant, version, conformance)")
_ColorProfile = original(weasyprint.pdf, "ColorProfile", "(file_object, src, rendering_intent, components)")


def write(document: Any, book: Book, body: int, first: int = 1) -> bytes:
    """Return the PDF of a document that was laid out with `pdf_variant=VARIANT`.

    `body` is the first page numbered in arabic, counted from 1; its number is `first`.
    """

    def finish(_document: Any, pdf: Any) -> None:
        pdf.catalog["PageLabels"] = page_labels(body, first)
        if "Outlines" in pdf.catalog:
            pdf.catalog["PageMode"] = "/UseOutlines"

    content = TaggedContent.of(document, fillable=book.design not in ON_PAPER_ALONE)
    for page in document.pages:
        page.links = [link for link in page.links if link[3].link and link[3] not in content.unread]
    document.metadata.generate_rdf_metadata = lambda *_: rdf(book, document.metadata)
    with _our_tags(content), time_of(book):
        data: bytes = document.write_pdf(pdf_variant=VARIANT, finisher=finish)
    return data


def page_labels(body: int, first: int = 1) -> Any:
    """Return page labels: roman numerals before the page `body` (counted from 1), arabic from `first` on it."""
    numbers = [0, pydyf.Dictionary({"S": "/r"})] if body > 1 else []
    numbers += [body - 1, pydyf.Dictionary({"S": "/D"} | ({"St": first} if first > 1 else {}))]
    return pydyf.Dictionary({"Nums": pydyf.Array(numbers)})


@contextmanager
def _our_tags(content: TaggedContent) -> Iterator[None]:
    ours = {
        "add_tags": tag_writer(content),
        "Stream": stream_for(content),
        "ColorProfile": _closing(_ColorProfile),
    }
    theirs = {name: getattr(weasyprint.pdf, name) for name in ours}
    _set(weasyprint.pdf, ours)
    try:
        yield
    finally:
        _set(weasyprint.pdf, theirs)


def _set(module: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(module, name, value)


def _closing(profile: Any) -> Any:
    def read(file: Any, *arguments: Any) -> Any:
        with file:
            return profile(file, *arguments)

    return read


@contextmanager
def time_of(book: Book) -> Iterator[None]:
    """Let fontTools write the book's date into font subsets: it asks the environment."""
    name = "SOURCE_DATE_EPOCH"
    former = os.environ.get(name)
    day = date.fromisoformat(book.modified) if book.modified else date(1970, 1, 1)
    os.environ[name] = str((day - date(1970, 1, 1)).days * 86400)
    try:
        yield
    finally:
        if former is None:
            del os.environ[name]
        else:
            os.environ[name] = former
