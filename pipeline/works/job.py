# SPDX-License-Identifier: GPL-3.0-or-later
"""A job makes one edition aside. It is a value, runs in a process of its own, and touches nothing that readers see."""

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.problems import Problem
from pipeline.project import Project
from pipeline.publication import Edition, Format
from pipeline.works.record import Made, Offprint

if TYPE_CHECKING:
    from pipeline.typeset import Press, Typeset


@dataclass(frozen=True, slots=True)
class Job:
    """What a process must know to make an edition; `pdf`, `page_map` and `offprints` are its PDFs of the last time."""

    project: Project
    edition: Edition
    formats: tuple[Format, ...]
    domains: Mapping[str, Mapping[str, str]]
    lines: Mapping[str, str]
    facts: Mapping[str, object]
    pdf: Made | None
    page_map: Mapping[str, int]
    offprints: tuple[Offprint, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The edition stands whole in `folder`, ready to be renamed into place."""

    edition: Edition
    folder: Path
    made: Mapping[Format, Made]
    page_map: Mapping[str, int]
    warnings: tuple[str, ...]
    offprints: tuple[Offprint, ...] = ()


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
    page_map, offprints = job.page_map, job.offprints
    facts = dict(job.facts)
    if Format.PDF in job.formats:
        try:
            made[Format.PDF], page_map, offprints = _pdfs(job, work, catalogues, aside, warnings)
        except Problem as problem:
            if job.edition.publication.warnings_are_fatal or Format.HTML not in job.formats:
                raise
            warnings.append(f"no new PDF is made: {problem.message} ({problem.cause}); {problem.hint}")
            _keep_former_pdfs(job, aside)
    if (pdf := made.get(Format.PDF, job.pdf)) is not None:
        facts["pdf"] = {"href": pdf.path, "pages": pdf.pages, "bytes": pdf.bytes}
    facts["offprints"] = [_told(one) for one in offprints]
    if Format.HTML in job.formats:
        made[Format.HTML] = _html(job, work, catalogues, aside, facts, warnings)
    return Outcome(job.edition, aside, made, page_map, _once(warnings), offprints)


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


def _keep_former_pdfs(job: Job, aside: Path) -> None:
    published = job.project.site / job.edition.folder
    for made in [*([job.pdf] if job.pdf is not None else []), *(one.made for one in job.offprints)]:
        if (published / made.path).is_file():
            shutil.copy2(published / made.path, aside / made.path)


def _pdfs(
    job: Job, work: Path, catalogues: Path, aside: Path, warnings: list[str]
) -> tuple[Made, Mapping[str, int], tuple[Offprint, ...]]:
    """The book and its offprints."""
    from pipeline.typeset import Press, typeset

    _compose(job, "paged", work / "paged", catalogues, job.facts, warnings)
    for one in job.offprints:
        (aside / one.made.path).unlink(missing_ok=True)  # it may be no part of the publication any more
    target = aside / job.edition.pdf_name
    press = Press(work / "paged", strict=job.edition.publication.warnings_are_fatal)
    done = typeset(work / "paged", target, job.page_map, press=press)
    offprints = _offprints(job, press, work / "paged", done, aside)
    warnings.extend(f"PDF: {warning}" for warning in dict.fromkeys([*done.warnings, *press.object_to.warnings]))
    return _made(target, aside, done.pages), done.map, offprints


def _offprints(job: Job, press: "Press", folder: Path, volume: "Typeset", aside: Path) -> tuple[Offprint, ...]:
    from pipeline.typeset import Former, print_offprints

    published = job.project.site / job.edition.folder

    def target(name: str) -> Path:
        return aside / f"{Path(job.edition.pdf_name).stem}-{name}.pdf"

    former = {one.name: Former(published / one.made.path, one.digest, one.made.pages) for one in job.offprints}
    return tuple(
        Offprint(
            name=one.name,
            sheet=one.sheet,
            title=one.title,
            document=one.document,
            anchor=one.anchor,
            digest=one.digest,
            made=_made(target(one.name), aside, one.pages),
        )
        for one in print_offprints(press, folder, volume, target, former=former, lines=job.lines)
    )


def _told(offprint: Offprint) -> Mapping[str, object]:
    """An offprint as the pages are told of it; pipeline/compose/extensions/offprint_links.py reads these keys."""
    return {
        "sheet": offprint.sheet,
        "document": offprint.document,
        "anchor": offprint.anchor,
        "href": offprint.made.path,
        "pages": offprint.made.pages,
        "bytes": offprint.made.bytes,
    }


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
