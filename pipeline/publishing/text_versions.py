# SPDX-License-Identifier: GPL-3.0-or-later
"""The day and the state of an edition's texts, as the edition prints them."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from pipeline.model.project import Project
from pipeline.model.publication import Edition
from pipeline.model.releases import RELEASES_FILE
from pipeline.system.checkout import commit_of, commits
from pipeline.translations.catalogues import catalogues, owner


class TextVersion(NamedTuple):
    """The day of an edition's texts; `text_hash` names their state while no release has frozen them."""

    date: date
    unreleased: bool = False
    text_hash: str = ""


def text_days(project: Project) -> Mapping[Edition, date]:
    """Return the day of the last commit that touched the sources or the catalogues of each edition, as far as git knows it."""
    if project.is_adopted or not commit_of(project.root):
        return {}
    owners = {
        path: (owner(name), language.tag)
        for language in project.languages
        for name, path in catalogues(project.locales, language, project.catalogues).items()
    }
    owners |= {publication.folder: (publication.slug, "") for publication in project.publications}
    days: dict[tuple[str, str], date] = {}
    for day, files in commits(project.root, owners):
        for file in (project.root / name for name in files if not name.endswith(RELEASES_FILE)):
            place = next((place for place in (file, *file.parents) if place in owners), None)
            if place is not None:
                days.setdefault(owners[place], day)
        if len(days) == len(set(owners.values())):
            break  # the history may be long
    found = {
        edition: [
            days[key]
            for tag in ("", *(language.tag for language in edition.languages))
            if (key := (edition.publication.slug, tag)) in days
        ]
        for edition in project.all_editions()
    }
    return {edition: max(known) for edition, known in found.items() if known}
