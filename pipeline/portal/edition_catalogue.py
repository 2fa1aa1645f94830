# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue of editions, as the front page of each language lists it. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

from pipeline.model.contacts import ContactList
from pipeline.model.publication import (
    Artefact,
    Edition,
    EditionState,
    Format,
    Kind,
    Language,
    Progress,
    Publication,
)
from pipeline.model.releases import ReleasedFile, Withdrawal
from pipeline.theme import phrases
from pipeline.words import Words

type Translations = Mapping[str, Mapping[str, str]]
"""By language tag: translations of the texts of the project and of publications, by their originals."""


@dataclass(frozen=True, slots=True)
class WithdrawalNotice:
    """A sentence about the withdrawal of an edition, and the reason in the language `reason_tag`."""

    text: str
    reason: str
    reason_tag: str


@dataclass(frozen=True, slots=True)
class FormatLinks:
    """Addresses of files by format, empty for missing formats, and notes for readers, such as their size."""

    html: str = ""
    pdf: str = ""
    pdf_facts: str = ""
    epub: str = ""
    epub_facts: str = ""

    @classmethod
    def of(
        cls,
        files: Mapping[Format, Artefact | ReleasedFile],
        address: Callable[[PurePosixPath], str],
        reader: Language,
        words: Words,
    ) -> "FormatLinks":
        """Return the links to the files of an edition, with notes in the reader's language."""
        html, pdf, epub = files.get(Format.HTML), files.get(Format.PDF), files.get(Format.EPUB)
        return cls(
            html=address(html.path) if html else "",
            pdf=address(pdf.path) if pdf else "",
            pdf_facts=phrases.measure(pdf.pages, pdf.bytes, reader, words) if pdf else "",
            epub=address(epub.path) if epub else "",
            epub_facts=phrases.size(epub.bytes, reader) if epub else "",
        )


NO_FILES = FormatLinks()


@dataclass(frozen=True, slots=True)
class EditionLinks:
    """An edition in a list: the links to its files, relative to the page of the list, and its state."""

    tag: str
    autonym: str
    name: str
    state: str
    files: FormatLinks = NO_FILES
    title: str = ""
    """The publication's title in this edition."""
    withdrawn: WithdrawalNotice | None = None


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A publication on a front page: the edition in the page's language, if it exists, and the other editions.

    `tag` is the language of its title: the page's language if possible.
    """

    slug: str
    kind: Kind
    kind_name: str
    tag: str
    title: str
    subtitle: str
    description: str
    facts: str
    notices: tuple[str, ...]
    edition: EditionLinks | None
    other_editions: tuple[EditionLinks, ...]
    withdrawn: WithdrawalNotice | None = None

    @property
    def page(self) -> str:
        """The address of the publication's page, next to the front page."""
        return f"{self.slug}.html"

    @property
    def cover(self) -> str:
        return f"{self.slug}-{self.tag}.svg"

    @property
    def wordless_cover(self) -> str:
        """The cover without text, a tenth of the size, for lists, which show the title next to it."""
        return f"{self.slug}.svg"

    @property
    def line(self) -> str:
        """The publication in one line: its subtitle or else its description."""
        return self.subtitle or self.description


@dataclass(frozen=True)
class EditionCatalogue:
    """The contents of the site in all languages: artefacts, editions held back with their progress, contacts."""

    artefacts: Sequence[Artefact]
    held: Mapping[Edition, Progress]
    translations: Translations
    withdrawn: Mapping[Edition, Withdrawal] = field(default_factory=dict)
    contacts: ContactList | None = None

    @cached_property
    def publications(self) -> tuple[Publication, ...]:
        """The publications with an edition on the site or in preparation, the newest first, then by kind."""
        editions = [*(artefact.edition for artefact in self.artefacts), *self.held, *self.withdrawn]
        by_slug = {edition.publication.slug: edition.publication for edition in editions}
        by_kind = sorted(by_slug.values(), key=lambda publication: publication.kind.place)
        return tuple(sorted(by_kind, key=lambda publication: publication.date, reverse=True))

    def publication(self, slug: str) -> Publication:
        return next(publication for publication in self.publications if publication.slug == slug)

    def texts(self, language: Language) -> Mapping[str, str]:
        """Return the translations into a language by original."""
        return self.translations.get(language.tag, {})

    def of(self, publication: Publication, language: Language) -> dict[Format, Artefact]:
        """Return a publication's artefacts in one language by format, without offprints."""
        return self.formats_of(Edition(publication, language))

    def bilingual(self, publication: Publication) -> tuple[Edition, ...]:
        """Return the existing bilingual editions of a publication."""
        editions = (Edition(publication, *pair) for pair in publication.bilingual)
        return tuple(edition for edition in editions if edition in self._by_edition)

    def formats_of(self, edition: Edition) -> dict[Format, Artefact]:
        """Return an edition's artefacts by format, without offprints."""
        artefacts = self._by_edition.get(edition, ())
        return {artefact.format: artefact for artefact in artefacts if artefact.document is None}

    def offprints(self, edition: Edition) -> tuple[Artefact, ...]:
        """Return the offprints of an edition."""
        return tuple(artefact for artefact in self._by_edition.get(edition, ()) if artefact.document is not None)

    def of_publication(self, publication: Publication) -> list[Artefact]:
        """Return all artefacts of a publication, in all languages."""
        editions = (Edition(publication, language) for language in publication.languages)
        return [artefact for edition in editions for artefact in self._by_edition.get(edition, ())]

    @cached_property
    def _by_edition(self) -> Mapping[Edition, Sequence[Artefact]]:
        by_edition: dict[Edition, list[Artefact]] = {}
        for artefact in self.artefacts:
            by_edition.setdefault(artefact.edition, []).append(artefact)
        return by_edition

    def entries(self, language: Language, words: Words) -> tuple[CatalogueEntry, ...]:
        """Return the publications as the front page in this language lists them."""
        return tuple(self._entry(publication, language, words) for publication in self.publications)

    def _entry(self, publication: Publication, language: Language, words: Words) -> CatalogueEntry:
        edition = Edition(publication, language)
        formats = self.of(publication, language)
        artefact = next(iter((formats or self.of(publication, publication.original)).values()), None)
        title = artefact.title if artefact else publication.title
        subtitle = (artefact.subtitle if artefact else "") or ("" if formats else publication.subtitle)
        description = artefact.description if artefact else publication.description
        # All texts of an entry are in one language: those of a withdrawn edition in its own only if all are translated.
        translations = self.texts(language) if edition in self.withdrawn else {}
        if not all(text in translations for text in (title, subtitle, description) if text):
            translations = {}
        withdrawn = words("This edition was withdrawn on %(date)s.")
        return CatalogueEntry(
            slug=publication.slug,
            kind=publication.kind,
            kind_name=phrases.kind_name(publication.kind, words),
            tag=(language if formats or translations else publication.original).tag,
            title=translations.get(title, title),
            subtitle=translations.get(subtitle, subtitle),
            description=translations.get(description, description),
            facts=" · ".join(self._facts(edition, formats, words)),
            notices=tuple(self._notices(edition, formats, words)),
            edition=edition_links(language, language, formats, words) if formats else None,
            other_editions=tuple(self._other_editions(publication, language, words)),
            withdrawn=self.notice(self.withdrawn.get(edition), language, withdrawn),
        )

    def notice(self, withdrawal: Withdrawal | None, reader: Language, sentence: str) -> WithdrawalNotice | None:
        """Return the notice of a withdrawal, its reason in the reader's language if translated; `sentence` has a placeholder `date`."""
        if withdrawal is None:
            return None
        day = phrases.long_date(withdrawal.moment.date(), reader)
        return WithdrawalNotice(sentence % {"date": day}, *withdrawal.reason_in(reader.tag, self.texts(reader)))

    def _notices(self, edition: Edition, formats: Mapping[Format, Artefact], words: Words) -> Iterator[str]:
        """Yield notices for readers about an edition: in preparation, partly translated, a draft."""
        if edition in self.withdrawn:
            return
        if not formats:
            yield in_preparation(self.held.get(edition), edition.language, words)
            return
        artefact = next(iter(formats.values()))
        if artefact.state is not EditionState.COMPLETE:
            original = edition.publication.original
            yield phrases.partial_notice(artefact.progress.percent, original, edition.language, words)
        if notice := phrases.review_notice(artefact.review, words):
            yield notice

    def _facts(self, edition: Edition, formats: Mapping[Format, Artefact], words: Words) -> Iterator[str]:
        """Yield the facts about an edition in a list: its date and its state."""
        artefact, language = next(iter(formats.values()), None), edition.language
        yield phrases.short_date(artefact.date if artefact else edition.publication.date, language)
        if artefact is not None:
            share = artefact.progress.percent
            yield phrases.translation_state(artefact.state, share, artefact.review, language, words)
        elif edition not in self.withdrawn:
            yield in_preparation(self.held.get(edition), language, words)

    def _other_editions(self, publication: Publication, language: Language, words: Words) -> Iterator[EditionLinks]:
        for other_language in publication.languages:
            if other_language == language:
                continue
            edition = Edition(publication, other_language)
            name = phrases.language_name(other_language, language)
            if formats := self.of(publication, other_language):
                yield edition_links(other_language, language, formats, words)
            elif edition in self.withdrawn:
                notice = self.notice(self.withdrawn[edition], language, words("withdrawn on %(date)s"))
                yield EditionLinks(other_language.tag, other_language.autonym, name, "", withdrawn=notice)
            elif edition in self.held:
                state = in_preparation(self.held[edition], language, words)
                yield EditionLinks(other_language.tag, other_language.autonym, name, state)


def edition_links(
    language: Language, reader: Language, formats: Mapping[Format, Artefact], words: Words
) -> EditionLinks:
    """Return an edition on the site with its links, and notes in the reader's language."""
    artefact = next(formats[format_] for format_ in Format if format_ in formats)
    return EditionLinks(
        tag=language.tag,
        autonym=language.autonym,
        name=phrases.language_name(language, reader),
        state=phrases.translation_state(artefact.state, artefact.progress.percent, artefact.review, reader, words),
        files=FormatLinks.of(formats, lambda path: address(path, reader), reader, words),
        title=artefact.title,
    )


def address(path: PurePosixPath, reader: Language) -> str:
    """Return a path of the site relative to the front page of a language."""
    return str(path.relative_to(reader.tag)) if path.is_relative_to(reader.tag) else f"../{path}"


def window(publication: Publication, title: str, words: Words) -> str:
    """Return the title for the browser's window and history; a neutral one for a neutral publication."""
    return words("Document") if publication.neutral else title


def in_preparation(progress: Progress | None, language: Language, words: Words) -> str:
    """Return the state of an edition that is held back, with the translated share if known."""
    if progress is None:
        return words("There is no edition in this language yet.")
    if progress.percent == 100:
        return words("In preparation: it is translated, and is being reviewed.")
    share = phrases.percent(progress.percent, language)
    return words("In preparation: %(percent)s of the words are translated.") % {"percent": share}
