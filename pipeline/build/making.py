# SPDX-License-Identifier: GPL-3.0-or-later
"""Making one edition aside, in a process of its own: its PDFs, EPUB and pages. Nothing that readers see is touched."""

import gc
import hashlib
import shutil
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from pipeline.bookformat.facts import BookFile, EditionFacts, OffprintFile
from pipeline.build.job import Job, Outcome, leave_outcome
from pipeline.build.proofreading import refuse_errors, take_originals_apart
from pipeline.build.record import EditionFile, Offprint
from pipeline.covers import Cover, cover_of, write_cover
from pipeline.model.diagnostics import once
from pipeline.model.problems import Problem
from pipeline.model.publication import Format
from pipeline.model.template import DESCRIPTION, SHARED
from pipeline.system.deadline import ended_after
from pipeline.system.files import write_whole
from pipeline.system.folders import remove_folder
from pipeline.system.forks import Cores, apart, forked, may_fork

if TYPE_CHECKING:
    from pipeline.compose.application import Composed, EditionBuild
    from pipeline.compose.reading.parsed import ParsedDocuments
    from pipeline.typeset import Press, Typeset

PAGED = "paged"
"""The builder of the paged HTML, and the folder of what it writes."""
CHAPTERS = "chapters"
"""The folder of the chapters that were laid out before."""
EPUB = "epub3"
"""The same of the EPUB."""
_WHOLE = "whole"
"""A file among doctrees that no run has left in the middle, which names the tools that they were read with."""


def make_editions(jobs: Sequence[Job], cores: Cores) -> None:
    """Make editions of one publication, each in a process of its own, and leave the outcome of each when it ends.

    What several of them read is parsed here, once, before the processes are forked.
    """
    with cores.held():
        with ended_after(max(job.bound for job in jobs)):
            parsed = _parse(jobs) if len(jobs) > 1 and may_fork() else None
            import_tools({name for job in jobs for name in job.formats})  # once for all the processes
            if len(jobs) > 1:
                take_originals_apart(jobs)

        gc.collect()
        gc.freeze()  # a process copies no page of memory only to mark what is on it
        for job, future in forked(partial(_make_in_time, parsed=parsed), jobs, cores):
            leave_outcome(job, future)


def import_tools(formats: Collection[Format]) -> None:
    """Import what editions are made with, so that processes that are forked have it."""
    import pipeline.compose.application
    import pipeline.proofread.checks
    from pipeline.compose.engine.catalogues import import_modules_with_labels

    import_modules_with_labels()
    if Format.PDF in formats:
        import pipeline.typeset  # noqa: F401


def make_edition(job: Job, parsed: "ParsedDocuments | None" = None) -> Outcome:
    """Make an edition, from documents that are `parsed` already as far as there are some. Raises Problem."""
    return _Maker(job, parsed).make()


def _make_in_time(job: Job, parsed: "ParsedDocuments | None") -> Outcome:
    with ended_after(job.bound):
        return make_edition(job, parsed)


def _parse(jobs: Sequence[Job]) -> "ParsedDocuments | None":
    """Parse what these editions read: all documents where one of them begins from nothing, else what has changed."""
    from pipeline.compose.application import parse

    job = min(jobs, key=_has_doctrees)
    if not _has_doctrees(job):
        remove_folder(job.doctrees)
    builder = PAGED if Format.PDF in job.formats else EPUB if Format.EPUB in job.formats else "html"
    return parse(_asked(job, builder, job.folder / "parsed", _write_catalogues(job), job.facts))


def write_paged(job: Job) -> Path:
    """Return the folder of the edition's paged HTML, up to date, from which its PDFs are laid out. Raises Problem."""
    refuse_errors(job)
    folder = job.folder / PAGED
    with _whole_doctrees(job):
        _compose(job, PAGED, folder, _write_catalogues(job), job.facts)
    return folder


class _Maker:
    """One run of a job: the folder `aside` fills with the formats, `composed` with what Sphinx did for each."""

    def __init__(self, job: Job, parsed: "ParsedDocuments | None") -> None:
        self.job = job
        self.parsed = parsed
        self.aside = job.folder / "edition"
        self.catalogues = _write_catalogues(job)
        self.made: dict[Format, EditionFile] = {}
        self.page_map, self.offprints = job.page_map, job.offprints
        self.composed: list[Composed] = []
        self.warnings: list[str] = []
        self.seconds: dict[Format, float] = {}

    def make(self) -> Outcome:
        """Make the PDF first, since each HTML page tells the reader its pages and size."""
        refuse_errors(self.job)
        remove_folder(self.aside)
        self.aside.mkdir(parents=True)
        for name in self.job.edition.publication.formats:
            if name not in self.job.formats:
                self._copy_published(name)
        makers = {Format.PDF: self._make_pdf, Format.EPUB: self._make_epub, Format.HTML: self._make_html}
        with _whole_doctrees(self.job):
            for name, make in makers.items():
                if name in self.job.formats:
                    make()
        last = self.composed[-1]
        if self.parsed is not None and self.parsed.obstacle:
            self.warnings.append(f"each language parses the documents by itself: {self.parsed.obstacle}")
        mistakes = once(mistake for composed in self.composed for mistake in composed.warnings)
        return Outcome(
            self.aside,
            self.made,
            self.page_map,
            tuple(dict.fromkeys([*map(str, mistakes), *self.warnings])),
            tuple(line for composed in self.composed for line in composed.pictures),
            self.offprints,
            last.about,
            last.papers,
            last.documents,
            self.seconds,
        )

    @contextmanager
    def _step(self, name: Format) -> Iterator[None]:
        write_whole(self.job.step_file, name.upper().encode())
        since = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - since

    def _copy_published(self, name: Format) -> None:
        """Take a format that is not made as it is on the site."""
        published = self.job.site / self.job.edition.folder
        for path in self.job.published.get(name, ()):
            if (published / path).is_file():
                (self.aside / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(published / path, self.aside / path)

    def _compose(self, builder: str, folder: Path, facts: EditionFacts) -> "Composed":
        run = partial(_compose, self.job, builder, folder, self.catalogues, facts, self.parsed)
        composed = apart(run) if builder == PAGED else run()  # the layout needs the memory that documents take
        self.composed.append(composed)
        return composed

    def _make_pdf(self) -> None:
        """Make the PDFs; pages may go without new ones, where the publication does not forbid warnings."""
        try:
            with self._step(Format.PDF):
                self._make_book_and_offprints()
        except Problem as problem:
            if self.job.edition.publication.warnings_are_fatal or Format.HTML not in self.job.formats:
                raise
            self.warnings.append(f"no new PDF is made: {problem.message} ({problem.cause}); {problem.hint}")
            self._copy_published(Format.PDF)

    def _make_book_and_offprints(self) -> None:
        from pipeline.typeset import Press, typeset

        job, folder = self.job, self.job.folder / PAGED
        self._compose(PAGED, folder, job.facts)
        target = self.aside / job.edition.pdf_name
        press = Press(folder, strict=job.edition.publication.warnings_are_fatal, tools=job.tools)
        chapters = job.folder / CHAPTERS
        book = typeset(folder, target, job.page_map, press=press, lines=job.lines, chapters=chapters)
        offprints = tuple(self._make_offprints(press, folder, book))
        self.warnings.extend(
            f"PDF: {warning}" for warning in dict.fromkeys([*book.warnings, *press.object_to.warnings])
        )
        self.made[Format.PDF] = _file(target, self.aside, book.pages)
        self.page_map, self.offprints = book.map, offprints

    def _make_offprints(self, press: "Press", folder: Path, book: "Typeset") -> Iterator[Offprint]:
        from pipeline.typeset import Former, print_offprints

        job, published = self.job, self.job.site / self.job.edition.folder

        def target(name: str) -> Path:
            return self.aside / job.edition.offprint_name(name)

        former = {
            offprint.name: Former(published / offprint.made.path, offprint.digest, offprint.made.pages)
            for offprint in job.offprints
        }
        for part in print_offprints(press, folder, book, target, former=former, lines=job.lines):
            made = _file(target(part.name), self.aside, part.pages)
            texts = part.name, part.sheet, part.title, part.document, part.anchor, part.digest
            yield Offprint(*texts, made, part.first, part.last)

    def _make_epub(self) -> None:
        job, out, cover = self.job, self.job.folder / EPUB, self.job.folder / "cover.png"
        with self._step(Format.EPUB):
            write_cover(_cover(job), cover)
            self._compose(EPUB, out, replace(job.facts, languages=(), portal="", cover=str(cover)))
            target = self.aside / job.edition.epub_name
            shutil.copy2(out / "book.epub", target)
            self.made[Format.EPUB] = _file(target, self.aside, pages=0)

    def _make_html(self) -> None:
        out = self.job.folder / "html"
        with self._step(Format.HTML):
            composed = self._compose("html", out, self._facts_of_pages())
            for file in tuple(unused(out)):
                file.unlink()
            # Sphinx writes in place, so readers get a copy: links to its files would change under them.
            ignore = shutil.ignore_patterns(".buildinfo*", ".doctrees")
            shutil.copytree(out, self.aside, dirs_exist_ok=True, ignore=ignore)
            pages = sum(1 for _ in self.aside.rglob("*.html"))
            self.made[Format.HTML] = _file(self.aside / f"{composed.root_document}.html", self.aside, pages)

    def _facts_of_pages(self) -> EditionFacts:
        """Return the facts with the PDFs that pages lead to."""
        pdf = self.made.get(Format.PDF, self.job.pdf)
        return replace(
            self.job.facts,
            pdf=BookFile(pdf.path, pdf.pages, pdf.bytes, dict(self.page_map)) if pdf is not None else None,
            offprints=tuple(
                OffprintFile(part.sheet, part.document, part.anchor, part.made.path, part.made.pages, part.made.bytes)
                for part in self.offprints
            ),
        )


def _cover(job: Job) -> Cover:
    """Return the cover of the edition, with the texts that are translated."""
    publication = job.edition.publication
    day = job.facts.date or publication.date
    texts, shared = job.domains.get(DESCRIPTION, {}), job.domains.get(SHARED, {})
    return cover_of(
        job.project,
        job.edition,
        day,
        title=texts.get(publication.title, publication.title),
        subtitle=texts.get(publication.subtitle, publication.subtitle),
        publisher=shared.get(job.project.publisher, job.project.publisher),
    )


def _write_catalogues(job: Job) -> Path:
    """Compile the edition's catalogues; return their folder."""
    # Imported here, as all of Sphinx and WeasyPrint: only the process that makes an edition pays for them.
    from pipeline.catalogue.domains import write_domains

    folder = job.project.build / "catalogues" / job.edition.publication.slug
    write_domains(folder, job.edition.language, job.domains)
    return folder


@contextmanager
def _whole_doctrees(job: Job) -> Iterator[None]:
    """Read into doctrees that all builders of an edition share; those of a run that was cut off, or of other tools, go first."""
    if not _has_doctrees(job):
        remove_folder(job.doctrees)
    whole = job.doctrees / _WHOLE
    whole.unlink(missing_ok=True)
    yield
    write_whole(whole, job.tools.encode())


def _has_doctrees(job: Job) -> bool:
    whole = job.doctrees / _WHOLE
    return whole.is_file() and whole.read_text(encoding="utf-8") == job.tools


def _asked(job: Job, builder: str, out: Path, catalogues: Path, facts: EditionFacts) -> "EditionBuild":
    from pipeline.compose.application import EditionBuild

    return EditionBuild(
        project=job.project,
        edition=job.edition,
        builder=builder,
        catalogues=catalogues,
        doctrees=job.doctrees,
        out=out,
        facts=facts,
    )


def _compose(
    job: Job,
    builder: str,
    out: Path,
    catalogues: Path,
    facts: EditionFacts,
    parsed: "ParsedDocuments | None" = None,
) -> "Composed":
    from pipeline.compose.application import compose

    whole = out.with_suffix(".whole")
    former = whole.read_text(encoding="utf-8").splitlines() if whole.is_file() else []
    if not former:
        remove_folder(out)  # a run that was cut off leaves pages that may be incomplete
    whole.unlink(missing_ok=True)

    asked = _asked(job, builder, out, catalogues, facts)
    # Each builder would read all documents for the contents, and only those of the last are used.
    last = "html" if Format.HTML in job.formats else EPUB if Format.EPUB in job.formats else PAGED

    def run_sphinx() -> "Composed":
        return compose(asked, lines=job.lines, with_contents=builder == last, parsed=parsed)

    composed = run_sphinx()
    if not composed.documents.keys() >= set(former):
        # Sphinx leaves the page of a document that is gone, and links to it in the contents beside pages it does not write.
        shutil.rmtree(out)
        again = run_sphinx()
        composed = replace(again, warnings=once((*composed.warnings, *again.warnings)))
    write_whole(whole, "\n".join(composed.documents).encode())
    return composed


def unused(folder: Path) -> Iterator[Path]:
    """Yield the pictures and downloads that Sphinx has left below `folder` since pages named them."""
    pages = b"".join(page.read_bytes() for page in folder.rglob("*.html"))
    for file in sorted(
        file for name in ("_images", "_downloads") for file in (folder / name).rglob("*") if file.is_file()
    ):
        path = file.relative_to(folder).as_posix()
        if not any(name.encode() in pages for name in (path, quote(path), escape(path))):
            yield file


def _file(path: Path, folder: Path, pages: int) -> EditionFile:
    data = path.read_bytes()
    return EditionFile(str(path.relative_to(folder)), len(data), hashlib.sha256(data).hexdigest(), pages)
