# SPDX-License-Identifier: GPL-3.0-or-later
"""The pieces of the site: a piece is drawn again only if its inputs or files have changed."""

from collections.abc import Callable, Iterable, Mapping
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
    """The digest of what a piece was made from, and the checksum of each of its files; `value` is kept for one without files."""

    key: str
    files: dict[str, str] = field(default_factory=dict)
    value: str = ""


class Pieces:
    """The pieces of a site, each of which is a step.

    With `only_plan`, none is drawn; `due` names those that are, or were, to be drawn.
    """

    def __init__(self, steps: Steps, site: Path, sums: Sums, *, only_plan: bool = False) -> None:
        self.sums = sums
        self._steps, self._site, self._only_plan = steps, site, only_plan
        self.due: list[str] = []
        self._former, self._current = _read(steps), dict[str, _Piece]()

    @cached_property
    def files(self) -> dict[str, str]:
        """The checksums of all files of the site, by path, editions included: computed once, then updated."""
        return self.sums.below(self._site) if self._site.is_dir() else {}

    def below(self, folder: str) -> dict[str, str]:
        """Return the checksums of the files that are in a folder two levels down, where editions are, by their paths in it."""
        return self._by_folder.get(folder, {})

    @cached_property
    def _by_folder(self) -> dict[str, dict[str, str]]:
        """Checksums by folder; not updated, since nobody asks for the files that pieces write into these folders."""
        by_folder: dict[str, dict[str, str]] = {}
        for path, checksum in self.files.items():
            language, _, rest = path.partition("/")
            slug, is_below, name = rest.partition("/")
            if is_below:
                by_folder.setdefault(f"{language}/{slug}", {})[name] = checksum
        return by_folder

    @property
    def current(self) -> dict[str, str]:
        """The checksums of `files`, without those of former pieces that were not drawn again (yet)."""
        drawn = {path for piece in self._current.values() for path in piece.files}
        left = {path for piece in self._former.values() for path in piece.files if path not in drawn}
        return {path: digest for path, digest in self.files.items() if path not in left}

    def draw(self, name: str, made_from: object, make: Callable[[], Drawn]) -> None:
        """Write the files of a piece, unless they exist and were made from the same inputs.

        `made_from` is everything that the bytes depend on: its repr() is the key. A file that is gone, or that was changed since,
        is written again. Raises ValueError where another piece has this name: each would take the files of the other for its own.
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
        """Return a text that depends on `made_from` alone; `make` is called only if that has changed."""
        key, piece = digest(made_from), self._former.get(name)
        if piece is None or piece.key != key:
            piece = _Piece(key, value="" if self._only_plan else make())
        self._current[name] = piece
        return piece.value

    def end(self) -> None:
        """Remove the files that no longer belong to any piece, and record the pieces.

        A file that is not what was drawn there belongs to somebody else by now.
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
            folders.sync(self._site)  # once for all: waiting for each file takes longer than drawing it
            self._steps.keep(traces, forget=(f"{_SITE}{name}" for name in gone))

    def remove(self, path: str) -> None:
        """Remove a file of the site, and the folders that become empty."""
        del self.files[path]
        (self._site / path).unlink(missing_ok=True)
        for folder in (self._site / path).relative_to(self._site).parents[:-1]:
            if any((self._site / folder).iterdir()):
                return
            (self._site / folder).rmdir()


def traces_of(pieces: Mapping[str, Mapping[str, str]]) -> dict[str, Trace]:
    """Return the traces of pieces that an earlier version drew, by the checksums of their files: all are to be drawn again."""
    return {f"{_SITE}{name}": Trace({_KEY: ""}, files) for name, files in pieces.items()}


def _read(steps: Steps) -> dict[str, _Piece]:
    return {
        name.removeprefix(_SITE): _Piece(trace.inputs[_KEY], dict(trace.outputs), trace.value or "")
        for name, trace in steps.below(_SITE.removesuffix("/")).items()
    }
