# SPDX-License-Identifier: GPL-3.0-or-later
"""A command at a moment that is given, so that what two runs of it write can be compared: python -m tests.faults.command."""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from pipeline.build.run import build
from pipeline.commands.release import release
from pipeline.commands.withdraw import restore, withdraw
from pipeline.model.project import Project

NOW = datetime(2026, 12, 5, 12, 0, 0, tzinfo=UTC)
REASON = "Il numero a pagina 3 non risponde più."


def main(folder: str, command: str, tag: str = "") -> None:
    """Run a command on an edition of the sample, or on all where no language is named, in this process."""
    project = Project.load(Path(folder))
    editions = project.editions("small", tag or None)
    events: Iterable[object]
    match command:
        case "build":
            events = build(project, editions)
        case "release":
            events = release(project, editions, NOW)
        case "withdraw":
            events = withdraw(project, editions[0], [REASON], NOW)
        case "restore":
            events = restore(project, editions[0])
        case _:
            raise ValueError(command)
    for _ in events:
        pass


if __name__ == "__main__":
    main(*sys.argv[1:])
