# SPDX-License-Identifier: GPL-3.0-or-later
"""`build/state/done`: what the site was made from, and the commands that left nothing to do, so that the next one ends at once."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.build.fingerprint import digest, of_pipeline
from pipeline.build.inputs import Sources
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.model.releases import path_of
from pipeline.model.releases_file import marks
from pipeline.system.files import write_whole


@dataclass(frozen=True, slots=True)
class Completion:
    """The file, as a command finds it; `now` is the digest of all that the site depends on."""

    project: Project
    now: str

    @property
    def _path(self) -> Path:
        return self.project.build / "state" / "done"

    def _read(self) -> tuple[str, list[str]]:
        """Return the digest that the file was written for, and its commands."""
        if not self._path.is_file():
            return "", []
        before, *commands = self._path.read_text(encoding="utf-8").splitlines() or [""]
        return before, commands

    def covers(self, command: str) -> bool:
        """Return whether nothing has changed since this command, or one for all, left nothing to do, and the site is whole."""
        before, commands = self._read()
        if before != self.now or not {command, command_of(self.project.editions(), tuple(Format))} & set(commands):
            return False
        try:
            sums = (self.project.site / "SHA256SUMS").read_text(encoding="utf-8")
        except FileNotFoundError:
            return False
        return all((self.project.site / line.partition("  ")[2]).is_file() for line in sums.splitlines())

    def forget(self, *, unless_current: bool = False) -> None:
        """Remove the file; with `unless_current` only where it was written for something else."""
        if not unless_current or self._read()[0] != self.now:
            self._path.unlink(missing_ok=True)

    def add(self, command: str) -> None:
        """Note that a command has left nothing to do."""
        before, commands = self._read()
        lines = dict.fromkeys([self.now, *(commands if before == self.now else []), command])
        write_whole(self._path, "".join(f"{line}\n" for line in lines).encode())


def completion(sources: Sources) -> Completion:
    """Return what is known of the commands of former runs, for the sources of now."""
    released = [path.read_bytes() if path.is_file() else b"" for path in map(path_of, sources.project.publications)]
    if any(released):
        released.append(repr(marks(sources.project.archive)).encode())
    prints = [(str(edition), sorted(reasons.items())) for edition, reasons in sources.of_editions.items()]
    return Completion(sources.project, digest((of_pipeline(), prints, released)))


def command_of(editions: tuple[Edition, ...], formats: tuple[Format, ...]) -> str:
    """Return what a command asks for, as the file has it."""
    return f"{'+'.join(formats)} of {' '.join(map(str, editions))}"
