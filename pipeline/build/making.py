# SPDX-License-Identifier: GPL-3.0-or-later
"""Making one edition aside, in a process of its own: its PDFs, EPUB and pages. Nothing that readers see is touched."""

import gc
import hashlib
import shutil
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.bookformat.addresses import readable
from pipeline.bookformat.facts import BookFile, EditionFacts, OffprintFile
from pipeline.bookformat.identifiers import beginnings
from pipeline.build.composing import (
    EPUB,
    PAGED,
    parse_together,
    read_beside,
    run_builder,
    whole_doctrees,
    write_catalogues,
)
from pipeline.build.job import Outcome, Task, leave_outcome
from pipeline.build.proofreading import refuse_errors, take_originals_apart
from pipeline.build.record import EditionFile, Offprint
from pipeline.covers import Cover, cover_of, write_cover
from pipeline.model.diagnostics import Diagnostic, once
from pipeline.model.problems import Problem
from pipeline.model.publication import Format
from pipeline.model.template import DESCRIPTION, SHARED
from pipeline.system.deadline import ended_after
from pipeline.system.files import checksums_below, sha256_of, write_whole
from pipeline.system.folders import link, remove_folder
from pipeline.system.forks import Cores, apart, forked, may_fork
from pipeline.theme.phrases import rounded

if TYPE_CHECKING:
    from pipeline.compose.application import Composed
    from pipeline.compose.reading.parsed import ParsedDocuments
    from pipeline.typeset import Press, Typeset

CHAPTERS = "chapters"
"""The folder of the chapters that were laid out before."""
OFFPRINTS = "offprints"
"""The folder of the offprints that were made last, named by their checksums."""


def make_editions(tasks: Sequence[Task], cores: Cores) -> None:
    """Make editions of one publication, each in a process of its own, and leave the outcome of each when it ends.

    What several of them read is parsed here, once, before the processes are forked.
    """
    with cores.held():
        with ended_after(max(task.job.bound for task in tasks)):
            parsed = parse_together(tasks) if len(tasks) > 1 and may_fork() else None
            import_tools({name for task in tasks for name in task.job.formats})  # once for all the processes
            if len(tasks) > 1:
                take_originals_apart(tasks)

        gc.collect()
        gc.freeze()  # a process copies no page of memory only to mark what is on it
        for task, future in forked(partial(make_in_time, parsed=parsed), tasks, cores):
            leave_outcome(task, future)


def import_tools(formats: Collection[Format]) -> None:
    """Import, and read, what all editions are made with, so that processes that are forked have it."""
    import pipeline.compose.application
    import pipeline.proofread.checks  # noqa: F401
    from pipeline.compose import import_extensions

    import_extensions()
    if Format.PDF in formats:
        from pipeline.compose.printed_words import printed_words
        from pipeline.typeset import parse_sheets

        printed_words()  # kept, as the sheets are
        parse_sheets()


def make_edition(task: Task, parsed: "ParsedDocuments | None" = None) -> Outcome:
    """Make an edition, from documents that are `parsed` already as far as there are some. Raises Problem."""
    return _Maker(task, parsed).make()


def make_in_time(task: Task, parsed: "ParsedDocuments | None" = None) -> Outcome:
    """Make an edition as `make_edition` does; where it takes longer than it may, the system ends the process."""
    with ended_after(task.job.bound):
        return make_edition(task, parsed)


class _Maker:
    """One run of a job: the folder `aside` fills with the formats, `composed` with what Sphinx did for each."""

    def __init__(self, task: Task, parsed: "ParsedDocuments | None") -> None:
        self.task, self.job, self.edition = task, task.job, task.edition
        self.parsed = parsed
        self.aside = task.aside
        self.catalogues = write_catalogues(task)
        self.made: dict[Format, EditionFile] = {}
        self.page_map, self.offprints = self.job.page_map, self.job.offprints
        self.composed: list[Composed] = []
        self.warnings: list[Diagnostic] = []
        self.holes: tuple[int, ...] = ()
        self.seconds: dict[Format, float] = {}
        self.left_out: dict[Format, Problem] = {}

    def make(self) -> Outcome:
        """Make the PDF first, since each HTML page tells the reader its pages and size."""
        refuse_errors(self.task)
        remove_folder(self.aside)
        self.aside.mkdir(parents=True)
        makers = {Format.PDF: self._make_pdf, Format.EPUB: self._make_epub, Format.HTML: self._make_html}
        with whole_doctrees(self.task):
            read_beside(self.task, self.catalogues, self.parsed)
            for name, make in makers.items():
                if name in self.job.formats:
                    self._make_or_leave_out(name, make)
        last = self.composed[-1]
        if self.parsed is not None and self.parsed.obstacle:
            sentence = f"each language parses the documents by itself: {self.parsed.obstacle}"
            self.warnings.append(Diagnostic(sentence, kind="read-by-each"))
        mistakes = once(mistake for composed in self.composed for mistake in composed.warnings)
        return Outcome(
            self.aside,
            self.made,
            checksums_below(self.aside),
            self.page_map,
            (*mistakes, *self.warnings),
            tuple(line for composed in self.composed for line in composed.pictures),
            self.offprints,
            last.about,
            last.papers,
            last.documents,
            self.seconds,
            left_out=self.left_out,
            holes=self.holes,
        )

    @contextmanager
    def _step(self, name: Format) -> Iterator[None]:
        write_whole(self.task.step_file, name.upper().encode())
        since = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - since

    def _compose(self, builder: str, folder: Path, facts: EditionFacts) -> "Composed":
        run = partial(run_builder, self.task, builder, folder, self.catalogues, facts, self.parsed)
        composed = apart(run) if builder == PAGED else run()  # the layout needs the memory that documents take
        self.composed.append(composed)
        return composed

    def _make_or_leave_out(self, name: Format, make: Callable[[], None]) -> None:
        """Make a format; where the publication does not forbid warnings, pages may go with the PDF or EPUB that is there."""
        try:
            with self._step(name):
                make()
        except Problem as problem:
            is_lenient = not self.edition.publication.warnings_are_fatal and Format.HTML in self.job.formats
            if name is Format.HTML or not is_lenient:
                raise
            self.left_out[name] = problem
            for path in self.aside.glob(f"*.{name}"):
                path.unlink()

    def _make_pdf(self) -> None:
        """Make the book and its offprints."""
        from pipeline.typeset import Press, typeset

        job, folder = self.job, self.task.folder / PAGED
        self._compose(PAGED, folder, job.facts)
        target = self.aside / self.edition.pdf_name
        press = Press(folder, strict=self.edition.publication.warnings_are_fatal, tools=job.tools)
        chapters = self.task.folder / CHAPTERS
        book = typeset(folder, target, job.page_map, press=press, lines=self.task.lines, chapters=chapters)
        offprints = tuple(self._make_offprints(press, folder, book))
        self._keep(offprints)
        self.warnings += [
            _of_pdf(warning, press.object_to.problems.get(warning), self.task.project.root)
            for warning in dict.fromkeys([*book.warnings, *press.object_to.warnings])
        ]
        self.made[Format.PDF] = _file(target, self.aside, book.pages)
        self.page_map, self.offprints, self.holes = book.map, offprints, book.holes

    def _make_offprints(self, press: "Press", folder: Path, book: "Typeset") -> Iterator[Offprint]:
        from pipeline.typeset import Former, print_offprints

        kept = self.task.folder / OFFPRINTS

        def target(name: str) -> Path:
            return self.aside / self.edition.offprint_name(name)

        former = {
            offprint.name: Former(kept / offprint.made.sha256, offprint.digest, offprint.made.pages)
            for offprint in self.job.offprints
            if _is_whole(kept / offprint.made.sha256)
        }
        for part in print_offprints(press, folder, book, target, former=former, lines=self.task.lines):
            made = _file(target(part.name), self.aside, part.pages)
            texts = part.name, part.sheet, part.title, part.document, part.anchor, part.digest
            yield Offprint(*texts, made, part.first, part.last)

    def _keep(self, offprints: Sequence[Offprint]) -> None:
        """Keep the offprints for the next time, by their checksums."""
        kept = self.task.folder / OFFPRINTS
        kept.mkdir(exist_ok=True)
        files = {offprint.made.sha256: self.aside / offprint.made.path for offprint in offprints}
        for path in kept.iterdir():
            if path.name not in files or not _is_whole(path):
                path.unlink()
        for name, file in files.items():
            if not (kept / name).exists():
                link(file, kept / name)

    def _make_epub(self) -> None:
        out, cover = self.task.folder / EPUB, self.task.folder / "cover.png"
        write_cover(_cover(self.task), cover)
        self._compose(EPUB, out, replace(self.job.facts, languages=(), portal="", cover=str(cover)))
        target = self.aside / self.edition.epub_name
        shutil.copy2(out / "book.epub", target)
        self.made[Format.EPUB] = _file(target, self.aside, pages=0)

    def _make_html(self) -> None:
        out = self.task.folder / "html"
        composed = self._compose("html", out, self._facts_of_pages())
        for file in tuple(unused(out)):
            file.unlink()
        # Sphinx writes in place, so readers get a copy: links to its files would change under them.
        ignore = shutil.ignore_patterns(".buildinfo*", ".doctrees")
        shutil.copytree(out, self.aside, dirs_exist_ok=True, ignore=ignore)
        for folder in [folder for folder in self.aside.iterdir() if folder.is_dir() and not any(folder.iterdir())]:
            folder.rmdir()  # a folder without files is not in a store
        pages = sum(1 for _ in self.aside.rglob("*.html"))
        self.made[Format.HTML] = _file(self.aside / f"{composed.root_document}.html", self.aside, pages)

    def _facts_of_pages(self) -> EditionFacts:
        """Return the facts with the PDFs that pages lead to, no more precisely than these say them: else all are written anew."""
        pdf = self.made.get(Format.PDF, self.job.pdf)
        return replace(
            self.job.facts,
            pdf=BookFile(pdf.path, pdf.pages, rounded(pdf.bytes), beginnings(self.page_map))
            if pdf is not None
            else None,
            offprints=tuple(
                OffprintFile(
                    part.sheet, part.document, part.anchor, part.made.path, part.made.pages, rounded(part.made.bytes)
                )
                for part in self.offprints
            ),
        )


def _of_pdf(warning: str, problem: Problem | None, root: Path) -> Diagnostic:
    """Return the diagnostic of what is not right in a PDF, with its line in a catalogue where that is known."""
    in_catalogue = problem is not None and problem.path is not None and problem.path.suffix == ".po"
    place = problem.place.removeprefix(f"{root}/") if problem is not None and in_catalogue else ""
    return Diagnostic(f"PDF: {warning}", kind=problem.code if problem is not None else "pdf", translation=place)


def _cover(task: Task) -> Cover:
    """Return the cover of the edition, with the texts that are translated."""
    job, project, edition = task.job, task.project, task.edition
    publication = edition.publication
    day = job.facts.date or publication.date
    texts, shared = job.domains.get(DESCRIPTION, {}), job.domains.get(SHARED, {})
    return cover_of(
        project,
        edition,
        day,
        title=texts.get(publication.title, publication.title),
        subtitle=texts.get(publication.subtitle, publication.subtitle),
        publisher=shared.get(project.publisher, project.publisher),
    )


def unused(folder: Path) -> Iterator[Path]:
    """Yield the pictures and downloads that Sphinx has left below `folder` since pages named them."""
    pages = "".join(readable(page.read_text(encoding="utf-8")) for page in folder.rglob("*.html"))
    for file in sorted(
        file for name in ("_images", "_downloads") for file in (folder / name).rglob("*") if file.is_file()
    ):
        if file.relative_to(folder).as_posix() not in pages:
            yield file


def _is_whole(file: Path) -> bool:
    """Return whether a file that is named by its checksum has it."""
    return file.is_file() and sha256_of(file) == file.name


def _file(path: Path, folder: Path, pages: int) -> EditionFile:
    data = path.read_bytes()
    return EditionFile(str(path.relative_to(folder)), len(data), hashlib.sha256(data).hexdigest(), pages)
