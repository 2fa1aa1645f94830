# SPDX-License-Identifier: GPL-3.0-or-later
"""A job makes one edition aside. It is a value, runs in a process of its own, and touches nothing that readers see."""

import hashlib
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.bookformat.facts import BookFile, EditionFacts, OffprintFile
from pipeline.build.record import Made, Offprint
from pipeline.build.unused import unused
from pipeline.covers.of_edition import cover_of
from pipeline.model.diagnostics import once
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import About, Edition, Format
from pipeline.system.files import write_whole

if TYPE_CHECKING:
    from pipeline.compose.application import Composed
    from pipeline.typeset import Press, Typeset


PAGED = "paged"
"""The builder of the paged HTML, and the folder of what it writes."""
EPUB = "epub3"
"""The same of the EPUB."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a process must know to make an edition; `pdf`, `page_map` and `offprints` are its PDFs of the last time.

    `published` gives the files of each format as they are on the site, relative to the edition's folder.
    """

    project: Project
    edition: Edition
    formats: tuple[Format, ...]
    domains: Mapping[str, Mapping[str, str]]
    lines: Mapping[str, str]
    facts: EditionFacts
    pdf: Made | None
    page_map: Mapping[str, int]
    offprints: tuple[Offprint, ...] = ()
    published: Mapping[Format, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The edition stands whole in `folder`, ready to be renamed into place; `documents` gives the source file of each."""

    edition: Edition
    folder: Path
    made: Mapping[Format, Made]
    page_map: Mapping[str, int]
    warnings: tuple[str, ...]
    pictures: tuple[str, ...] = ()
    """A line for each picture that was encoded."""
    offprints: tuple[Offprint, ...] = ()
    about: About = field(default_factory=About)
    papers: Mapping[str, About] = field(default_factory=dict)
    """By document, what its papers say of themselves."""
    documents: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[Format, float] = field(default_factory=dict)
    """How long each format took."""


def step_of(job: Job) -> str:
    """Return what a job that runs in some process is at; empty before its first step."""
    try:
        return _step_file(job).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def forget_step(job: Job) -> None:
    """Take away what a former run of the job was at."""
    _step_file(job).unlink(missing_ok=True)


def _step_file(job: Job) -> Path:
    return job.project.build / "work" / job.edition.folder / "step"


@contextmanager
def _step(job: Job, name: Format, seconds: dict[Format, float]) -> Iterator[None]:
    """Make a format, and let who waits see it."""
    write_whole(_step_file(job), name.upper().encode())
    since = time.monotonic()
    yield
    seconds[name] = time.monotonic() - since


def run(job: Job) -> Outcome:
    """Make the edition: PDF first, since each HTML page tells the reader its pages and size. Raises Problem."""
    work = job.project.build / "work" / job.edition.folder
    aside = work / "edition"
    catalogues = _domains(job)
    _start_from_what_is_published(job, aside)
    made: dict[Format, Made] = {}
    warnings: list[str] = []
    page_map, offprints = job.page_map, job.offprints
    told: list[Composed] = []
    facts = job.facts
    seconds: dict[Format, float] = {}
    if Format.PDF in job.formats:
        try:
            with _step(job, Format.PDF, seconds):
                made[Format.PDF], page_map, offprints = _pdfs(job, work, catalogues, aside, warnings, told)
        except Problem as problem:
            if job.edition.publication.warnings_are_fatal or Format.HTML not in job.formats:
                raise
            warnings.append(f"no new PDF is made: {problem.message} ({problem.cause}); {problem.hint}")
            _copy_published(job, job.published.get(Format.PDF, ()), aside)
    if (pdf := made.get(Format.PDF, job.pdf)) is not None:
        facts = replace(facts, pdf=BookFile(pdf.path, pdf.pages, pdf.bytes, dict(page_map)))
    facts = replace(facts, offprints=tuple(map(_file_of, offprints)))
    if Format.EPUB in job.formats:
        with _step(job, Format.EPUB, seconds):
            made[Format.EPUB] = _epub(job, work, catalogues, aside, told)
    if Format.HTML in job.formats:
        with _step(job, Format.HTML, seconds):
            made[Format.HTML] = _html(job, work, catalogues, aside, facts, told)
    last = told[-1]
    return Outcome(
        job.edition,
        aside,
        made,
        page_map,
        _all(told, warnings),
        tuple(line for one in told for line in one.pictures),
        offprints,
        last.about,
        last.papers,
        last.documents,
        seconds,
    )


def pages_of(job: Job) -> Path:
    """The folder of the edition's paged HTML, up to date, from which its PDFs are laid out. Raises Problem."""
    work = job.project.build / "work" / job.edition.folder
    _compose(job, PAGED, work / PAGED, _domains(job), job.facts)
    return work / PAGED


def _domains(job: Job) -> Path:
    """The folder of the edition's compiled catalogues, written."""
    # Imported here, as all of Sphinx and WeasyPrint: only the process that makes an edition pays for them.
    from pipeline.catalogue.domains import write_domains

    catalogues = job.project.build / "catalogues" / job.edition.publication.slug
    write_domains(catalogues, job.edition.language, job.domains)
    return catalogues


def _all(told: "Sequence[Composed]", warnings: Sequence[str]) -> tuple[str, ...]:
    """The mistakes that the builders met, and what else there is to say; each once."""
    mistakes = once(mistake for composed in told for mistake in composed.warnings)
    return tuple(dict.fromkeys([*map(str, mistakes), *warnings]))


def _start_from_what_is_published(job: Job, aside: Path) -> None:
    """A build of some formats keeps the others as they are on the site."""
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    for name in job.edition.publication.formats:
        if name not in job.formats:
            _copy_published(job, job.published.get(name, ()), aside)


def _copy_published(job: Job, names: Iterable[str], aside: Path) -> None:
    for name in names:
        file = job.project.site / job.edition.folder / name
        if file.is_file():
            (aside / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, aside / name)


def _pdfs(
    job: Job, work: Path, catalogues: Path, aside: Path, warnings: list[str], told: "list[Composed]"
) -> tuple[Made, Mapping[str, int], tuple[Offprint, ...]]:
    """The book and its offprints."""
    from pipeline.typeset import Press, typeset

    folder = work / PAGED
    told.append(_compose(job, PAGED, folder, catalogues, job.facts))
    target = aside / job.edition.pdf_name
    press = Press(folder, strict=job.edition.publication.warnings_are_fatal)
    done = typeset(folder, target, job.page_map, press=press, lines=job.lines)
    offprints = _offprints(job, press, folder, done, aside)
    warnings.extend(f"PDF: {warning}" for warning in dict.fromkeys([*done.warnings, *press.object_to.warnings]))
    return _made(target, aside, done.pages), done.map, offprints


def _offprints(job: Job, press: "Press", folder: Path, volume: "Typeset", aside: Path) -> tuple[Offprint, ...]:
    from pipeline.typeset import Former, print_offprints

    published = job.project.site / job.edition.folder

    def target(name: str) -> Path:
        return aside / job.edition.offprint_name(name)

    former = {
        offprint.name: Former(published / offprint.made.path, offprint.digest, offprint.made.pages)
        for offprint in job.offprints
    }
    return tuple(
        Offprint(
            name=one.name,
            sheet=one.sheet,
            title=one.title,
            document=one.document,
            anchor=one.anchor,
            digest=one.digest,
            made=_made(target(one.name), aside, one.pages),
            first=one.first,
            last=one.last,
        )
        for one in print_offprints(press, folder, volume, target, former=former, lines=job.lines)
    )


def _file_of(offprint: Offprint) -> OffprintFile:
    made = offprint.made
    return OffprintFile(offprint.sheet, offprint.document, offprint.anchor, made.path, made.pages, made.bytes)


def _epub(job: Job, work: Path, catalogues: Path, aside: Path, told: "list[Composed]") -> Made:
    """The EPUB; it knows nothing of the site and of the other formats."""
    from pipeline.covers.raster import place_picture

    out = work / EPUB
    cover = work / "cover.png"
    day = job.facts.date or job.edition.publication.date
    place_picture(cover_of(job.project, job.edition, job.domains, day), cover)
    facts = replace(job.facts, languages=(), portal="", cover=str(cover))
    told.append(_compose(job, EPUB, out, catalogues, facts))
    target = aside / job.edition.epub_name
    shutil.copy2(out / "book.epub", target)
    return _made(target, aside, pages=0)


def _html(
    job: Job,
    work: Path,
    catalogues: Path,
    aside: Path,
    facts: EditionFacts,
    told: "list[Composed]",
) -> Made:
    out = work / "html"
    done = _compose(job, "html", out, catalogues, facts)
    told.append(done)
    for file in tuple(unused(out)):
        file.unlink()
    # Sphinx writes in place, so readers get a copy: links to its files would change under them.
    shutil.copytree(out, aside, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".buildinfo*", ".doctrees"))
    return _made(aside / f"{done.root_document}.html", aside, pages=len(list(aside.rglob("*.html"))))


def _compose(job: Job, builder: str, out: Path, catalogues: Path, facts: EditionFacts) -> "Composed":
    from pipeline.compose.application import compose

    doctrees = job.project.build / "doctrees" / job.edition.folder
    whole = out.with_suffix(".whole")
    former = whole.read_text(encoding="utf-8").splitlines() if whole.is_file() else []
    if not former:
        # A run that was cut off leaves pages, or documents read, of which nobody knows whether they are whole.
        shutil.rmtree(out, ignore_errors=True)
        shutil.rmtree(doctrees, ignore_errors=True)
    whole.unlink(missing_ok=True)

    def run_sphinx() -> "Composed":
        return compose(
            job.project,
            job.edition,
            builder,
            catalogues=catalogues,
            doctrees=doctrees,
            out=out,
            facts=facts,
            lines=job.lines,
        )

    done = run_sphinx()
    if not done.documents.keys() >= set(former):
        # Sphinx leaves the page of a document that is gone, and links to it in the contents beside pages it does not write.
        shutil.rmtree(out)
        again = run_sphinx()
        done = replace(again, warnings=once((*done.warnings, *again.warnings)))
    write_whole(whole, "\n".join(done.documents).encode())
    return done


def _made(path: Path, folder: Path, pages: int) -> Made:
    data = path.read_bytes()
    return Made(str(path.relative_to(folder)), len(data), hashlib.sha256(data).hexdigest(), pages)
