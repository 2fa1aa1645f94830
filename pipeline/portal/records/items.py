# SPDX-License-Identifier: GPL-3.0-or-later
"""Items to cite, list and harvest: each edition, and each paper of a volume, with its metadata. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import PurePosixPath
from urllib.parse import quote

from pipeline.model.metadata import Metadata, metadata_of
from pipeline.model.project import Project
from pipeline.model.publication import Artefact, Edition, Format, Language, Review
from pipeline.portal.edition_catalogue import EditionCatalogue
from pipeline.theme import phrases
from pipeline.words import Words

PAPER = "paper"
"""The kind of offprint that has its own authors and abstract."""
SUFFIXES = {"BibTeX": ".bib", "RIS": ".ris", "CSL-JSON": ".csl.json"}
"""The suffixes of files for reference managers, by the name of the format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Metadata):
    """An edition, or a paper of a volume.

    `name` is the base name of its page and files in every language: the publication's slug, plus for a paper a dot (which no slug
    has) and the paper's name. `status` describes the state of translation and review. A paper has the pages `first` to `last` of its
    volume.
    """

    name: str
    status: str
    abstract: tuple[str, ...] = ()
    pdf: Artefact | None = None
    epub: Artefact | None = None
    html: PurePosixPath | None = None
    volume: "Item | None" = None
    first: int = 0
    last: int = 0

    @property
    def page(self) -> PurePosixPath:
        return self.file(".html")

    def file(self, suffix: str) -> PurePosixPath:
        """Return the path of the item's file with this suffix, next to the edition's folder, so that the PDF is below the page's folder."""
        return PurePosixPath(self.language.tag, self.name + suffix)

    @property
    def pages(self) -> str:
        """The pages of a paper in its volume: `17–22`, or `17`."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"

    @property
    def license_address(self) -> str:
        return phrases.license_of(self)[1]


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of the site's files; `base` is the URL of the site with a final slash, empty if unknown."""

    base: str = ""

    @classmethod
    def of(cls, project: Project) -> "Addresses":
        return cls(f"{project.site_url.rstrip('/')}/" if project.site_url else "")

    def absolute(self, path: PurePosixPath) -> str:
        """Return the absolute address of a file of the site; empty if the site's address is unknown."""
        return self.base + quote(str(path)) if self.base else ""

    def link(self, path: PurePosixPath) -> str:
        """Return the absolute address of a file, or if the site's is unknown, the address relative to a page in a language's folder."""
        return self.absolute(path) or f"../{quote(str(path))}"


def items(catalogue: EditionCatalogue, project: Project) -> tuple[Item, ...]:
    """Return all items on the site, in the order of the catalogue, then of the project's languages; papers follow their volume."""
    return tuple(
        item
        for publication in catalogue.publications
        for language in publication.languages
        for item in _of_edition(catalogue, project, Edition(publication, language))
    )


def by_name(all_items: Sequence[Item]) -> Mapping[str, tuple[Item, ...]]:
    """Return the language versions of each item, by its name."""
    ordered = sorted(all_items, key=lambda item: item.name)
    return {name: tuple(versions) for name, versions in groupby(ordered, key=lambda item: item.name)}


def _of_edition(catalogue: EditionCatalogue, project: Project, edition: Edition) -> Iterator[Item]:
    formats = catalogue.of(edition.publication, edition.language)
    if not formats:
        return
    words = Words(edition.language, project.locales)
    artefact = next(iter(formats.values()))
    publication = edition.publication
    texts, about = catalogue.texts(edition.language), artefact.about
    metadata = replace(
        metadata_of(
            edition,
            modified=artefact.date,
            publisher=texts.get(project.publisher, project.publisher),
            drafting=texts.get(project.drafting, project.drafting),
            unreleased=artefact.unreleased,
            text_hash=artefact.text_hash,
        ),
        title=artefact.title,
        subtitle=artefact.subtitle,
        authors=about.authors or publication.authors,
        keywords=about.keywords,
    )
    volume = Item(
        **metadata.values(),
        name=publication.slug,
        status=status(artefact, publication.original, edition.language, words),
        abstract=about.abstract or ((artefact.description,) if artefact.description else ()),
        pdf=formats.get(Format.PDF),
        epub=formats.get(Format.EPUB),
        html=formats[Format.HTML].path if Format.HTML in formats else None,
    )
    yield volume
    for offprint in catalogue.offprints(edition):
        # Leave out papers that are not translated into this language.
        if offprint.sheet == PAPER and offprint.about.language in ("", edition.language.tag):
            yield _paper(catalogue, project, volume, offprint)


def _paper(catalogue: EditionCatalogue, project: Project, volume: Item, offprint: Artefact) -> Item:
    publication, about = offprint.edition.publication, offprint.about
    languages = {language.tag: language for language in project.languages}
    written_in = languages.get(about.original, publication.original)
    html = volume.html.with_name(f"{offprint.document}.html") if volume.html is not None else None
    # The title of the original is unknown if that edition is not on the site.
    originals = catalogue.offprints(Edition(publication, written_in))
    titles = (other.title for other in originals if other.document == offprint.document)
    original_title = next(titles, "") if written_in != volume.language else ""
    return replace(
        volume,
        name=f"{publication.slug}.{offprint.document}",
        original=written_in,
        title=offprint.title,
        subtitle="",
        original_title=original_title,
        authors=about.authors,
        status=status(offprint, written_in, volume.language, Words(volume.language, project.locales)),
        abstract=about.abstract,
        keywords=about.keywords,
        isbn="",
        doi="",
        pdf=offprint,
        epub=None,
        html=html,
        volume=volume,
        first=offprint.first,
        last=offprint.last,
    )


def status(artefact: Artefact, written_in: Language, reader: Language, words: Words) -> str:
    """Return the state of translation and review of a text, in a reader's language.

    In the edition that counts as the original of a volume, papers that were written in other languages are translations.
    """
    if written_in == artefact.edition.language:
        return phrases.review_state(Review.ORIGINAL, words)
    if not artefact.edition.is_translation:
        return words("translation")
    return phrases.translation_state(artefact.state, artefact.progress.percent, artefact.review, reader, words)
