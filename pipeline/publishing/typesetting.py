# SPDX-License-Identifier: GPL-3.0-or-later
"""Functions of workers for the PDFs of an edition: lay out chapters, bind the book, make its offprints."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.bookformat.typeset_book import Typeset
from pipeline.model.diagnostics import Diagnostic
from pipeline.model.problems import Problem
from pipeline.publishing.composing import PAGED
from pipeline.publishing.job import MadeFormat, Task, file_of
from pipeline.publishing.record import PublishedOffprint
from pipeline.system.files import sha256_of
from pipeline.system.folders import link, remove_folder

if TYPE_CHECKING:
    from pipeline.typeset import Press

CHAPTERS = "chapters"
"""The folder of cached chapters."""
OFFPRINTS = "offprints"
"""The folder of cached offprints, named by their checksums."""


def _press(task: Task) -> "Press":
    from pipeline.typeset import Press

    is_strict = task.edition.publication.warnings_are_fatal
    return Press(task.folder / PAGED, strict=is_strict, tools=task.job.tools, picture_cache=task.project.pictures)


def plan_chapters(task: Task, pages: Mapping[str, int], width: int) -> tuple[list[list[int]], Typeset]:
    """Return the chapters to lay out next, in batches, and the book as far as its pages are known."""
    from pipeline.typeset import plan_chapters as plan

    return plan(_press(task), task.folder / PAGED, pages, task.folder / CHAPTERS, width)


def lay_out_batch(task: Task, numbers: Sequence[int], pages: Mapping[str, int]) -> None:
    """Lay out chapters, and cache them."""
    from pipeline.typeset import lay_out_chapters

    lay_out_chapters(_press(task), task.folder / PAGED, numbers, pages, task.folder / CHAPTERS)


def lay_out(task: Task) -> MadeFormat:
    """Make the PDFs of the book and its offprints."""
    press = _press(task)
    made, book = bind(task, task.job.pages, press)
    return with_offprints(made, *make_offprints(task, book, press))


def bind(task: Task, pages: Mapping[str, int], press: "Press | None" = None) -> tuple[MadeFormat, Typeset]:
    """Make the PDF of the book; lay out the chapters that are not cached."""
    from pipeline.typeset import typeset

    press, target = press or _press(task), task.staging / task.edition.pdf_name
    chapters = task.folder / CHAPTERS
    book = typeset(task.folder / PAGED, target, pages, press=press, lines=task.lines, chapters=chapters)
    file = file_of(target, task.staging, book.pages)
    made = MadeFormat(file, {file.path: file.sha256}, None, _warnings(task, press), book.map, (), book.holes)
    return made, book


def make_offprints(
    task: Task, book: Typeset, press: "Press | None" = None
) -> tuple[tuple[PublishedOffprint, ...], tuple[Diagnostic, ...]]:
    """Make the offprints of a book, and cache them."""
    press = press or _press(task)
    offprints = tuple(_print_offprints(task, press, task.folder / PAGED, book))
    _keep(task, offprints)
    return offprints, _warnings(task, press)


def with_offprints(
    book: MadeFormat, offprints: tuple[PublishedOffprint, ...], warnings: tuple[Diagnostic, ...]
) -> MadeFormat:
    """Add offprints and their warnings to a book."""
    files = {offprint.made.path: offprint.made.sha256 for offprint in offprints}
    return replace(
        book,
        files={**book.files, **files},
        warnings=tuple(dict.fromkeys((*book.warnings, *warnings))),
        offprints=offprints,
    )


def _warnings(task: Task, press: "Press") -> tuple[Diagnostic, ...]:
    return tuple(_of_pdf(text, problem, task.project.root) for text, problem in press.report.problems.items())


def _print_offprints(task: Task, press: "Press", folder: Path, book: Typeset) -> Iterator[PublishedOffprint]:
    from pipeline.typeset import PreviousPdf, print_offprints

    kept = task.folder / OFFPRINTS

    def target(name: str) -> Path:
        return task.staging / task.edition.offprint_name(name)

    previous = {
        offprint.name: PreviousPdf(kept / offprint.made.sha256, offprint.digest, offprint.made.pages)
        for offprint in (task.job.pdf.offprints if task.job.pdf is not None else ())
        if _is_whole(kept / offprint.made.sha256)
    }
    for part in print_offprints(press, folder, book, target, previous=previous, lines=task.lines):
        made = file_of(target(part.name), task.staging, part.pages)
        yield PublishedOffprint(**asdict(part), made=made)


def _keep(task: Task, offprints: Sequence[PublishedOffprint]) -> None:
    """Cache the offprints by their checksums."""
    kept = task.folder / OFFPRINTS
    kept.mkdir(exist_ok=True)
    files = {offprint.made.sha256: task.staging / offprint.made.path for offprint in offprints}
    for path in kept.iterdir():
        if path.name not in files or not _is_whole(path):
            remove_folder(path)
    for name, file in files.items():
        if not (kept / name).exists():
            link(file, kept / name)


def _of_pdf(warning: str, problem: Problem, root: Path) -> Diagnostic:
    """Return the diagnostic of a warning about a PDF, with its line in a catalogue if known."""
    in_catalogue = problem.path is not None and problem.path.suffix == ".po"
    place = problem.place.removeprefix(f"{root}/") if in_catalogue else ""
    return Diagnostic(f"PDF: {warning}", kind=problem.code, translation=place)


def _is_whole(file: Path) -> bool:
    """Return whether a file matches the checksum in its name."""
    return file.is_file() and sha256_of(file) == file.name
