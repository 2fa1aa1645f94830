# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `kit make`: all that a translator without git needs, in one archive, with the same bytes for the same project."""

import codecs
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pipeline.build.edition_inputs import PORTAL, SPHINX, catalogue_path
from pipeline.build.templates import templates
from pipeline.catalogue.base import base_text, key_mark, marked, state_mark
from pipeline.catalogue.progress import progress
from pipeline.catalogue.reading import read
from pipeline.commands.arguments import Command, Option
from pipeline.commands.kits.copies import copies
from pipeline.commands.memory import FOLDER as MEMORY
from pipeline.commands.memory import readable, segments_of
from pipeline.exchange.archive import packed
from pipeline.exchange.guides import guide
from pipeline.exchange.omegat import project as omegat_project
from pipeline.exchange.terms import Concept, glossary, tbx, tsv
from pipeline.exchange.tmx import tmx
from pipeline.exchange.xliff import xliff as as_xliff
from pipeline.model.message import Catalogue
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Language, Progress
from pipeline.model.template import is_shared
from pipeline.model.term_list import TERMINOLOGY_FILE, read_terms
from pipeline.report.said import Kind, Said, count
from pipeline.report.session import Session
from pipeline.system.files import write_numbered
from pipeline.system.lock import held
from pipeline.words import Words

MANIFEST = "kit.json"
_SHAPE = 1


@dataclass(frozen=True)
class MakeCommand(Command):
    """Make a kit for a translator."""

    language: Annotated[str, Option("--language", metavar="TAG", required=True)]
    publication: Annotated[str | None, Option("--publication", metavar="SLUG", help="this publication alone")]
    xliff: Annotated[bool, Option("--xliff", action="store_true", help="with XLIFF 1.2, for agencies")]

    def run(self, session: Session) -> int:
        language = session.project.language(self.language)
        events = make(session.project, language, self.publication, date.today(), xliff=self.xliff)
        return session.present(events, say)


@dataclass(frozen=True, slots=True)
class Made:
    """A kit was made: how many files have work in them, how many are for reference, and the words to translate or look at."""

    path: Path
    to_translate: int
    for_reference: int
    words: int


@dataclass(frozen=True, slots=True)
class Behind:
    """The sources hold so many messages that a catalogue does not; the kit has it as it is."""

    path: Path
    missing: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A catalogue does not pass the gate, and is not in the kit."""

    problem: Problem


type Event = Made | Behind | LeftOut


@dataclass(frozen=True, slots=True)
class _Row:
    """A catalogue that goes into the kit; `original` is the tag of the language it is translated from."""

    name: str
    original: str
    catalogue: Catalogue
    data: bytes
    done: Progress

    @property
    def has_work(self) -> bool:
        return self.done.translated < self.done.messages


def make(project: Project, language: Language, slug: str | None, day: date, *, xliff: bool = False) -> Iterator[Event]:
    """Make `build/kits/<language>[-<publication>]-<day>.zip`; yield what is to be known, and the kit itself.

    Another kit of the same day, with other content, gets a number behind its name.

    Raises Problem `nothing-to-translate` where the language has no catalogue, `not-ours` for an adopted project,
    `broken-terminology`, `locked`.
    """
    if any(publication.adopted for publication in project.publications):
        raise Problem(
            "not-ours",
            "the catalogues of an adopted project are kept by its own tools",
            hint="send its .po files as they are",
            path=project.described_in,
        )
    slugs = {project.publication(slug).slug} if slug else {one.slug for one in project.publications}
    with held(project.build):
        rows: list[_Row] = []
        for one in _rows(project, language, slugs, narrowed=slug is not None):
            if isinstance(one, _Row):
                rows.append(one)
            else:
                yield one
        if not rows:
            raise Problem(
                "nothing-to-translate",
                f"there is no catalogue in {language.autonym}" + (f" for {slug}" if slug else ""),
                hint="`pipeline update` makes the catalogues of the languages that project.toml names",
            )
        files = _files(project, language, rows, slugs if slug else _slugs_with_work(rows), xliff=xliff)
    stem = "-".join(filter(None, (language.tag, slug, day.isoformat())))
    data = packed({f"kit-{language.tag}/{name}": data for name, data in files.items()})
    path = write_numbered(project.build / "kits", stem, ".zip", data)
    work = [row for row in rows if row.has_work]
    words = sum(row.done.words - row.done.translated_words for row in work)
    yield Made(path, len(work), len(rows) - len(work), words)


def _rows(
    project: Project, language: Language, slugs: set[str], *, narrowed: bool
) -> Iterator[_Row | Behind | LeftOut]:
    """The catalogues of these publications and what they share; the interface's words when all publications are asked for."""
    found = templates(project)
    wanted = {
        one.name: one.original.tag
        for one in found
        if one.original.tag != language.tag and (is_shared(one.name) or one.name.partition("+")[0] in slugs)
    }
    originals = {one.name: [message.original for message in one.messages] for one in found}
    for name, tag in {**wanted, **({} if narrowed else dict.fromkeys((PORTAL, SPHINX), "en"))}.items():
        path = catalogue_path(project.locales, language, name)
        if not path.is_file():
            if name in wanted:
                yield Behind(path, len(originals[name]))
            continue
        try:
            catalogue = read(path, language)
        except Problem as problem:
            yield LeftOut(problem)
            continue
        held_back = [one for one in originals.get(name, ()) if catalogue.find(one.partition("\0")[0]) is None]
        if held_back:
            yield Behind(path, len(held_back))
        done = progress((message.original for message in catalogue.messages), catalogue)
        yield _Row(name, tag, catalogue, path.read_bytes(), done)


def _slugs_with_work(rows: Iterable[_Row]) -> set[str]:
    return {row.name.partition("+")[0] for row in rows if row.has_work}


def _files(
    project: Project, language: Language, rows: Sequence[_Row], slugs: set[str], *, xliff: bool
) -> dict[str, bytes]:
    """All that is in the kit, by its path."""
    work = [row for row in rows if row.has_work]
    name, text = guide(language.tag)
    po = {row.name: marked(row.catalogue.path, row.data, language, row.name) for row in rows}
    concepts = _concepts(project)
    others = [one.tag for one in project.languages if one.tag != language.tag]
    memories = _memories(project, language)
    originals = [tag for tag in others if any(row.original == tag for row in work)]
    editions = [
        Edition(publication, one)
        for publication in project.publications
        if publication.slug in slugs
        for one in dict.fromkeys((publication.original, language))
    ]
    files = {
        name: text,
        MANIFEST: _manifest(language, rows),
        "words.txt": _word_counts(Words(language, project.locales), rows),
        **{f"{'translate' if row.has_work else 'reference'}/{row.name}.po": po[row.name] for row in rows},
        **{f"{MEMORY}/{one}": data for one, data in memories.items()},
        **{f"read/{place}": data for place, data in copies(project.site, editions).items()},
    }
    if concepts:
        # Spreadsheets tell by the mark that this is UTF-8.
        files["terminology/terminology.tsv"] = codecs.BOM_UTF8 + tsv(concepts, language.tag, others)
        files |= {f"terminology/{tag}-{language.tag}.tbx": tbx(concepts, tag, language.tag) for tag in others}
    for tag in originals:
        sources = {f"{row.name}.po": po[row.name] for row in work if row.original == tag}
        mine = {one: data for one, data in memories.items() if one == f"{tag}-{language.tag}.tmx" or "/" in one}
        made = omegat_project(tag, language.tag, sources, mine, glossary(concepts, tag, language.tag))
        files |= {f"omegat-{tag}/{place}": data for place, data in made.items()}
    if xliff:
        files |= {f"xliff/{row.name}.xlf": _xliff(row, language) for row in work}
    return files


def _manifest(language: Language, rows: Iterable[_Row]) -> bytes:
    base = {row.name: base_text(row.catalogue.messages) for row in rows}
    said = {"kit": _SHAPE, "language": language.tag, "base": base}
    return (json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _word_counts(words: Words, rows: Sequence[_Row]) -> bytes:
    """How much there is to do, as a table with columns of blanks, which every program shows as one."""
    head = [words("File"), words("Words in all"), words("Translated"), words("To look at"), words("To translate")]
    table = [
        head,
        *(
            [
                f"{row.name}.po",
                *map(str, (done.words, done.translated_words, done.fuzzy_words, done.untranslated_words)),
            ]
            for row in sorted(rows, key=lambda one: (not one.has_work, one.name))
            if (done := row.done)
        ),
    ]
    widths = [max(len(cells[column]) for cells in table) for column in range(len(head))]
    lines = ("  ".join(_cell(text, widths[n], n) for n, text in enumerate(cells)).rstrip() for cells in table)
    return b"\xef\xbb\xbf" + "".join(f"{line}\r\n" for line in lines).encode()


def _cell(text: str, width: int, column: int) -> str:
    return text.rjust(width) if column else text.ljust(width)


def _concepts(project: Project) -> tuple[Concept, ...]:
    path = project.source / TERMINOLOGY_FILE
    terms = read_terms(path).terms if path.is_file() else ()
    return tuple(Concept(term.key, term.names, term.definitions) for term in terms)


def _memories(project: Project, language: Language) -> dict[str, bytes]:
    """Our memory, a file for each original language, and those that others gave us, in a folder of their own."""
    catalogues, _ = readable(project, language)
    segments = segments_of(catalogues)
    own = {
        f"{tag}-{language.tag}.tmx": tmx(segment for segment in segments if segment.original == tag)
        for tag in dict.fromkeys(one.original for one in segments)
    }
    folder = catalogue_path(project.locales, language, "any").parent.parent / MEMORY
    return own | {f"others/{path.name}": path.read_bytes() for path in sorted(folder.glob("*.tmx"))}


def _xliff(row: _Row, language: Language) -> bytes:
    marks = {message: key_mark(message) + state_mark(message) for message in row.catalogue.messages}
    return as_xliff(row.name, row.original, language.tag, row.catalogue.messages, marks)


def say(event: object) -> Iterator[Said]:
    """Say an event of making a kit."""
    match event:
        case Behind(path, missing):
            lacks = f"lacks {count(missing, 'message')} of the sources; run make update before you send the kit"
            yield Said(f"{path}: {lacks}", Kind.REMARK)
        case LeftOut(problem):
            yield Said(str(problem), Kind.FAILURE)
        case Made(path, to_translate, for_reference, words):
            work = f"{count(to_translate, 'file')} to translate ({count(words, 'word')}), {for_reference} for reference"
            yield Said(f"wrote {path}: {work}")
