# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs by way of a store: one machine offers them, another makes them in its own folder, the first fetches the results.

An offered job is JSON that names its files and its values by their SHA-256. Whoever is to make it is told its own SHA-256, and so
gets what was offered, whoever else can write into the store.
"""

import json
import multiprocessing
import pickle
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.model.diagnostics import Diagnostic
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.publishing import fingerprint, results
from pipeline.publishing.fingerprint import CODE, LIBRARIES, Fingerprint
from pipeline.publishing.job import Job, Outcome, Task, prepare_for
from pipeline.publishing.making import make_edition
from pipeline.system.environment import text_of
from pipeline.system.failed_jobs import result_of
from pipeline.system.files import sha256
from pipeline.system.folders import TemporaryFolder
from pipeline.system.store import Store, store_at
from pipeline.system.workers import Ended, WorkerDiedError, run


def offer(store: Store, tasks: Iterable[Task]) -> Mapping[Edition, str]:
    """Put jobs and what they name into the store; return the SHA-256 of each.

    Raises Problem `source-changed` where a source is no longer what a job names, and `store`.
    """
    added: set[str] = set()
    return {task.edition: _offer(store, task, added) for task in tasks}


def _offer(store: Store, task: Task, added: set[str]) -> str:
    files = {path: sum_ for path, sum_ in task.job.files.items() if sum_ not in added}
    data = {path: (task.project.root / path).read_bytes() for path in files}
    for path, content in data.items():
        if sha256(content) != files[path]:
            raise _changed_since_planned(task.project.root / path)
    values = pickle.dumps(task.job)
    job = {
        "publication": task.job.publication,
        "language": task.job.language,
        "inputs": task.job.inputs,
        "files": task.job.files,
        "values": sha256(values),
    }
    # The job comes last: what it names is there.
    store.add([*data.values(), values])
    (digest,) = store.add([json.dumps(job, sort_keys=True).encode()])
    added.update(files.values())
    return digest


def attempt(address: str, digest: str) -> bytes:
    """Make a job that was offered, in a separate folder, and put its results into the store, unless they are there.

    Return the pickled error that stops it, or nothing; its paths are those of the project. Raises what may be otherwise the next time:
    WorkerDiedError, and Problem `store`.
    """
    # A worker of Dask is a daemon, which must not start processes: its nanny ends these with it.
    multiprocessing.current_process().daemon = False
    store = store_at(address)
    with TemporaryFolder("west-job-") as temporary:
        folder = temporary.resolve()
        try:
            task = _unpack(store, digest, folder)
            if results.find(store, task.job) is None:
                results.keep(store, task, _made(task))
        except Problem as problem:
            if problem.code == "store":
                raise
            return pickle.dumps(_relative(problem, folder))
    return b""


def _made(task: Task) -> Outcome:
    """Return the outcome of a job. Raises Problem and WorkerDiedError."""
    prepare_for(task.job.formats)
    (ended,) = (event for event in run([(None, make_edition(task))], width=1) if isinstance(event, Ended))
    if isinstance(ended.error, WorkerDiedError) and not ended.error.is_late:
        raise ended.error
    outcome: Outcome = result_of(ended, str(task.edition), timeout=task.job.bound)
    return outcome


def installed(configuration: str, formats: Iterable[Format]) -> Mapping[Format, Fingerprint]:
    """Return the digests of the code, the libraries and the fonts that make formats here; `configuration` is the text of a conf.py."""
    libraries = {LIBRARIES: fingerprint.of_libraries(configuration), **fingerprint.of_fonts()}
    return {name: {CODE: fingerprint.of_code(name), **libraries} for name in formats}


def _unpack(store: Store, digest: str, folder: Path) -> Task:
    """Write the files of a job into an empty folder. Raises Problem where the store lacks a part, or another machine is needed."""
    data = store.objects([digest]).get(digest)
    if data is None:
        raise _lacking(f"the job {digest}")
    job = json.loads(data)
    objects = store.objects([*job["files"].values(), job["values"]])
    if lost := sorted(path for path, sum_ in job["files"].items() if sum_ not in objects):
        raise _lacking(", ".join(lost))
    if job["values"] not in objects:
        raise _lacking(f"the values of the job {digest}")
    for path, sum_ in job["files"].items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(objects[sum_])
    project = Project.load(folder)
    here = installed(text_of(project.configuration / "conf.py"), map(Format, job["inputs"]))
    differ = {
        "the pipeline's code" if reason == CODE else "what is installed": None
        for name, inputs in here.items()
        for reason, digest in inputs.items()
        if job["inputs"][name][reason] != digest
    }
    if differ:
        raise Problem(
            "other-environment",
            f"this machine would make {job['publication']} [{job['language']}] otherwise than the one that has planned it",
            cause=f"{' and '.join(differ)} differ",
            hint="install the same versions on both: the same container image, or the same requirements.txt, commit and Python",
        )
    # The digests of the job and of its values are right: these are the bytes that were offered.
    values: Job = pickle.loads(objects[job["values"]])  # noqa: S301
    return Task(project, values)


def _changed_since_planned(path: Path) -> Problem:
    """Return the Problem of a source that is no longer what jobs were planned from."""
    return Problem(
        "source-changed",
        "the sources have changed while jobs were planned",
        cause="they were saved meanwhile, and a job names what they were before",
        hint="run the command again",
        path=path,
    )


def _lacking(what: str) -> Problem:
    return Problem(
        "no-job",
        "the store does not have what is to be made",
        cause=f"it lacks {what}",
        hint="run the command again with the same store",
    )


def _relative(problem: Problem, folder: Path) -> Problem:
    """Return a problem of a project in `folder` with the paths of the project."""

    def short(text: str) -> str:
        return text.replace(f"{folder}/", "") if str(folder) in text else text

    def relative(mistake: Diagnostic) -> Diagnostic:
        consequences = tuple(map(relative, mistake.consequences))
        return replace(mistake, translation=short(mistake.translation), consequences=consequences)

    path = problem.path
    return Problem(
        problem.code,
        short(problem.message),
        cause=short(problem.cause),
        hint=short(problem.hint),
        path=path.relative_to(folder) if path is not None and path.is_relative_to(folder) else path,
        line=problem.line,
        diagnostics=tuple(map(relative, problem.diagnostics)),
    )
