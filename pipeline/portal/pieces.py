# SPDX-License-Identifier: GPL-3.0-or-later
"""The pieces of the site. A piece is drawn only if its inputs or its files have changed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePath

from pipeline.system import folders
from pipeline.system.files import sha256, write_if_changed
from pipeline.system.steps import Steps, Trace, digest
from pipeline.system.sums import Sums

_SITE, _KEY = "site/", "what it is drawn from has changed"

type Drawn = Iterable[tuple[PurePath | str, bytes]]
"""Files as pairs of a path below the site and their bytes."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """The digest of a piece's inputs, and the checksums of its files by path; `value` is the result of a piece without files."""

    key: str
    files: dict[str, str] = field(default_factory=dict)
    value: str = ""


class Pieces:
    """The pieces of a site, each of which is a step.

    `due` has the names of the pieces that were drawn or, with `only_plan`, that would be.
    """

    def __init__(self, steps: Steps, site: Path, sums: Sums, *, only_plan: bool = False) -> None:
        self.sums = sums
        self._steps, self._site, self._only_plan = steps, site, only_plan
        self.due: list[str] = []
        self._former, self._current = _read(steps), dict[str, _Piece]()

    @cached_property
    def files(self) -> dict[str, str]:
        """The checksums of all files of the site by path, including editions; computed once, then updated."""
        return self.sums.below(self._site) if self._site.is_dir() else {}

    def below(self, folder: str) -> dict[str, str]:
        """Return the checksums of the files in an edition's folder (`it/guide`), by path in it."""
        return self._by_folder.get(folder, {})

    @cached_property
    def _by_folder(self) -> dict[str, dict[str, str]]:
        """Checksums by edition folder. Not updated: no caller needs files that pieces write there."""
        by_folder: dict[str, dict[str, str]] = {}
        for path, checksum in self.files.items():
            language, _, rest = path.partition("/")
            slug, is_below, name = rest.partition("/")
            if is_below:
                by_folder.setdefault(f"{language}/{slug}", {})[name] = checksum
        return by_folder

    @property
    def current(self) -> dict[str, str]:
        """The checksums of `files`, without the files of earlier pieces that this run has not (yet) confirmed or drawn."""
        drawn = {path for piece in self._current.values() for path in piece.files}
        left = {item for piece in self._former.values() for item in piece.files.items() if item[0] not in drawn}
        return dict(self.files.items() - left)

    def draw(self, name: str, made_from: object, make: Callable[[], Drawn]) -> None:
        """Write the files of a piece, unless they exist and were made from the same inputs.

        `made_from` is everything that the bytes depend on; its repr() is hashed to the key. A missing or modified file is written
        again. Raises ValueError if the name is used twice in a run: each piece would take over the other's files.
        """
        if name in self._current:
            raise ValueError(f"two pieces of the site are called {name!r}")
        key, former = digest(made_from), self._former.get(name)
        if former is not None and former.key == key and former.files.items() <= self.files.items():
            self._current[name] = former
            return
        self.due.append(name)
        piece = self._current[name] = _Piece(key)
        for path, data in make() if not self._only_plan else ():
            write_if_changed(self._site / path, data, is_synced=False)
            self.files[str(path)] = piece.files[str(path)] = sha256(data)

    def value(self, name: str, made_from: object, make: Callable[[], str]) -> str:
        """Return the cached text of a piece that depends only on `made_from`; call `make` if that has changed."""
        key, piece = digest(made_from), self._former.get(name)
        if piece is None or piece.key != key:
            piece = _Piece(key, value="" if self._only_plan else make())
        self._current[name] = piece
        return piece.value

    def end(self) -> None:
        """Remove the files that no longer belong to any piece, and record the pieces.

        A file whose content is no longer what the piece wrote is left: something else owns it now.
        """
        current = {path for piece in self._current.values() for path in piece.files}
        former = {path: digest for piece in self._former.values() for path, digest in piece.files.items()}
        for path in former.keys() - current:
            if self.files.get(path) == former[path]:
                self.remove(path)
        new = {name: piece for name, piece in self._current.items() if piece is not self._former.get(name)}
        gone = self._former.keys() - self._current.keys()
        traces = {f"{_SITE}{name}": Trace({_KEY: piece.key}, piece.files, piece.value) for name, piece in new.items()}
        if traces or gone:
            folders.sync(self._site)  # once for all files: an fsync per file takes longer than drawing
            self._steps.keep(traces, forget=(f"{_SITE}{name}" for name in gone))

    def remove(self, path: str) -> None:
        """Remove a file of the site, and the folders that become empty."""
        del self.files[path]
        (self._site / path).unlink(missing_ok=True)
        for folder in (self._site / path).relative_to(self._site).parents[:-1]:
            if any((self._site / folder).iterdir()):
                return
            (self._site / folder).rmdir()


def _read(steps: Steps) -> dict[str, _Piece]:
    return {
        name.removeprefix(_SITE): _Piece(trace.inputs[_KEY], dict(trace.outputs), trace.value or "")
        for name, trace in steps.below(_SITE.removesuffix("/")).items()
    }
