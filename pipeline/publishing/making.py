# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes one edition with workers, in a separate folder: its PDFs, EPUB and pages. Published files are not touched."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.bookformat.addresses import readable
from pipeline.bookformat.book import BOOK
from pipeline.bookformat.facts import BookFile, EditionFacts, OffprintFile
from pipeline.bookformat.identifiers import beginnings
from pipeline.bookformat.typeset_book import Typeset
from pipeline.covers import write_cover
from pipeline.model.composed import Composed
from pipeline.model.metadata import metadata_of
from pipeline.model.problems import Problem
from pipeline.model.publication import Format
from pipeline.model.template import DESCRIPTION, SHARED
from pipeline.publishing.composing import EPUB, HTML, PAGED, begin, run_builder
from pipeline.publishing.findings import found_in
from pipeline.publishing.job import MadeFormat, Outcome, Task, file_of
from pipeline.publishing.record import IN_ORDER
from pipeline.publishing.typesetting import bind, lay_out, lay_out_batch, make_offprints, plan_chapters, with_offprints
from pipeline.publishing.work_folder import WorkFolder
from pipeline.system.files import checksums_below
from pipeline.system.folders import remove_folder
from pipeline.system.script_fonts import note_fonts
from pipeline.system.workers import Call, Job
from pipeline.theme.phrases import round_size
from pipeline.words import Words

BYTES_PER_WORKER = 50_000
"""Bytes of HTML that justify one more worker for the chapters of a book."""
MAX_ROUNDS = 5
"""Maximum rounds in parallel; then a single worker lays out the book, and reports page numbers that do not settle."""


def make_edition(task: Task, width: int = 1) -> Job[Outcome]:
    """Return the job that makes an edition: the PDF first, since each HTML page shows its pages and size.

    At most `width` workers lay out the chapters of a long book in parallel. Raises Problem. If a PDF or EPUB fails, pages are made
    with the existing one, unless the publication makes warnings fatal.
    """
    remove_folder(task.staging)
    task.staging.mkdir(parents=True)
    with WorkFolder(task) as work:
        making = _EditionMaker(task, work, width)
        for name in IN_ORDER:
            if name in task.job.formats:
                yield from making.make_or_leave_out(name)
    return making.outcome()


class _EditionMaker:
    """The state of making an edition: the finished formats and problems so far."""

    def __init__(self, task: Task, work: WorkFolder, width: int) -> None:
        self._task, self._job, self._work, self._width = task, task.job, work, width
        self._has_begun = False
        self._made: dict[Format, MadeFormat] = {}
        self._composed: dict[Format, Composed] = {}
        self._seconds: dict[Format, float] = {}
        self._fonts: dict[Format, frozenset[str]] = {}
        self._memory: dict[Format, int] = {}
        self._left_out: dict[Format, Problem] = {}

    def outcome(self) -> Outcome:
        """Return the outcome of the edition."""
        formats = {
            name: replace(
                result,
                seconds=self._seconds[name],
                fonts=tuple(sorted(self._fonts[name])),
                memory=self._memory[name],
            )
            for name, result in self._made.items()
        }
        found = {name: result.found for name, result in formats.items()}
        before_failures = {name: found_in(self._composed.get(name)) for name in self._left_out}
        return Outcome(self._task.staging, formats, found | before_failures, self._left_out)

    def make_or_leave_out(self, name: Format) -> Job[None]:
        makers = {Format.PDF: self._make_pdf, Format.EPUB: self._make_epub, Format.HTML: self._make_html}
        try:
            self._made[name] = yield from makers[name]()
        except Problem as problem:
            is_lenient = not self._task.edition.publication.warnings_are_fatal and Format.HTML in self._job.formats
            if name is Format.HTML or not is_lenient:
                raise
            self._left_out[name] = problem
            for path in self._task.staging.glob(f"*.{name}"):
                path.unlink()

    def _compose[T](self, name: Format, builder: str, function: Callable[[Sequence[str]], T]) -> Job[T]:
        """Run a builder in a worker; `function` receives the names of the files that the builder wrote last time."""
        has_doctrees, former = self._work.take(builder)
        return (yield from self._call(name, partial(function, former), has_doctrees=has_doctrees))

    def _call[T](self, name: Format, function: Callable[[], T], *, has_doctrees: bool = True) -> Job[T]:
        """Make a part of a format in a worker."""
        (value,) = yield from self._calls(name, [function], has_doctrees=has_doctrees)
        return value

    def _calls[T](
        self, name: Format, functions: Sequence[Callable[[], T]], *, has_doctrees: bool = True
    ) -> Job[list[T]]:
        """Make parts of a format in parallel; the first call, and the first after a failure, begins the edition."""
        begins = (
            None if self._has_begun else partial(begin, self._task, self._work.proofread, has_doctrees=has_doctrees)
        )
        self._has_begun = False
        answers = yield [
            Call(partial(make_part, None if at else begins, function), self._job.bound, name.upper())
            for at, function in enumerate(functions)
        ]
        self._has_begun = True
        parts: list[MadePart[T]] = [answer.value for answer in answers]
        self._seconds[name] = self._seconds.get(name, 0.0) + sum(answer.seconds for answer in answers)
        self._fonts[name] = self._fonts.get(name, frozenset()).union(*(part.fonts for part in parts))
        self._memory[name] = max(self._memory.get(name, 0), *(answer.memory for answer in answers))
        if parts[0].proofread is not None:
            self._work.put_proofread(parts[0].proofread)
        return [part.value for part in parts]

    def _make_pdf(self) -> Job[MadeFormat]:
        # Lay out in a separate process, after the memory of the documents has been freed.
        composed = yield from self._compose(Format.PDF, PAGED, partial(compose_paged, self._task))
        self._note(Format.PDF, PAGED, composed)
        volume = yield from self._lay_out_chapters()
        if volume is None:
            book = yield from self._call(Format.PDF, partial(lay_out, self._task))
            return replace(book, composed=composed)
        parts: list[Callable[[], Any]] = [
            partial(bind, self._task, volume.map),
            partial(make_offprints, self._task, volume),
        ]
        (book, _), (offprints, warnings) = yield from self._calls(Format.PDF, parts)
        return replace(with_offprints(book, offprints, warnings), composed=composed)

    def _lay_out_chapters(self) -> Job[Typeset | None]:
        """Lay out the chapters of a long book in parallel, and cache them.

        Return the typeset book, for its offprints; None if the book is short, or one worker is as fast.
        """
        pages, is_ready = self._job.pages, False
        size = sum(path.stat().st_size for path in (self._task.folder / PAGED).glob(f"{BOOK}-*.html"))
        width = min(self._width, size // BYTES_PER_WORKER)
        for _ in range(MAX_ROUNDS if width > 1 else 0):
            batches, volume = yield from self._call(Format.PDF, partial(plan_chapters, self._task, pages, width))
            if not batches:
                return volume if is_ready else None
            if not is_ready and len(batches) == 1:
                return None
            pages, is_ready = volume.map, True
            yield from self._calls(Format.PDF, [partial(lay_out_batch, self._task, batch, pages) for batch in batches])
        return None

    def _make_epub(self) -> Job[MadeFormat]:
        made = yield from self._compose(Format.EPUB, EPUB, partial(_make_epub, self._task))
        return self._noted(Format.EPUB, EPUB, made)

    def _make_html(self) -> Job[MadeFormat]:
        pdf = self._made.get(Format.PDF) or self._job.pdf
        # The hash changes with every edit, and would rewrite all pages; the list of editions on the site has it.
        facts = replace(self._job.facts, text_hash="")
        facts = _with_pdf(facts, pdf) if pdf is not None else facts
        made = yield from self._compose(Format.HTML, HTML, partial(_make_html, self._task, facts))
        return self._noted(Format.HTML, HTML, made)

    def _noted(self, name: Format, builder: str, made: MadeFormat) -> MadeFormat:
        assert made.composed is not None
        self._note(name, builder, made.composed)
        return made

    def _note(self, name: Format, builder: str, composed: Composed) -> None:
        self._work.put(builder, composed.outputs)
        self._composed[name] = composed


@dataclass(frozen=True, slots=True)
class MadePart[T]:
    """The result of a worker, its requested fonts, and the proofread messages if it began the edition."""

    value: T
    fonts: frozenset[str]
    proofread: frozenset[str] | None


def make_part[T](begins: Callable[[], frozenset[str]] | None, function: Callable[[], T]) -> MadePart[T]:
    """Make a part of an edition; call `begins` first, if given."""
    fonts = note_fonts()
    proofread = begins() if begins is not None else None
    return MadePart(function(), frozenset(fonts), proofread)


def compose_paged(task: Task, former_files: Sequence[str]) -> Composed:
    """Update the paged HTML of an edition, the input of its PDFs."""
    return run_builder(task, PAGED, task.folder / PAGED, task.job.facts, former_files)


def _make_epub(task: Task, former_files: Sequence[str]) -> MadeFormat:
    out, cover = task.folder / EPUB, task.folder / "cover.png"
    _write_cover(task, cover)
    facts = replace(task.job.facts, languages=(), portal="", cover=str(cover))
    composed = run_builder(task, EPUB, out, facts, former_files)
    target = task.staging / task.edition.epub_name
    shutil.copy2(out / "book.epub", target)
    file = file_of(target, task.staging, pages=0)
    return MadeFormat(file, {file.path: file.sha256}, composed)


def _make_html(task: Task, facts: EditionFacts, former_files: Sequence[str]) -> MadeFormat:
    out, other_files = task.folder / HTML, checksums_below(task.staging)
    composed = run_builder(task, HTML, out, facts, former_files)
    for file in tuple(unused(out)):
        file.unlink()
    # Copy the files: Sphinx writes in place, so hard links would change published files.
    ignore = shutil.ignore_patterns(".buildinfo*", ".doctrees")
    shutil.copytree(out, task.staging, dirs_exist_ok=True, ignore=ignore)
    for folder in [folder for folder in task.staging.iterdir() if folder.is_dir() and not any(folder.iterdir())]:
        folder.rmdir()  # a folder without files is not in a store
    pages = sum(1 for _ in task.staging.rglob("*.html"))
    files = {path: digest for path, digest in checksums_below(task.staging).items() if path not in other_files}
    return MadeFormat(file_of(task.staging / f"{composed.root_document}.html", task.staging, pages), files, composed)


def _with_pdf(facts: EditionFacts, pdf: MadeFormat) -> EditionFacts:
    """Add the PDFs to the facts, with sizes rounded as on pages, so that small changes do not rewrite all pages."""
    return replace(
        facts,
        pdf=BookFile(pdf.file.path, pdf.file.pages, round_size(pdf.file.bytes), beginnings(pdf.page_map)),
        offprints=tuple(
            OffprintFile(
                part.sheet, part.document, part.anchor, part.made.path, part.made.pages, round_size(part.made.bytes)
            )
            for part in pdf.offprints
        ),
    )


def _write_cover(task: Task, path: Path) -> None:
    """Draw the cover of the edition, with its translated texts."""
    if path.is_dir():
        remove_folder(path)
    job, project = task.job, task.project
    texts, shared = job.domains.get(DESCRIPTION, {}), job.domains.get(SHARED, {})
    publisher = shared.get(project.publisher, project.publisher)
    metadata = metadata_of(
        task.edition, lambda text: texts.get(text, text), modified=job.facts.date, publisher=publisher
    )
    write_cover(metadata, Words(metadata.language, project.locales), path)


def unused(folder: Path) -> Iterator[Path]:
    """Yield the pictures and downloads below `folder` that no page uses."""
    files = sorted(file for name in ("_images", "_downloads") for file in (folder / name).rglob("*") if file.is_file())
    texts = (page.read_text(encoding="utf-8") for page in folder.rglob("*.html")) if files else ()
    pages = "".join(map(readable, texts))
    for file in files:
        if file.relative_to(folder).as_posix() not in pages:
            yield file
