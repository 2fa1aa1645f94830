# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes releases.toml, and its copy in the archive."""

from pipeline.model.project import Project
from pipeline.model.releases import RELEASES_FILE, Releases
from pipeline.model.releases_file import to_toml
from pipeline.system.files import write_if_changed


def write_releases(project: Project, history: Releases) -> None:
    """Write the releases.toml of a publication, and the copy that stays in the archive if the publication's folder is removed."""
    data = to_toml(history).encode()
    write_if_changed(history.path, data)
    for slug in sorted({release.slug for release in history.all}):
        if (project.archive / slug).is_dir():
            write_if_changed(project.archive / slug / RELEASES_FILE, data)
