# SPDX-License-Identifier: GPL-3.0-or-later
"""The inputs of a run (sources, templates, catalogues, references), each read once, and the obstacles to editions."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import cached_property, lru_cache
from itertools import chain, starmap

from pipeline.model.problems import Problem
from pipeline.model.publication import Edition, EditionState, Format, Publication, Review
from pipeline.model.template import DESCRIPTION, SITE_TEXTS, Template
from pipeline.publishing import fingerprint
from pipeline.publishing.events import Failed, Held, LeftOut, Obstacle, Refused, TakenOff
from pipeline.publishing.fingerprint import Fingerprint, of_files
from pipeline.publishing.record import Record, Records
from pipeline.publishing.references import REFERENCES, References
from pipeline.publishing.sources import Sources
from pipeline.publishing.templates import Extracted, files_of_others
from pipeline.publishing.text_versions import TextVersion, text_days
from pipeline.system.steps import digest
from pipeline.translations.catalogues import Catalogues, owner
from pipeline.translations.edition_inputs import EditionInputs, TextSummary, load_inputs, owners_in
from pipeline.translations.honesty import places_in, uncalled_numbers

ABSTRACTS = "the abstracts in other languages have changed"
OTHER_EDITIONS = "the other editions have changed"
OF_OTHERS = "included files of other publications have changed"
THE_PDF = "its PDF has changed"
TEXT_VERSION = "the date of the text has changed, or it was released"
_HASH_LENGTH = 7
_CACHE_SIZE = 480
"""Number of editions whose catalogues are cached (LRU)."""


class Inputs:
    """The inputs of the editions of a run.

    `ready` are the editions in `scope` that can be made; of these, only catalogues that differ from the edition's record
    are read. Other catalogues are read on demand. `obstacle_of` has the obstacles to the other editions, including failures
    of this run. `expected` are the requested editions that can be made; `left_out` has the problems of formats that
    cannot. The editions `freezing` are made as they will be released.
    """

    def __init__(
        self,
        sources: Sources,
        records: Records,
        editions: Iterable[Edition],
        extracted: Extracted,
        *,
        freezing: frozenset[Edition] = frozenset(),
    ) -> None:
        self._freezing = freezing
        self.sources, self.project, self.records = sources, sources.project, records
        self.templates, self._not_extracted = extracted
        self._requested = frozenset(editions)
        self.scope = frozenset(edition.publication for edition in self._requested)
        self.catalogues = Catalogues(self.project)
        self.ready: dict[Edition, TextSummary] = {}
        self.read = lru_cache(_CACHE_SIZE)(self._load_inputs)
        self._refused: dict[Edition, tuple[Problem, ...]] = {}
        self._offered: dict[Publication, Mapping[Edition, tuple[str, ...]]] = {}
        self._has_abstracts: dict[Publication, bool] = {}
        self._digests: dict[Publication, Mapping[str, str]] = {}
        self.obstacle_of: dict[Edition, Obstacle] = {}
        self.expected: set[Edition] = set()
        self.left_out: dict[Edition, dict[Format, Problem]] = {}
        self._fingerprints_of_others: dict[Publication, str] = {}
        self.by_slug: dict[str, list[Edition]] = {}
        for edition in self.project.all_editions():
            self.by_slug.setdefault(edition.publication.slug, []).append(edition)
        self._by_owner: dict[str, list[Template]] = {}
        for template in self.templates:
            self._by_owner.setdefault(owner(template.name), []).append(template)
        for edition in self.project.all_editions():
            if edition.publication in self.scope:
                self._load(edition)
        self.references = References(self.project, self.templates, self._readable, self.is_offered, records.published)
        self._references_on_site = References(
            self.project, self.templates, self._readable, records.is_published, records.published
        )

    def _load(self, edition: Edition) -> None:
        """Summarise an edition of the scope, or record its obstacle."""
        withdrawal = self.sources.withdrawal(edition)
        if withdrawal is not None:
            self.obstacle_of[edition] = TakenOff(edition, withdrawal)
            return
        if edition.publication in self._not_extracted:
            self.fail(edition, self._not_extracted[edition.publication])
            return
        try:
            summary = self._summary(edition)
            if state_of(edition, summary) is EditionState.HELD:
                inputs, kept = self.read(edition), self.records.is_published(edition)
                first = inputs.first_untranslated.removeprefix(f"{self.project.root}/")
                self.obstacle_of[edition] = Held(edition, summary.progress, kept, inputs.missing, first)
                return
            if waits := self._unreviewed(edition, summary):
                is_kept = self.records.is_published(edition)
                self.obstacle_of[edition] = Held(edition, summary.progress, is_kept, unreviewed=waits)
                return
        except Problem as problem:
            self.fail(edition, problem)
            return
        self.ready[edition] = summary
        if edition in self._requested:
            self.expected.add(edition)

    def _unreviewed(self, edition: Edition, summary: TextSummary) -> str:
        """Return what an edition waits for if its language has only reviewed editions; else an empty string."""
        if not set(edition.languages).intersection(edition.publication.publish_reviewed):
            return ""
        if summary.review in (Review.DRAFT, Review.PARTLY):
            return "no native speaker has reviewed all of it"
        numbers = uncalled_numbers(self.project, date.today(), places_in((edition,), self.templates))
        return f"nobody has called its number at {numbers[0].path.name}:{numbers[0].line}" if numbers else ""

    def _summary(self, edition: Edition) -> TextSummary:
        """Summarise an edition, from its record if its texts are unchanged. Raises Problem `broken-catalogue`."""
        record = self.records.record(edition)
        # An adopted project's fingerprints do not cover skipped catalogues.
        if record is None or not record.inputs or edition.publication.adopted:
            return self.read(edition).summary
        now = self._of_texts(edition)
        for name, former in record.inputs.items():  # only formats that were made
            fingerprints = {**now, fingerprint.CODE: fingerprint.of_code(Format(name))}
            if any(
                former.get(reason) != checksum
                for reason, checksum in fingerprints.items()
                if fingerprint.is_relevant(reason, former)
            ):
                return self.read(edition).summary
        return record.summary

    def _load_inputs(self, edition: Edition) -> EditionInputs:
        """Load an edition with its catalogues, strictly validated. Raises Problem `broken-catalogue`."""
        owners = owners_in(edition.publication)
        own = chain.from_iterable(self._by_owner.get(owner, ()) for owner in owners) if owners else self.templates
        inputs = load_inputs(self.project, edition, own, self.catalogues)
        self._refused[edition] = inputs.refused
        return inputs

    def _readable(self, edition: Edition) -> EditionInputs | None:
        with suppress(Problem):
            return self.read(edition)
        return None

    def fail(self, edition: Edition, problem: Problem, *, is_known: bool = False) -> Failed:
        """Record that an edition cannot be made; editions that link to it are rebuilt without the link."""
        failed = self.obstacle_of[edition] = Failed(edition, problem, self.records.is_published(edition), is_known)
        self.expected.discard(edition)
        self._offered.pop(edition.publication, None)
        return failed

    def go_without(self, edition: Edition, name: Format, problem: Problem) -> LeftOut:
        """Record that one format of an edition cannot be made."""
        self.left_out.setdefault(edition, {})[name] = problem
        return LeftOut(edition, name, problem)

    def obstacles(self, editions: tuple[Edition, ...]) -> Iterator[Obstacle | Refused]:
        """Yield the obstacles to these editions, and the skipped catalogues of editions that can be made."""
        for edition in filter(frozenset(editions).__contains__, self.project.all_editions()):
            if edition in self.obstacle_of:
                yield self.obstacle_of[edition]
            else:
                yield from (Refused(edition, problem) for problem in self.refused(edition))

    def refused(self, edition: Edition) -> tuple[Problem, ...]:
        """Return the problems of an edition's skipped catalogues."""
        return self._refused.get(edition, ())

    @cached_property
    def settings_files(self) -> Mapping[str, str]:
        """The checksums of project.toml and of the language profiles, which are part of every job."""
        return fingerprint.settings_files(self.project)

    def is_ready(self, edition: Edition) -> bool:
        return edition in self.ready and edition not in self.obstacle_of

    def is_offered(self, edition: Edition) -> bool:
        """Return whether an edition is, or will be, on the site."""
        return edition in self.expected or self.records.is_published(edition)

    def fingerprints(self, edition: Edition, record: Record | None) -> Mapping[Format, Fingerprint]:
        """Return the fingerprint of each format; `record` has the PDF that pages link to."""
        tag = edition.language.tag
        fingerprints = {
            **self._of_texts(edition),
            **fingerprint.of_fonts(),
            TEXT_VERSION: " ".join(map(str, self.text_version(edition)[:2])),
            ABSTRACTS: " ".join(
                text for other, text in self._of_abstracts(edition.publication).items() if other != tag
            ),
        }
        # The remaining facts come from sources and catalogues, which have separate fingerprints.
        offered = self.offered_in(edition.publication)
        fingerprints[OTHER_EDITIONS] = " ".join(other.language.tag for other in offered)
        web = {**fingerprints, OTHER_EDITIONS: " ".join(starmap(_link, offered.items()))}
        if record is not None and Format.PDF in record.made:
            web[THE_PDF] = record.made[Format.PDF].sha256
        by_format = {Format.PDF: fingerprints, Format.HTML: web, Format.EPUB: fingerprints}
        references = self.references.fingerprints(edition)
        code = {name: fingerprint.of_code(name) for name in by_format}
        return {
            name: {**inputs, fingerprint.CODE: code[name], **references.get(name, {})}
            for name, inputs in by_format.items()
        }

    def text_version(self, edition: Edition) -> TextVersion:
        """Return the day and state that an edition prints of its texts: those of its release, or else of the last commit."""
        summary, publication = self.ready[edition], edition.publication
        release = self.sources.releases[publication.slug].release(publication.version, edition.tag)
        if release is not None:
            return TextVersion(release.date)
        day = self._text_days.get(edition, summary.stated)
        if edition in self._freezing or publication.adopted:
            return TextVersion(day)
        sources = (self.sources.of_editions[edition][reason] for reason in (fingerprint.SOURCES, fingerprint.SHARED))
        return TextVersion(day, True, digest((*sources, summary.translations))[:_HASH_LENGTH])

    @cached_property
    def _text_days(self) -> Mapping[Edition, date]:
        return text_days(self.project)

    def has_changed(self, edition: Edition, name: Format, reason: str, old: str, new: str) -> bool:
        """Return whether an input of a format has changed.

        Differences that are only due to failed or omitted editions do not count, since the correct value is not known yet.
        """
        if old == new:
            return False
        if reason == OTHER_EDITIONS:
            published = filter(self.records.is_published, self.siblings(edition))
            on_site = {_link(other, self._lacking_on_site(other) if name is Format.HTML else ()) for other in published}
            return not on_site <= {edition.language.tag, *old.split()} <= {edition.language.tag, *new.split()}
        if reason == ABSTRACTS:
            failed = tuple(f"{_domain(other)}:" for other in self.siblings(edition) if self._cannot_be_read(other))
            return {*old.split()}.symmetric_difference(new.split()) != {
                part for part in old.split() if failed and part.startswith(failed)
            }
        if reason == REFERENCES:
            return old != self._references_on_site.fingerprints(edition).get(name, {}).get(REFERENCES)
        return True

    def _of_texts(self, edition: Edition) -> Fingerprint:
        """Return the fingerprint of an edition's texts, with other languages only if it has abstracts in them."""
        publication = edition.publication
        if publication not in self._has_abstracts:
            own = self._by_owner.get(publication.slug, ())
            self._has_abstracts[publication] = any(template.of_abstracts(publication.slug) for template in own)
        fingerprints = {**self.sources.of_editions[edition], OF_OTHERS: self.files_of_others_digest(publication)}
        if not self._has_abstracts[publication]:
            del fingerprints[fingerprint.INTERFACE]
        return fingerprints

    def files_of_others_digest(self, publication: Publication) -> str:
        if publication not in self._fingerprints_of_others:
            self._fingerprints_of_others[publication] = of_files(
                self.project, files_of_others(self.project, publication)
            )
        return self._fingerprints_of_others[publication]

    def siblings(self, edition: Edition) -> tuple[Edition, ...]:
        """Return the publication's editions in other languages."""
        return tuple(
            other for other in self._of_one_language(edition.publication) if other.language != edition.language
        )

    def _of_one_language(self, publication: Publication) -> Iterator[Edition]:
        return (edition for edition in self.by_slug[publication.slug] if edition.second_language is None)

    def _cannot_be_read(self, edition: Edition) -> bool:
        return edition not in self.ready and isinstance(self.obstacle_of.get(edition), Failed)

    def has_pages(self, edition: Edition) -> bool:
        """Return whether an edition has pages on the site, or will have."""
        record = self.records.published(edition)
        return edition in self.expected or (record is not None and Format.HTML in record.made)

    def offered_in(self, publication: Publication) -> Mapping[Edition, tuple[str, ...]]:
        """Return the monolingual editions that are, or will be, on the site, each with the pages that it lacks."""
        if publication not in self._offered:
            self._offered[publication] = {
                other: () if other in self.expected else self._lacking_on_site(other)
                for other in self._of_one_language(publication)
                if self.is_offered(other)
            }
        return self._offered[publication]

    def documents(self, publication: Publication) -> frozenset[str]:
        """Return the names of the documents in a publication's current sources."""
        templates = self.templates if publication.adopted else self._by_owner.get(publication.slug, ())
        names = chain.from_iterable(template.of_documents(publication.slug) for template in templates)
        return frozenset(names).difference((DESCRIPTION, SITE_TEXTS))

    def _lacking_on_site(self, edition: Edition) -> tuple[str, ...]:
        """Return the pages of the current sources that an edition on the site lacks."""
        record = self.records.published(edition)
        if record is None:
            return ()
        pages = self.documents(edition.publication)
        return tuple(sorted(pages - record.documents.keys() if Format.HTML in record.made else pages))

    def _of_abstracts(self, publication: Publication) -> Mapping[str, str]:
        """Return, by language, the domain and digest of the abstracts that other editions print, if any."""
        if publication not in self._digests:
            self._digests[publication] = {
                edition.language.tag: f"{_domain(edition)}:{self.ready[edition].abstracts}"
                for edition in self._of_one_language(publication)
                if edition in self.ready and self.ready[edition].abstracts
            }
        return self._digests[publication]

    def abstract_sources(self, edition: Edition) -> Iterator[tuple[str, EditionInputs]]:
        """Yield the editions whose abstracts an edition prints, with the domain of each."""
        for other in self.siblings(edition):
            if other in self.ready and self.ready[other].abstracts:
                yield _domain(other), self.read(other)


def state_of(edition: Edition, summary: TextSummary) -> EditionState:
    return summary.progress.state(edition.publication.publish_at)


def _link(edition: Edition, lacking: Collection[str]) -> str:
    """Return the fingerprint of a link to an edition."""
    return f"{edition.language.tag}:{digest(lacking)}" if lacking else edition.language.tag


def _domain(edition: Edition) -> str:
    return f"abstract.{edition.language.tag}"
