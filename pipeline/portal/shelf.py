# SPDX-License-Identifier: GPL-3.0-or-later
"""What a front page shows: the publications in one language, told in its words. Pure: artefacts in, entries out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
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
    Review,
)
from pipeline.model.releases import Withdrawal
from pipeline.theme import phrases
from pipeline.words import Words

type Translations = Mapping[str, Mapping[str, str]]
"""By language tag: the originals of texts of the project and of publications, and what they are in that language."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One edition as a list names it: addresses relative to the front page (empty: there is none), sizes, state."""

    tag: str
    autonym: str
    name: str
    state: str
    html: str = ""
    pdf: str = ""
    pdf_facts: str = ""
    epub: str = ""
    epub_facts: str = ""
    title: str = ""
    """The publication's, in this edition."""
    withdrawn: "Notice | None" = None


@dataclass(frozen=True, slots=True)
class Notice:
    """An edition is withdrawn: what is said of that, and the reason in the language `reason_tag`."""

    text: str
    reason: str
    reason_tag: str


@dataclass(frozen=True, slots=True)
class Part:
    """A leaflet, form or paper that is a PDF of its own."""

    title: str
    href: str
    facts: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A publication on a front page. `tag` is the language of its title, which is the page's wherever possible."""

    slug: str
    kind: Kind
    kind_name: str
    tag: str
    title: str
    subtitle: str
    description: str
    facts: str
    notices: tuple[str, ...]
    own: Offer | None
    others: tuple[Offer, ...]
    parts: tuple[Part, ...] = ()
    withdrawn: Notice | None = None

    @property
    def page(self) -> str:
        """Its own page, beside the front page."""
        return f"{self.slug}.html"

    @property
    def cover(self) -> str:
        return f"{self.slug}-{self.tag}.svg"

    @property
    def wordless_cover(self) -> str:
        """The drawing alone, a tenth of the size: lists set the title over it."""
        return f"{self.slug}.svg"

    @property
    def is_long(self) -> bool:
        """Whether the title needs smaller letters to stand over the drawing: four lines, or a word that fills one."""
        return len(self.title) > 45 or max(map(len, self.title.split()), default=0) > 17


@dataclass(frozen=True, slots=True)
class Group:
    """The publications of a kind, under its heading."""

    kind: Kind
    heading: str
    entries: tuple[Entry, ...]


def groups(entries: Sequence[Entry], words: Words) -> tuple[Group, ...]:
    """Entries in the order of the shelf, kind by kind."""
    return tuple(
        Group(kind, phrases.kind_heading(kind, words), tuple(some))
        for kind, some in groupby(entries, key=lambda entry: entry.kind)
    )


@dataclass(frozen=True, slots=True)
class Shelf:
    """All that there is, in all languages: artefacts, the editions held back with their progress, contacts."""

    artefacts: Sequence[Artefact]
    held: Mapping[Edition, Progress]
    translations: Translations
    withdrawn: Mapping[Edition, Withdrawal] = field(default_factory=dict)
    contacts: ContactList | None = None

    @property
    def publications(self) -> tuple[Publication, ...]:
        """Those with an edition on the site or in preparation: by kind, the newest first."""
        editions = [*(artefact.edition for artefact in self.artefacts), *self.held, *self.withdrawn]
        found = {edition.publication.slug: edition.publication for edition in editions}
        newest_first = sorted(found.values(), key=lambda one: one.date, reverse=True)
        return tuple(sorted(newest_first, key=lambda one: one.kind.place))

    def of(self, publication: Publication, language: Language) -> dict[Format, Artefact]:
        """The whole publication in one language, by format; papers that stand for themselves are not among them."""
        edition = Edition(publication, language)
        return {made.format: made for made in self.artefacts if made.edition == edition and made.document is None}

    def offprints(self, edition: Edition) -> tuple[Artefact, ...]:
        """The parts of an edition that are files of their own."""
        return tuple(made for made in self.artefacts if made.edition == edition and made.document is not None)

    def entries(self, language: Language, words: Words) -> tuple[Entry, ...]:
        """The publications as the front page in this language lists them."""
        return tuple(self._entry(publication, language, words) for publication in self.publications)

    def _entry(self, publication: Publication, language: Language, words: Words) -> Entry:
        edition = Edition(publication, language)
        made = self.of(publication, language)
        shown = made or self.of(publication, publication.original)
        told = next(iter(shown.values()), None)
        title = told.title if told else publication.title
        subtitle = (told.subtitle if told else "") or ("" if made else publication.subtitle)
        description = told.description if told else publication.description
        own = self._translated(edition, (title, subtitle, description))
        return Entry(
            slug=publication.slug,
            kind=publication.kind,
            kind_name=phrases.kind_name(publication.kind, words),
            tag=(language if made or own else publication.original).tag,
            title=own.get(title, title),
            subtitle=own.get(subtitle, subtitle),
            description=own.get(description, description),
            facts=" · ".join(_facts(publication, made, language, words)),
            notices=tuple(self._notices(edition, made, words)),
            own=offer(language, language, made, words) if made else None,
            others=tuple(self._others(publication, language, words)),
            parts=tuple(_part(made, language, words) for made in self.offprints(edition)),
            withdrawn=self.notice(
                self.withdrawn.get(edition), language, words("This edition was withdrawn on %(date)s.")
            ),
        )

    def _translated(self, edition: Edition, texts: Sequence[str]) -> Mapping[str, str]:
        """The texts about a withdrawn edition in its language, if all are translated; an entry is in one language."""
        translations = self.translations.get(edition.language.tag, {})
        if edition not in self.withdrawn or not all(text in translations for text in texts if text):
            return {}
        return translations

    def notice(self, withdrawal: Withdrawal | None, reader: Language, said: str) -> Notice | None:
        """A withdrawal as a reader is told of it, in her language as far as it is translated; `said` takes the date."""
        if withdrawal is None:
            return None
        day = phrases.long_date(withdrawal.moment.date(), reader)
        return Notice(said % {"date": day}, *withdrawal.reason_in(reader.tag, self.translations.get(reader.tag, {})))

    def _notices(self, edition: Edition, made: Mapping[Format, Artefact], words: Words) -> Iterator[str]:
        """What a reader must know before she opens it: not there yet, a part only, a draft."""
        if edition in self.withdrawn:
            return
        if not made:
            yield in_preparation(self.held.get(edition), edition.language, words)
            return
        artefact = next(iter(made.values()))
        if artefact.state is not EditionState.COMPLETE:
            original = edition.publication.original
            yield phrases.partial_notice(artefact.progress.percent, original, edition.language, words)
        if notice := phrases.review_notice(artefact.review, words):
            yield notice

    def _others(self, publication: Publication, language: Language, words: Words) -> Iterator[Offer]:
        for other in publication.languages:
            if other == language:
                continue
            edition = Edition(publication, other)
            if made := self.of(publication, other):
                yield offer(other, language, made, words)
            elif edition in self.withdrawn:
                notice = self.notice(self.withdrawn[edition], language, words("withdrawn on %(date)s"))
                yield Offer(other.tag, other.autonym, phrases.language_name(other, language), "", withdrawn=notice)
            elif edition in self.held:
                name = phrases.language_name(other, language)
                state = in_preparation(self.held[edition], language, words)
                yield Offer(other.tag, other.autonym, name, state)


def offer(language: Language, reader: Language, made: Mapping[Format, Artefact], words: Words) -> Offer:
    """An edition that is there, as it is told to a reader of another (or the same) language."""
    html, pdf, epub = made.get(Format.HTML), made.get(Format.PDF), made.get(Format.EPUB)
    any_of_them = html or pdf or epub
    assert any_of_them is not None
    return Offer(
        tag=language.tag,
        autonym=language.autonym,
        name=phrases.language_name(language, reader),
        state=phrases.translation_state(
            any_of_them.state, any_of_them.progress.percent, any_of_them.review, reader, words
        ),
        html=address(html.path, reader) if html else "",
        pdf=address(pdf.path, reader) if pdf else "",
        pdf_facts=phrases.measure(pdf.pages, pdf.bytes, reader, words) if pdf else "",
        epub=address(epub.path, reader) if epub else "",
        epub_facts=phrases.size(epub.bytes, reader) if epub else "",
        title=any_of_them.title,
    )


def _part(made: Artefact, reader: Language, words: Words) -> Part:
    facts = phrases.measure(made.pages, made.bytes, reader, words)
    return Part(made.title, address(made.path, reader), f"PDF, {facts}")


def address(path: PurePosixPath, reader: Language) -> str:
    """A path of the site as the front page of a language links it: short below its own folder."""
    own = PurePosixPath(reader.tag)
    return str(path.relative_to(own)) if path.is_relative_to(own) else f"../{path}"


def window(publication: Publication, title: str, words: Words) -> str:
    """A title as a browser keeps it in its history: a neutral one where the publication asks for that."""
    return words("Document") if publication.neutral else title


def in_preparation(progress: Progress | None, language: Language, words: Words) -> str:
    """Said of an edition that is held back; without the share where nothing is known of it."""
    if progress is None:
        return words("There is no edition in this language yet.")
    share = phrases.percent(progress.percent, language)
    return words("In preparation: %(percent)s of the words are translated.") % {"percent": share}


def _facts(
    publication: Publication, made: Mapping[Format, Artefact], language: Language, words: Words
) -> Iterator[str]:
    artefact = next(iter(made.values()), None)
    yield phrases.long_date(artefact.date if artefact else publication.date, language)
    if publication.version:
        yield words("version %s") % publication.version
    if publication.original == language:
        yield words("original edition")
    else:
        name = phrases.language_name(publication.original, language)
        yield words("original language: %s") % name
    if artefact is not None and artefact.review in (Review.PARTLY, Review.REVIEWED):
        yield phrases.review_state(artefact.review, words)
