# SPDX-License-Identifier: GPL-3.0-or-later
"""Results in a store: each format of an edition by the fingerprint of what it was made from, so that nobody makes it twice.

A result is JSON: what the outcome of the job says of the format, and the checksums of its files, which are objects of the store. It
is kept when they are there. Whoever fetches it gets the bytes that were made, or nothing.
"""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

from pipeline.model.diagnostics import Diagnostic
from pipeline.model.plain_data import value_of
from pipeline.model.publication import About, Format
from pipeline.publishing.inputs import THE_PDF
from pipeline.publishing.job import Job, Outcome, Task
from pipeline.publishing.record import IN_ORDER, EditionFile, PublishedOffprint
from pipeline.system.folders import remove_folder
from pipeline.system.steps import digest
from pipeline.system.store import Store, StoredEntry, is_object

_SHAPE = 3


@dataclass(frozen=True, slots=True)
class Result:
    """A format as it was made; `files` gives the checksums of all of its files, by their paths in the edition's folder."""

    made: EditionFile
    files: Mapping[str, str]
    page_map: Mapping[str, int]
    offprints: tuple[PublishedOffprint, ...]
    warnings: tuple[Diagnostic, ...]
    pictures: tuple[str, ...]
    about: About
    papers: Mapping[str, About]
    documents: Mapping[str, str]
    seconds: float
    fonts: tuple[str, ...]


def keep(store: Store, task: Task, outcome: Outcome) -> None:
    """Keep what a job has made; the files must have been made from what the job names. Raises Problem `store`."""
    store.add((outcome.folder / path).read_bytes() for path in outcome.files)
    pdf = _Pdf(outcome.made.get(Format.PDF), outcome.page_map, outcome.offprints)
    for name in outcome.made:
        if name is Format.HTML and Format.PDF in task.job.formats and pdf.made is None:
            continue  # these pages lead to a PDF of another time
        result = Result(
            made=outcome.made[name],
            files={path: outcome.files[path] for path in _files_of(name, outcome)},
            page_map=outcome.page_map if name is Format.PDF else {},
            offprints=outcome.offprints if name is Format.PDF else (),
            warnings=outcome.warnings,
            pictures=outcome.pictures,
            about=outcome.about,
            papers=outcome.papers,
            documents=outcome.documents,
            seconds=outcome.seconds.get(name, 0.0),
            fonts=tuple(sorted(outcome.fonts.get(name, ()))),
        )
        text = json.dumps(asdict(result), ensure_ascii=False, sort_keys=True, default=str)
        text = text.replace(f"{task.project.root}/", "")
        store.keep(_key(task.job, name, pdf if Format.PDF in task.job.formats else None), text.encode())


def fetch(store: Store, task: Task) -> Outcome | None:
    """Return the outcome of a job from the store, its files in the folder where making them leaves them.

    None where the store lacks anything of it, or has anything else in its place. Raises Problem `store`.
    """
    results = find(store, task.job)
    if results is None:
        return None
    sums = {path: sum_ for result in results.values() for path, sum_ in result.files.items()}
    objects = store.objects(sums.values())
    if not objects.keys() >= set(sums.values()):
        return None
    remove_folder(task.aside)
    task.aside.mkdir(parents=True)
    for path, sum_ in sums.items():
        (task.aside / path).parent.mkdir(parents=True, exist_ok=True)
        (task.aside / path).write_bytes(objects[sum_])
    return _outcome(task, results, sums)


def find(store: Store, job: Job) -> Mapping[Format, Result] | None:
    """Return the results of all formats of a job; None where one is not in the store. Raises Problem `store`."""
    results: dict[Format, Result] = {}
    pdf = None
    for name in (name for name in IN_ORDER if name in job.formats):
        data = store.result(_key(job, name, pdf))
        result = _read(data) if data is not None else None
        if result is None:
            return None
        results[name] = result
        if name is Format.PDF:
            pdf = _Pdf(result.made, result.page_map, result.offprints)
    return results


def _objects_of(data: bytes) -> Iterator[str]:
    """Yield the objects that a result of a store needs."""
    try:
        yield from json.loads(data)["files"].values()
    except (ValueError, KeyError, TypeError, AttributeError):
        return  # a result of the cache, which is all in itself


def collect(store: Store, days: int) -> list[StoredEntry]:
    """Remove from a store what was neither written nor used for so many days, and return it; what a result needs stays with it."""
    since = time.time() - days * 24 * 60 * 60
    entries = [*store.entries()]
    results = [entry for entry in entries if not is_object(entry.name)]
    kept = [entry for entry in results if entry.time >= since]
    data = (store.result(entry.name.rpartition("/")[2]) for entry in kept)
    needed = {object_ for each in data if each is not None for object_ in _objects_of(each)}
    old = [entry for entry in entries if entry.time < since and entry.name.rpartition("/")[2] not in needed]
    for entry in old:
        store.place.remove(entry.name)
    return old


def _leads_out(path: str) -> bool:
    place = PurePosixPath(path)
    return place.is_absolute() or ".." in place.parts


@dataclass(frozen=True, slots=True)
class _Pdf:
    """What pages say of the PDFs."""

    made: EditionFile | None
    page_map: Mapping[str, int]
    offprints: tuple[PublishedOffprint, ...]


def _key(job: Job, name: Format, pdf: _Pdf | None) -> str:
    """Return the key of a format; `pdf` has the PDFs where the job makes them, else pages name those that the job knows."""
    inputs = sorted((reason, print_) for reason, print_ in job.inputs[name].items() if reason != THE_PDF)
    named: tuple[object, ...] = ()
    if name is Format.HTML:
        pdf = pdf or _Pdf(job.pdf, job.page_map, job.offprints)
        named = (pdf.made, sorted(pdf.page_map.items()), pdf.offprints)
    return digest((_SHAPE, job.publication, job.language, name.value, inputs, named))


def _files_of(name: Format, outcome: Outcome) -> list[str]:
    pdfs = {offprint.made.path for offprint in outcome.offprints}
    if name is Format.HTML:
        others = {file.path for other, file in outcome.made.items() if other is not name} | pdfs
        return [path for path in outcome.files if path not in others]
    return [outcome.made[name].path, *(sorted(pdfs) if name is Format.PDF else [])]


def _read(data: bytes) -> Result | None:
    try:
        values: dict[str, Any] = json.loads(data)
        if any(map(_leads_out, values["files"])):
            return None
        return value_of(Result, values)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _outcome(task: Task, results: Mapping[Format, Result], files: Mapping[str, str]) -> Outcome:
    pdf, last = results.get(Format.PDF), [*results.values()][-1]
    return Outcome(
        task.aside,
        {name: result.made for name, result in results.items()},
        files,
        pdf.page_map if pdf is not None else task.job.page_map,
        tuple(dict.fromkeys(warning for result in results.values() for warning in result.warnings)),
        tuple(dict.fromkeys(line for result in results.values() for line in result.pictures)),
        pdf.offprints if pdf is not None else task.job.offprints,
        last.about,
        last.papers,
        last.documents,
        {name: result.seconds for name, result in results.items()},
        fonts={name: frozenset(result.fonts) for name, result in results.items()},
    )
