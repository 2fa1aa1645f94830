# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags, metadata and page labels of our own, on WeasyPrint's private API: PDF/UA-1 and PDF/A-2a in one file.

While a file is written, this package replaces three names of `weasyprint.pdf` and the method that writes the XMP of one document.
docs/upstream/tags.md lists what stock tags lack, and what is done here instead.
"""

import os
from collections.abc import Iterator
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
    ours = {"add_tags": tag_writer(content), "Stream": stream_for(content), "ColorProfile": _closed_profile}
    theirs = {name: getattr(weasyprint.pdf, name) for name in ours}
    vars(weasyprint.pdf).update(ours)
    try:
        yield
    finally:
        vars(weasyprint.pdf).update(theirs)


def _closed_profile(file: Any, *arguments: Any) -> Any:
    with file:
        return _ColorProfile(file, *arguments)


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
