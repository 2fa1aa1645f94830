# SPDX-License-Identifier: GPL-3.0-or-later
"""The build: plan, make what is due side by side, publish each edition whole, then draw the portal from what is there."""

import shutil
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.build import durations, fingerprint, record
from pipeline.build.edition_inputs import Desk, Domains, errors, lay_out, words_of_the_site
from pipeline.build.job import Job, Outcome, forget_step, run, step_of
from pipeline.build.plan import Due, due
from pipeline.build.plausible import is_plausible, remark
from pipeline.build.record import Record
from pipeline.build.references import References, referred
from pipeline.build.templates import templates
from pipeline.model.contacts import contacts_of
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Artefact, Edition, EditionState, Format, Progress, Publication
from pipeline.model.releases import ARCHIVE, Withdrawal, marks, path_of, releases
from pipeline.model.template import DESCRIPTION, Template
from pipeline.system.files import recover_folders, replace_folder, write_whole
from pipeline.system.lock import held
from pipeline.system.phases import phase
from pipeline.system.processes import answer, processes, workers

ABSTRACTS = "the abstracts in other languages have changed"
OTHER_EDITIONS = "the other editions have changed"
THE_PDF = "its PDF has changed"
_MOST_ROUNDS = 5
"""So often editions are made again within a run because a page of what they refer to has moved."""
_LOOK = 0.2
"""Seconds between two looks at what the processes are at."""


@dataclass(frozen=True, slots=True)
class Planned:
    """The work begins: what is due and why, and how many editions are up to date.

    `seconds` is how long it will take, by what these editions took the last time; None where that is not known.
    """

    due: tuple[Due, ...]
    fresh: int
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Working:
    """A process is at a step of an edition: the name of a format."""

    edition: Edition
    step: str


@dataclass(frozen=True, slots=True)
class Published:
    """An edition is on the site, in all that it has; `formats` were made now; `seconds` is the time that it took.

    `removed` are files that were there before, `pictures` has a line for each picture that was encoded.
    """

    edition: Edition
    artefacts: tuple[Artefact, ...]
    warnings: tuple[str, ...]
    seconds: float
    formats: tuple[Format, ...] = ()
    removed: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """An edition could not be made; `kept` tells whether an earlier one is still on the site."""

    edition: Edition
    problem: Problem
    kept: bool


@dataclass(frozen=True, slots=True)
class Held:
    """An edition is held back, since its translation is below the threshold; an earlier one may still be on the site.

    `missing` names the untranslated messages of an edition in the original's language: shared texts in another one.
    """

    edition: Edition
    progress: Progress
    kept: bool
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenOff:
    """An edition is withdrawn, and not on the site until its publication has a newer version."""

    edition: Edition
    withdrawal: Withdrawal


@dataclass(frozen=True, slots=True)
class Remaining:
    """An edition that cannot be made is on the site with documents that the sources no longer have."""

    edition: Edition
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cleared:
    """Folders of publications and languages that the project no longer has are off the site; relative to it."""

    folders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotKept:
    """A released version is not offered or not renewed, since the archive lacks one of its files, or has another in its place."""

    problem: Problem

    @property
    def is_damage(self) -> bool:
        """Who builds without the archive at hand does no harm; an archive that lacks a part is another matter."""
        return self.problem.code != "no-archive"


@dataclass(frozen=True, slots=True)
class Refused:
    """A catalogue of an adopted project did not pass the gate; its edition goes on without it."""

    edition: Edition
    problem: Problem


@dataclass(frozen=True, slots=True)
class Drawn:
    """The download site is complete again: every file readers are offered."""

    artefacts: tuple[Artefact, ...]


type Event = Planned | Working | Published | Failed | Held | TakenOff | Remaining | Cleared | NotKept | Refused | Drawn


@dataclass(frozen=True, slots=True)
class Stock:
    """An edition as it is on the site now; `why_not` tells why it is not complete and up to date there, empty if it is."""

    edition: Edition
    desk: Desk | None
    record: Record | None
    why_not: str


def build(
    project: Project,
    editions: tuple[Edition, ...],
    formats: tuple[Format, ...] = tuple(Format),
    executor: Executor | None = None,
) -> Iterator[Event]:
    """Bring the site up to date, and yield what happens as it does.

    Nothing raised here touches another edition: what concerns one is yielded as Failed. Raises Problem for what stops all
    (the lock, the sources).
    """
    with held(project.build):
        for language in project.languages:
            recover_folders(project.site / language.tag)
        with phase("looking at what has changed"):
            run = _Build(project, editions, formats, executor)
        yield from run.events()


def stock(project: Project, editions: tuple[Edition, ...]) -> tuple[Stock, ...]:
    """How these editions stand on the site; nothing is made. The caller holds the lock.

    Raises Problem for what is wrong with the sources.
    """
    run = _Build(project, editions, tuple(Format), None)
    told = {event.edition: event for event in run.prepare() if not isinstance(event, Refused)}
    return tuple(run.stock(edition, told.get(edition)) for edition in editions)


@dataclass(frozen=True, slots=True)
class Order:
    """An edition that can be laid out, and what its PDF is made from; nothing of the site is touched by it."""

    job: Job
    inputs: fingerprint.Fingerprint


def orders(project: Project, editions: tuple[Edition, ...]) -> Iterator[Order | Failed | Held | TakenOff | Refused]:
    """What it takes to lay out each of these editions, or why it cannot be; nothing is made. The caller holds the lock.

    Editions that are published in no PDF are passed over. Raises Problem for what is wrong with the sources.
    """
    run = _Build(project, editions, (Format.PDF,), None)
    yield from run.prepare()
    yield from (run.order(edition) for edition in run.at_hand() if Format.PDF in edition.publication.formats)


def _command(editions: tuple[Edition, ...], formats: tuple[Format, ...]) -> str:
    """What a command asks for, as the build remembers it."""
    return f"{'+'.join(formats)} of {' '.join(map(str, editions))}"


class _Build:
    """One run. It remembers what the next step needs: the desks, what is held back, and which editions cannot be made."""

    def __init__(
        self, project: Project, editions: tuple[Edition, ...], formats: tuple[Format, ...], executor: Executor | None
    ) -> None:
        self.project = project
        self.editions = editions
        self.formats = formats
        self.executor = executor
        self.scope = frozenset(edition.publication for edition in editions)
        self.state = project.build / "state"
        self.sources = fingerprint.of_sources(project)
        self.prints = fingerprint.of_editions(project, self.sources)
        self.releases = releases(project)
        self.contacts = contacts_of(project)
        self.desks: dict[Edition, Desk] = {}
        self.read: dict[Edition, Desk] = {}
        self.waiting: dict[Edition, Progress] = {}
        self.references = References(project, (), self.read, self._is_offered, self._published)
        self.stopped: set[Edition] = set()
        self.expected: set[Edition] = set()
        """Editions of other publications, to which these refer, that can be made."""

    def events(self) -> Iterator[Event]:
        now = self._now()
        if self._is_all_done(now):
            yield Planned((), sum(map(self._is_published, self.editions)))
            return
        self._forget_what_was_done(now)
        self.editions = self._with_editions_left_behind()
        yield from self.prepare()
        plan = self._plan()
        for _ in range(_MOST_ROUNDS):
            wanted = [(one.edition, one.formats) for one in plan]
            seconds = durations.expected(durations.read(self.state), wanted, workers(len(plan)))
            yield Planned(tuple(plan), len(self.at_hand()) - len(plan), seconds)
            yield from self._make(plan)
            # Others name a failed edition in their language switch if it was never on the site: again, without it. And where
            # what they refer to has moved to another page, they print that page.
            plan = self._plan()
            if not plan:
                break
        remaining = tuple(self._remaining())
        yield from remaining
        damaged = False
        for event in self._draw():
            damaged = damaged or (isinstance(event, NotKept) and event.is_damage)
            yield event
        withdrawn = {edition for edition in self.stopped if self._withdrawal(edition) is not None}
        failed = self.stopped.intersection(self.editions) - self.waiting.keys() - withdrawn
        if failed or remaining:
            (self.state / "done").unlink(missing_ok=True)  # other editions may lead to what there is not
        elif not damaged and not self._plan():
            self._mark(now)

    def stock(self, edition: Edition, told: "Failed | Held | TakenOff | None") -> Stock:
        """What is to be said of an edition, after `prepare` has told what it has of it."""
        known = self._published(edition)
        match told:
            case TakenOff(_, withdrawal):
                why = f"version {withdrawal.version} is withdrawn: raise the version, or withdraw --undo"
            case Held(_, progress, _):
                why = f"it is held back: {progress.percent}% translated"
            case Failed(_, problem, _):
                why = f"{problem.message} [{problem.code}]"
            case None if self.desks[edition].state is not EditionState.COMPLETE:
                why = f"it is not complete: {self.desks[edition].progress.percent}% translated"
            case None:
                due = self._due(edition, tuple(Format))
                why = f"it is not up to date on the site: {', '.join(due.reasons)}" if due is not None else ""
        return Stock(edition, self.desks.get(edition), known, why)

    def order(self, edition: Edition) -> Order | Failed:
        """What it takes to lay out an edition that is at hand, or the errors in its catalogues."""
        problem = errors(self.desks[edition])
        if problem is not None:
            return Failed(edition, problem, self._is_published(edition))
        inputs = self._inputs(edition, None)[Format.PDF]
        return Order(self._job(Due(edition, (Format.PDF,), ())), inputs)

    def _now(self) -> str:
        """What the whole site depends on."""
        released = [path.read_bytes() if path.is_file() else b"" for path in map(path_of, self.project.publications)]
        if any(released):
            released.append(repr(marks(self.project.archive)).encode())
        return fingerprint.digest(
            ([(str(edition), sorted(one.items())) for edition, one in self.prints.items()], released)
        )

    def _is_all_done(self, now: str) -> bool:
        """Whether nothing at all has changed since a run that left nothing to do, and nobody touched the site."""
        before, *done = self._done()
        if before != now or not {self._command(), _command(self.project.editions(), tuple(Format))} & set(done):
            return False
        try:
            sums = (self.project.site / "SHA256SUMS").read_text(encoding="utf-8")
        except FileNotFoundError:
            return False
        return all((self.project.site / line.partition("  ")[2]).is_file() for line in sums.splitlines())

    def _done(self) -> list[str]:
        """What the site was made from, and the commands that left nothing to do."""
        path = self.state / "done"
        return path.read_text(encoding="utf-8").splitlines() if path.is_file() else [""]

    def _command(self) -> str:
        return _command(self.editions, self.formats)

    def _forget_what_was_done(self, now: str) -> None:
        if self._done()[0] != now:
            (self.state / "done").unlink(missing_ok=True)

    def _mark(self, now: str) -> None:
        before, *done = self._done()
        done = [*done, self._command()] if before == now else [self._command()]
        write_whole(self.state / "done", "".join(f"{line}\n" for line in dict.fromkeys([now, *done])).encode())

    def prepare(self) -> Iterator[Failed | Held | TakenOff | Refused]:
        """Read the catalogues through the gate, of all languages: the language switch names all editions of a publication."""
        found, beyond = self._templates()
        self.references = References(self.project, found, self.read, self._is_offered, self._published)
        with phase("reading catalogues"):
            yield from self._prepare(found)
            self._read_titles(beyond, found)

    def _templates(self) -> tuple[tuple[Template, ...], frozenset[Publication]]:
        """The templates of the publications in question, and the other publications to which these refer."""
        every = frozenset(self.project.publications)
        found = templates(self.project, None if self.scope == every else self.scope, self.sources)
        slugs = {slug for publication in self.scope for slug, _ in referred(found, publication)}
        beyond = frozenset(one for one in every - self.scope if one.slug in slugs)
        if beyond:
            found = templates(self.project, self.scope | beyond, self.sources)
        return found, beyond

    def _read_titles(self, publications: frozenset[Publication], found: tuple[Template, ...]) -> None:
        """Read the catalogues of publications that others refer to; one that cannot be read leaves titles as they are."""
        for edition in self.project.editions():
            if edition.publication in publications:
                with suppress(Problem):
                    self.read[edition] = desk = lay_out(self.project, edition, found)
                    if desk.state is not EditionState.HELD and self._withdrawal(edition) is None:
                        self.expected.add(edition)

    def _prepare(self, found: tuple[Template, ...]) -> Iterator[Failed | Held | TakenOff | Refused]:
        for edition in self.project.editions():
            asked = edition in self.editions
            withdrawal = self._withdrawal(edition)
            self._clear(edition, withdrawal)
            if edition.publication not in self.scope:
                continue
            if withdrawal is not None:
                self.stopped.add(edition)
                if asked:
                    yield TakenOff(edition, withdrawal)
                continue
            try:
                desk = lay_out(self.project, edition, found)
            except Problem as problem:
                self.stopped.add(edition)
                if asked:
                    yield Failed(edition, problem, self._is_published(edition))
                continue
            self.read[edition] = desk
            if desk.state is EditionState.HELD:
                self.stopped.add(edition)
                self.waiting[edition] = desk.progress
                if asked:
                    yield Held(edition, desk.progress, self._is_published(edition), desk.missing)
                continue
            self.desks[edition] = desk
            if asked:
                yield from (Refused(edition, refusal) for refusal in desk.refused)

    def _withdrawal(self, edition: Edition) -> Withdrawal | None:
        return self.releases[edition.publication.slug].now_withdrawn(edition.language.tag)

    def _clear(self, edition: Edition, withdrawal: Withdrawal | None) -> None:
        """Take a withdrawn edition off the site at once, and the page in its place when it is no longer withdrawn."""
        mark = record.path_of(self.state, edition).with_suffix(".withdrawn")
        if withdrawal is not None and not mark.is_file():
            record.path_of(self.state, edition).unlink(missing_ok=True)
        elif withdrawal is not None or not mark.is_file():
            return
        shutil.rmtree(self.project.site / edition.folder, ignore_errors=True)
        if withdrawal is None:
            mark.unlink()
        else:
            write_whole(mark, b"")

    def _documents_left(self, edition: Edition) -> tuple[str, ...]:
        """The documents of an edition on the site that the sources no longer have."""
        known = self._published(edition)
        return known.documents_left(edition.publication.folder) if known is not None else ()

    def _remaining(self) -> Iterator[Remaining]:
        for edition in self.editions:
            if edition in self.stopped and (left := self._documents_left(edition)):
                yield Remaining(edition, left)

    def _with_editions_left_behind(self) -> tuple[Edition, ...]:
        """The editions asked for, and all of their publications that are on the site with documents that are deleted."""
        slugs = {edition.publication.slug for edition in self.editions}
        others = (one for slug in slugs for one in self.project.editions(slug) if one not in self.editions)
        return (*self.editions, *(other for other in others if self._documents_left(other)))

    def at_hand(self) -> list[Edition]:
        """The editions asked for that can be made."""
        return [edition for edition in self.editions if edition in self.desks and edition not in self.stopped]

    def _plan(self) -> list[Due]:
        return [one for edition in self.at_hand() if (one := self._due(edition, self.formats)) is not None]

    def _due(self, edition: Edition, formats: tuple[Format, ...]) -> Due | None:
        known = record.read(self.state, edition)
        left = self._documents_left(edition)
        if left or (known is None and (self.project.site / edition.folder).is_dir()):
            # What was deleted, or may be, is to leave every format that readers have.
            formats = tuple(Format) if known is None else tuple({*formats, *map(Format, known.made)})
        one = due(edition, formats, self._inputs(edition, known), known, self.project.site)
        if one is not None and left:
            one = replace(one, reasons=(f"no longer among the sources: {', '.join(left)}",))
        if one is None or Format.PDF not in one.formats:
            return one
        # A new PDF changes what the pages say of it: HTML goes with it where the command asks for both.
        due_now = {*one.formats, Format.HTML} & set(formats)
        return replace(one, formats=tuple(name for name in edition.publication.formats if name in due_now))

    def _inputs(self, edition: Edition, known: Record | None) -> Mapping[Format, fingerprint.Fingerprint]:
        prints = self.prints[edition]
        if abstracts := self._abstracts(edition):
            prints = {**prints, ABSTRACTS: fingerprint.digest(abstracts)}
        # The other facts come from what has prints of its own: the sources and the catalogues.
        web = {**prints, OTHER_EDITIONS: fingerprint.digest(self._offered(edition))}
        if known is not None and Format.PDF in known.made:
            web[THE_PDF] = known.made[Format.PDF].sha256
        referred = self.references.prints(edition)
        found = {Format.PDF: prints, Format.HTML: web, Format.EPUB: prints}
        return {name: {**one, **referred.get(name, {})} for name, one in found.items()}

    def _offered(self, edition: Edition) -> list[dict[str, str]]:
        """The languages in which the publication is, or is to be, on the site, as the language switch names them."""
        slug = edition.publication.slug
        return [
            {"tag": one.language.tag, "autonym": one.language.autonym, "href": f"../../{one.language.tag}/{slug}"}
            for one in self.project.editions(slug)
            if self._is_offered(one)
        ]

    def _is_offered(self, edition: Edition) -> bool:
        """Whether an edition is, or is to be, on the site."""
        is_expected = edition in self.expected or (edition in self.desks and edition not in self.stopped)
        return is_expected or self._is_published(edition)

    def _facts(self, edition: Edition) -> Mapping[str, object]:
        """What only the pipeline knows of an edition; pipeline/compose tells the keys. The job adds the PDF."""
        desk = self.desks[edition]
        progress = desk.progress
        return {
            "languages": self._offered(edition),
            "progress": {
                "percent": progress.percent,
                "translated": progress.translated,
                "fuzzy": progress.fuzzy,
                "untranslated": progress.untranslated,
                "changed": progress.changed,
            },
            "state": desk.state.value,
            "review": desk.review.value,
            "date": desk.date.isoformat(),
            "portal": "../index.html",
            "publications": self.references.facts(edition),
        }

    def _abstracts(self, edition: Edition) -> Domains:
        """The translations of its abstracts in the other languages, a domain for each."""
        found = {domain: desk.abstracts for domain, desk in self._others(edition)}
        return found if any(found.values()) else {}

    def _others(self, edition: Edition) -> Iterator[tuple[str, Desk]]:
        """The publication's editions in other languages, by the domain of their abstracts."""
        for other in self.project.editions(edition.publication.slug):
            if other in self.desks and other != edition:
                yield f"abstract.{other.language.tag}", self.desks[other]

    def _lines(self, edition: Edition) -> dict[str, str]:
        """Where its translations stand, and those of its abstracts in the other languages, whose keys say their domain."""
        found = dict(self.desks[edition].lines)
        for domain, desk in self._others(edition):
            if texts := desk.abstracts:
                lines = desk.lines
                found |= {f"{domain}\x04{text}": lines[text] for text in texts}
        return found

    def _make(self, plan: list[Due]) -> Iterator[Event]:
        wanted = []
        for one in plan:
            problem = errors(self.desks[one.edition])
            if problem is None:
                wanted.append(one)
            else:
                yield self._failed(one.edition, problem)
        if not wanted:
            return
        with processes(len(wanted), self.executor) as pool:
            while wanted:
                first = self._before_others(wanted)
                yield from self._make_together(first, pool)
                wanted = [one for one in wanted if one not in first]

    def _before_others(self, plan: list[Due]) -> list[Due]:
        """What refers to no PDF that is still to be made, so that pages are known; all, where books refer to each other."""
        making = {one.edition for one in plan if Format.PDF in one.formats}
        return [one for one in plan if making.isdisjoint(self.references.editions(one.edition))] or plan

    def _make_together(self, plan: list[Due], pool: Executor) -> Iterator[Event]:
        jobs = [(one, self._job(one), self.references.prints(one.edition)) for one in plan]
        for _, job, _ in jobs:
            forget_step(job)
        since = time.monotonic()
        started = {pool.submit(run, job): (one, job, referred) for one, job, referred in jobs}
        left, steps = set(started), dict[Edition, str]()
        while left:
            done, left = wait(left, _LOOK, FIRST_COMPLETED)
            for future in done:
                one, _, referred = started[future]
                yield self._end(one, future, time.monotonic() - since, referred)
            for one, job, _ in (started[future] for future in left if future.running()):
                if (step := step_of(job)) != steps.get(one.edition, ""):
                    steps[one.edition] = step
                    yield Working(one.edition, step)

    def _end(
        self, one: Due, future: Future[Outcome], seconds: float, referred: Mapping[Format, fingerprint.Fingerprint]
    ) -> Published | Failed:
        try:
            return self._publish(one, answer(str(one.edition), future), seconds, referred)
        except Problem as problem:
            return self._failed(one.edition, problem)

    def _failed(self, edition: Edition, problem: Problem) -> Failed:
        self.stopped.add(edition)
        return Failed(edition, problem, self._is_published(edition))

    def _job(self, one: Due) -> Job:
        desk = self.desks[one.edition]
        known = record.read(self.state, one.edition)
        return Job(
            project=self.project,
            edition=one.edition,
            formats=one.formats,
            domains={**desk.domains, **self._abstracts(one.edition)},
            lines=self._lines(one.edition),
            facts=self._facts(one.edition),
            pdf=known.made.get(Format.PDF) if known is not None else None,
            page_map=known.page_map if known is not None else {},
            offprints=known.offprints if known is not None else (),
            published={name: known.files_of(name) for name in Format} if known is not None else {},
        )

    def _publish(
        self, one: Due, outcome: Outcome, seconds: float, referred: Mapping[Format, fingerprint.Fingerprint]
    ) -> Published:
        """Put an edition on the site; `referred` is what its references print, as it was when the edition was begun."""
        desk, publication = self.desks[one.edition], one.edition.publication
        known = record.read(self.state, one.edition)
        former = known.made if known is not None else {}
        translated = desk.domains.get(DESCRIPTION, {})
        new = Record(
            title=translated.get(publication.title, publication.title),
            subtitle=translated.get(publication.subtitle, publication.subtitle),
            description=translated.get(publication.description, publication.description),
            date=desk.date,
            progress=desk.progress,
            review=desk.review,
            inputs=known.inputs if known is not None else {},
            made={
                **{name: made for name, made in former.items() if name in publication.formats},
                **{name.value: made for name, made in outcome.made.items()},
            },
            page_map=outcome.page_map,
            files=tuple(
                sorted(str(path.relative_to(outcome.folder)) for path in outcome.folder.rglob("*") if path.is_file())
            ),
            offprints=outcome.offprints,
            about=replace(
                outcome.about,
                authors=tuple(translated.get(author, author) for author in publication.authors),
                keywords=tuple(translated.get(keyword, keyword) for keyword in publication.keywords),
            ),
            papers=outcome.papers,
            documents=outcome.documents,
        )
        now = self._inputs(one.edition, new)
        inputs: dict[str, fingerprint.Fingerprint] = {
            name: {**now[name], **referred.get(name, {})} for name in outcome.made
        }
        new = replace(new, inputs={**new.inputs, **inputs})
        # A build cut off between these steps finds no record, and makes the edition again.
        record.path_of(self.state, one.edition).unlink(missing_ok=True)
        replace_folder(outcome.folder, self.project.site / one.edition.folder)
        record.write(self.state, one.edition, new)
        durations.remember(self.state, one.edition, outcome.seconds)
        warnings = (*outcome.warnings, *self._implausible(one.edition, outcome))
        removed = tuple(name for name in known.files if name not in new.files) if known is not None else ()
        artefacts = new.artefacts(one.edition)
        return Published(one.edition, artefacts, warnings, seconds, one.formats, removed, outcome.pictures)

    def _implausible(self, edition: Edition, outcome: Outcome) -> Iterator[str]:
        """Remarks on numbers of pages: this edition's beside its original's; the translations' beside this original's."""
        if Format.PDF not in outcome.made:
            return
        slug, original = edition.publication.slug, edition.publication.original
        pages = {
            one: known.made[Format.PDF].pages
            for one in self.project.editions(slug)
            if (known := self._published(one)) is not None and Format.PDF in known.made
        }
        first = next((page for page in pages if page.language == original), None)
        for one in pages if edition == first else [edition]:
            if first is not None and not is_plausible(pages[one], pages[first]):
                yield remark(str(one), pages[one], pages[first])

    def _published(self, edition: Edition) -> Record | None:
        """The record of an edition that is on the site."""
        folder: Path = self.project.site / edition.folder
        return record.read(self.state, edition) if folder.is_dir() else None

    def _is_published(self, edition: Edition) -> bool:
        return self._published(edition) is not None

    def _draw(self) -> Iterator[Event]:
        from pipeline.portal import build_portal

        if cleared := tuple(self._take_away_what_is_gone()):
            yield Cleared(cleared)
        artefacts = tuple(
            artefact
            for edition in self.project.editions()
            if (known := self._published(edition)) is not None
            for artefact in known.artefacts(edition)
        )
        words = words_of_the_site(self.project, self.releases.values())
        with phase("drawing the site"):
            drawn = build_portal(self.project, artefacts, self._held(), self.project.site, words, self.contacts)
        yield from map(NotKept, drawn)
        yield Drawn(artefacts)

    def _held(self) -> tuple[tuple[Edition, Progress], ...]:
        """The editions that are held back and not on the site; of publications that were not looked at, as they were before."""
        before = record.read_waiting(self.state)
        found = {
            edition: progress
            for edition in self.project.editions()
            if (progress := self._waits(edition, before)) is not None
            and self._withdrawal(edition) is None
            and not self._is_published(edition)
        }
        record.write_waiting(self.state, found)
        return tuple(found.items())

    def _waits(self, edition: Edition, before: Mapping[str, Progress]) -> Progress | None:
        return self.waiting.get(edition) if edition.publication in self.scope else before.get(str(edition.folder))

    def _take_away_what_is_gone(self) -> Iterator[str]:
        """Remove the folders of publications and languages that the project no longer has, and yield their paths."""
        from pipeline.portal.pages.progress_page import FOLDER as PROGRESS

        known = {str(edition.folder) for edition in self.project.editions()}
        known |= {language.tag for language in self.project.languages} | {PROGRESS}
        for folder in sorted([*self.project.site.glob("[!_.]*/[!.]*/"), *self.project.site.glob("[!_.]*/")]):
            path = folder.relative_to(self.project.site)
            if path.parts[0] != ARCHIVE and str(path) not in known and folder.is_dir():
                shutil.rmtree(folder)
                yield str(path)
