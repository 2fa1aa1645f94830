# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether page numbers in the text, folios, links and bookmarks name the page on which their target stands."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.bookformat.identifiers import BODY
from pipeline.bookformat.page_numbers import label
from pipeline.typeset.proof.file import Lead, Read
from pipeline.typeset.proof.laid import Laid, squeezed

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
        return label(page + (self.first - 1 if page >= self.body else 0), self.body)

    def named(self, target: str, laid: Laid) -> str:
        """The number of the page of an identifier as references print it; empty where it has none."""
        if self.volume:
            return label(self.volume[target], self.volume.get(BODY, 1)) if target in self.volume else ""
        return self.folio(laid.places[target]) if target in laid.places else ""

    def order(self, pages: int) -> list[str]:
        """All numbers that a reference may name, in their order; those of a volume reach further than its map tells."""
        last = max([*self.volume.values(), pages])
        body = self.volume.get(BODY, 1) if self.volume else self.body
        return [label(page, body) for page in range(1, last + 2)]


@dataclass(frozen=True, slots=True)
class Wrong:
    """On a page (from 1; 0 for a bookmark) something names or leads to another page than it should."""

    page: int
    said: str


def wrong_pages(laid: Laid, file: Read, numbering: Numbering) -> Iterator[Wrong]:
    """All numbers, links and bookmarks that are not true."""
    yield from _numbers(laid, numbering, len(file.pages))
    for page, folio in laid.folios.items():
        if folio != numbering.folio(page):
            yield Wrong(page, f"it is numbered {folio} and should be {numbering.folio(page)}")
    for link in file.links:
        if not link.target or laid.places.get(link.name, link.target) != link.target:
            yield Wrong(link.page, f"the link “{link.words}” leads to {_page(link)}, not to where “{link.name}” stands")
    for mark in file.bookmarks:
        if not mark.target or not _stands(mark.words, file.pages[mark.target - 1], laid.formulaic):
            yield Wrong(0, f"the bookmark “{mark.words}” leads to {_page(mark)}, which does not have these words")


def _stands(words: str, page: str, formulaic: Collection[str]) -> bool:
    """Whether a heading is among the letters of a page; of one with a formula, which is drawn, its longer words in their order."""
    if words not in formulaic:
        return squeezed(words) in page
    at = 0
    for word in _LONGER.findall(words):
        at = page.find(squeezed(word), at) + 1
        if not at:
            return False
    return True


def _numbers(laid: Laid, numbering: Numbering, pages: int) -> Iterator[Wrong]:
    order = numbering.order(pages)
    for number in laid.numbers:
        wanted = {named for target in number.targets if (named := numbering.named(target, laid))}
        if wanted and set(_listed(number.printed, order)) != wanted:
            true = ", ".join(sorted(wanted, key=order.index))
            yield Wrong(number.page, f"“{number.printed}” is printed for what stands on {true}")


def _listed(printed: str, order: list[str]) -> Iterator[str]:
    """The numbers in `iii, 3, 5–7`: each page of a range by itself."""
    for part in printed.replace(" ", "").split(","):
        first, dash, last = part.partition("–")
        if dash and first in order and last in order:
            yield from order[order.index(first) : order.index(last) + 1]
        else:
            yield part


def _page(lead: Lead) -> str:
    return f"page {lead.target} of the file" if lead.target else "no page"
