# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a project of many small editions, and what a finished build of them leaves, so that nothing is due.

python -m tests.bench.corpus SEED FOLDER [PUBLICATIONS [LANGUAGES]]

SEED is a copy of tests/sample that was built. Its publication, its catalogues and its German editions are copied under other slugs and
tags; fingerprints, checksums and the keys of the site's pieces are taken by the pipeline's own functions from what
is there then. Only the bytes of the site's files are others: each says its own path, so that files are as many and as different
from each other as of a real site, and small.
"""

import hashlib
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import batched, chain
from pathlib import Path

from babel.messages.plurals import get_plural

import pipeline.portal.build as portal
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.portal.pieces import Drawn, Pieces
from pipeline.publishing import completion
from pipeline.publishing.fingerprint import of_program
from pipeline.publishing.inputs import Inputs
from pipeline.publishing.plan import reasons_of
from pipeline.publishing.record import EditionFile, Record, Records, read
from pipeline.publishing.rounds import completion_of
from pipeline.publishing.sources import read_sources
from pipeline.publishing.templates import LANGUAGES, REASONS
from pipeline.system.steps import Trace, digest, steps_in
from pipeline.translations.edition_inputs import site_translations_by_tag
from tests.bench.books import MORE, ORIGINAL, TRANSLATED, name_languages

SEED = "small"
_TITLE = "Piccolo manuale"
_AT_ONCE = 20
"""Publications of which records and catalogues are in memory."""


def write_corpus(seed: Path, folder: Path, publications: int, languages: int) -> Path:
    """Write so many publications in so many languages, built, into a folder that is not there yet."""
    project = write_sources(seed, folder, publications, languages)
    _write_extractions(seed, project)
    synced, os.fsync = (
        os.fsync,
        lambda _file: None,
    )  # a disk would need minutes, for a corpus of which nothing can be lost
    try:
        _write_editions(seed, project)
        _draw(project)
    finally:
        os.fsync = synced
    return folder


def write_sources(seed: Path, folder: Path, publications: int, languages: int) -> Project:
    """Write so many publications in so many languages, not yet built."""
    slugs = [f"{SEED}-{number:04}" for number in range(publications)]
    tags = (ORIGINAL, *TRANSLATED, *MORE)[:languages]
    shutil.copytree(seed / "source", folder / "source", ignore=shutil.ignore_patterns(SEED, "__pycache__"))
    name_languages(folder / "source/project.toml", tags)
    for slug in slugs:
        _write_publication(seed, folder, slug)
    for tag in tags[1:]:
        _write_catalogues(seed, folder, tag, slugs)
    return Project.load(folder)


def _write_publication(seed: Path, folder: Path, slug: str) -> None:
    for path in (seed / "source" / SEED).iterdir():
        target = folder / "source" / slug / path.name
        target.parent.mkdir(exist_ok=True)
        target.write_text(_renamed(path.read_text(encoding="utf-8"), slug), encoding="utf-8")


def _write_catalogues(seed: Path, folder: Path, tag: str, slugs: list[str]) -> None:
    catalogues = seed / "locales" / (tag if (seed / "locales" / tag).is_dir() else "de") / "LC_MESSAGES"
    target = folder / "locales" / tag / "LC_MESSAGES"
    target.mkdir(parents=True)
    plurals = f'"Plural-Forms: {get_plural(tag).plural_forms}\\\\n"'
    for path in catalogues.glob("*.po"):
        text = re.sub(r'"Language: \w+', f'"Language: {tag}', path.read_text(encoding="utf-8"))
        text = re.sub(r'"Plural-Forms:.*"', plurals, text)
        for slug in slugs if path.stem == SEED else (path.stem,):
            (target / f"{slug}.po").write_text(_renamed(text, slug), encoding="utf-8")


def _renamed(text: str, slug: str) -> str:
    """Return a text of the seed for a publication of this slug, with a title of its own, under a line as long as that."""
    text = text.replace("=" * len(_TITLE), "=" * len(f"{_TITLE} {slug}"))
    return text.replace(_TITLE, f"{_TITLE} {slug}").replace("Kleines Handbuch", f"Kleines Handbuch {slug}")


def _write_extractions(seed: Path, project: Project) -> None:
    """Write the templates as the extraction leaves them, with the fingerprints of these sources."""
    trace = steps_in(seed / "build").trace(f"extract/{SEED}")
    assert trace is not None, "the seed was not built"
    text, prints = json.dumps(trace.value, ensure_ascii=False), read_sources(project).of_publications
    traces = {}
    for publication in project.publications:
        own = text.replace(f"{SEED}/", f"{publication.slug}/").replace(f'\\"{SEED}\\"', f'\\"{publication.slug}\\"')
        inputs = {**prints[publication], LANGUAGES: digest(project.languages), REASONS: trace.inputs[REASONS]}
        traces[f"extract/{publication.slug}"] = Trace(inputs, value=json.loads(_renamed(own, publication.slug)))
    steps_in(project.build).keep(traces)


def _write_editions(seed: Path, project: Project) -> None:
    """Write the files of the editions on the site, and their records."""
    before = Project.load(seed)
    seeds = {edition.language.tag: read(steps_in(before.build), edition) for edition in before.editions()}
    shared, sources = dict[str, str](), read_sources(project)
    for some in batched(project.publications, _AT_ONCE):  # a thousand would take two gigabytes
        editions = tuple(chain.from_iterable(project.editions(publication.slug) for publication in some))
        records = Records(project)
        for edition in editions:
            model = seeds.get(edition.language.tag) or seeds["de"]
            assert model is not None, "the seed was not built"
            records.write(edition, _placed(project, edition, model, shared))
        inputs = Inputs(sources, records, editions, sources.templates(editions))
        assert not inputs.obstacle_of, next(iter(inputs.obstacle_of.values()))
        for edition, ready in inputs.ready.items():
            record = records.record(edition)
            assert record is not None
            record = replace(record, **ready._asdict())
            prints = inputs.fingerprints(edition, record)
            records.write(edition, replace(record, inputs={name.value: print_ for name, print_ in prints.items()}))


def _placed(project: Project, edition: Edition, model: Record, of_all: dict[str, str]) -> Record:
    """Write the files of an edition, and return the record of the seed's with their names and checksums."""
    names = {file.path: _named(edition, file.path) for file in model.made.values()}
    files = {}
    for path in model.files:
        name, shared = names.get(path, path), project.build / "work/shared" / path
        target = project.site / edition.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.startswith("_static/"):  # the same in all editions
            if path not in of_all:
                of_all[path] = _stand_in(shared, path)
            files[name] = of_all[path]
            target.hardlink_to(shared)
        else:
            files[name] = _stand_in(target, f"{edition.folder}/{name}")
    made = {
        kind: EditionFile(names[file.path], file.bytes, files[names[file.path]], file.pages)
        for kind, file in model.made.items()
    }
    return replace(model, title=f"{model.title} {edition.publication.slug}", files=files, made=made)


def _named(edition: Edition, path: str) -> str:
    """Return the name of a file that is made, or of the first page, in another edition."""
    return {".pdf": edition.pdf_name, ".epub": edition.epub_name}.get(Path(path).suffix, path)


def _stand_in(target: Path, path: str) -> str:
    """Write a small file that says its path, and return its checksum."""
    data = f"{path}\n".encode()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def _draw(project: Project) -> None:
    """Note the pieces of the site as they are noted when it is drawn."""
    inputs = _inputs(project)
    reasons = reasons_of(inputs)
    assert not any(any(why.values()) for why in reasons.values()), "the records are not those of a finished build"
    artefacts = [
        artefact
        for edition in project.editions()
        if (record := inputs.records.record(edition)) is not None
        for artefact in record.artefacts(edition)
    ]
    sources = inputs.sources
    words = site_translations_by_tag(project, sources.releases.values(), inputs.catalogues)
    made_by = of_program(sources.of_publications)
    time.sleep(0.2)  # checksums are kept of files that are older than a tick of the file system's clock
    drawn, portal.Pieces = portal.Pieces, _StandIns
    try:
        portal.build_portal(project, artefacts, (), project.site, words, sources.contacts, made_by)
    finally:
        portal.Pieces = drawn
    completion.write(
        project, completion_of(inputs, reasons, tuple(Format), (), completion.stamp_of_inputs(project, ()))
    )


class _StandIns(Pieces):
    """Pieces whose files are stand-ins: what is rendered would take an hour, and whether it is due does not depend on it."""

    def draw(self, name: str, made_from: object, make: Callable[[], Drawn]) -> None:  # noqa: ARG002  stand-ins are not rendered
        super().draw(name, made_from, lambda: ((path, f"{path}\n".encode()) for path in _files(name)))

    def value(self, name: str, made_from: object, make: Callable[[], str]) -> str:  # noqa: ARG002  nor are these
        return super().value(name, made_from, lambda: hashlib.sha256(name.encode()).hexdigest())


def _files(piece: str) -> Iterator[str]:
    """Yield the paths of as many files as a piece has, below the folders that it has them in."""
    if match := re.fullmatch(r"index of (\S+) \[(\S+)\]", piece):
        yield f"_search/{match[2]}/{match[1]}/0.js"
    elif match := re.fullmatch(r"covers of (\S+)", piece):
        yield from (f"_covers/{match[1]}{end}" for end in ("", "-it", "-de", "-sq"))
    elif match := re.fullmatch(rf"({SEED}-\d+) in (\S+)", piece):
        yield from (f"{match[2]}/{match[1]}{suffix}" for suffix in (".html", ".bib", ".ris", ".csl.json"))
    else:
        yield f"_portal/{piece.replace('/', '-')}.txt"


def _inputs(project: Project) -> Inputs:
    sources = read_sources(project)
    return Inputs(sources, Records(project), project.editions(), sources.templates(project.editions()))


if __name__ == "__main__":
    built, target, *numbers = sys.argv[1:]
    write_corpus(Path(built), Path(target), *(*map(int, numbers), *(1000, 24)[len(numbers) :]))
