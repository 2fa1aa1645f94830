# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a publication, and of each paper of a volume, in each language: what it shows, told in the reader's words. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from pipeline.model.publication import Artefact, Edition, Format, Language, Publication
from pipeline.portal.records.items import PAPER, SUFFIXES, Addresses, Item, status
from pipeline.portal.records.metadata import dublin_core, highwire, json_ld, open_graph
from pipeline.portal.shelf import Entry, Offer, Shelf, address, in_preparation, offer, window
from pipeline.theme import phrases
from pipeline.theme.imprint import Imprint, Row
from pipeline.words import Words

_FILLED_IN = ("form", "checklist")
"""Offprints with fields."""


@dataclass(frozen=True, slots=True)
class Link:
    """`tag` is the language of the text where it is not that of the page; `facts` is said after it, `number` before it.

    `part` is that of the book in which a chapter stands.
    """

    href: str
    text: str
    tag: str = ""
    facts: str = ""
    number: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What machines read: pairs of name and value, and a block of JSON-LD. Empty where the page has no edition of its own."""

    highwire: tuple[tuple[str, str], ...] = ()
    dublin_core: tuple[tuple[str, str, str], ...] = ()
    open_graph: tuple[tuple[str, str], ...] = ()
    json_ld: str = ""


@dataclass(frozen=True, slots=True)
class PublicationPage:
    """All that the page shows. Addresses are relative to it; `tag` is the language of titles, abstract and contents.

    `window` is the title as a browser keeps it in its history: a neutral one where the publication asks for that.
    `own` is the edition in the reader's language, `offers` that one and all others, hers first. `chapters` lead into the
    edition, papers among them to their pages; `parts` are PDFs of parts that have none, `parts_note` is what to know of them.
    `volume` is what a paper stands in, `languages` is this page in each language, `helplines` the address of the helplines, empty without any.
    """

    name: str
    path: PurePosixPath
    entry: Entry
    tag: str
    title: str
    window: str
    subtitle: str
    kind_name: str
    notices: tuple[str, ...]
    own: Offer | None
    offers: tuple[Offer, ...]
    languages: tuple[Link, ...]
    abstract: tuple[str, ...]
    chapters: tuple[Link, ...]
    parts: tuple[Link, ...]
    parts_note: str
    rows: tuple[Row, ...]
    citation: str
    citation_files: tuple[Link, ...]
    volume: Link | None
    helplines: str
    head: Head


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells publications in one language: `items` by name and tag are all that is on the site."""

    shelf: Shelf
    languages: Sequence[Language]
    language: Language
    words: Words
    site_title: str
    addresses: Addresses
    items: Mapping[tuple[str, str], Item]

    def publication(self, entry: Entry, publication: Publication) -> PublicationPage:
        """The page of a publication; where there is no edition in this language, the original's texts stand for it."""
        made = self.shelf.of(publication, self.language)
        shown = made or self.shelf.of(publication, publication.original)
        told = next(iter(shown.values()), None)
        item = self.items.get((publication.slug, self.language.tag))
        source = item or self.items.get((publication.slug, publication.original.tag))
        parts = self.shelf.offprints(Edition(publication, self.language))
        papers = {f"{part.document}.html": self._paper_link(publication, part) for part in parts if part.sheet == PAPER}
        return PublicationPage(
            name=publication.slug,
            path=PurePosixPath(self.language.tag, f"{publication.slug}.html"),
            entry=entry,
            tag=entry.tag,
            title=entry.title,
            window=window(publication, entry.title, self.words),
            subtitle=entry.subtitle,
            kind_name=entry.kind_name,
            notices=entry.notices,
            own=entry.own,
            offers=self._offers(entry, publication),
            languages=tuple(self._switch(publication.slug, None)),
            abstract=source.abstract if source else ((publication.description,) if publication.description else ()),
            chapters=tuple(self._chapters(told, shown.get(Format.HTML), papers)),
            parts=tuple(self._part(one) for one in parts if one.sheet != PAPER),
            parts_note=self._filled_in() if any(one.sheet in _FILLED_IN for one in parts) else "",
            rows=self._rows(publication, item),
            citation=_cited(item, self.words) if item else "",
            citation_files=tuple(self._citation_files(item)) if item else (),
            volume=None,
            helplines=self._helplines(),
            head=self._head(item),
        )

    def paper(self, volume: PublicationPage, item: Item) -> PublicationPage:
        """The page of a paper, beside that of its volume."""
        assert item.pdf is not None
        others = [other for other in self._others(item) if other.language != self.language]
        own = self._offer(item)
        whole = item.volume.title if item.volume is not None else ""
        return PublicationPage(
            name=item.name,
            path=item.page,
            entry=volume.entry,
            tag=item.language.tag,
            title=item.title,
            window=item.title if volume.window == volume.title else volume.window,
            subtitle="",
            kind_name=self.words("Paper in a volume"),
            notices=() if item.is_original else volume.notices,
            own=own,
            offers=(own, *map(self._offer, others)),
            languages=tuple(self._switch(item.name, volume.name)),
            abstract=item.abstract,
            chapters=(),
            parts=(),
            parts_note="",
            rows=self._rows_of_paper(item),
            citation=_cited(item, self.words),
            citation_files=tuple(self._citation_files(item)),
            volume=Link(
                f"{volume.name}.html",
                whole,
                facts=phrases.page_span(item.first, item.last, self.words) if item.first else "",
            ),
            helplines=volume.helplines,
            head=self._head(item),
        )

    def _filled_in(self) -> str:
        return self.words(
            "Forms and checklists can also be filled in on a screen. What you type stays in the file on your device and is sent to"
            " nobody; where others use the device too, they can read it."
        )

    def _helplines(self) -> str:
        contacts = self.shelf.contacts
        return "index.html#helplines" if contacts and any(contact.is_helpline for contact in contacts.contacts) else ""

    def _offers(self, entry: Entry, publication: Publication) -> tuple[Offer, ...]:
        """Every language with every format, the reader's first; what is not there yet says so."""
        if entry.own is not None:
            return (entry.own, *entry.others)
        held = self.shelf.held.get(Edition(publication, self.language))
        if held is None:
            return entry.others
        name = phrases.language_name(self.language, self.language)
        waiting = Offer(self.language.tag, self.language.autonym, name, in_preparation(held, self.language, self.words))
        return (waiting, *entry.others)

    def _offer(self, item: Item) -> Offer:
        assert item.pdf is not None
        told = offer(item.language, self.language, {Format.PDF: item.pdf}, self.words)
        html = address(item.html, self.language) if item.html is not None else ""
        return replace(told, html=html, state=status(item.pdf, item.written_in, self.language, self.words))

    def _switch(self, name: str, volume: str | None) -> Iterator[Link]:
        """The same page in each language; of a paper that is not there, its volume's."""
        for language in self.languages:
            there = volume is None or (name, language.tag) in self.items
            yield Link(f"../{language.tag}/{name if there else volume}.html", language.autonym, language.tag)

    def _chapters(self, told: Artefact | None, html: Artefact | None, papers: Mapping[str, Link]) -> Iterator[Link]:
        """The contents, and after them the papers that these do not list; `papers` are named by their page."""
        listed = told.about.chapters if told is not None else ()
        for one in listed:
            if one.href in papers:
                yield replace(papers[one.href], number=one.number, part=one.part)
            else:
                href = address(html.path.parent / one.href, self.language) if html is not None else ""
                yield Link(href, one.title, number=one.number, part=one.part)
        yield from (link for name, link in papers.items() if name not in {one.href for one in listed})

    def _paper_link(self, publication: Publication, made: Artefact) -> Link:
        """A paper in the contents of its volume leads to its own page; one that is not translated, to its PDF."""
        pages = phrases.page_span(made.first, made.last, self.words) if made.first else ""
        facts = ", ".join(filter(None, (", ".join(made.about.authors), pages)))
        name = f"{publication.slug}.{made.document}"
        if (name, self.language.tag) in self.items:
            return Link(f"{name}.html", made.title, facts=facts)
        return Link(address(made.path, self.language), made.title, made.about.language, facts)

    def _part(self, made: Artefact) -> Link:
        facts = f"PDF, {phrases.measure(made.pages, made.bytes, self.language, self.words)}"
        return Link(address(made.path, self.language), made.title, facts=facts)

    def _rows(self, publication: Publication, item: Item | None) -> tuple[Row, ...]:
        is_original = publication.original == self.language
        imprint = Imprint(
            reader=self.language,
            original=publication.original,
            version=publication.version,
            day=item.day if item else publication.date,
            license=publication.license,
            original_title="" if is_original else publication.title,
            translation=item.status if item and not is_original else "",
            authors=item.authors if item else publication.authors,
            keywords=item.keywords if item else publication.keywords,
            texts_tag="" if item else publication.original.tag,
            isbn=item.isbn if item else "",
            doi=publication.doi,
        )
        names = ("authors", "date", "version", "license", "original language", "original title", "translation")
        return imprint.rows((*names, "keywords", "isbn", "doi"), self.words)

    def _rows_of_paper(self, item: Item) -> tuple[Row, ...]:
        imprint = Imprint(
            reader=self.language,
            original=item.written_in,
            version=item.version,
            day=item.day,
            license=item.license,
            original_title="" if item.is_original else item.original_title,
            translation="" if item.is_original else item.status,
            authors=item.authors,
            keywords=item.keywords,
        )
        names = ("authors", "date", "version", "license", "written in", "original title", "translation", "keywords")
        return imprint.rows(names, self.words)

    def _citation_files(self, item: Item) -> Iterator[Link]:
        for name, suffix in SUFFIXES.items():
            yield Link(item.file(suffix).name, name)

    def _others(self, item: Item) -> list[Item]:
        """The item in the other languages, in the project's order."""
        found = [self.items.get((item.name, language.tag)) for language in self.languages]
        return [one for one in found if one is not None and one is not item]

    def _head(self, item: Item | None) -> Head:
        if item is None:
            return Head()
        others = self._others(item)
        parts = [one for one in self.items.values() if one.volume is item]
        return Head(
            highwire(item, self.addresses),
            dublin_core(item, others, self.addresses),
            open_graph(item, others, self.site_title, self.addresses),
            json_ld(item, others, parts, self.addresses),
        )


def _cited(item: Item, words: Words) -> str:
    """How to cite it, in the form of its language."""
    said = _named(item, words)
    return f"{said} https://doi.org/{item.doi}" if item.doi else said


def _named(item: Item, words: Words) -> str:
    if item.volume is not None:
        return phrases.paper_citation(
            authors=item.authors,
            title=item.title,
            volume=item.volume.title,
            subtitle=item.volume.subtitle,
            publisher=item.publisher,
            day=item.day,
            pages=phrases.page_span(item.first, item.last, words) if item.first else "",
            words=words,
        )
    return phrases.citation(
        authors=item.authors,
        title=item.title,
        subtitle=item.subtitle,
        publisher=item.publisher,
        version=item.version,
        day=item.day,
        words=words,
    )
