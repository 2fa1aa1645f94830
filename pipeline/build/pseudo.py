# SPDX-License-Identifier: GPL-3.0-or-later
"""A project with editions in the pseudo-locale, which are made aside, so that no reader ever sees them."""

from dataclasses import replace

from pipeline.model.project import Project
from pipeline.model.publication import PSEUDO


def with_pseudo_locale(project: Project, tag: str | None) -> Project:
    """Return the project as it is asked for: where the tag is that of the pseudo-locale, with it, below `build/qps`."""
    if tag != PSEUDO.tag or PSEUDO in project.languages:
        return project
    publications = tuple(
        replace(found, languages=(*found.languages, PSEUDO), publish_at=0, warnings_are_fatal=False)
        for found in project.publications
    )
    aside = project.root / "build" / PSEUDO.tag
    return replace(project, languages=(*project.languages, PSEUDO), publications=publications, aside=aside)
