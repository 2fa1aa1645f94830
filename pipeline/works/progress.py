# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress of each edition, against what the sources say now and not what a catalogue happens to hold."""

from collections.abc import Iterator

from pipeline.project import Project
from pipeline.publication import Edition, Progress
from pipeline.works.desk import lay_out
from pipeline.works.templates import templates


def progress(project: Project, editions: tuple[Edition, ...]) -> Iterator[tuple[Edition, Progress]]:
    """Yield each translation with its progress, and each original with chapters or texts that are in another language.

    Raises Problem `broken-catalogue`.
    """
    found = templates(project)
    for edition in editions:
        done = lay_out(project, edition, found).progress
        if edition.is_translation or done.messages:
            yield edition, done
