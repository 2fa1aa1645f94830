# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs through a store: one machine offers them, another carries them out in its own folder, the first fetches the results.

An offered job is JSON with the SHA-256 of its files and values. Workers get the SHA-256 of the JSON by another way, so that nobody
else with write access to the store can change the job.
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
from pipeline.system.failed_jobs import result_of
from pipeline.system.files import sha256
from pipeline.system.folders import TemporaryFolder
from pipeline.system.store import Store, store_at
from pipeline.system.workers import JobResult, WorkerDiedError, run


def offer(store: Store, tasks: Iterable[Task]) -> Mapping[Edition, str]:
    """Put jobs, with their files and values, into the store; return the SHA-256 of each.

    Raises Problem `source-changed` if a source no longer matches its job, and `store`.
    """
    added: set[str] = set()
    return {task.edition: _offer(store, task, added) for task in tasks}


def _offer(store: Store, task: Task, stored: set[str]) -> str:
    files = {path: checksum for path, checksum in task.job.files.items() if checksum not in stored}
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
    # Store the job last, after its files and values.
    store.add([*data.values(), values])
    (digest,) = store.add([json.dumps(job, sort_keys=True).encode()])
    stored.update(files.values())
    return digest


def attempt(address: str, digest: str) -> bytes:
    """Carry out an offered job in a temporary folder, and put its results into the store unless it has them.

    Return the pickled error of the job, or nothing; paths in it are relative to the project. Raises only retryable
    errors: WorkerDiedError, and Problem `store`.
    """
    # A Dask worker is a daemonic process, which may not start processes. Pretend otherwise: the worker's nanny ends them with it.
    multiprocessing.current_process().daemon = False
    store = store_at(address)
    with TemporaryFolder("west-job-") as temporary:
        folder = temporary.resolve()
        try:
            task = _unpack(store, digest, folder)
            if results.find(store, task.job) is None:
                results.keep(store, task, _make(task))
        except Problem as problem:
            if problem.code == "store":
                raise
            return pickle.dumps(_relative(problem, folder))
    return b""


def _make(task: Task) -> Outcome:
    """Carry out a job with workers of this process and return its outcome. Raises Problem and WorkerDiedError."""
    prepare_for(task.project, task.job.formats)
    (result,) = (event for event in run([(None, make_edition(task))], width=1) if isinstance(event, JobResult))
    if isinstance(result.error, WorkerDiedError) and not result.error.is_late:
        raise result.error
    outcome: Outcome = result_of(result, str(task.edition), timeout=task.job.bound)
    return outcome


def installed(formats: Iterable[Format]) -> Mapping[Format, Fingerprint]:
    """Return this machine's digests of code, libraries and fonts."""
    libraries = {LIBRARIES: fingerprint.of_libraries(), **fingerprint.of_fonts()}
    return {name: {CODE: fingerprint.of_code(name), **libraries} for name in formats}


def _unpack(store: Store, digest: str, folder: Path) -> Task:
    """Write the files of a job into an empty folder. Raises Problem if a part is missing or the environment differs."""
    data = store.objects([digest]).get(digest)
    if data is None:
        raise _missing_job(f"the job {digest}")
    job = json.loads(data)
    objects = store.objects([*job["files"].values(), job["values"]])
    if lost := sorted(path for path, checksum in job["files"].items() if checksum not in objects):
        raise _missing_job(", ".join(lost))
    if job["values"] not in objects:
        raise _missing_job(f"the values of the job {digest}")
    for path, checksum in job["files"].items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(objects[checksum])
    project = Project.load(folder)
    own_digests = installed(map(Format, job["inputs"]))
    differ = {
        "the pipeline's code" if reason == CODE else "the installed libraries": None
        for name, inputs in own_digests.items()
        for reason, digest in inputs.items()
        if job["inputs"][name][reason] != digest
    }
    if differ:
        raise Problem(
            "other-environment",
            f"this machine would make {job['publication']} [{job['language']}] differently from the machine that planned it",
            cause=f"{' and '.join(differ)} differ",
            hint="install the same versions on both: the same container image, or the same requirements.txt, commit and Python",
        )
    # Safe to unpickle: the digests show that these are the offered bytes.
    values: Job = pickle.loads(objects[job["values"]])  # noqa: S301
    return Task(project, values)


def _changed_since_planned(path: Path) -> Problem:
    """Return the Problem of a source that has changed since jobs were planned."""
    return Problem(
        "source-changed",
        "the sources have changed while jobs were planned",
        cause="a file was saved in the meantime, but the job refers to its earlier text",
        hint="run the command again",
        path=path,
    )


def _missing_job(missing: str) -> Problem:
    return Problem(
        "no-job",
        "a job, or a part of it, is missing in the store",
        cause=f"it lacks {missing}",
        hint="run the command again with the same store",
    )


def _relative(problem: Problem, folder: Path) -> Problem:
    """Return a problem with its paths relative to `folder`."""

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
