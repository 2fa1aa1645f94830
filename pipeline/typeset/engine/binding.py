# SPDX-License-Identifier: GPL-3.0-or-later
"""Binds drawn pages into a PDF. WeasyPrint writes it, with our drawn pages instead of its own.

Each font is embedded once, with the glyphs of all parts; links and bookmarks can lead to other parts; the structure trees are joined.
While a file is written, this module monkey-patches three names of `weasyprint.pdf`.
"""

import copy
import os
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import accumulate
from types import SimpleNamespace
from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint.document import Document
from weasyprint.pdf.metadata import DocumentMetadata

from pipeline.model.metadata import UNKNOWN_DAY
from pipeline.system.versions import original, version_problem
from pipeline.typeset.book import Book
from pipeline.typeset.engine.bound_fonts import bound_fonts
from pipeline.typeset.engine.drawing import COLOURS, PROFILE
from pipeline.typeset.engine.tagging.form import FormWriter
from pipeline.typeset.engine.tagging.stream import BoundStream
from pipeline.typeset.engine.tagging.stream import with_numbers as stream_with_numbers
from pipeline.typeset.engine.tagging.writing import StructureWriter
from pipeline.typeset.engine.tagging.xmp import rdf
from pipeline.typeset.numbers import PageNumbers, with_numbers
from pipeline.typeset.values.drawn import DrawnPage, DrawnPart, page_map_of
from pipeline.typeset.values.nodes import join_trees, skipped_levels

VARIANT = "pdf/a-2a"

original(weasyprint.pdf, "add_tags", "(pdf, document, pdf_version, page_streams)")
original(DocumentMetadata, "generate_rdf_metadata", "(self, variant, version, conformance)")
_ColorProfile = original(weasyprint.pdf, "ColorProfile", "(file_object, src, rendering_intent, components)")


def bind(parts: Sequence[DrawnPart], book: Book, fonts: Any, *, body: int, first: int = 1) -> bytes:
    """Return the PDF of parts that were laid out with `pdf_variant=VARIANT`; `fonts` is WeasyPrint's font configuration.

    `body` is the first page with an arabic number, counted from 1; its number is `first`.
    """
    pages = [*_bound_pages(parts, PageNumbers(page_map_of(parts), body, first))]
    document = Document(pages, copy.copy(parts[0].metadata), None, fonts, {}, "srgb")
    document.fonts = bound_fonts(parts)
    is_accessible = not any(part.undescribed for part in parts)
    is_accessible &= not any(skipped_levels(part.structure for part in parts))
    document.metadata.generate_rdf_metadata = lambda *_: rdf(book, document.metadata, is_accessible=is_accessible)

    def add_tags(pdf: Any, *_: Any) -> None:
        _check_references(pdf)
        _write_structure(pdf, parts, pages)

    def finish(_document: Any, pdf: Any) -> None:
        pdf.catalog["PageLabels"] = page_labels(body, first)
        if book.profile.is_right_to_left:
            pdf.catalog.setdefault("ViewerPreferences", pydyf.Dictionary())["Direction"] = "/R2L"
        if "Outlines" in pdf.catalog:
            pdf.catalog["PageMode"] = "/UseOutlines"

    with _patched(add_tags=add_tags, Stream=BoundStream, ColorProfile=_close_after_reading), source_date_epoch(book):
        data: bytes = document.write_pdf(pdf_variant=VARIANT, finisher=finish)
    return data


class _BoundPage:
    """A drawn page, with the interface of WeasyPrint's pages. `places` receive the annotations that WeasyPrint makes for its links."""

    forms: Mapping[None, Sequence[Any]] = {None: ()}

    def __init__(
        self, page: DrawnPage, part: DrawnPart, resources: Mapping[str, Any], number_of: Callable[[str], str]
    ) -> None:
        self.width, self.height, self.bleed = page.width, page.height, page.bleed
        self.anchors, self.bookmarks = page.anchors, page.bookmarks
        self.places = [SimpleNamespace(link_annotation=None) for _ in page.links]
        self.links = [
            (link.kind, link.target, link.rectangle, place) for link, place in zip(page.links, self.places, strict=True)
        ]
        self._page, self._part, self._resources, self._number_of = page, part, resources, number_of

    def paint(self, stream: Any, _scale: float) -> None:
        stream.content = zlib.compress(stream_with_numbers(self._page.content, self._number_of), level=9)
        for kind, resources in self._resources.items():
            for name, resource in resources.items():
                stream._resources[kind].setdefault(name, resource)
        for name, image in self._part.images.items():
            stream._images.setdefault(
                name,
                {"image": _Image(image), "interpolate": False, "dpi_ratios": {1}, "x_object": None},
            )

    def annotation(self, number: int) -> Any:
        """Return the annotation of a link, or None if its target is not in the book."""
        annotation = self.places[number].link_annotation
        if annotation is not None and (words := self._page.links[number].words):
            annotation["Contents"] = pydyf.String(with_numbers(words, self._number_of))
        return annotation


class _Image:
    """An image that is already an XObject."""

    def __init__(self, x_object: Any) -> None:
        self._x_object = x_object

    def get_x_object(self, _interpolate: Any, _dpi_ratio: Any) -> Any:
        return copy.deepcopy(self._x_object)


def _bound_pages(parts: Sequence[DrawnPart], numbers: PageNumbers) -> Iterator[_BoundPage]:
    pages_before = 0
    for part in parts:
        resources = copy.deepcopy(dict(part.resources))  # copied, since binding assigns object numbers
        for number, page in enumerate(part.pages, pages_before + 1):
            yield _BoundPage(page, part, resources, partial(numbers.of, page=number))
        pages_before += part.page_count


def _check_references(pdf: Any) -> None:
    """Raise Problem `unsupported-version` unless the colour profile and spaces have the object references that drawn streams use."""
    profile, spaces = (pdf.objects[int(reference.split()[0])] for reference in (PROFILE, COLOURS))
    if not isinstance(profile, pydyf.Stream) or "lab-d50" not in spaces:
        raise version_problem(
            "WeasyPrint gives the colour profile a different object number than the checked version", f"{PROFILE!r}"
        )


def _write_structure(pdf: Any, parts: Sequence[DrawnPart], pages: Sequence[_BoundPage]) -> None:
    pages_before = [0, *accumulate(len(part.pages) for part in parts)]
    form = FormWriter(pdf)
    fields = [
        form.add(start + field.page, field.place, field.field)
        for start, part in zip(pages_before, parts, strict=False)
        for field in part.fields
    ]
    form.finish()
    fields_before = [0, *accumulate(len(part.fields) for part in parts)]
    tree = join_trees(
        (part.structure, start, of_fields)
        for part, start, of_fields in zip(parts, pages_before, fields_before, strict=False)
    )
    writer = StructureWriter(
        pdf,
        lambda link: pages[link.page].annotation(link.number),
        lambda field: fields[field.number],
        len(pages),
    )
    writer.write(tree)


def page_labels(body: int, first: int = 1) -> Any:
    """Return page labels: roman numerals before the page `body` (counted from 1), arabic numerals from `first` after it."""
    numbers = [0, pydyf.Dictionary({"S": "/r"})] if body > 1 else []
    numbers += [body - 1, pydyf.Dictionary({"S": "/D"} | ({"St": first} if first > 1 else {}))]
    return pydyf.Dictionary({"Nums": pydyf.Array(numbers)})


@contextmanager
def _patched(**replacements: Any) -> Iterator[None]:
    originals = {name: getattr(weasyprint.pdf, name) for name in replacements}
    vars(weasyprint.pdf).update(replacements)
    try:
        yield
    finally:
        vars(weasyprint.pdf).update(originals)


def _close_after_reading(file: Any, *arguments: Any) -> Any:
    with file:
        return _ColorProfile(file, *arguments)


@contextmanager
def source_date_epoch(book: Book) -> Iterator[None]:
    """Make fontTools write the book's date into font subsets, through the environment variable SOURCE_DATE_EPOCH."""
    name = "SOURCE_DATE_EPOCH"
    previous = os.environ.get(name)
    os.environ[name] = str((book.modified - UNKNOWN_DAY).days * 86400)
    try:
        yield
    finally:
        if previous is None:
            del os.environ[name]
        else:
            os.environ[name] = previous
