# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of a command: its project, and where its events go."""

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
    """What every command is run with. `since` is the monotonic time at which it began, `folder` that of `--project`."""

    since: float
    folder: Path | None = None
    verbose: bool = False
    json: bool = False

    @cached_property
    def project(self) -> "Project":
        """The project of the folder, or of the working directory. Raises Problem without one."""
        from pipeline.model.project import Project, find_root

        return Project.load(self.folder if self.folder is not None else find_root(Path.cwd()))

    def present(
        self,
        events: Iterable[object],
        lines_for: LinesFor = lines_for_any,
        summary: "Summary | None" = None,
        *,
        root: Path | None = None,
        is_aside: bool = False,
    ) -> int:
        """Present events as they happen, then the end of the command; return the exit code.

        `is_aside`: people read all of it on standard error, since the command prints something else.
        """
        presenter = self.presenter(lines_for, summary, root=root, is_aside=is_aside)
        try:
            with presenter.live():
                for event in events:
                    presenter.add(event)
        except Problem:
            if not self.json:
                self.end(presenter)  # what failed before that is not lost
            raise
        return self.end(presenter)

    def presenter(
        self,
        lines_for: LinesFor = lines_for_any,
        summary: "Summary | None" = None,
        *,
        root: Path | None = None,
        is_document: bool = False,
        is_aside: bool = False,
    ) -> "Terminal | JsonLines":
        """Return what prints events; paths below `root`, the project's if not given, are shortened.

        With `is_document` machines get one document instead of events.
        """
        root = root or self.project.root
        if self.json and not is_aside:
            from pipeline.report.json_lines import JsonLines

            return JsonLines(root, lines_for, verbose=self.verbose and not is_document)
        from pipeline.report.terminal import Terminal

        return Terminal(root, lines_for, verbose=self.verbose, summary=summary, is_aside=is_aside)

    def end(self, presenter: "Terminal | JsonLines") -> int:
        """Print the end of the command; return its exit code."""
        presenter.end(time.monotonic() - self.since)
        return presenter.exit_code
