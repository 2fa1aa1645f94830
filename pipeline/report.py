# SPDX-License-Identifier: GPL-3.0-or-later
"""Events and findings in words: progress bars and tables for a terminal, plain lines for a pipe, JSON for machines."""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from pipeline.findings import Finding, Severity
from pipeline.problems import Problem
from pipeline.publication import Artefact, Edition, FormerPage, Language
from pipeline.releases import Withdrawal
from pipeline.sarif import sarif
from pipeline.works.build import (
    Cleared,
    Drawn,
    Event,
    Failed,
    Held,
    NotKept,
    Planned,
    Published,
    Refused,
    Remaining,
    TakenOff,
)

if TYPE_CHECKING:
    from pipeline.words import Words
    from pipeline.works.kits.making import Event as KitEvent
    from pipeline.works.kits.receiving import Event as ReturnedEvent
    from pipeline.works.memory import Exported, Kept
    from pipeline.works.printing import Event as PrintingEvent
    from pipeline.works.progress import Standing
    from pipeline.works.release import Event as ReleaseEvent
    from pipeline.works.settle import Conflict, Done
    from pipeline.works.sign import Signed
    from pipeline.works.update import Event as UpdateEvent
    from pipeline.works.weblate import Component, Repository
    from pipeline.works.withdraw import Event as WithdrawalEvent

_NO_DOCUMENTS = ("genindex.html", "search.html")
"""Pages of an edition that no document stands behind."""
_ALL = 100
"""Per cent."""


class Report:
    """Prints for one command. `failures` counts what must reach the exit code."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.failures = 0
        self.to_mend = 0
        self._untouched = 0
        self._reminded: set[str] = set()
        # A pipe has no width: a table there is as wide as its rows.
        width = None if sys.stdout.isatty() else 200
        self._out = Console(highlight=False, soft_wrap=True, markup=False, emoji=False, width=width)
        self._err = Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)
        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=self._out
        )
        self._task = self._bar.add_task("editions", total=0, visible=False)
        self._made = 0

    @contextmanager
    def live(self) -> Iterator[None]:
        """Show a bar while the work goes on, where somebody watches."""
        if not self._out.is_terminal:
            yield
            return
        with self._bar:
            yield

    def of_build(self, event: Event) -> None:
        match event:
            case Planned(due, fresh):
                self._bar.update(self._task, total=len(due), completed=0, visible=bool(due))
                for one in due:
                    formats = "+".join(name.upper() for name in one.formats)
                    self._out.print(f"{one.edition}: making {formats}: {', '.join(one.reasons)}")
                if not due and fresh and not self._made and not self.failures:
                    self._out.print(f"Nothing to do: {_count(fresh, 'edition')} up to date in build/site.")
            case Published(edition, artefacts, warnings, seconds, removed):
                self._made += 1
                self._bar.advance(self._task)
                for warning in warnings:
                    self._err.print(f"{edition}: warning: {warning}")
                self._out.print(f"{edition}: published in {seconds:.1f} s: {_artefacts(artefacts)}")
                self._removed(edition, removed)
            case Failed(edition, problem, kept):
                self.failures += 1
                self._bar.advance(self._task)
                self._problem(edition, problem, kept)
            case Held(edition, progress, kept):
                stays = "; the earlier edition stays on the site" if kept else ""
                at = edition.publication.publish_at
                self._out.print(f"{edition}: held back: {progress.percent}% translated, published from {at}%{stays}")
            case TakenOff() | NotKept() | Remaining() | Cleared():
                self._not_offered(event)
            case Refused(edition, problem):
                self.failures += 1
                self._err.print(f"{edition}: goes on without this catalogue\n{self._relative(str(problem))}")
            case Drawn(artefacts):
                if self._made or self.failures:
                    self._table(artefacts)
            case _:
                assert_never(event)

    def of_printing(self, event: "PrintingEvent") -> None:
        from pipeline.works.printing import Ordered, Printed

        match event:
            case Ordered(due, fresh):
                self._bar.update(self._task, total=len(due), completed=0, visible=bool(due))
                for edition, reasons in due.items():
                    self._out.print(f"{edition}: making files for the printer: {', '.join(reasons)}")
                if not due and fresh and not self.failures:
                    self._out.print(f"Nothing to do: {_count(fresh, 'edition')} up to date in build/print.")
            case Printed(edition, files, warnings, seconds):
                self._bar.advance(self._task)
                for warning in warnings:
                    self._err.print(f"{edition}: {warning}")
                self._out.print(f"{edition}: {_count(len(files), 'file')} for the printer in {seconds:.1f} s")
                for one in files:
                    size = f"{one.width} × {one.height} mm"
                    self._out.print(f"  {self._relative(str(one.path))}: {_count(one.pages, 'side')}, {size}")
            case Failed(edition, problem, kept):
                self.failures += 1
                self._bar.advance(self._task)
                stays = "; the former files are still there" if kept else ""
                self._err.print(f"{self._relative(str(problem))}\n  {edition}: not made{stays}")
            case _:
                self.of_build(event)

    def of_update(self, event: "UpdateEvent") -> None:
        from pipeline.works.update import Departed, Orphan, Unreadable, Updated

        match event:
            case Updated(path, changes, written):
                state = changes.summary if written else "nothing to change"
                self._out.print(f"{self._relative(str(path))}: {state}")
                for line in changes.lines():
                    self._out.print(f"  {line}")
            case Departed(publication, entries):
                where = self._relative(str(publication.described_in))
                self._out.print(f"{where}: if the addresses of these documents were given out, add what keeps them:")
                for one in entries:
                    self._out.print(_proposal(one))
            case Orphan(path):
                self._out.print(f"{self._relative(str(path))}: belongs to no publication; left as it is")
            case Unreadable(problem):
                self.failures += 1
                self._err.print(self._relative(str(problem)))
            case _:
                assert_never(event)

    def of_signature(self, signed: "Signed") -> None:
        path = self._relative(str(signed.path))
        self._out.print(
            f"{path}: {signed.messages} of {signed.of} messages signed; the catalogue counts as {signed.review}"
        )

    def of_memory(self, event: "Exported | Kept") -> None:
        from pipeline.works.memory import Exported

        path = self._relative(str(event.path))
        count = _count(event.segments, "translation")
        if isinstance(event, Exported):
            for problem in event.refused:
                self._refuse(problem)
            self._out.print(f"wrote {path}: {count}")
        else:
            self._out.print(f"{path}: {count}" + ("" if event.written else "; it was there already"))

    def of_kit(self, event: "KitEvent") -> None:
        from pipeline.works.kits.making import Behind, LeftOut, Made

        match event:
            case Behind(path, missing):
                lacks = f"lacks {_count(missing, 'message')} of the sources; run make update before you send the kit"
                self._err.print(f"{self._relative(str(path))}: {lacks}")
            case LeftOut(problem):
                self._refuse(problem)
            case Made(path, to_translate, for_reference, words):
                work = f"{_count(to_translate, 'file')} to translate ({_count(words, 'word')}), {for_reference} for reference"
                self._out.print(f"wrote {self._relative(str(path))}: {work}")
            case _:
                assert_never(event)

    def of_returned(self, event: "ReturnedEvent") -> None:
        from pipeline.works.kits.answer import Fate, Returned
        from pipeline.works.kits.answer import Refused as NotUsed
        from pipeline.works.kits.receiving import Answered

        if isinstance(event, Returned):
            fates = [one.fate for one in event.received]
            counts = [f"{fates.count(fate)} {fate}" for fate in Fate if fate in fates]
            self._untouched += not counts
            if counts:
                self._out.print(f"{event.place.name} -> {self._relative(str(event.path))}: {', '.join(counts)}")
            path = self._relative(str(event.path))
            for one in event.received:
                self.to_mend += one.fate in (Fate.TO_MEND, Fate.UNKNOWN)
                if one.fate is not Fate.TAKEN:
                    place = f"{event.place.name}:{one.message.translation_line}"
                    told = ": ".join(filter(None, (one.reason or one.message.original, one.stays)))
                    self._out.print(f"  {place}: {one.fate}: {' '.join(told.split())}")
                if (line := event.waiting.get(one.message.translation_line)) is not None:
                    self._out.print(f"    next: pipeline settle hers {path}:{line}  (or ours)")
        elif isinstance(event, NotUsed):
            self._refuse(event.problem)
        elif isinstance(event, Answered):
            printed = ", ".join(map(str, event.editions)) or "no edition"
            if self._untouched:
                self._out.print(f"{_count(self._untouched, 'file')} came back as we had them")
            self._out.print(f"wrote {self._relative(str(event.path))}: the answer, with {printed}")
        else:
            self.of_build(event)

    def of_conflict(self, conflict: "Conflict") -> None:
        self._out.print(
            f"{self._relative(str(conflict.path))}:{conflict.line}: {_in_one_line(conflict.message.original)}"
        )
        self._out.print(f"  ours: {_in_one_line(conflict.ours) or '–'}")
        for words in conflict.others:
            self._out.print(f"  hers: {_in_one_line(words)}")

    def of_settled(self, done: "Done") -> None:
        place = f"{self._relative(str(done.conflict.path))}:{done.line}"
        if done.side == "hers":
            kept = "; ours is kept as a comment" if done.conflict.ours else ""
            self._out.print(f"{place}: hers is taken: {_in_one_line(done.conflict.hers)}{kept}")
        else:
            gone = ", ".join(map(_in_one_line, done.conflict.others))
            self._out.print(f"{place}: ours stays: {_in_one_line(done.conflict.ours)}; this comment is gone: {gone}")

    def _refuse(self, problem: Problem) -> None:
        self.failures += 1
        self._err.print(self._relative(str(problem)))

    def _removed(self, edition: Edition, paths: Sequence[str]) -> None:
        publication = edition.publication
        former = {one.path: f"{one.path} ({_fate(one)})" for one in publication.former}
        if named := _named(paths):
            self._out.print(f"{edition}: took off the site: {', '.join(former.get(one, one) for one in named)}")
        undeclared = [one for one in named if one.endswith(".html") and one not in former and one not in _NO_DOCUMENTS]
        if undeclared and publication.slug not in self._reminded:
            self._reminded.add(publication.slug)
            where = self._relative(str(publication.described_in))
            self._out.print(
                f"  if its address was given out, {where} can keep it: [[moved]] with from and to leads readers on, "
                "[[removed]] with document and reason tells them why (docs/editing.md)"
            )

    def _not_offered(self, event: TakenOff | NotKept | Remaining | Cleared) -> None:
        match event:
            case TakenOff(edition, withdrawal):
                day = _day(withdrawal.moment)
                self._out.print(f"{edition}: version {withdrawal.version} is withdrawn since {day}")
            case Remaining(edition, documents):
                self.failures += 1
                self._err.print(_remaining(edition, documents))
            case Cleared(folders):
                self._out.print(f"took off the site, no longer in the project: {', '.join(folders)}")
            case NotKept(problem):
                self.failures += event.is_damage
                self._err.print(self._relative(str(problem)))

    def of_release(self, event: "ReleaseEvent") -> None:
        from pipeline.works.release import NotReady, Released, Unchanged
        from pipeline.works.release import Refused as NotReleased

        match event:
            case Released(edition, release, path):
                files = _count(len(release.files), "file")
                self._out.print(
                    f"{edition}: released as version {release.version}, {files}; {self._relative(str(path))}"
                )
            case Unchanged(edition, release):
                self._out.print(f"{edition}: version {release.version} was released on {_day(release.released)}")
            case NotReady(edition, reason):
                self._out.print(f"{edition}: not released: {reason}")
            case NotReleased(edition, problem):
                self.failures += 1
                self._err.print(f"{edition}: not released\n{self._relative(str(problem))}")
            case Planned():
                pass
            case _:
                self.of_build(event)

    def of_withdrawal(self, event: "WithdrawalEvent") -> None:
        from pipeline.works.withdraw import Restored, Withdrawn

        match event:
            case Withdrawn(edition, withdrawal, others, lacking, more):
                done = "has its reason in more languages" if more else "is withdrawn, and off the site"
                self._out.print(f"{edition}: version {withdrawal.version} {done}")
                if lacking:
                    self._out.print(_lacking(edition, withdrawal, lacking))
                for version in others:
                    self._out.print(f"  version {version} is still offered: --released {version} withdraws it too")
            case Restored(edition, withdrawal):
                self._out.print(f"{edition}: version {withdrawal.version} is offered again")
            case _:
                self.of_build(event)

    def of_components(self, components: "Sequence[Component]", repository: "Repository", *, as_json: bool) -> None:
        if as_json:
            rows = [one.settings(repository, components[0]) for one in components]
            json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
            print()
            return
        for one in components:
            self._out.print(f"{one.slug}: {one.mask}, from {one.source}")
        self._out.print("next: the same with --json > components.json, then on the machine of Weblate:")
        self._out.print(f"  weblate import_json --project {repository.project} --update components.json")

    def of_findings(self, found: Sequence[Finding], words: "Words", *, as_json: bool) -> None:
        if as_json:
            rows = [{**asdict(one), "path": self._relative(str(one.path))} for one in found]
            json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
            print()
            return
        for one in found:
            notice = f" ({words('notice')})" if one.severity is Severity.NOTICE else ""
            self._out.print(f"{self._relative(str(one))}{notice}")
        number = Counter(one.severity for one in found)
        counts = (
            words.plural("%(n)s error", "%(n)s errors", number[Severity.ERROR]) % {"n": number[Severity.ERROR]},
            words.plural("%(n)s warning", "%(n)s warnings", number[Severity.WARNING]) % {"n": number[Severity.WARNING]},
            words.plural("%(n)s notice", "%(n)s notices", number[Severity.NOTICE]) % {"n": number[Severity.NOTICE]},
        )
        self._out.print(", ".join(counts) if found else words("Nothing found."))

    def of_findings_as_sarif(self, found: Sequence[Finding], explanations: Mapping[str, str]) -> None:
        print(sarif(found, self.root, explanations))

    def of_progress(self, standings: Sequence["Standing"], page: Path | None) -> None:
        table = Table(box=None)
        for name in (
            "publication",
            "language",
            "done",
            "words",
            "messages",
            "fuzzy",
            "untranslated",
            "findings",
            "review",
            "since the last release",
        ):
            table.add_column(name, no_wrap=True)
        for one in standings:
            done = one.done
            colour = "green" if done.percent == _ALL else "red" if not done.percent else "yellow"
            found = [_count(number, severity) for severity, number in one.findings.items() if number]
            table.add_row(
                one.edition.publication.slug,
                one.edition.language.tag,
                Text(f"{done.percent}%", colour),
                f"{done.translated_words}/{done.words}",
                f"{done.translated}/{done.messages}",
                str(done.fuzzy),
                str(done.untranslated),
                Text(", ".join(found), "red" if one.findings[Severity.ERROR] else ""),
                one.review,
                one.since.told if one.since is not None else "",
            )
        self._out.print(table)
        if page is not None:
            self._out.print(f"chapter by chapter: {self._relative(str(page))}")

    def of_progress_as_json(self, standings: Sequence["Standing"]) -> None:
        data = [
            {
                "publication": one.edition.publication.slug,
                "language": one.edition.language.tag,
                "percent": one.done.percent,
                **asdict(one.done),
                "review": one.review,
                "since": {**asdict(one.since), "day": one.since.day.isoformat()} if one.since is not None else None,
                "findings": dict(one.findings),
                "chapters": [
                    {"document": part.document, "title": part.title, "percent": part.done.percent, **asdict(part.done)}
                    for part in one.chapters
                ],
            }
            for one in standings
        ]
        json.dump(data, sys.stdout, ensure_ascii=False, indent=1)
        print()

    def _problem(self, edition: Edition, problem: object, kept: bool) -> None:
        stays = "the earlier edition stays on the site" if kept else "there is no earlier edition"
        self._err.print(f"{self._relative(str(problem))}\n  {edition}: not made; {stays}")

    def _table(self, artefacts: Sequence[Artefact]) -> None:
        table = Table(box=None)
        for name in ("edition", "format", "pages", "size", "translation"):
            table.add_column(name, no_wrap=True)
        table.add_column("file", overflow="fold")
        for one in (artefact for artefact in artefacts if artefact.document is None):
            table.add_row(
                str(one.edition),
                one.format.upper(),
                str(one.pages or "–"),
                _size(one.bytes),
                f"{one.progress.percent}% {one.review}",
                f"build/site/{one.path}",
            )
        self._out.print(table)

    def _relative(self, text: str) -> str:
        return text.replace(f"{self.root}/", "")


def _fate(page: FormerPage) -> str:
    return f"its address leads to {page.to}.html" if page.to else "its address tells the reason"


def _named(paths: Sequence[str]) -> list[str]:
    """Pages, files and downloads by name, pictures by their number; what only styles and scripts need goes unsaid."""
    pictures = sum(path.startswith("_images/") for path in paths)
    named = [path for path in paths if not path.startswith("_")]
    named += [Path(path).name for path in paths if path.startswith("_downloads/")]
    return [*named, *([_count(pictures, "picture")] if pictures else [])]


def _remaining(edition: Edition, documents: Sequence[str]) -> str:
    slug, tag = edition.publication.slug, edition.language.tag
    return (
        f"{edition}: the earlier edition on the site still has what the sources no longer have: {', '.join(documents)}\n"
        "  next: it goes when the edition can be made; this takes the edition off at once: "
        f'pipeline withdraw --publication {slug} --language {tag} --reason "…"'
    )


def _lacking(edition: Edition, withdrawal: Withdrawal, languages: Sequence[Language]) -> str:
    publication = edition.publication
    released = f" --released {withdrawal.version}" if withdrawal.version != publication.version else ""
    reasons = " ".join(f'--reason {one.tag}="…"' for one in languages)
    update = withdrawal.reason_tag == publication.original.tag
    return (
        f"  readers in {', '.join(one.autonym for one in languages)} are told the reason in another language; next: "
        f"pipeline withdraw --publication {publication.slug} --language {edition.language.tag}{released} {reasons}"
        + (", or pipeline update, and translate it in the catalogue" if update else "")
    )


def _proposal(page: FormerPage) -> str:
    if page.to:
        return f'  [[moved]]\n  from = "{page.name}"\n  to = "{page.to}"'
    return f'  [[removed]]\n  document = "{page.name}"\n  reason = "…"'


def _artefacts(made: Sequence[Artefact]) -> str:
    """An edition in each format, and how many offprints of it there are."""
    whole = [_artefact(one) for one in made if one.document is None]
    parts = sum(one.document is not None for one in made)
    return ", ".join([*whole, *([_count(parts, "offprint")] if parts else [])])


def _artefact(one: Artefact) -> str:
    facts = [_count(one.pages, "page")] if one.pages else []
    facts += [_size(one.bytes)] if one.format != "html" else []
    return f"{one.format.upper()} {', '.join(facts)}"


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _size(number: int) -> str:
    return f"{number / 1_000_000:.1f} MB" if number >= 1_000_000 else f"{max(1, round(number / 1000))} KB"
