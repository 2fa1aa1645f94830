# SPDX-License-Identifier: GPL-3.0-or-later
"""What a build hands to a worker for an edition."""

from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.publishing.events import Due
from pipeline.publishing.inputs import Inputs
from pipeline.publishing.job import Task
from pipeline.publishing.jobs import job
from pipeline.publishing.record import Records
from pipeline.publishing.sources import read_sources


def pdf_tasks(project: Project, editions: tuple[Edition, ...]) -> list[Task]:
    """The tasks of the PDFs of editions that have one and can be made."""
    sources = read_sources(project)
    inputs = Inputs(sources, Records(project), editions, sources.templates(editions))
    ready = [edition for edition in editions if inputs.is_ready(edition) and Format.PDF in edition.publication.formats]
    return [Task(project, job(inputs, Due(edition, (Format.PDF,), ()))) for edition in ready]
