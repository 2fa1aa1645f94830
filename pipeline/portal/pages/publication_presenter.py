# SPDX-License-Identifier: GPL-3.0-or-later
"""Prepares the data for the pages of publications and of the papers of a volume, in one language. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from pipeline.model.metadata import metadata_of
from pipeline.model.publication import Artefact, Edition, Format, Language, Publication
from pipeline.portal.edition_catalogue import (
    CatalogueEntry,
    EditionCatalogue,
    EditionLinks,
    address,
    edition_links,
    in_preparation,
    window,
)
from pipeline.portal.plain_text import contents_of
from pipeline.portal.records.items import PAPER, SUFFIXES, Addresses, Item, status
from pipeline.portal.records.metadata import highwire, json_ld, open_graph
from pipeline.theme import phrases
from pipeline.theme.imprint import Imprint, ImprintRow
from pipeline.words import Words

_FILLED_IN = ("form", "checklist")
"""Offprints with form fields."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link. `tag` is the language of its text if not the page's; `number` is shown before it, `facts` after it.

    `part` is the part of the book that contains the chapter.
    """

    href: str
    text: str
    tag: str = ""
    facts: str = ""
    number: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class BilingualLinks:
    """The links of a bilingual edition: to its files, and to the PDFs of its parts."""

    edition: EditionLinks
    parts: tuple[PageLink, ...]


@dataclass(frozen=True, slots=True)
class PageHead:
    """Metadata: pairs of name and value, and a block of JSON-LD; empty if no edition is in the page's language."""

    highwire: tuple[tuple[str, str], ...] = ()
    open_graph: tuple[tuple[str, str], ...] = ()
    json_ld: str = ""


@dataclass(frozen=True, slots=True)
class PublicationPage:
    """The data of the page. Addresses are relative to it; abstract and contents are in the language of the entry's
    title.

    `entry` is the same as in lists; a paper has its volume's entry, with its own title. `window` is the title for the
    browser's history, neutral for a neutral publication. `editions` are in all languages, the reader's first; of the
    `bilingual` editions, those with the reader's language come first. `chapters` link into the edition, or to the pages
    of papers; `parts` are PDFs of other parts, `parts_note` explains them. `volume` links a paper to its volume.
    `languages` are the addresses of this page in each language, `helplines` and `text` those of the helplines and of the
    text version; each may be empty.
    """

    name: str
    path: PurePosixPath
    entry: CatalogueEntry
    window: str
    editions: tuple[EditionLinks, ...]
    languages: tuple[str, ...]
    abstract: tuple[str, ...]
    rows: tuple[ImprintRow, ...]
    citation: str
    citation_files: tuple[PageLink, ...]
    helplines: str
    head: PageHead
    text: str = ""
    chapters: tuple[PageLink, ...] = ()
    parts: tuple[PageLink, ...] = ()
    parts_note: str = ""
    volume: PageLink | None = None
    bilingual: tuple[BilingualLinks, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicationPresenter:
    """Prepares pages in one language; `items` are all items on the site, by name and language tag."""

    catalogue: EditionCatalogue
    languages: Sequence[Language]
    language: Language
    words: Words
    site_title: str
    addresses: Addresses
    items: Mapping[tuple[str, str], Item]

    def publication(self, entry: CatalogueEntry, publication: Publication) -> PublicationPage:
        """Return the page of a publication; its texts are the originals if no edition is in this language."""
        formats = self.catalogue.of(publication, self.language) or self.catalogue.of(publication, publication.original)
        artefact = next(iter(formats.values()), None)
        item = self.items.get((publication.slug, self.language.tag))
        source = item or self.items.get((publication.slug, publication.original.tag))
        parts, contacts = self.catalogue.offprints(Edition(publication, self.language)), self.catalogue.contacts
        papers = {f"{part.document}.html": self._paper_link(publication, part) for part in parts if part.sheet == PAPER}
        filled_in = self.words(
            "Forms and checklists can also be filled in on a screen. What you type stays in the file on your device and is sent to"
            " nobody; where others use the device too, they can read it."
        )
        return PublicationPage(
            name=publication.slug,
            path=PurePosixPath(self.language.tag, f"{publication.slug}.html"),
            entry=entry,
            window=window(publication, entry.title, self.words),
            editions=self._editions(entry, publication),
            bilingual=tuple(map(self._bilingual, self._pairs(publication))),
            languages=tuple(self._language_addresses(publication.slug, None)),
            abstract=source.abstract if source else ((publication.description,) if publication.description else ()),
            chapters=tuple(self._chapters(artefact, formats.get(Format.HTML), papers)),
            parts=tuple(self._part(part) for part in parts if part.sheet != PAPER),
            parts_note=filled_in if any(part.sheet in _FILLED_IN for part in parts) else "",
            rows=self._rows(publication, item),
            citation=_citation(item, self.words) if item else "",
            citation_files=tuple(_citation_files(item)) if item else (),
            text=contents_of(publication.slug) if Format.HTML in self.catalogue.of(publication, self.language) else "",
            helplines="index.html#helplines"
            if contacts and any(contact.helpline for contact in contacts.contacts)
            else "",
            head=self._head(item),
        )

    def paper(self, volume: PublicationPage, item: Item) -> PublicationPage:
        """Return the page of a paper, which is next to its volume's page."""
        assert item.pdf is not None
        translations = [other for other in self._other_languages(item) if other.language != self.language]
        edition = self._links(item)
        whole = item.volume.title if item.volume is not None else ""
        return PublicationPage(
            name=item.name,
            path=item.page,
            entry=replace(
                volume.entry,
                title=item.title,
                subtitle="",
                kind_name=self.words("Paper in a volume"),
                notices=() if item.is_original else volume.entry.notices,
                edition=edition,
            ),
            window=item.title if volume.window == volume.entry.title else volume.window,
            editions=(edition, *map(self._links, translations)),
            languages=tuple(self._language_addresses(item.name, volume.name)),
            abstract=item.abstract,
            rows=self._rows(item.pdf.edition.publication, item),
            citation=_citation(item, self.words),
            citation_files=tuple(_citation_files(item)),
            volume=PageLink(f"{volume.name}.html", whole, facts=_pages(item, self.words)),
            helplines=volume.helplines,
            head=self._head(item),
        )

    def _editions(self, entry: CatalogueEntry, publication: Publication) -> tuple[EditionLinks, ...]:
        """Return the editions in all languages, the reader's first, with links by format, or with their state if they have none."""
        if entry.edition is not None:
            return (entry.edition, *entry.other_editions)
        held = self.catalogue.held.get(Edition(publication, self.language))
        if held is None:
            return entry.other_editions
        name = phrases.language_name(self.language, self.language)
        state = in_preparation(held, self.language, self.words)
        return (EditionLinks(self.language.tag, self.language.autonym, name, state), *entry.other_editions)

    def _pairs(self, publication: Publication) -> list[Edition]:
        pairs = self.catalogue.bilingual(publication)
        return sorted(pairs, key=lambda edition: self.language not in edition.languages)

    def _bilingual(self, edition: Edition) -> BilingualLinks:
        links = edition_links(edition.language, self.language, self.catalogue.formats_of(edition), self.words)
        names = (phrases.language_name(language, self.language) for language in edition.languages)
        autonyms = (language.autonym for language in edition.languages)
        named = replace(links, tag=edition.tag, autonym=" + ".join(autonyms), name=" + ".join(names))
        parts = (part for part in self.catalogue.offprints(edition) if part.sheet in _FILLED_IN)
        return BilingualLinks(named, tuple(map(self._part, parts)))

    def _links(self, item: Item) -> EditionLinks:
        assert item.pdf is not None
        links = edition_links(item.language, self.language, {Format.PDF: item.pdf}, self.words)
        html = address(item.html, self.language) if item.html is not None else ""
        state = status(item.pdf, item.original, self.language, self.words)
        return replace(links, files=replace(links.files, html=html), state=state)

    def _language_addresses(self, name: str, volume: str | None) -> Iterator[str]:
        """Yield the address of the page in each language; of the volume's page in languages without the paper."""
        for language in self.languages:
            exists = volume is None or (name, language.tag) in self.items
            yield f"../{language.tag}/{name if exists else volume}.html"

    def _chapters(
        self, artefact: Artefact | None, html: Artefact | None, papers: Mapping[str, PageLink]
    ) -> Iterator[PageLink]:
        """Yield the table of contents, then unlisted papers; `papers` maps page names to links."""
        chapters = artefact.about.chapters if artefact is not None else ()
        for chapter in chapters:
            if chapter.href in papers:
                yield replace(papers[chapter.href], number=chapter.number, part=chapter.part)
            else:
                href = address(html.path.parent / chapter.href, self.language) if html is not None else ""
                yield PageLink(href, chapter.title, number=chapter.number, part=chapter.part)
        listed = {chapter.href for chapter in chapters}
        yield from (link for name, link in papers.items() if name not in listed)

    def _paper_link(self, publication: Publication, paper: Artefact) -> PageLink:
        """Return the link to a paper in the contents of its volume: to its page, or to its PDF if it is not translated."""
        facts = ", ".join(filter(None, (", ".join(paper.about.authors), _pages(paper, self.words))))
        name = f"{publication.slug}.{paper.document}"
        if (name, self.language.tag) in self.items:
            return PageLink(f"{name}.html", paper.title, facts=facts)
        return PageLink(address(paper.path, self.language), paper.title, paper.about.language, facts)

    def _part(self, part: Artefact) -> PageLink:
        facts = f"PDF, {phrases.measure(part.pages, part.bytes, self.language, self.words)}"
        return PageLink(address(part.path, self.language), part.title, facts=facts)

    def _rows(self, publication: Publication, item: Item | None) -> tuple[ImprintRow, ...]:
        # If no edition is in this language, use the facts of the original.
        edition = Edition(publication, self.language)
        metadata = item or replace(metadata_of(edition), language=publication.original, isbn="", doi=publication.doi)
        is_original = metadata.original == self.language
        translation = item.status if item and not is_original else ""
        language = "written in" if item and item.volume else "original language"
        names = (
            "authors",
            "drafting",
            "date",
            "version",
            "license",
            language,
            "original title",
            "translation",
            "keywords",
        )
        return Imprint(metadata, self.language, self.words, translation).rows((*names, "isbn", "doi"))

    def _other_languages(self, item: Item) -> list[Item]:
        """Return the item in the other languages, in the project's order."""
        editions = [self.items.get((item.name, language.tag)) for language in self.languages]
        return [other for other in editions if other is not None and other is not item]

    def _head(self, item: Item | None) -> PageHead:
        if item is None:
            return PageHead()
        translations = self._other_languages(item)
        parts = [part for part in self.items.values() if part.volume is item]
        return PageHead(
            highwire(item, self.addresses),
            open_graph(item, translations, self.site_title, self.addresses),
            json_ld(item, translations, parts, self.addresses),
        )


def _citation_files(item: Item) -> Iterator[PageLink]:
    yield from (PageLink(item.file(suffix).name, name) for name, suffix in SUFFIXES.items())


def _pages(paper: Item | Artefact, words: Words) -> str:
    return phrases.page_span(paper.first, paper.last, words) if paper.first else ""


def _citation(item: Item, words: Words) -> str:
    """Return the recommended citation of an item, in its language."""
    if item.volume is not None:
        citation = phrases.paper_citation(item, item.volume, _pages(item, words), words)
    else:
        citation = phrases.citation(item, item.modified, words)
    return f"{citation} https://doi.org/{item.doi}" if item.doi else citation
