# SPDX-License-Identifier: GPL-3.0-or-later
"""A job makes one edition aside. It is a value, runs in a process of its own, and touches nothing that readers see."""

import hashlib
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

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
    facts: Mapping[str, object]
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
    facts = dict(job.facts)
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
        facts["pdf"] = {"href": pdf.path, "pages": pdf.pages, "bytes": pdf.bytes, "page_of": dict(page_map)}
    facts["offprints"] = [_told(offprint) for offprint in offprints]
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


def _told(offprint: Offprint) -> Mapping[str, object]:
    """An offprint as the pages are told of it; pipeline/compose/parts/offprint_links.py reads these keys."""
    return {
        "sheet": offprint.sheet,
        "document": offprint.document,
        "anchor": offprint.anchor,
        "href": offprint.made.path,
        "pages": offprint.made.pages,
        "bytes": offprint.made.bytes,
    }


def _epub(job: Job, work: Path, catalogues: Path, aside: Path, told: "list[Composed]") -> Made:
    """The EPUB; it knows nothing of the site and of the other formats."""
    from pipeline.covers.raster import place_picture

    out = work / EPUB
    cover = work / "cover.png"
    place_picture(cover_of(job.project, job.edition, job.domains, date.fromisoformat(str(job.facts["date"]))), cover)
    of_the_book = ("progress", "state", "review", "date", "publications")
    facts = {**{name: job.facts[name] for name in of_the_book}, "cover": str(cover)}
    told.append(_compose(job, EPUB, out, catalogues, facts))
    target = aside / job.edition.epub_name
    shutil.copy2(out / "book.epub", target)
    return _made(target, aside, pages=0)


def _html(
    job: Job,
    work: Path,
    catalogues: Path,
    aside: Path,
    facts: Mapping[str, object],
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


def _compose(job: Job, builder: str, out: Path, catalogues: Path, facts: Mapping[str, object]) -> "Composed":
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
            # Each builder reads all documents for them, and only those of the last are used.
            with_contents=builder == _last_builder(job),
        )

    done = run_sphinx()
    if not done.documents.keys() >= set(former):
        # Sphinx leaves the page of a document that is gone, and links to it in the contents beside pages it does not write.
        shutil.rmtree(out)
        again = run_sphinx()
        done = replace(again, warnings=once((*done.warnings, *again.warnings)))
    write_whole(whole, "\n".join(done.documents).encode())
    return done


def _last_builder(job: Job) -> str:
    if Format.HTML in job.formats:
        return "html"
    return EPUB if Format.EPUB in job.formats else PAGED


def _made(path: Path, folder: Path, pages: int) -> Made:
    data = path.read_bytes()
    return Made(str(path.relative_to(folder)), len(data), hashlib.sha256(data).hexdigest(), pages)
