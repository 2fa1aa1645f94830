# SPDX-License-Identifier: GPL-3.0-or-later
"""A job makes one edition aside. It is a value, runs in a process of its own, and touches nothing that readers see."""

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.problems import Problem
from pipeline.project import Project
from pipeline.publication import Edition, Format
from pipeline.works.record import Made


@dataclass(frozen=True, slots=True)
class Job:
    """What a process must know to make an edition; `pdf` and `page_map` are its PDF of the last time."""

    project: Project
    edition: Edition
    formats: tuple[Format, ...]
    domains: Mapping[str, Mapping[str, str]]
    lines: Mapping[str, str]
    facts: Mapping[str, object]
    pdf: Made | None
    page_map: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The edition stands whole in `folder`, ready to be renamed into place."""

    edition: Edition
    folder: Path
    made: Mapping[Format, Made]
    page_map: Mapping[str, int]
    warnings: tuple[str, ...]


def run(job: Job) -> Outcome:
    """Make the edition: PDF first, since each HTML page tells the reader its pages and size. Raises Problem."""
    # Imported here: only the process that makes an edition pays for Sphinx and WeasyPrint.
    from pipeline.catalogue.domains import write_domains

    build = job.project.build
    work = build / "work" / job.edition.folder
    aside = work / "edition"
    catalogues = build / "catalogues" / job.edition.publication.slug
    write_domains(catalogues, job.edition.language, job.domains)
    _start_from_what_is_published(job, aside)
    made: dict[Format, Made] = {}
    warnings: list[str] = []
    page_map = job.page_map
    facts = dict(job.facts)
    if Format.PDF in job.formats:
        try:
            made[Format.PDF], page_map = _pdf(job, work, catalogues, aside, warnings)
        except Problem as problem:
            if job.edition.publication.warnings_are_fatal or Format.HTML not in job.formats:
                raise
            warnings.append(f"no new PDF is made: {problem.message} ({problem.cause}); {problem.hint}")
            _keep_former_pdf(job, aside)
    if (pdf := made.get(Format.PDF, job.pdf)) is not None:
        facts["pdf"] = {"href": pdf.path, "pages": pdf.pages, "bytes": pdf.bytes}
    if Format.HTML in job.formats:
        made[Format.HTML] = _html(job, work, catalogues, aside, facts, warnings)
    return Outcome(job.edition, aside, made, page_map, _once(warnings))


def _once(warnings: Sequence[str]) -> tuple[str, ...]:
    """Each warning once: the second builder repeats some, and no longer knows of which translation they are."""
    return tuple(
        one
        for one in dict.fromkeys(warnings)
        if not any(other.startswith(f"{one} (translation: ") for other in warnings)
    )


def _start_from_what_is_published(job: Job, aside: Path) -> None:
    """A build of one format keeps the other as it is on the site."""
    shutil.rmtree(aside, ignore_errors=True)
    published = job.project.site / job.edition.folder
    if set(job.formats) < set(job.edition.publication.formats) and published.is_dir():
        shutil.copytree(published, aside)
    else:
        aside.mkdir(parents=True)


def _keep_former_pdf(job: Job, aside: Path) -> None:
    published = job.project.site / job.edition.folder
    if job.pdf is not None and (published / job.pdf.path).is_file():
        shutil.copy2(published / job.pdf.path, aside / job.pdf.path)


def _pdf(job: Job, work: Path, catalogues: Path, aside: Path, warnings: list[str]) -> tuple[Made, Mapping[str, int]]:
    from pipeline.typeset import typeset

    _compose(job, "paged", work / "paged", catalogues, job.facts, warnings)
    target = aside / job.edition.pdf_name
    done = typeset(work / "paged", target, job.page_map, strict=job.edition.publication.warnings_are_fatal)
    warnings.extend(f"PDF: {warning}" for warning in done.warnings)
    return _made(target, aside, done.pages), done.map


def _html(
    job: Job, work: Path, catalogues: Path, aside: Path, facts: Mapping[str, object], warnings: list[str]
) -> Made:
    out = work / "html"
    root_document = _compose(job, "html", out, catalogues, facts, warnings)
    for former in aside.iterdir():
        if former.suffix != ".pdf":
            shutil.rmtree(former) if former.is_dir() else former.unlink()
    # Sphinx writes in place, so readers get a copy: links to its files would change under them.
    shutil.copytree(out, aside, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".buildinfo*", ".doctrees"))
    return _made(aside / f"{root_document}.html", aside, pages=len(list(aside.rglob("*.html"))))


def _compose(
    job: Job, builder: str, out: Path, catalogues: Path, facts: Mapping[str, object], warnings: list[str]
) -> str:
    from pipeline.compose.application import compose

    doctrees = job.project.build / "doctrees" / job.edition.folder
    whole = out.with_suffix(".whole")
    if not whole.is_file():
        # A run that was cut off leaves pages, or documents read, of which nobody knows whether they are whole.
        shutil.rmtree(out, ignore_errors=True)
        shutil.rmtree(doctrees, ignore_errors=True)
    whole.unlink(missing_ok=True)
    done = compose(
        job.project,
        job.edition,
        builder,
        catalogues=catalogues,
        doctrees=doctrees,
        out=out,
        facts=facts,
        lines=job.lines,
    )
    whole.touch()
    warnings.extend(done.warnings)
    return done.root_document


def _made(path: Path, folder: Path, pages: int) -> Made:
    data = path.read_bytes()
    return Made(str(path.relative_to(folder)), len(data), hashlib.sha256(data).hexdigest(), pages)
