# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs on the workers of a Dask cluster: a worker receives only the address of the store and the key of a job in it."""

import logging
import pickle
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from pipeline.model.problems import Problem
from pipeline.model.publication import Edition, Format
from pipeline.publishing import results
from pipeline.publishing.events import WorkerLeftOut
from pipeline.publishing.job import Outcome, Task
from pipeline.publishing.remote import attempt, installed, offer
from pipeline.system.store import store_at
from pipeline.system.workers import JobResult

if TYPE_CHECKING:
    from distributed import Client

_RETRIES = 2
"""Retries after a failure of the cluster or the store; other failures are not retried."""
_POLL = 1.0
"""Seconds between two checks for living workers."""
_IDLE_TIMEOUT = 60.0
"""Seconds without a worker before the run gives up."""


class Cluster:
    """A cluster with its scheduler at `address`, and a store that its workers can also reach."""

    def __init__(self, client: "Client", address: str, store_address: str) -> None:
        self._client, self._address, self._store_address = client, address, store_address
        self._store = store_at(store_address)
        self._left_out: set[str] = set()

    def run(self, tasks: Sequence[Task]) -> Iterator[WorkerLeftOut | JobResult[Edition, Outcome]]:
        """Run jobs on the cluster; yield unusable workers, and each job as it ends. Raises Problem `no-workers`."""
        workers = yield from self._able_workers(tasks)
        jobs = offer(self._store, tasks)
        executor = self._client.get_executor(workers=workers, allow_other_workers=False, retries=_RETRIES, pure=False)
        running: dict[Future[bytes], Task] = {
            executor.submit(attempt, self._store_address, jobs[task.edition]): task for task in tasks
        }
        last_seen = time.monotonic()
        while running:
            for future in wait(running, _POLL, FIRST_COMPLETED).done:
                task = running.pop(future)
                try:
                    yield JobResult(task.edition, self._fetched(future, task))
                except Exception as error:  # from the job, the cluster or the store
                    yield JobResult(task.edition, error=error)
            if {*workers} & {*self._workers()}:
                last_seen = time.monotonic()
            elif time.monotonic() - last_seen > _IDLE_TIMEOUT:
                raise self._without_workers(f"the workers that started have been gone for {_IDLE_TIMEOUT:.0f} s")

    def _fetched(self, future: Future[bytes], task: Task) -> Outcome:
        """Return the outcome of a finished job; raise its error if it failed."""
        try:
            stopped = future.result()
        except CancelledError as error:
            raise self._without_workers("its scheduler is gone") from error
        if stopped:
            problem: Problem = pickle.loads(stopped)  # noqa: S301  # a worker of this program has pickled it
            raise problem
        outcome = results.fetch(self._store, task)
        if outcome is None:
            raise Problem(
                "broken-job",
                f"the result of {task.edition} is not in the store, though a worker has put it there",
                cause="it was removed, or damaged, or the worker has another store at the same address",
                hint="run it again",
            )
        return outcome

    def _able_workers(self, tasks: Sequence[Task]) -> Generator[WorkerLeftOut, None, list[str]]:
        """Return the addresses of workers with the same code and libraries as this machine; report each other worker once."""
        formats: tuple[Format, ...] = tuple(dict.fromkeys(name for task in tasks for name in task.job.formats))
        own_digests, names = installed(formats), self._workers()
        answers: dict[str, object] = {}
        with suppress(OSError):  # the scheduler is gone
            answers = self._client.run(installed, formats, on_error="return") if names else {}
        able = [address for address, found in answers.items() if found == own_digests]
        for address in answers.keys() - {*able}:
            name = names.get(address, address)
            if name not in self._left_out:
                self._left_out.add(name)
                yield WorkerLeftOut(name, _refusal_of(answers[address]))
        if not able:
            raise self._without_workers(
                "no worker has joined it, or the scheduler is gone"
                if not answers
                else "each worker has other versions installed"
            )
        return able

    def _workers(self) -> dict[str, str]:
        """Return the names of the workers by address; empty if the scheduler is gone."""
        try:
            workers = self._client.scheduler_info(n_workers=-1).get("workers", {})
        except OSError:
            return {}
        return {address: str(worker["name"]) for address, worker in workers.items()}

    def _without_workers(self, cause: str) -> Problem:
        return Problem(
            "no-workers",
            f"the cluster at {self._address} has no suitable worker",
            cause=cause,
            hint=f"start workers with the same pipeline and libraries: dask worker {self._address} --nthreads 1",
        )


def _refusal_of(answer: object) -> str:
    if isinstance(answer, BaseException):
        return f"its pipeline does not answer ({type(answer).__name__}: {answer})"
    return "its pipeline or its libraries differ from those here"


@contextmanager
def connect(address: str, store_address: str) -> Iterator[Cluster]:
    """Connect to the scheduler at an address. Raises Problem `no-scheduler`, and `store` if the store cannot be used."""
    if not store_address:
        raise Problem(
            "store",
            "a cluster needs a store, through which its workers get jobs and return results",
            hint="name a folder that the workers reach at the same path, such as one on a shared disk: --store /mnt/team/store",
        )
    try:
        from distributed import Client
    except ImportError as error:
        raise Problem(
            "no-scheduler",
            "Dask is not installed here",
            cause=str(error),
            hint="install it: pip install west-pipeline[cluster]",
        ) from error
    for name in [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # our messages replace Dask's logs
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise Problem(
            "no-scheduler",
            f"no scheduler answers at {address}",
            cause=str(error),
            hint="start one with `dask scheduler`, and name the address that it prints, such as tcp://10.0.0.5:8786",
        ) from error
    try:
        yield Cluster(client, address, store_address)
    finally:
        client.close(timeout=2)
