# SPDX-License-Identifier: GPL-3.0-or-later
"""What the last build found, so that the next build ends immediately if nothing has changed.

Files with the same size, times and inode count as unchanged; else the build reads them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.publishing.events import Event, Failed, LeftOut, Planned, Refused
from pipeline.system.checkout import commit_of
from pipeline.system.environment import environment
from pipeline.system.stamps import stamp_of
from pipeline.system.steps import Trace, steps_in

_DONE = "last build"
PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class EditionResult:
    """What a build found of an edition: the `fresh` formats, and the `problems` by format, or by "" if the whole edition failed.

    `tried` are the formats of a build that failed (empty: all). `refused` has the problems of skipped catalogues.
    """

    fresh: tuple[str, ...] = ()
    is_on_site: bool = False
    problems: Mapping[str, Any] = field(default_factory=dict)  # JSON
    tried: tuple[str, ...] = ()
    refused: Sequence[Any] = ()  # JSON

    def has_failed(self, formats: Iterable[str]) -> bool:
        """Return whether making these formats is known to fail."""
        return bool(self.problems) and set(self.tried) in (set(), set(formats))


@dataclass(frozen=True, slots=True)
class Completion:
    """The results of the last build by edition folder, valid while the stamps of the inputs and of the site are the same.

    The stamp of the inputs was taken before they were read, that of the site after it was drawn. `outside_files` are inputs outside
    the folders of sources.
    """

    inputs: str = ""
    site: str = ""
    outside_files: tuple[str, ...] = ()
    editions: Mapping[str, EditionResult] = field(default_factory=dict)

    def fresh_formats(self) -> Mapping[str, tuple[str, ...]]:
        """Return the formats by edition folder whose files are known to be unchanged."""
        return {folder: result.fresh for folder, result in self.editions.items()} if self.site else {}

    def events(
        self, project: Project, editions: Iterable[Edition], formats: Iterable[Format], *, retry: bool
    ) -> tuple[Event, ...] | None:
        """Return all events of a build of these formats of these editions if nothing is due; None if something may be."""
        if not (self.inputs and self.site):
            return None
        events, fresh = list[Event](), 0
        for edition in editions:
            result = self.editions.get(str(edition.folder), EditionResult())
            requested = {*formats}.intersection(edition.publication.formats)
            has_failed = result.has_failed(requested)
            if (retry and result.problems) or not (has_failed or requested <= {*result.fresh}):
                return None
            reported = [*_reported(project, edition, result, has_failed=has_failed)]
            events += reported
            fresh += result.is_on_site and not any(isinstance(event, Failed) for event in reported)
        return (*events, Planned((), fresh))


def _reported(project: Project, edition: Edition, result: EditionResult, *, has_failed: bool) -> Iterable[Event]:
    if not (result.refused or has_failed):
        return
    from pipeline.publishing.failures import problem_of  # imported late: a build with nothing to do needs it seldom

    for row in result.refused:
        yield Refused(edition, problem_of(row, project.root))
    for name, row in result.problems.items() if has_failed else ():
        problem = problem_of(row, project.root)
        yield LeftOut(edition, Format(name), problem) if name else Failed(edition, problem, result.is_on_site, True)


def read_valid(project: Project) -> tuple[Completion, str]:
    """Return the completion of the last build, without stale stamps, and the current stamp of the inputs.

    It is empty if that build was interrupted.
    """
    trace = steps_in(project.build).trace(_DONE)
    value: Mapping[str, Any] = trace.value if trace is not None else {}
    outside_files = tuple(value.get("outside_files", ()))
    stamps = {"inputs": stamp_of_inputs(project, outside_files), "site": stamp_of_site(project)}
    valid = {name: stamp for name, stamp in stamps.items() if trace is not None and trace.inputs[name] == stamp}
    editions = {folder: EditionResult(**row) for folder, row in value.get("editions", {}).items()}
    return Completion(**valid, outside_files=outside_files, editions=editions), stamps["inputs"]


def write(project: Project, completion: Completion) -> None:
    """Write the state after a build."""
    rows = asdict(completion)
    steps_in(project.build).keep({_DONE: Trace({name: rows.pop(name) for name in ("inputs", "site")}, value=rows)})


def forget(project: Project) -> None:
    """Forget the completion; called before anything on the site is touched."""
    steps_in(project.build).forget(_DONE)


def folders_of(project: Project) -> tuple[Path, ...]:
    """Return the folders and single files of sources, catalogues and released versions; no path is inside another."""
    folders = [publication.folder for publication in project.publications]
    folders += [publication.described_in for publication in project.publications]
    if project.is_adopted:
        # Not the folder of project.toml, which may hold unrelated files.
        folders += [project.described_in, *project.modules, project.profiles]
    else:
        folders += [project.source, project.configuration]
    folders += [project.locales, project.archive]
    distinct = dict.fromkeys(folders)
    return tuple(folder for folder in distinct if distinct.keys().isdisjoint(folder.parents))


def stamp_of_inputs(project: Project, outside_files: Iterable[str]) -> str:
    """Return the stamp of all inputs: project files, `outside_files`, the pipeline, installed libraries."""
    of_files = stamp_of([*folders_of(project), *map(Path, outside_files), PACKAGE], excluded=[project.build])
    # A commit can change the date that an edition prints.
    return f"{of_files} {environment()} {commit_of(project.root)}"


def stamp_of_site(project: Project) -> str:
    return stamp_of([project.site])
