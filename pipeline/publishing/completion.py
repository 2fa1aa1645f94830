# SPDX-License-Identifier: GPL-3.0-or-later
"""The state at the end of the last build, so that the next build ends immediately if nothing has changed.

Files with the same size, times and inode count as unchanged; the build reads only the others.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.system.environment import environment
from pipeline.system.stamps import folder_of, stamp_of, stamps_by_folder
from pipeline.system.steps import Trace, digest, steps_in

if TYPE_CHECKING:
    from pipeline.publishing.events import Failed, LeftOut, Refused

_DONE, _FOLDERS = "done", "done/folders"
PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Completion:
    """The state after a build: the up-to-date formats (`editions`) and the formats on the site (`on_site`) by edition folder.

    `inputs` is the stamp of all inputs, taken before they were read, and `site` the stamp of the site, taken after it was drawn.
    `folders` has a stamp for each folder of the site; it is a separate file, read only if `site` differs. `beyond` are the inputs
    outside the source folders. `publications` has a digest of all inputs of a publication's editions, by slug. `failed` has, by
    edition folder, the failed `formats` (empty: all), and the `problems` by format, or by "" if the whole edition failed; `refused`
    has the problems of skipped catalogues.
    """

    inputs: str = ""
    site: str = ""
    beyond: tuple[str, ...] = ()
    publications: Mapping[str, str] = field(default_factory=dict)
    editions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    failed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # JSON
    refused: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)  # JSON
    on_site: tuple[str, ...] = ()
    folders: Mapping[str, str] = field(default_factory=dict)

    def covers(self, editions: Iterable[Edition], formats: Iterable[Format]) -> bool:
        """Return whether these formats of these editions are up to date."""
        requested = set(formats)
        return all(
            self._has(str(edition.folder), requested.intersection(edition.publication.formats)) for edition in editions
        )

    def _has(self, folder: str, formats: Set[Format]) -> bool:
        is_done = folder in self.editions and formats <= set(self.editions[folder])
        return is_done or self._has_failed(folder, formats)

    def _has_failed(self, folder: str, formats: Set[Format]) -> bool:
        return folder in self.failed and set(self.failed[folder]["formats"]) in (set(), formats)

    def reported_failures(
        self, project: Project, editions: Iterable[Edition], formats: Iterable[Format]
    ) -> "Iterator[Failed | LeftOut | Refused]":
        """Yield the recorded failures of these editions in these formats, and their skipped catalogues."""
        if not self.failed and not self.refused:
            return
        from pipeline.publishing.events import (
            Failed,
            LeftOut,
            Refused,
        )  # imported late: a build with nothing to do needs it seldom
        from pipeline.publishing.failures import problem_of

        requested = set(formats)
        for edition in editions:
            folder = str(edition.folder)
            for row in self.refused.get(folder, ()):
                yield Refused(edition, problem_of(row, project.root))
            if self._has_failed(folder, requested.intersection(edition.publication.formats)):
                for name, row in self.failed[folder]["problems"].items():
                    problem = problem_of(row, project.root)
                    is_left = folder in self.on_site
                    yield LeftOut(edition, Format(name), problem) if name else Failed(edition, problem, is_left, True)

    def is_on_site(self, edition: Edition) -> bool:
        return str(edition.folder) in self.on_site


def read(project: Project) -> Completion:
    """Return the completion of the last build; an empty one if it was interrupted, or if there was no build."""
    trace = steps_in(project.build).trace(_DONE)
    return Completion(**{**trace.inputs, **trace.value}) if trace is not None else Completion()


def read_valid(project: Project) -> tuple[Completion, str]:
    """Return the completion of the last build, without stale stamps, and the current stamp of the inputs."""
    last = read(project)
    stamp = stamp_of_inputs(project, last.beyond)
    is_site_same = bool(last.site) and _is_same(project, last.site)
    return replace(last, inputs=stamp if last.inputs == stamp else "", site=last.site if is_site_same else ""), stamp


def _is_same(project: Project, stamp: str) -> bool:
    """Return whether the site has this stamp, or differs from it only in the times or inodes of files."""
    current = stamps_of_site(project)
    if stamp_of_folders(current) == stamp:
        return True
    trace = steps_in(project.build).trace(_FOLDERS)
    former = trace.outputs if trace is not None else {}
    if stamp_of_folders(former) != stamp or former.keys() != current.keys():
        return False
    changed_folders = {folder for folder, of_files in current.items() if of_files != former[folder]}
    has_same_number = all(current[folder].split()[0] == former[folder].split()[0] for folder in changed_folders)
    return has_same_number and "" not in changed_folders and _match_checksums(project.site, changed_folders)


def _match_checksums(site: Path, folders: Set[str]) -> bool:
    """Return whether all listed files in these folders match the site's checksums, and no folder lacks files."""
    from pipeline.portal.downloads.manifest import (
        CHECKSUMS,
    )  # imported late: a build with nothing to do needs it seldom
    from pipeline.system.files import sha256_of

    folders_found = set()
    with (site / CHECKSUMS).open(encoding="utf-8") as lines:
        for line in lines:
            checksum, _, path = line.rstrip("\n").partition("  ")
            if (folder := folder_of(path)) in folders:
                folders_found.add(folder)
                if not (site / path).is_file() or sha256_of(site / path) != checksum:
                    return False
    return folders_found == folders


def write(project: Project, completion: Completion) -> None:
    """Write the state after a build."""
    rows = asdict(completion)
    folders, stamps = rows.pop("folders"), {name: rows.pop(name) for name in ("inputs", "site")}
    steps_in(project.build).keep({_DONE: Trace(stamps, value=rows), _FOLDERS: Trace(outputs=folders)})


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
    installed = environment()
    places = [*folders_of(project), *map(Path, outside_files), PACKAGE]
    of_files = stamp_of(places, excluded=[project.build])
    return f"{of_files} {installed}"


def stamps_of_site(project: Project) -> Mapping[str, str]:
    return stamps_by_folder(project.site)


def stamp_of_folders(folders: Mapping[str, str]) -> str:
    """Combine the stamps of all folders into one."""
    return digest(sorted(folders.items()))
