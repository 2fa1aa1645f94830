# SPDX-License-Identifier: GPL-3.0-or-later
"""Results in a store: each format of an edition by the fingerprint of its inputs, so that it is made only once.

A result is JSON: the format's part of the outcome, with the checksums of its files, which are objects of the store. It is
written after its objects. A fetch returns the original bytes, or nothing.
"""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import Any

from pipeline.model.plain_data import from_plain_data
from pipeline.model.publication import Format
from pipeline.publishing.inputs import THE_PDF
from pipeline.publishing.job import Job, MadeFormat, Outcome, Task
from pipeline.publishing.record import IN_ORDER
from pipeline.system.folders import remove_folder
from pipeline.system.steps import digest
from pipeline.system.store import Store, StoredEntry, is_object

_SHAPE = 5


def keep(store: Store, task: Task, outcome: Outcome) -> None:
    """Store the results of a job; its inputs must not have changed since. Raises Problem `store`."""
    store.add((outcome.folder / path).read_bytes() for path in outcome.files)
    pdf = outcome.pdf
    for name, made in outcome.made.items():
        if name is Format.HTML and Format.PDF in task.job.formats and pdf is None:
            continue  # these pages link to a former PDF
        text = json.dumps(asdict(made), ensure_ascii=False, sort_keys=True, default=str)
        text = text.replace(f"{task.project.root}/", "")
        store.keep(_key(task.job, name, pdf), text.encode())


def fetch(store: Store, task: Task) -> Outcome | None:
    """Return the outcome of a job from the store, with its files in the job's folder as if made there.

    Returns None if a part is missing from the store, or is damaged. Raises Problem `store`.
    """
    formats = find(store, task.job)
    if formats is None:
        return None
    outcome = Outcome(task.staging, formats, {name: made.found for name, made in formats.items()})
    sums = outcome.files
    objects = store.objects(sums.values())
    if not objects.keys() >= set(sums.values()):
        return None
    remove_folder(task.staging)
    task.staging.mkdir(parents=True)
    for path, checksum in sums.items():
        (task.staging / path).parent.mkdir(parents=True, exist_ok=True)
        (task.staging / path).write_bytes(objects[checksum])
    return outcome


def find(store: Store, job: Job) -> Mapping[Format, MadeFormat] | None:
    """Return the results of all formats of a job; None if one is not in the store. Raises Problem `store`."""
    results: dict[Format, MadeFormat] = {}
    for name in (name for name in IN_ORDER if name in job.formats):
        data = store.result(_key(job, name, results.get(Format.PDF)))
        result = _read(data) if data is not None else None
        if result is None:
            return None
        results[name] = result
    return results


def _objects_of(data: bytes) -> Iterator[str]:
    """Yield the digests of the objects that a result refers to."""
    try:
        yield from json.loads(data)["files"].values()
    except (ValueError, KeyError, TypeError, AttributeError):
        return  # a result of the cache, which has no objects


def collect(store: Store, days: int) -> list[StoredEntry]:
    """Remove entries unused for `days` from a store, and return them; objects of remaining results stay."""
    since = time.time() - days * 24 * 60 * 60
    entries = [*store.entries()]
    results = [entry for entry in entries if not is_object(entry.name)]
    recent = [entry for entry in results if entry.time >= since]
    data = (store.result(entry.name.rpartition("/")[2]) for entry in recent)
    needed = {object_ for result in data if result is not None for object_ in _objects_of(result)}
    old = [entry for entry in entries if entry.time < since and entry.name.rpartition("/")[2] not in needed]
    for entry in old:
        store.remove(entry.name)
    return old


def _is_outside(path: str) -> bool:
    place = PurePosixPath(path)
    return place.is_absolute() or ".." in place.parts


def _key(job: Job, name: Format, pdf: MadeFormat | None) -> str:
    """Return the key of a format; `pdf` are the PDFs that the job makes (None: pages link to the existing ones)."""
    inputs = sorted((reason, checksum) for reason, checksum in job.inputs[name].items() if reason != THE_PDF)
    pdf_facts: tuple[object, ...] = ()
    if name is Format.HTML:
        pdf = pdf or job.pdf
        pdf_facts = (pdf.file, sorted(pdf.page_map.items()), pdf.offprints) if pdf is not None else ()
    return digest((_SHAPE, job.publication, job.language, name.value, inputs, pdf_facts))


def _read(data: bytes) -> MadeFormat | None:
    try:
        values: dict[str, Any] = json.loads(data)
        if any(map(_is_outside, values["files"])):
            return None
        return from_plain_data(MadeFormat, values)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
