# SPDX-License-Identifier: GPL-3.0-or-later
"""A run of a command: its project, and the presenter of its events."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model.problems import Problem
from pipeline.report.lines import LinesFor, lines_for_any

if TYPE_CHECKING:
    from pipeline.model.project import Project
    from pipeline.report.json_lines import JsonLines
    from pipeline.report.summary import Summary
    from pipeline.report.terminal import Terminal


@dataclass(frozen=True)
class Session:
    """The context of a command. `since` is the monotonic time of its start, `folder` the value of `--project`."""

    since: float
    folder: Path | None = None
    verbose: bool = False
    json: bool = False

    @cached_property
    def project(self) -> "Project":
        """The project in `folder`, or else around the working directory. Raises Problem if there is none."""
        from pipeline.model.project import Project, find_root

        return Project.load(self.folder if self.folder is not None else find_root(Path.cwd()))

    def present(
        self,
        events: Iterable[object],
        lines_for: LinesFor = lines_for_any,
        summary: "Summary | None" = None,
        *,
        root: Path | None = None,
        to_stderr: bool = False,
    ) -> int:
        """Present events as they happen, then the end of the command; return the exit code.

        `to_stderr`: text goes to standard error, since the command prints something else on standard output.
        """
        presenter = self.presenter(lines_for, summary, root=root, to_stderr=to_stderr)
        try:
            with presenter.live():
                for event in events:
                    presenter.add(event)
        except Problem:
            if not self.json:
                self.end(presenter)  # report earlier failures
            raise
        return self.end(presenter)

    def presenter(
        self,
        lines_for: LinesFor = lines_for_any,
        summary: "Summary | None" = None,
        *,
        root: Path | None = None,
        is_document: bool = False,
        to_stderr: bool = False,
    ) -> "Terminal | JsonLines":
        """Return a presenter of events, which shortens paths below `root` (default: the project's root).

        With `is_document`, JSON output is one document instead of events.
        """
        root = root or self.project.root
        if self.json and not to_stderr:
            from pipeline.report.json_lines import JsonLines

            return JsonLines(root, lines_for, verbose=self.verbose and not is_document)
        from pipeline.report.terminal import Terminal

        return Terminal(root, lines_for, verbose=self.verbose, summary=summary, to_stderr=to_stderr)

    def end(self, presenter: "Terminal | JsonLines") -> int:
        """Print the end of the command; return its exit code."""
        presenter.end(time.monotonic() - self.since)
        return presenter.exit_code
