# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the text of each page, and the targets of links and bookmarks, from the bytes of a PDF."""

import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf

from pipeline.typeset.values.pages import normalized

_PAINTED = re.compile(
    rb"/([^\s/<>\[\]()]+)\s+[-\d.]+\s+Tf|\[([^\]]*)\]\s*TJ|(<[0-9a-fA-F]*>)\s*Tj|/([^\s/<>\[\]()]+)\s+Do\b"
    rb"|/(MCID\s+\d+|ActualText\s*<[0-9a-fA-F]+>|Subtype\s*/Footer)|\b(EMC)\b"
)
_GLYPHS = re.compile(rb"<([0-9a-fA-F]+)>")
_TO_UNICODE_ROW = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*\n")
type _PageNumbersByObject = Mapping[tuple[int, int], int]
"""Object of a page -> its number, from 1."""

UNKNOWN = "\ufffd"
FOOTER, _UNMARKED = -1, -2
"""Keys, instead of an MCID, for text in the page footer, and outside of marked content."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link or bookmark: its words, its page (0 for a bookmark), the name of its target, and the target's page (0 if missing)."""

    words: str
    page: int
    name: str
    target: int


@dataclass(frozen=True, slots=True)
class PdfText:
    """The normalized characters of each page in painting order, including running heads; links and bookmarks.

    `marks` has the text of each page by MCID.
    """

    pages: tuple[str, ...]
    marks: tuple[Mapping[int, str], ...]
    links: tuple[Link, ...]
    bookmarks: tuple[Link, ...]


def read_pdf(data: bytes) -> PdfText:
    """Read a PDF written by WeasyPrint."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        numbers: _PageNumbersByObject = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        places = _destinations(pdf, numbers)
        fonts: dict[tuple[int, int], Mapping[str, str]] = {}
        actual = dict(_actual_texts(pdf.Root.StructTreeRoot)) if "/StructTreeRoot" in pdf.Root else {}
        marks: list[dict[int, str]] = [defaultdict(str) for _ in pdf.pages]
        return PdfText(
            tuple(
                normalized("".join(_words(page.obj, fonts, actual, of_page)))
                for page, of_page in zip(pdf.pages, marks, strict=True)
            ),
            tuple(marks),
            tuple(link for number, page in enumerate(pdf.pages, 1) for link in _links(page, number, places)),
            tuple(_bookmarks(pdf, numbers)),
        )


def _destinations(pdf: pikepdf.Pdf, numbers: _PageNumbersByObject) -> dict[str, int]:
    """Return the page of each named destination."""
    if "/Names" not in pdf.Root or "/Dests" not in pdf.Root.Names:
        return {}
    tree = pikepdf.NameTree(pdf.Root.Names.Dests)
    return {str(name): numbers.get(place[0].objgen, 0) for name, place in tree.items()}


def _links(page: Any, number: int, places: Mapping[str, int]) -> Iterator[Link]:
    for link in page.obj.get("/Annots", ()):
        if link.Subtype == pikepdf.Name.Link and "/Dest" in link:
            name = str(link.Dest)
            yield Link(str(link.get("/Contents", "")), number, name, places.get(name, 0))


def _bookmarks(pdf: pikepdf.Pdf, numbers: _PageNumbersByObject) -> Iterator[Link]:
    def walk(items: Any) -> Iterator[Link]:
        for item in items:
            target = item.destination[0].objgen if item.destination else (0, 0)
            yield Link(item.title, 0, "", numbers.get(target, 0))
            yield from walk(item.children)

    with pdf.open_outline() as outline:
        yield from walk(outline.root)


def _actual_texts(element: Any) -> Iterator[tuple[tuple[tuple[int, int], int], str]]:
    """Yield the `ActualText` of structure elements, by page object and MCID."""
    for kid in element.get("/K", ()):
        if isinstance(kid, pikepdf.Dictionary):
            yield from _actual_texts(kid)
        elif "/ActualText" in element:
            yield (element.Pg.objgen, int(kid)), str(element.ActualText)


def _words(
    holder: Any,
    fonts: dict[tuple[int, int], Mapping[str, str]],
    actual: Mapping[tuple[tuple[int, int], int], str],
    marks: dict[int, str],
) -> Iterator[str]:
    """Yield the text that a page or a form XObject paints, with the `ActualText` of marked content instead of its glyphs.

    The glyphs of right-to-left scripts, and of scripts that place vowels before consonants, are not in reading order.
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
            meaning = _characters_by_glyph(resources.Font[f"/{font.decode()}"], fonts)
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


def _characters_by_glyph(font: Any, cache: dict[tuple[int, int], Mapping[str, str]]) -> Mapping[str, str]:
    """Return the characters of each glyph (four hexadecimal digits), from the font's ToUnicode map."""
    if font.objgen not in cache:
        table = font.ToUnicode.read_bytes()
        cache[font.objgen] = {
            glyph.decode().lower().zfill(4): bytes.fromhex(characters.decode()).decode("utf-16-be")
            for glyph, characters in _TO_UNICODE_ROW.findall(table)
        }
    return cache[font.objgen]
