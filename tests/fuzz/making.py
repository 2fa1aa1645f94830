# SPDX-License-Identifier: GPL-3.0-or-later
"""The edition of a book, made as the build makes it, and what is wrong with it. All books are legal: nothing may be."""

import shutil
import traceback
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pipeline.bookformat.facts import EditionFacts
from pipeline.bookformat.identifiers import BODY
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import EditionState, Format, Progress, Review
from pipeline.publishing.findings import diagnostics
from pipeline.publishing.job import Job, Outcome, Task
from pipeline.publishing.making import make_edition
from pipeline.translations.edition_inputs import Domains, load_inputs
from tests.fuzz.books import Book
from tests.fuzz.filling import unnamed
from tests.fuzz.writing import SLUG, write
from tests.running import here
from tests.typeset import structural, verapdf

_FORMATS = (Format.PDF, Format.HTML)
_PAGES_OF_THEIR_OWN = frozenset({"form", "sheet"})
"""Blocks that begin and end a page, so that the one before may be nearly empty."""


def make(book: Book, root: Path, formats: tuple[Format, ...] = _FORMATS) -> Outcome:
    """Write the project of a book into an empty folder and make its edition there. Raises Problem where it cannot be made."""
    return edition(root, book.language, write(book, root), formats)


def edition(root: Path, tag: str, translations: Domains, formats: tuple[Format, ...] = _FORMATS) -> Outcome:
    """Make the edition of a language in a project with one publication, as a job of the build does. Raises Problem."""
    project = Project.load(root)
    (found,) = (one for one in project.editions(SLUG) if one.language.tag == tag)
    words = load_inputs(project, found, ()).domains
    facts = EditionFacts(
        progress=Progress(95, 0, 5, 95, 0, 5),
        state=EditionState.PARTIAL if found.is_translation else EditionState.COMPLETE,
        review=Review.DRAFT if found.is_translation else Review.ORIGINAL,
        date=date(2026, 11, 25),
        portal="../index.html",
    )
    job = Job(
        publication=SLUG, language=tag, formats=formats, domains={**words, **translations}, facts=facts, bound=600
    )
    return here(make_edition(Task(project, job)))


def faults(
    book: Book,
    root: Path,
    *,
    formats: tuple[Format, ...] = _FORMATS,
    profiles: bool = False,
    twice: bool = False,
) -> list[str]:
    """What is wrong with a book, in words, the kind of fault first.

    `profiles`: ask veraPDF; `twice`: compare the bytes.
    """
    shutil.rmtree(root, ignore_errors=True)
    try:
        outcome = make(book, root / "project", formats)
        found = [f"warning: {warning}" for warning in diagnostics(outcome.found.values(), root)]
        for path in sorted(outcome.folder.rglob("*.pdf")):
            found += of_file(path, profiles=profiles)
        if outcome.pdf is not None and not {block.kind for block in book.all()} & _PAGES_OF_THEIR_OWN:
            named = {hole.page for hole in outcome.pdf.holes}
            found += unnamed(outcome.folder / outcome.pdf.file.path, outcome.pdf.page_map[BODY], named)
        if twice and not found:
            found += _differences(outcome, make(book, root / "again", formats))
    except Problem as problem:
        return [f"{problem.code}: {problem}"]
    except Exception:
        return [f"crash: {traceback.format_exc()}"]
    return found


def of_file(path: Path, *, profiles: bool) -> Iterator[str]:
    """What is wrong with a PDF that the proof let pass."""
    yield from (f"structure: {path.name}: {fault}" for fault in structural.faults(path))
    if profiles:
        for name in verapdf.PROFILES:
            yield from (f"{name}: {path.name}: {rule}" for rule in verapdf.broken_rules(path, name))


def kind(found: list[str]) -> str:
    """The kind of the first fault; empty if there is none."""
    return found[0].partition(":")[0] if found else ""


def _differences(one: Outcome, other: Outcome) -> list[str]:
    return [
        f"bytes: {path.name} is not the same a second time"
        for path in sorted(one.folder.rglob("*.pdf"))
        if path.read_bytes() != (other.folder / path.relative_to(one.folder)).read_bytes()
    ]
