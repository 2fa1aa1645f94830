# SPDX-License-Identifier: GPL-3.0-or-later
"""A project with editions in the pseudo-locale, which are made aside, so that no reader ever sees them."""

from collections.abc import Collection
from dataclasses import replace

from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import PSEUDO


def with_pseudo_locale(project: Project, tags: Collection[str]) -> Project:
    """Return the project as it is asked for: where one of the tags is that of the pseudo-locale, with it, below `build/qps`.

    Raises Problem `unknown-language` where other languages are asked for with it, since these are published.
    """
    if PSEUDO.tag not in tags or PSEUDO in project.languages:
        return project
    if len({*tags}) > 1:
        raise Problem(
            "unknown-language",
            f"the pseudo-locale {PSEUDO.tag} is built alone",
            cause="it is made aside, and the other languages are published",
            hint=f"run the command once for {PSEUDO.tag}, and once for the others",
        )
    publications = tuple(
        replace(found, languages=(*found.languages, PSEUDO), publish_at=0, warnings_are_fatal=False)
        for found in project.publications
    )
    aside = project.root / "build" / PSEUDO.tag
    return replace(project, languages=(*project.languages, PSEUDO), publications=publications, aside=aside)
