# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `kit make`: one reproducible archive with everything that a translator without git needs."""

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Annotated

from pipeline.catalogue.kit_snapshot import base_text, with_snapshot
from pipeline.catalogue.progress import progress
from pipeline.catalogue.reading import read
from pipeline.commands.arguments import Command, Option
from pipeline.commands.kits.archive import pack
from pipeline.commands.kits.manifest import MANIFEST, KitManifest
from pipeline.languages import guide
from pipeline.model.confusables import LINTS_FILE
from pipeline.model.contacts import CONTACTS_FILE
from pipeline.model.message import Catalogue
from pipeline.model.organisations import BODIES_FILE
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Language, Progress
from pipeline.model.template import is_shared
from pipeline.model.term_list import TERMINOLOGY_FILE, read_terms
from pipeline.publishing.templates import extracted_templates, files_of
from pipeline.report.lines import Level, Line, count
from pipeline.report.session import Session
from pipeline.system.files import write_numbered
from pipeline.system.lock import project_lock
from pipeline.translations.catalogues import INTERFACE, catalogue_path, forbid_adopted
from pipeline.words import ToolWords, Words

PREVIEW = "preview"
"""The folder of a kit that is a project, for `west-pipeline --project kit-sq/preview preview`."""
_NOT_FOR_READERS = ("_sources", "objects.inv")
_LISTED_FILE = re.compile(r"([a-z][\w-]*(?:\.[a-z]+)?) {2,}\S")
"""A line of a guide that describes a file or folder of the kit."""
_NAMED_FOLDER = re.compile(r"(?<![\w/])([a-z][\w-]*)/(?!\w)")
"""A folder of the kit that a section of a guide names."""


@dataclass(frozen=True)
class MakeCommand(Command):
    language: Annotated[
        str, Option("-L", "--language", metavar="TAG", required=True, help="the language of the translator")
    ]
    publication: Annotated[str | None, Option("-P", "--publication", metavar="SLUG", help="only this publication")]
    preview: Annotated[
        bool,
        Option(
            "--preview",
            action="store_true",
            help="with the sources, for west-pipeline preview on the translator’s machine",
        ),
    ]
    review: Annotated[
        bool,
        Option(
            "--review",
            action="store_true",
            help="for a reviser: every finished message must be confirmed or corrected",
        ),
    ]

    def run(self, session: Session) -> int:
        language = session.project.language(self.language)
        options = {"preview": self.preview, "review": self.review}
        events = make(session.project, language, self.publication, date.today(), **options)
        return session.present(events, lines_for)


@dataclass(frozen=True, slots=True)
class Made:
    """A kit was written: the number of files with work, and for reference, and the number of words to translate, or to review."""

    path: Path
    to_translate: int
    for_reference: int
    words: int
    is_review: bool = False


@dataclass(frozen=True, slots=True)
class Behind:
    """Number of messages of the sources that a catalogue lacks; the kit contains the catalogue unchanged."""

    path: Path
    missing: int


@dataclass(frozen=True, slots=True)
class CatalogueLeftOut:
    """A catalogue has errors, and is not in the kit; or a publication cannot be read, and its catalogue may be out of date."""

    problem: Problem


type Event = Made | Behind | CatalogueLeftOut


@dataclass(frozen=True, slots=True)
class _Row:
    """A catalogue in the kit; `original` is the tag of its source language."""

    name: str
    original: str
    catalogue: Catalogue
    data: bytes
    progress: Progress

    @property
    def has_work(self) -> bool:
        return self.progress.translated < self.progress.messages


def make(
    project: Project,
    language: Language,
    slug: str | None,
    day: date,
    *,
    preview: bool = False,
    review: bool = False,
) -> Iterator[Event]:
    """Write `build/kits/<language>[-<publication>]-<day>.zip`, or `…-review-<day>.zip`; yield what is missing from it, then the kit.

    If a kit of that day with other content exists, a number is added to the name.

    Raises Problem `nothing-to-translate` if the language has no catalogue, `not-ours` for an adopted project,
    `broken-terminology`, `locked`.
    """
    forbid_adopted(project, "send its .po files as they are")
    slugs = {project.publication(slug).slug} if slug else {publication.slug for publication in project.publications}
    with project_lock(project.build):
        rows, gaps = _rows(project, language, slugs, is_narrowed=slug is not None)
        yield from gaps
        if not rows:
            message = f"there is no catalogue in {language.autonym}" + (f" for {slug}" if slug else "")
            hint = "`west-pipeline update` makes the catalogues of the languages that project.toml names"
            raise Problem("nothing-to-translate", message, hint=hint)
        if review:
            work = [row for row in rows if row.progress.translated]
            files = _review_files(project, language, work, slugs)
        else:
            work = [row for row in rows if row.has_work]
            printed = slugs if slug else {row.name.partition("+")[0] for row in work}
            files = _files(project, language, rows, printed)
        files |= _project(project, language, rows) if preview else {}
        name, text = guide(language.tag, project.profiles, review=review)
        files[name] = _without_missing_files(text, files)
    stem = "-".join(filter(None, (language.tag, slug, "review" if review else "", day.isoformat())))
    data = pack({f"kit-{language.tag}/{name}": data for name, data in files.items()})
    path = write_numbered(project.build / "kits", stem, ".zip", data)
    translated = sum(row.progress.translated_words for row in work)
    words = translated if review else sum(row.progress.words for row in work) - translated
    yield Made(path, len(work), len(rows) - len(work), words, review)


def _rows(
    project: Project, language: Language, slugs: set[str], *, is_narrowed: bool
) -> tuple[list[_Row], list[Behind | CatalogueLeftOut]]:
    """Return the catalogues of these publications, and of the interface unless `is_narrowed`; and events for what is missing."""
    found, failed = extracted_templates(project)
    extracted = {template.name: template for template in found}
    tags = {
        name: template.original.tag
        for name, template in extracted.items()
        if template.original.tag != language.tag and (is_shared(name) or name.partition("+")[0] in slugs)
    }
    rows: list[_Row] = []
    gaps: list[Behind | CatalogueLeftOut] = [
        CatalogueLeftOut(problem) for publication, problem in failed.items() if publication.slug in slugs
    ]
    for name, tag in (tags if is_narrowed else {**tags, **dict.fromkeys(INTERFACE, "en")}).items():
        path = catalogue_path(project.locales, language, name)
        originals = [message.original for message in extracted[name].messages] if name in extracted else []
        if not path.is_file():
            if name in tags:
                gaps.append(Behind(path, len(originals)))
            continue
        try:
            catalogue = read(path, language)
        except Problem as problem:
            gaps.append(CatalogueLeftOut(problem))
            continue
        if missing := sum(catalogue.find(original.partition("\0")[0]) is None for original in originals):
            gaps.append(Behind(path, missing))
        counts = progress((message.original for message in catalogue.messages), catalogue)
        rows.append(_Row(name, tag, catalogue, path.read_bytes(), counts))
    return rows, gaps


def _files(project: Project, language: Language, rows: Sequence[_Row], slugs: set[str]) -> dict[str, bytes]:
    """Return the files of the kit by path, with the editions of these publications for reading."""
    return {
        MANIFEST: _manifest(language, rows),
        "words.txt": _word_counts(ToolWords(language, project.locales), rows),
        **{
            f"{'translate' if row.has_work else 'reference'}/{row.name}.po": with_snapshot(
                row.catalogue.path, row.data, language, row.name
            )
            for row in rows
        },
        **_to_read(project, language, slugs),
        **_terminology(project, language),
    }


def _review_files(project: Project, language: Language, rows: Sequence[_Row], slugs: set[str]) -> dict[str, bytes]:
    """Return the files of a review kit: editions to read, catalogues to confirm message by message, and the terms."""
    return {
        MANIFEST: _manifest(language, rows),
        **{
            f"review/{row.name}.po": with_snapshot(row.catalogue.path, row.data, language, row.name, to_review=True)
            for row in rows
        },
        **_to_read(project, language, slugs),
        **_terminology(project, language),
    }


def _manifest(language: Language, rows: Sequence[_Row]) -> bytes:
    return KitManifest(
        language.tag, {row.name: base_text((*row.catalogue.obsolete, *row.catalogue.messages)) for row in rows}
    ).to_json()


def _to_read(project: Project, language: Language, slugs: set[str]) -> dict[str, bytes]:
    """Return the files of these publications on the site, in the language and in the original language."""
    publications = [publication for publication in project.publications if publication.slug in slugs]
    pairs = [(publication, dict.fromkeys((publication.original, language))) for publication in publications]
    editions = [Edition(publication, read_in) for publication, languages in pairs for read_in in languages]
    return {f"read/{place}": data for place, data in copies(project.site, editions).items()}


def _terminology(project: Project, language: Language) -> dict[str, bytes]:
    """Return a table for people: each term in the language, its names in the other languages, and its definition."""
    path = project.source / TERMINOLOGY_FILE
    if not path.is_file():
        return {}
    tags = (language.tag, *(other.tag for other in project.languages if other.tag != language.tag))
    rows = [
        (*(term.names.get(tag, "") for tag in tags), term.definitions.get(language.tag, ""))
        for term in read_terms(path).terms
        if language.tag in term.names
    ]
    table = "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in [(*tags, "definition"), *rows])
    # Spreadsheet programs recognise UTF-8 by the byte order mark.
    return {"terminology/terminology.tsv": codecs.BOM_UTF8 + table.encode()}


def _without_missing_files(text: bytes, files: Iterable[str]) -> bytes:
    """Return a guide with its list of contents reduced to these files, and without the sections that name a missing folder.

    An item begins with the name of a file or folder; its other lines are indented. In sections, the name of a folder ends with a
    slash.
    """
    tops = {name.partition("/")[0] for name in files}
    lines: list[str] = []
    is_kept = True
    for line in text.decode("utf-8-sig").split("\r\n"):
        if not line.startswith(" "):
            listed = _LISTED_FILE.match(line)
            is_kept = listed is None or listed[1] in tops
        if is_kept:
            lines.append(line)
    sections = "\r\n".join(lines).split("\r\n\r\n")
    kept = (section for section in sections if tops.issuperset(_NAMED_FOLDER.findall(section)))
    return codecs.BOM_UTF8 + "\r\n\r\n".join(kept).encode()


def _project(project: Project, language: Language, rows: Iterable[_Row]) -> dict[str, bytes]:
    """Return the files of a preview project: the sources of the pages, and the kit's catalogues at their usual paths."""
    return {
        **{
            f"{PREVIEW}/source/{PurePosixPath(path.relative_to(project.source))}": path.read_bytes()
            for path in _sources(project)
        },
        **{
            f"{PREVIEW}/locales/{language.locale}/LC_MESSAGES/{row.name}.po": with_snapshot(
                row.catalogue.path, row.data, language, row.name
            )
            for row in rows
        },
    }


def _sources(project: Project) -> list[Path]:
    """Return the files that a preview reads, and no others: files next to the sources may be confidential."""
    lists = (CONTACTS_FILE, BODIES_FILE, TERMINOLOGY_FILE, LINTS_FILE)
    patterns = (*lists, "words-*.txt", "*.bib", "_static/**/*", "_templates/**/*")
    toml_files = chain.from_iterable(project.source.glob(pattern) for pattern in patterns)
    of_publications = chain.from_iterable(
        (publication.described_in, *files_of(project, publication)) for publication in project.publications
    )
    profiles = project.profiles.glob("*.toml")
    paths = {project.described_in, *project.modules, *profiles, *toml_files, *of_publications}
    return sorted(path for path in paths if path.is_file() and path.is_relative_to(project.source))


def copies(site: Path, editions: Iterable[Edition]) -> dict[str, bytes]:
    """Return the files of the editions on the site, by path, with the fonts of their pages."""
    folders = [folder for edition in editions if any((folder := site / edition.folder).rglob("*"))]
    return {
        str(PurePosixPath(path.relative_to(site))): path.read_bytes()
        for folder in ([*folders, site / "_fonts"] if folders else ())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".map" and path.relative_to(folder).parts[0] not in _NOT_FOR_READERS
    }


def _word_counts(words: Words, rows: Sequence[_Row]) -> bytes:
    """Return the amount of work as a plain-text table, aligned with spaces."""
    table = [[words("File"), words("Words in total"), words("Translated"), words("To check"), words("To translate")]]
    for row in sorted(rows, key=lambda row: (not row.has_work, row.name)):
        done = row.progress
        counts = (done.words, done.translated_words, done.fuzzy_words, done.untranslated_words)
        table.append([f"{row.name}.po", *map(str, counts)])
    first, *others = (max(map(len, column)) for column in zip(*table, strict=True))
    lines = ("  ".join([name.ljust(first), *map(str.rjust, cells, others)]).rstrip() for name, *cells in table)
    return codecs.BOM_UTF8 + "".join(f"{line}\r\n" for line in lines).encode()


def lines_for(event: object) -> Iterator[Line]:
    """Yield the lines for an event of making a kit."""
    match event:
        case Behind(path, missing):
            lacks = (
                f"lacks {count(missing, 'message')} of the sources; run west-pipeline update before you send the kit"
            )
            yield Line(f"{path}: {lacks}", Level.REMARK)
        case CatalogueLeftOut(problem):
            yield Line(str(problem), Level.FAILURE)
        case Made(path, to_translate, _, words, True):
            yield Line(f"wrote {path}: {count(to_translate, 'file')} to review ({count(words, 'word')})")
        case Made(path, to_translate, for_reference, words):
            work = f"{count(to_translate, 'file')} to translate ({count(words, 'word')}), {for_reference} for reference"
            yield Line(f"wrote {path}: {work}")
