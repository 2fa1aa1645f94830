# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a PDF from its bytes alone: the words of each page, where links and bookmarks lead."""

import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf

from pipeline.typeset.values.pages import squeezed

_PAINTED = re.compile(
    rb"/([^\s/<>\[\]()]+)\s+[-\d.]+\s+Tf|\[([^\]]*)\]\s*TJ|(<[0-9a-fA-F]*>)\s*Tj|/([^\s/<>\[\]()]+)\s+Do\b"
    rb"|/(MCID\s+\d+|ActualText\s*<[0-9a-fA-F]+>|Subtype\s*/Footer)|\b(EMC)\b"
)
_GLYPHS = re.compile(rb"<([0-9a-fA-F]+)>")
_MEANING = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*\n")
type _Numbers = Mapping[tuple[int, int], int]
"""A page's object -> its number from 1."""

UNKNOWN = "\ufffd"
FOOTER, _UNMARKED = -1, -2
"""Stand for the number of a mark of what is painted at the foot of a page, and outside of marks."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link or bookmark: its words, the page it is on (0 for a bookmark), the name of its target, and the target's page.

    The last is 0 where there is no such page.
    """

    words: str
    page: int
    name: str
    target: int


@dataclass(frozen=True, slots=True)
class PdfText:
    """The characters of each page in the order in which they are painted, running headers too, its links and bookmarks.

    `marks` are the glyphs of each page by the number of their mark.
    """

    pages: tuple[str, ...]
    marks: tuple[Mapping[int, str], ...]
    links: tuple[Link, ...]
    bookmarks: tuple[Link, ...]


def read_pdf(data: bytes) -> PdfText:
    """Read a PDF as WeasyPrint writes them."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        numbers: _Numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        places = _places(pdf, numbers)
        fonts: dict[tuple[int, int], Mapping[str, str]] = {}
        actual = dict(_actual(pdf.Root.StructTreeRoot)) if "/StructTreeRoot" in pdf.Root else {}
        marks: list[dict[int, str]] = [defaultdict(str) for _ in pdf.pages]
        return PdfText(
            tuple(
                squeezed("".join(_words(page.obj, fonts, actual, of_page)))
                for page, of_page in zip(pdf.pages, marks, strict=True)
            ),
            tuple(marks),
            tuple(link for number, page in enumerate(pdf.pages, 1) for link in _links(page, number, places)),
            tuple(_bookmarks(pdf, numbers)),
        )


def _places(pdf: pikepdf.Pdf, numbers: _Numbers) -> dict[str, int]:
    """Return the page of each name that a link may lead to."""
    if "/Names" not in pdf.Root or "/Dests" not in pdf.Root.Names:
        return {}
    tree = pikepdf.NameTree(pdf.Root.Names.Dests)
    return {str(name): numbers.get(place[0].objgen, 0) for name, place in tree.items()}


def _links(page: Any, number: int, places: Mapping[str, int]) -> Iterator[Link]:
    for link in page.obj.get("/Annots", ()):
        if link.Subtype == pikepdf.Name.Link and "/Dest" in link:
            name = str(link.Dest)
            yield Link(str(link.get("/Contents", "")), number, name, places.get(name, 0))


def _bookmarks(pdf: pikepdf.Pdf, numbers: _Numbers) -> Iterator[Link]:
    def within(items: Any) -> Iterator[Link]:
        for item in items:
            target = item.destination[0].objgen if item.destination else (0, 0)
            yield Link(item.title, 0, "", numbers.get(target, 0))
            yield from within(item.children)

    with pdf.open_outline() as outline:
        yield from within(outline.root)


def _actual(element: Any) -> Iterator[tuple[tuple[tuple[int, int], int], str]]:
    """Yield the words of marks, by their page and number, that an element of the structure has in the place of their glyphs."""
    for kid in element.get("/K", ()):
        if isinstance(kid, pikepdf.Dictionary):
            yield from _actual(kid)
        elif "/ActualText" in element:
            yield (element.Pg.objgen, int(kid)), str(element.ActualText)


def _words(
    holder: Any,
    fonts: dict[tuple[int, int], Mapping[str, str]],
    actual: Mapping[tuple[tuple[int, int], int], str],
    marks: dict[int, str],
) -> Iterator[str]:
    """Yield the words that a page, or a form XObject that it draws, paints; those that a mark has in the place of its glyphs.

    Glyphs of scripts that are written from right to left, or in which vowels stand before their consonants, have another order.
    """
    resources = holder.get("/Resources", {})
    meaning: Mapping[str, str] = {}
    words, number = "", _UNMARKED
    for font, strings, string, form, mark, end in _PAINTED.findall(_stream(holder)):
        if mark:
            name, value = re.sub(rb"[</]", b" ", mark).rstrip(b">").split()
            if name == b"ActualText":
                words = bytes.fromhex(value.decode()).decode("utf-16")
            else:
                number = FOOTER if name == b"Subtype" else int(value)
                words = actual.get((holder.objgen, number), "")
        elif end:
            yield words
            words, number = "", _UNMARKED
        elif font:
            meaning = _meaning(resources.Font[f"/{font.decode()}"], fonts)
        elif form:
            drawn = resources.XObject[f"/{form.decode()}"]
            if drawn.get("/Subtype") == pikepdf.Name.Form:
                yield from _words(drawn, fonts, actual, marks)
        else:
            for glyphs in _GLYPHS.findall(strings or string):
                text = glyphs.decode().lower()
                painted = "".join(meaning.get(text[at : at + 4], UNKNOWN) for at in range(0, len(text), 4))
                marks[number] += painted
                if not words:
                    yield painted
                elif UNKNOWN in painted:
                    yield UNKNOWN


def _stream(holder: Any) -> bytes:
    contents = holder if isinstance(holder, pikepdf.Stream) else holder.get("/Contents", ())
    if isinstance(contents, pikepdf.Stream):
        return contents.read_bytes()
    return b"\n".join(part.read_bytes() for part in contents)


def _meaning(font: Any, cache: dict[tuple[int, int], Mapping[str, str]]) -> Mapping[str, str]:
    """Return the characters that each glyph (four hexadecimal digits) is the picture of."""
    if font.objgen not in cache:
        table = font.ToUnicode.read_bytes()
        cache[font.objgen] = {
            glyph.decode().lower().zfill(4): bytes.fromhex(characters.decode()).decode("utf-16-be")
            for glyph, characters in _MEANING.findall(table)
        }
    return cache[font.objgen]
