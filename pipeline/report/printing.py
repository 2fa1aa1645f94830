# SPDX-License-Identifier: GPL-3.0-or-later
"""The events of `pipeline print` in words."""

from collections.abc import Iterator

from pipeline.commands.printing import Ordered, Printed
from pipeline.report import builds
from pipeline.report.said import Said, count


def say(event: object) -> Iterator[Said]:
    """Say an event of printing, or of what comes before it."""
    match event:
        case Ordered(due, _):
            for edition, reasons in due.items():
                yield Said(f"{edition}: making files for the printer: {', '.join(reasons)}")
        case Printed(edition, files, _, seconds):
            yield Said(f"{edition}: {count(len(files), 'file')} for the printer in {seconds:.1f} s")
            for file in files:
                yield Said(f"  {file.path}: {count(file.pages, 'side')}, {file.width} × {file.height} mm")
        case _:
            yield from builds.say(event)
