# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress of each edition, against what the sources say now and not what a catalogue happens to hold."""

from collections.abc import Iterator

from pipeline.project import Project
from pipeline.publication import Edition, Progress
from pipeline.works.desk import lay_out
from pipeline.works.templates import templates


def progress(project: Project, editions: tuple[Edition, ...]) -> Iterator[tuple[Edition, Progress]]:
    """Yield each translation with its progress; originals need none. Raises Problem `broken-catalogue`."""
    found = templates(project)
    for edition in editions:
        if edition.is_translation:
            yield edition, lay_out(project, edition, found).progress
