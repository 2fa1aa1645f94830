# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the pages of WeasyPrint's document as plain values, to bind into a PDF."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pydyf
from weasyprint.formatting_structure.boxes import MarginBox, TableCellBox, TextBox
from weasyprint.images import LazyImage, LazyLocalImage
from weasyprint.pdf.fonts import Font

from pipeline.bookformat.vocabulary import FOR, PAGE_OF
from pipeline.model.problems import Problem
from pipeline.system.versions import check_attributes
from pipeline.typeset.book import Book
from pipeline.typeset.engine.boxes import Box, children, descendants, text_of
from pipeline.typeset.engine.missing_glyphs import CHARACTER
from pipeline.typeset.engine.patches.hyphens import undivided_text
from pipeline.typeset.engine.reading import read_pages
from pipeline.typeset.engine.tagging.content import TaggedContent
from pipeline.typeset.engine.tagging.form import place_of_field
from pipeline.typeset.engine.tagging.stream import TaggedStream, is_right_to_left_text
from pipeline.typeset.engine.tagging.structure import Structure
from pipeline.typeset.numbers import placeholder
from pipeline.typeset.styles import DESIGNS
from pipeline.typeset.values.drawn import DrawnField, DrawnFont, DrawnLink, DrawnPage, DrawnPart
from pipeline.typeset.values.nodes import FieldArea, LinkArea, Mark, Node
from pipeline.typeset.values.pages import Element

SCALE = 0.75
"""Points per CSS pixel."""
PROFILE, COLOURS = b"3 0 R", b"4 0 R"
"""Object references of the colour profile and of the colour spaces, which WeasyPrint writes first."""
KINDS = ("ExtGState", "XObject", "Pattern", "Shading")
"""The kinds of resources that content streams refer to, other than fonts."""
_PAGE_NUMBER = (("counter()", ("page", "decimal")),)
"""WeasyPrint's computed `content` of a margin box with the page number."""
_OF_PANGO = frozenset({"hb_font", "hb_face", "file_content"})
"""Attributes of WeasyPrint's font that cannot be pickled; the others are plain values."""

check_attributes(Font, *_OF_PANGO)


def draw(document: Any, book: Book, name: str = "") -> DrawnPart:
    """Draw the pages of WeasyPrint's document. `name` makes the names of their resources unique in the book.

    Raises Problem `typeset-tags` if painted content is missing from the structure.
    """
    content = TaggedContent.of(document, fillable=book.design not in DESIGNS)
    numbers_of_pages = _page_numbers(document)
    resources = pydyf.Dictionary({kind: pydyf.Dictionary() for kind in KINDS} | {"ColorSpace": COLOURS})
    images: dict[str, Any] = {}
    pages: list[DrawnPage] = []
    marks: list[dict[Box, Any]] = []
    numbers: dict[Box, int] = {}
    for page in document.pages:
        links = [link for link in page.links if link[3].link and link[3] not in content.unread]
        numbers |= {box: number for number, (_, _, _, box) in enumerate(links)}
        marks.append({})
        stream = TaggedStream(
            content.artifacts,
            numbers_of_pages,
            name,
            document.fonts,
            _rectangle(page),
            resources,
            images,
            marks[-1],
            {"srgb": SimpleNamespace(pdf_reference=PROFILE)},
            "srgb",
            compress=True,
            shares_brackets=book.profile.is_right_to_left,
        )
        stream.transform(d=-1, f=page.height * SCALE)
        page.paint(stream, SCALE)
        drawn_links = tuple(DrawnLink(kind, target, place, _words(box.element)) for kind, target, place, box in links)
        sizes = page.width, page.height, page.bleed
        pages.append(DrawnPage(*sizes, tuple(stream.pieces), drawn_links, page.anchors, tuple(page.bookmarks)))
    for box, target in numbers_of_pages.items():
        box.text = placeholder(target)
    painted = {box: mark["mcid"] for page in marks for box, mark in page.items() if box in numbers_of_pages}
    structure, fields, undescribed = _structure(document, content, marks, numbers)
    memo: dict[int, Any] = {}
    return DrawnPart(
        tuple(pages),
        {kind: _plain(resources[kind], memo) for kind in KINDS},
        {image: _plain(_x_object(**described), memo) for image, described in images.items()},
        {key: _font(font) for key, font in document.fonts.items()},
        structure,
        fields,
        read_pages(document, painted),
        document.metadata,
        undescribed,
    )


def _page_numbers(document: Any) -> dict[Box, str]:
    """Return the text boxes of arabic page numbers with their targets (empty for the page itself).

    Replaces the numbers in the elements of page references by placeholders.
    """
    numbers: dict[Box, str] = {}
    for page in document.pages:
        for box in children(page._page_box):
            if isinstance(box, MarginBox):
                is_number = box.style["content"] == _PAGE_NUMBER
                numbers |= {text: "" for text in box.descendants() if is_number and _is_arabic(text)}
                continue
            for text in descendants(box):
                if _is_arabic(text) and text.element is not None and text.element.get("class") == PAGE_OF:
                    numbers[text] = text.element.get(FOR)
                    text.element.text = placeholder(numbers[text])
    return numbers


def _is_arabic(box: Box) -> bool:
    return isinstance(box, TextBox) and box.text.isdecimal()


def _rectangle(page: Any) -> tuple[float, float, float, float]:
    """Return left, top, width and height of the page including its bleed, in CSS pixels."""
    bleed = page.bleed
    size = page.width + bleed["left"] + bleed["right"], page.height + bleed["top"] + bleed["bottom"]
    return -bleed["left"], -bleed["top"], *size


def _words(element: Element) -> str:
    return str(element.get("aria-label") or element.get("title") or text_of(element))


def _structure(
    document: Any, content: TaggedContent, marks: list[dict[Box, Any]], links: Mapping[Box, int]
) -> tuple[Node, tuple[DrawnField, ...], tuple[str, ...]]:
    """Return the structure tree of the pages, their fields, and the sections with pictures without alternative text.

    `marks` are by page; `links` maps boxes to link numbers on their page.
    """
    structure = Structure(document._html.etree_element, content)
    fields: list[DrawnField] = []
    for positioned_box in content.boxes:
        page, box = positioned_box.page, positioned_box.box
        link = links.get(box)
        painted = marks[page].pop(box, None) if positioned_box.paints else None
        if isinstance(box, TableCellBox):
            structure.enter(positioned_box)  # even empty cells: without them the row would be too short
        if not positioned_box.chain or not (painted or link is not None or positioned_box.field):
            continue
        node = structure.place(positioned_box)
        if positioned_box.field:
            # A structure element can have only one field: the lines of a field that continue on the next page are another field.
            holder = node.parent.add("Form", node.element) if node.kids and node.parent is not None else node
            holder.kids.append(FieldArea(page, len(fields)))
            fields.append(DrawnField(page, place_of_field(box, document.pages[page].height), positioned_box.field))
        if painted:
            holder = node
            if (
                actual := (box.element.get(CHARACTER) or box.text)
                if is_right_to_left_text(box)
                else undivided_text(box)
            ):
                holder = node.add("Span")
                holder.actual = actual
            holder.kids.append(Mark(page, painted["mcid"]))
        if link is not None:
            (node.nearest_link or node.add("Link", box.element)).kids.append(LinkArea(page, link))
    if missing := sum(map(len, marks)):
        raise Problem(
            "typeset-tags", f"{missing} painted items are missing from the structure", hint="report this book"
        )
    return structure.document.without_elements(), tuple(fields), tuple(structure.undescribed)


def _plain(value: Any, memo: dict[int, Any]) -> Any:
    """Copy pydyf objects without the unpicklable attributes of WeasyPrint's streams. With `memo`, shared streams stay shared."""
    match value:
        case pydyf.Stream():
            if id(value) not in memo:
                stream = [_plain(item, memo) for item in value.stream]
                memo[id(value)] = pydyf.Stream(stream, _plain(value.extra, memo), value.compress)
            return memo[id(value)]
        case pydyf.Dictionary():
            return pydyf.Dictionary({name: _plain(item, memo) for name, item in value.items()})
        case pydyf.Array():
            return pydyf.Array([_plain(item, memo) for item in value])
        case LazyImage() | LazyLocalImage():
            return value.data
    return value


def _x_object(image: Any, interpolate: Any, dpi_ratios: set[Any], x_object: Any) -> Any:  # noqa: ARG001  # WeasyPrint's names
    return image.get_x_object(interpolate, max(dpi_ratios))


def _font(font: Any) -> DrawnFont:
    values = {name: value for name, value in vars(font).items() if name not in _OF_PANGO}
    return DrawnFont(font.file_content, values)
