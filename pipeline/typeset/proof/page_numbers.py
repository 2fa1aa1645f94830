# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds page references, folios, links and bookmarks that name another page than that of their target."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.bookformat.identifiers import BODY
from pipeline.bookformat.page_numbers import label
from pipeline.theme.heads import SEPARATOR
from pipeline.typeset.proof.pdf import FOOTER, UNKNOWN, Link, PdfText
from pipeline.typeset.values.pages import Pages, squeezed

_LONGER = re.compile(r"\w{3,}")


@dataclass(frozen=True, slots=True)
class Numbering:
    """How the pages are numbered: `body` is the first that has an arabic number, counted from 1, and `first` that number.

    `volume` is the page map of the book of which this is a part, where references name pages of it.
    """

    body: int = 1
    first: int = 1
    volume: Mapping[str, int] = field(default_factory=dict)

    def folio(self, page: int) -> str:
        return label(page, self.body, self.first)

    def number_of(self, target: str, pages: Pages) -> str:
        """Return the number of the page of an identifier as references print it; empty where it has none."""
        if self.volume:
            return label(self.volume[target], self.volume.get(BODY, 1)) if target in self.volume else ""
        return self.folio(pages.page_of[target]) if target in pages.page_of else ""

    def order(self, page_count: int) -> list[str]:
        """Return all numbers that a reference may name, in their order; those of a volume go beyond the last one in its map."""
        last = max([*self.volume.values(), page_count])
        body = self.volume.get(BODY, 1) if self.volume else self.body
        return [label(page, body) for page in range(1, last + 2)]


class WrongPage(NamedTuple):
    """Something on a page (from 1; 0 for a bookmark) that names or leads to another page than it should."""

    page: int
    fault: str


def wrong_pages(pages: Pages, pdf: PdfText, numbering: Numbering) -> Iterator[WrongPage]:
    """Yield all references, folios, links and bookmarks that are not true."""
    yield from _references(pages, pdf, numbering)
    for page, folio in pages.folios.items():
        expected, foot = numbering.folio(page), pdf.marks[page - 1].get(FOOTER, folio)
        if folio != expected or expected not in foot:
            yield WrongPage(page, f"it is numbered {foot if folio == expected else folio} and should be {expected}")
    for link in pdf.links:
        if not link.target or pages.page_of.get(link.name, link.target) != link.target:
            fault = f"the link “{link.words}” leads to {_target(link)}, not to where “{link.name}” stands"
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
    """Tell whether a page has a heading, in both languages if it is in two; of one with a formula, which is drawn, its longer words in their order.

    Glyphs that stand for no character by themselves, such as parts of a Tamil vowel, may be between those that do.
    """
    page = page.replace(UNKNOWN, "")
    if not has_formula:
        return all(squeezed(part).replace(UNKNOWN, "") in page for part in heading.split(SEPARATOR))
    at = 0
    for word in _LONGER.findall(heading):
        at = page.find(squeezed(word), at) + 1
        if not at:
            return False
    return True


def _references(pages: Pages, pdf: PdfText, numbering: Numbering) -> Iterator[WrongPage]:
    order = numbering.order(len(pdf.pages))
    for reference in pages.references:
        expected = {number for target in reference.targets if (number := numbering.number_of(target, pages))}
        printed = reference.printed
        if reference.mark is not None:
            printed = pdf.marks[reference.page - 1].get(reference.mark, "")
        if expected and set(_listed(printed, order)) != expected:
            numbers = ", ".join(sorted(expected, key=order.index))
            yield WrongPage(reference.page, f"“{printed}” is printed for what stands on {numbers}")


def _listed(printed: str, order: list[str]) -> Iterator[str]:
    """Yield the numbers in `iii, 3, 5–7`, a range page by page."""
    for part in printed.replace(" ", "").split(","):
        first, dash, last = part.partition("–")
        if dash and first in order and last in order:
            yield from order[order.index(first) : order.index(last) + 1]
        else:
            yield part


def _target(link: Link) -> str:
    return f"page {link.target} of the file" if link.target else "no page"
