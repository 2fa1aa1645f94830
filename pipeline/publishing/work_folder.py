# SPDX-License-Identifier: GPL-3.0-or-later
"""What runs have left whole in the work folder of an edition, so that the next one goes on from there."""

from collections.abc import Iterable, Sequence
from typing import Self

from pipeline.publishing.job import Task
from pipeline.system.steps import Trace, steps_in

_DOCTREES, _PROOFREAD = "doctrees", "proofread"
_TOOLS = "tools"


class WorkFolder:
    """The doctrees of an edition, what each builder has written, and the messages that were proofread without an error.

    The program keeps it, in the store of steps, and workers are told what they need. What a worker was at when it failed or was
    killed is not whole; and nothing is that was made with other tools.
    """

    def __init__(self, task: Task) -> None:
        self._steps, self._name = steps_in(task.project.build), f"work/{task.edition.folder}/"
        self._inputs = {_TOOLS: task.job.tools}
        self._found = self._steps.below(self._name.removesuffix("/"))
        self._whole = {name: trace for name, trace in self._found.items() if not trace.changed(self._inputs)}

    @property
    def proofread(self) -> frozenset[str]:
        """The digests of messages that have no error."""
        trace = self._whole.get(self._name + _PROOFREAD)
        return frozenset(trace.value) if trace is not None else frozenset()

    def take(self, builder: str) -> tuple[bool, Sequence[str]]:
        """Return whether the doctrees are whole, and the files that a builder wrote the last time, none where they are not whole: it is
        going to read documents, and to write."""
        doctrees = self._whole.pop(self._name + _DOCTREES, None)
        trace = self._whole.pop(f"{self._name}builder/{builder}", None)
        return doctrees is not None, tuple(trace.value) if trace is not None else ()

    def put(self, builder: str, written: Iterable[str]) -> None:
        """Note that a builder has ended: the documents that it read, and the files that it wrote, are whole."""
        self._whole[self._name + _DOCTREES] = Trace(self._inputs)
        self._whole[f"{self._name}builder/{builder}"] = Trace(self._inputs, value=[*written])

    def put_proofread(self, messages: Iterable[str]) -> None:
        """Note the messages that have no error."""
        self._whole[self._name + _PROOFREAD] = Trace(self._inputs, value=sorted(messages))

    def __enter__(self) -> Self:
        self._steps.forget(*self._found)  # a run that is killed leaves nothing that is known to be whole
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        if error is None or isinstance(error, Exception):
            self._steps.keep(self._whole)
