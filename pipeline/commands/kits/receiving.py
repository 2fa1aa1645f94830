# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `kit receive`: merge what translators send, and answer with what became of it and with their words in print."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from pipeline.build.build import Event as BuildEvent
from pipeline.build.build import Failed, Held, Planned, TakenOff, build
from pipeline.catalogue.reading import understand
from pipeline.catalogue.receiving import Fate, Merged, receive
from pipeline.catalogue.settling import others
from pipeline.commands.arguments import Command, Option
from pipeline.commands.kits.answer import Refused, Returned, answer
from pipeline.commands.kits.copies import copies
from pipeline.commands.kits.returned import Work, opened, understood
from pipeline.commands.vocabulary import Vocabulary
from pipeline.exchange.archive import packed
from pipeline.model.findings import Severity
from pipeline.model.message import Catalogue, Message, State
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Language
from pipeline.model.remark import framed
from pipeline.proofread.checks import OF_SAFETY, allowed_by, proofread
from pipeline.report import builds
from pipeline.report.said import Kind, Said, count
from pipeline.report.session import Session
from pipeline.report.summary import Summary
from pipeline.system.files import write_if_changed, write_numbered
from pipeline.system.lock import held
from pipeline.words import Words


@dataclass(frozen=True)
class ReceiveCommand(Command):
    """Merge what a translator sent into the catalogues, and write an answer."""

    files: Annotated[list[Path], Option(type=Path, nargs="+", metavar="FILE", help="a kit as .zip, .po or XLIFF files")]

    def run(self, session: Session) -> int:
        events = take_back(session.project, self.files, datetime.now().astimezone())
        return session.present(_with_untouched(events), say, Summary())


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer for a translator is written; `editions` are those that she sees in it."""

    path: Path
    editions: tuple[Edition, ...]


@dataclass(frozen=True, slots=True)
class Untouched:
    """So many files of a kit came back as they were sent."""

    files: int


type Event = Returned | Refused | Answered | BuildEvent


def take_back(project: Project, paths: Sequence[Path], moment: datetime) -> Iterator[Event]:
    """Merge what these files hold into the catalogues, build the publications concerned, and write an answer a language.

    An edition that is held back, or stands on the site without these words, is made aside; no reader sees it.
    `moment`, with its time zone, dates the catalogues and the answers. Raises Problem `not-ours`, `locked`.
    """
    if any(publication.adopted for publication in project.publications):
        raise Problem(
            "not-ours",
            "the catalogues of an adopted project are kept by its own tools",
            hint="put the .po files in their place by hand, then build",
            path=project.described_in,
        )
    events: list[Returned | Refused] = []
    with held(project.build):
        for event in _merged(project, paths, moment):
            events.append(event)
            yield event
    stopped: list[Problem] = []
    for language in project.languages:
        mine = [one for one in events if one.language in (language, None)]
        if any(one.language == language for one in mine):
            yield from _answered(project, language, mine, moment.date(), stopped)
    if stopped:
        raise stopped[0]


def _merged(project: Project, paths: Sequence[Path], moment: datetime) -> Iterator[Returned | Refused]:
    vocabulary = Vocabulary(project)
    words = {one.tag: Words(one, project.locales) for one in project.languages}
    for path in paths:
        language: Language | None = None
        try:
            files = list(opened(path))
        except Problem as problem:
            yield Refused(path, None, problem)
            continue
        for sent in files:
            said = sent.kit.get("language")
            language = next((one for one in project.languages if one.tag == said), None)
            try:
                for work in understood(project, sent):
                    language = work.language
                    yield _one(work, vocabulary, moment, words[work.language.tag])
            except Problem as problem:
                yield Refused(sent.place, language, problem)


def _one(work: Work, vocabulary: Vocabulary, moment: datetime, words: Words) -> Returned:
    data = work.path.read_bytes()
    present = understand(work.path, data, work.language)
    changed = [_as_judged(message, present) for message in work.messages if _differs(message, present)]
    context = vocabulary.context(present, smart_quotes=False)
    theirs = Catalogue(work.place, work.language, present.header, tuple(changed))
    findings = list(proofread(theirs, context))
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    by_line = {message.translation_line: message.key for message in changed}
    wrong = {
        by_line[error.line]: framed("%(check)s: %(remark)s", check=error.check, remark=error.remark)
        for error in reversed(errors)
        if error.line in by_line
    }
    done = receive(work.path, data, work.language, work.messages, work.base, {**wrong, **work.broken}, moment, words)
    touched = {one.message.translation_line for one in done.received}
    remarks = tuple(one for one in findings if one.line in touched and one.severity is not Severity.ERROR)
    written = write_if_changed(work.path, done.data)
    waiting = _waiting(done, understand(work.path, done.data, work.language))
    return Returned(work.place, work.path, work.language, done.received, remarks, written, waiting)


def _waiting(done: Merged, now: Catalogue) -> dict[int, int]:
    """For the line of each message of hers that is kept beside another, the line of that one in our catalogue."""
    found = {}
    for one in done.received:
        there = now.find(one.message.original, one.message.context)
        if there is not None and others(there):
            found[one.message.translation_line] = there.translation_line
    return found


def _as_judged(message: Message, present: Catalogue) -> Message:
    """Her message with what our catalogue allows, too. What touches the reader's safety, nobody allows from outside."""
    there = present.find(message.original, message.context)
    ours = there.translator_comments if there else ()
    hers = (
        comment
        for comment in message.translator_comments
        if not OF_SAFETY & allowed_by(replace(message, translator_comments=(comment,)))
    )
    return replace(message, translator_comments=tuple(dict.fromkeys((*ours, *hers))))


def _differs(message: Message, present: Catalogue) -> bool:
    there = present.find(message.original, message.context)
    if message.state is not State.TRANSLATED:
        return False
    return there is None or there.fuzzy or _forms(there) != _forms(message)


def _forms(message: Message) -> tuple[str, ...]:
    return message.plural_translations or (message.translation,)


def _answered(
    project: Project, language: Language, events: Sequence[Returned | Refused], day: date, stopped: list[Problem]
) -> Iterator[BuildEvent | Answered]:
    """Write the answer in one language; a problem that stops its build is added to `stopped`."""
    names = [event.path.stem.partition("+")[0] for event in events if isinstance(event, Returned) and event.received]
    editions = tuple(
        Edition(publication, language)
        for publication in project.publications
        if publication.slug in names and language in publication.languages
    )
    files: dict[str, bytes] = {}
    failed: list[Failed] = []
    try:
        yield from _printed(project, editions, failed, files)
    except Problem as problem:
        # Her work is in the catalogues already, and she shall hear of it, whatever is wrong with ours.
        stopped.append(problem)
    shown = tuple(
        edition
        for edition in editions
        if f"{edition.folder}/{edition.pdf_name}" in files or f"{edition.folder}/index.html" in files
    )
    name, text = answer(Words(language, project.locales), events, shown, failed)
    whole = {name: text, **{f"read/{place}": data for place, data in files.items()}}
    data = packed({f"answer-{language.tag}/{place}": data for place, data in whole.items()})
    # One of the same day may wait to be sent to somebody else.
    name = f"{language.tag}-answer-{day.isoformat()}"
    yield Answered(write_numbered(project.build / "kits", name, ".zip", data), shown)


def _printed(
    project: Project, editions: tuple[Edition, ...], failed: list[Failed], files: dict[str, bytes]
) -> Iterator[BuildEvent]:
    """Make the editions; what they consist of goes to `files`, what could not be made to `failed`."""
    if not editions:
        return
    waiting: list[Edition] = []
    withdrawn: list[Edition] = []
    for event in build(project, editions):
        if isinstance(event, Held):
            waiting.append(event.edition)
        elif isinstance(event, Failed):
            failed.append(event)
        else:
            withdrawn += [event.edition] if isinstance(event, TakenOff) else []
            yield event
    stopped = {*waiting, *withdrawn, *(one.edition for one in failed)}
    files |= copies(project.site, [edition for edition in editions if edition not in stopped])
    if waiting:
        yield from _aside(project, waiting, failed, files)


def _aside(
    project: Project, editions: Iterable[Edition], failed: list[Failed], files: dict[str, bytes]
) -> Iterator[BuildEvent]:
    """Make editions that are held back where no reader sees them."""
    trial = replace(
        project,
        aside=project.build / "kits" / "aside",
        publications=tuple(replace(publication, publish_at=0) for publication in project.publications),
    )
    if (project.build / "fonts").is_dir():
        shutil.copytree(project.build / "fonts", trial.build / "fonts", dirs_exist_ok=True)
    wanted = [one for edition in editions for one in trial.editions(edition.publication.slug, edition.language.tag)]
    for event in build(trial, tuple(wanted)):
        if isinstance(event, Failed):
            failed.append(event)
        elif isinstance(event, Planned):
            yield event
    files |= copies(trial.site, wanted)


def _with_untouched(events: Iterable[object]) -> Iterator[object]:
    """Put how many files came back untouched before the answer."""
    files = 0
    for event in events:
        files += isinstance(event, Returned) and not event.received
        if isinstance(event, Answered) and files:
            yield Untouched(files)
        yield event


def say(event: object) -> Iterator[Said]:
    """Say an event of receiving a kit, or of the build that goes with it."""
    match event:
        case Refused():
            yield Said(str(event.problem), Kind.FAILURE)
        case Returned():
            yield from _returned(event)
        case Untouched(files):
            yield Said(f"{count(files, 'file')} came back as we had them")
        case Answered(path, editions):
            yield Said(f"wrote {path}: the answer, with {', '.join(map(str, editions)) or 'no edition'}")
        case _:
            yield from builds.say(event)


def _returned(event: Returned) -> Iterator[Said]:
    fates = [one.fate for one in event.received]
    counts = [f"{fates.count(fate)} {fate}" for fate in Fate if fate in fates]
    if not counts:
        yield Said(f"{event.place.name}: came back as we had it", Kind.DETAIL)
        return
    yield Said(f"{event.place.name} -> {event.path}: {', '.join(counts)}")
    for one in event.received:
        if one.fate is not Fate.TAKEN:
            place = f"{event.place.name}:{one.message.translation_line}"
            told = ": ".join(filter(None, (one.reason or one.message.original, one.stays)))
            is_finding = one.fate in (Fate.TO_MEND, Fate.UNKNOWN)
            text = f"  {place}: {one.fate}: {' '.join(told.split())}"
            yield Said(text, Kind.TO_FIX if is_finding else Kind.RESULT)
        if (line := event.waiting.get(one.message.translation_line)) is not None:
            yield Said(f"    next: pipeline settle hers {event.path}:{line}  (or ours)")
