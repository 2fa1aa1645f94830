# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `deposit`: write files for DOI registries about each released edition. Sends nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pipeline.commands.arguments import Command, Option
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Publication
from pipeline.model.releases_file import releases_of
from pipeline.portal.records.datacite import datacite
from pipeline.portal.records.deposits import Deposit, deposits, zenodo
from pipeline.report.lines import Line
from pipeline.report.session import Session
from pipeline.system.files import write_whole

FOLDER = "deposits"


@dataclass(frozen=True)
class DepositCommand(Command):
    publication: Annotated[str | None, Option("-P", "--publication", metavar="SLUG", help="only this publication")]
    dry_run: Annotated[
        bool,
        Option(
            "--dry-run", action="store_true", help="list what would be written and what is missing, and write nothing"
        ),
    ]

    def run(self, session: Session) -> int:
        project = session.project
        chosen = (project.publication(self.publication),) if self.publication else project.publications
        return session.present(prepare(project, chosen, dry_run=self.dry_run), lines_for, root=project.root)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file for a registry; `missing` are the facts that a draft lacks. A dry run does not write it."""

    path: Path
    registry: str
    missing: tuple[str, ...]
    dry_run: bool


def prepare(project: Project, publications: tuple[Publication, ...], *, dry_run: bool = False) -> Iterator[Prepared]:
    """Write two files for the newest release of each edition, and two for each publication as a whole.

    Raises Problem `nothing-released` if there is no release, and for errors in a releases.toml.
    """
    everything = [deposit for publication in publications for deposit in deposits(project, releases_of(publication))]
    if not everything:
        hint = "run west-pipeline release, then this command again"
        raise Problem("nothing-released", "there is no released edition to deposit", hint=hint)
    for deposit in everything:
        missing = () if deposit.doi else ("doi",)
        for registry, suffix, content in _files(deposit):
            draft = ".draft" if missing else ""
            path = project.build / FOLDER / deposit.slug / f"{deposit.name}{draft}.{suffix}"
            former_file = path.with_name(f"{deposit.name}{'' if missing else '.draft'}.{suffix}")
            if not dry_run:
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, content)
                former_file.unlink(missing_ok=True)  # of an earlier run
            yield Prepared(path, registry, missing, dry_run)


def _files(deposit: Deposit) -> Iterator[tuple[str, str, bytes]]:
    """Yield for each registry its name, the suffix of its file, and the content."""
    yield "DataCite", "datacite.xml", datacite(deposit)
    yield "Zenodo", "zenodo.json", zenodo(deposit)


def lines_for(event: object) -> Iterator[Line]:
    match event:
        case Prepared(path, registry, missing, dry_run):
            state = f"draft: {', '.join(missing)} is missing in publication.toml" if missing else "complete"
            yield Line(f"{path}: {'would be written, ' if dry_run else ''}for {registry}, {state}")
