# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds wrong page references and folios, and links and bookmarks to a wrong page."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.bookformat.identifiers import BODY
from pipeline.bookformat.page_numbers import label
from pipeline.theme.heads import SEPARATOR
from pipeline.typeset.proof.pdf import FOOTER, UNKNOWN, Link, PdfText
from pipeline.typeset.values.pages import Pages, normalized

_WORD = re.compile(r"(?<![\\\w])(?<!\\begin\{)(?<!\\end\{)\w{3,}")
"""A word of a heading with a formula, whose TeX commands are not printed."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """The numbering of pages: `body` is the first page (from 1) with an arabic number, and `first` is that number.

    `volume` is the page map of the book that an offprint belongs to, if its references are to pages of the book.
    """

    body: int = 1
    first: int = 1
    volume: Mapping[str, int] = field(default_factory=dict)

    def folio(self, page: int) -> str:
        return label(page, self.body, self.first)

    def number_of(self, target: str, pages: Pages) -> str:
        """Return the page number of an identifier as references print it, or an empty string."""
        if self.volume:
            return label(self.volume[target], self.volume.get(BODY, 1)) if target in self.volume else ""
        return self.folio(pages.page_of[target]) if target in pages.page_of else ""

    def order(self, page_count: int) -> list[str]:
        """Return all page numbers that a reference may print, in order, including one after the last page of the page map."""
        last = max([*self.volume.values(), page_count])
        body = self.volume.get(BODY, 1) if self.volume else self.body
        return [label(page, body) for page in range(1, last + 2)]


class WrongPage(NamedTuple):
    """A wrong page number or link on a page (from 1; 0 for a bookmark)."""

    page: int
    fault: str


def wrong_pages(pages: Pages, pdf: PdfText, numbering: Numbering) -> Iterator[WrongPage]:
    """Yield all references, folios, links and bookmarks with a wrong page."""
    yield from _references(pages, pdf, numbering)
    for page, folio in pages.folios.items():
        expected, foot = numbering.folio(page), pdf.marks[page - 1].get(FOOTER, folio)
        if folio != expected or expected not in foot:
            yield WrongPage(page, f"it is numbered {foot if folio == expected else folio} and should be {expected}")
    for link in pdf.links:
        if not link.target or pages.page_of.get(link.name, link.target) != link.target:
            fault = f"the link “{link.words}” leads to {_target(link)}, where “{link.name}” is not"
            yield WrongPage(link.page, fault)
    for bookmark in pdf.bookmarks:
        heading = bookmark.words
        if not bookmark.target or not _has_heading(
            pdf.pages[bookmark.target - 1], heading, has_formula=heading in pages.formula_headings
        ):
            yield WrongPage(
                0, f"the bookmark “{heading}” leads to {_target(bookmark)}, which does not have these words"
            )


def _has_heading(page: str, heading: str, *, has_formula: bool) -> bool:
    """Tell whether a page has a heading, in both languages of a bilingual book.

    Since formulas are drawn, only the longer words of a heading with a formula are searched for, in order. Glyphs that have no
    character themselves, such as parts of a Tamil vowel, are ignored.
    """
    page = page.replace(UNKNOWN, "")
    if not has_formula:
        return all(normalized(part).replace(UNKNOWN, "") in page for part in heading.split(SEPARATOR))
    position = 0
    for word in _WORD.findall(heading):
        position = page.find(normalized(word), position) + 1
        if not position:
            return False
    return True


def _references(pages: Pages, pdf: PdfText, numbering: Numbering) -> Iterator[WrongPage]:
    order = numbering.order(len(pdf.pages))
    for reference in pages.references:
        expected = {number for target in reference.targets if (number := numbering.number_of(target, pages))}
        printed = reference.printed
        if reference.mark is not None:
            printed = pdf.marks[reference.page - 1].get(reference.mark, "")
        if expected and set(_expand_ranges(printed, order)) != expected:
            numbers = ", ".join(sorted(expected, key=order.index))
            yield WrongPage(reference.page, f"“{printed}” is printed instead of {numbers}")


def _expand_ranges(text: str, order: list[str]) -> Iterator[str]:
    """Yield the numbers in a text such as `iii, 3, 5–7`, with ranges expanded."""
    for part in text.replace(" ", "").split(","):
        first, dash, last = part.partition("–")
        if dash and first in order and last in order:
            yield from order[order.index(first) : order.index(last) + 1]
        else:
            yield part


def _target(link: Link) -> str:
    return f"page {link.target} of the file" if link.target else "no page"
