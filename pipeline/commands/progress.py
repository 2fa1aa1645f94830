# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `progress`: the progress of each edition, measured against the current sources."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from rich.table import Table
from rich.text import Text

from pipeline.catalogue.progress import progress as progress_of
from pipeline.commands.arguments import NarrowedCommand
from pipeline.model.findings import Severity
from pipeline.model.project import Project
from pipeline.model.publication import Edition, InterfaceProgress, Progress, Review
from pipeline.model.releases_file import releases
from pipeline.model.template import DESCRIPTION, Template
from pipeline.proofread.checks import proofread
from pipeline.publishing.templates import extracted_templates
from pipeline.report.json_lines import JsonLines
from pipeline.report.lines import PROBLEM, WELL, count
from pipeline.report.session import Session
from pipeline.translations.catalogues import Catalogues
from pipeline.translations.edition_inputs import EditionInputs, load_inputs
from pipeline.translations.honesty import uncalled_numbers
from pipeline.translations.interface import interface

_ALL = 100
"""100 per cent."""
_ALWAYS = ("publication", "language", "done")
_COUNTS = ("words", "messages", "changed", "suggested", "unfinished", "untranslated")
_COLUMNS = (*_ALWAYS, *_COUNTS, "findings", "review", "since the last release")


@dataclass(frozen=True, slots=True)
class ChapterProgress:
    """A document of an edition: its name, its original title, and its progress."""

    document: str
    title: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class ChangesSinceRelease:
    """The changes of an edition since its last release, `version` on `day`.

    `translated` is the increase of translated messages, `messages` that of all messages (both negative for a decrease);
    `reviewed` is whether the review has changed.
    """

    version: str
    day: date
    translated: int
    messages: int
    reviewed: bool

    @property
    def summary(self) -> str:
        """The changes in English: `1.0, 2026-11-25: +12 translated, +3 messages`."""
        parts = [f"{self.translated:+d} translated"] if self.translated else []
        parts += [f"{self.messages:+d} messages"] if self.messages else []
        parts += ["review has changed"] if self.reviewed else []
        return f"{self.version}, {self.day}: {', '.join(parts) or 'the same numbers'}"


@dataclass(frozen=True, slots=True)
class EditionProgress:
    """The state of an edition: messages and words, review, chapters in their order, findings by severity.

    `since` is None if it was never released.
    """

    edition: Edition
    progress: Progress
    review: Review
    chapters: tuple[ChapterProgress, ...]
    findings: Mapping[Severity, int]
    since: ChangesSinceRelease | None = None


@dataclass(frozen=True)
class ProgressCommand(NarrowedCommand):
    def run(self, session: Session) -> int:
        project = session.project
        editions = self.editions(project)
        presenter = session.presenter(is_document=True)
        with presenter.live():
            extracted, failed = extracted_templates(project, {edition.publication for edition in editions})
            editions = tuple(edition for edition in editions if edition.publication not in failed)
            states = list(progress(project, editions, extracted))
            is_adopted = any(
                publication.adopted for publication in project.publications
            )  # its catalogues are managed by its own tools
            languages = dict.fromkeys(edition.language for edition in editions)
            is_whole = not self.publications and not is_adopted
            interfaces = tuple(interface(project, languages, extracted)) if is_whole else ()
            numbers = uncalled_numbers(project, date.today()) if is_whole else ()
        if isinstance(presenter, JsonLines):
            problems = [{"problem": str(problem)} for problem in failed.values()]
            presenter.document(
                [*_rows(states, interfaces), *([{"uncalled": len(numbers)}] if numbers else []), *problems]
            )
            return PROBLEM if failed else WELL
        presenter.print_table(_table(states, interfaces))
        for problem in failed.values():
            presenter.add(problem)
        if numbers:
            presenter.add(
                f"{numbers[0].path.relative_to(project.root)}: {count(len(numbers), 'number')} that nobody has called"
            )
        return session.end(presenter)


def progress(
    project: Project, editions: tuple[Edition, ...], extracted: Sequence[Template]
) -> Iterator[EditionProgress]:
    """Yield the state of each translation, and of each original edition that has texts in another language.

    Findings come only from checks that need neither dictionary nor terminology. Raises Problem `broken-catalogue`.
    """
    catalogues = Catalogues(project)
    released = releases(project)
    for edition in editions:
        inputs = load_inputs(project, edition, extracted, catalogues)
        counts = inputs.progress
        if edition.is_translation or counts.messages:
            last = released[edition.publication.slug].latest(edition.language.tag)
            since = None
            if last is not None:
                added = (counts.translated - last.translated, counts.messages - last.messages)
                since = ChangesSinceRelease(
                    last.version, last.released.date(), *added, reviewed=inputs.review is not last.review
                )
            yield EditionProgress(edition, counts, inputs.review, tuple(_chapters(inputs)), _findings(inputs), since)


def _chapters(inputs: EditionInputs) -> Iterator[ChapterProgress]:
    """Yield the documents in the order of the contents; the first message of each is its title."""
    publication = inputs.edition.publication
    counts: dict[str, Progress] = {}
    titles: dict[str, str] = {}
    for template, catalogue in inputs.sources:
        for document, originals in template.of_documents(publication.slug).items():
            counts[document] = counts.get(document, Progress()) + progress_of(dict.fromkeys(originals), catalogue)
            titles.setdefault(document, originals[0])
    for document, progress in counts.items():
        yield ChapterProgress(document, publication.title if document == DESCRIPTION else titles[document], progress)


def _findings(inputs: EditionInputs) -> Mapping[Severity, int]:
    counted = dict.fromkeys(Severity, 0)
    for _, catalogue in inputs.sources:
        for finding in proofread(catalogue) if catalogue is not None else ():
            counted[finding.severity] += 1
    return counted


def _table(states: Sequence[EditionProgress], interfaces: Sequence[InterfaceProgress]) -> Table:
    """Return a table with a row for each translation, and for each catalogue of the interface.

    Empty columns are left out. The edition and its percentage are never truncated.
    """
    rows = [_row(state) for state in states]
    rows += [(f"interface: {part.name}", part.language.tag, *_counts(part.progress), "", "", "") for part in interfaces]
    table, columns = Table(box=None), []
    for number, name in enumerate(_COLUMNS):
        if name in _ALWAYS or any(str(row[number]) not in ("", "0") for row in rows):
            width = max(len(name), *(len(str(row[number])) for row in rows)) if name in _ALWAYS else None
            table.add_column(name, no_wrap=name in _ALWAYS, min_width=width)
            columns.append(number)
    for row in rows:
        table.add_row(*(row[number] for number in columns))
    return table


def _row(state: EditionProgress) -> tuple[Text | str, ...]:
    findings = [count(number, severity) for severity, number in state.findings.items() if number]
    return (
        state.edition.publication.slug,
        state.edition.language.tag,
        *_counts(state.progress),
        Text(", ".join(findings), "red" if state.findings[Severity.ERROR] else ""),
        state.review,
        state.since.summary if state.since is not None else "",
    )


def _counts(progress: Progress) -> tuple[Text | str, ...]:
    """Return the cells with the translated shares."""
    colour = "green" if progress.percent == _ALL else "red" if not progress.percent else "yellow"
    parts = (f"{progress.translated_words}/{progress.words}", f"{progress.translated}/{progress.messages}")
    numbers = (progress.changed, progress.suggested, progress.unfinished, progress.untranslated)
    return (Text(f"{progress.percent}%", colour), *parts, *map(str, numbers))


def _rows(states: Sequence[EditionProgress], interfaces: Sequence[InterfaceProgress]) -> list[Mapping[str, object]]:
    """Return the rows of the JSON output."""
    publications = [
        {
            "publication": state.edition.publication.slug,
            "language": state.edition.language.tag,
            **_numbers(state.progress),
            "unfinished": state.progress.unfinished,
            "review": state.review,
            "since": state.since,
            "findings": state.findings,
            "chapters": [
                {"document": part.document, "title": part.title, **_numbers(part.progress)} for part in state.chapters
            ],
        }
        for state in states
    ]
    catalogues = [
        {
            "interface": part.name,
            "language": part.language.tag,
            **_numbers(part.progress),
            "unfinished": part.progress.unfinished,
        }
        for part in interfaces
    ]
    return [*publications, *catalogues]


def _numbers(progress: Progress) -> dict[str, object]:
    return {"percent": progress.percent, **asdict(progress)}
