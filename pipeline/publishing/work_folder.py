# SPDX-License-Identifier: GPL-3.0-or-later
"""Records which parts of an edition's work folder are complete, so that the next run can reuse them."""

from collections.abc import Iterable, Sequence
from typing import Self

from pipeline.publishing.job import Task
from pipeline.system.steps import Trace, steps_in

_DOCTREES, _PROOFREAD = "doctrees", "proofread"
_TOOLS = "tools"


class WorkFolder:
    """The doctrees of an edition, the files of each builder, and the messages that passed proofreading.

    The main process records them in the store of steps, and passes them to workers. Parts that a worker was writing when it
    failed or was killed count as incomplete, as do parts made with other tools.
    """

    def __init__(self, task: Task) -> None:
        self._steps, self._name = steps_in(task.project.build), f"work/{task.edition.folder}/"
        self._inputs = {_TOOLS: task.job.tools}
        self._found = self._steps.below(self._name.removesuffix("/"))
        self._whole = {name: trace for name, trace in self._found.items() if not trace.changed(self._inputs)}

    @property
    def proofread(self) -> frozenset[str]:
        """The digests of messages without an error."""
        trace = self._whole.get(self._name + _PROOFREAD)
        return frozenset(trace.value) if trace is not None else frozenset()

    def take(self, builder: str) -> tuple[bool, Sequence[str]]:
        """Return whether the doctrees are complete, and a builder's last files; both count as incomplete until `put`."""
        doctrees = self._whole.pop(self._name + _DOCTREES, None)
        trace = self._whole.pop(f"{self._name}builder/{builder}", None)
        return doctrees is not None, tuple(trace.value) if trace is not None else ()

    def put(self, builder: str, files: Iterable[str]) -> None:
        """Record that a builder has ended: the doctrees and its files are complete."""
        self._whole[self._name + _DOCTREES] = Trace(self._inputs)
        self._whole[f"{self._name}builder/{builder}"] = Trace(self._inputs, value=[*files])

    def put_proofread(self, messages: Iterable[str]) -> None:
        """Record the messages without an error."""
        self._whole[self._name + _PROOFREAD] = Trace(self._inputs, value=sorted(messages))

    def __enter__(self) -> Self:
        self._steps.forget(*self._found)  # after a killed run, all parts count as incomplete
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        if error is None or isinstance(error, Exception):
            self._steps.keep(self._whole)
