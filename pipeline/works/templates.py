# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates as the build keeps them: extracted anew only when the sources have changed."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path

from pipeline.catalogue.pot import pot
from pipeline.catalogue.template import Template
from pipeline.files import write_if_changed, write_whole
from pipeline.project import Project
from pipeline.releases import releases
from pipeline.works.fingerprint import digest, of_sources


def templates(project: Project) -> tuple[Template, ...]:
    """All templates of the project, from build/templates if the sources are those that they were extracted from."""
    folder = project.build / "templates"
    now = _now(project)
    kept = _kept(folder, now)
    if kept is not None:
        return kept
    from pipeline.compose.extract import extract

    found = extract(project)
    for template in found:
        write_if_changed(folder / f"{template.name}.pot", pot(template, moment=_moment(project)))
    texts = [template.to_json() for template in found]
    write_whole(folder / ".kept.json", json.dumps({"sources": now, "templates": texts}).encode())
    return found


def _moment(project: Project) -> datetime:
    """Templates are dated by their sources, so that the same sources give the same bytes."""
    day = max((publication.date for publication in project.publications), default=date.min)
    return datetime.combine(day, time(), UTC)


def _kept(folder: Path, now: str) -> tuple[Template, ...] | None:
    try:
        data = json.loads((folder / ".kept.json").read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    if data["sources"] != now:
        return None
    found = tuple(Template.from_json(text) for text in data["templates"])
    return found if all((folder / f"{template.name}.pot").is_file() for template in found) else None


def _now(project: Project) -> str:
    reasons = [one.reason for each in releases(project).values() for one in each.withdrawals]
    return digest(({publication.slug: sources for publication, sources in of_sources(project).items()}, reasons))
