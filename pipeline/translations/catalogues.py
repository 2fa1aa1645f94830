# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds and reads the catalogues of a project, by a path pattern such as `{language}/LC_MESSAGES/{name}.po`."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from pipeline.catalogue.reading import read, read_usable, scan
from pipeline.model.message import Catalogue
from pipeline.model.problems import Problem
from pipeline.model.project import CATALOGUES, Project
from pipeline.model.publication import SCRIPT_MODIFIERS, Language
from pipeline.model.template import SHARED
from pipeline.words import READERS, TOOLS

SPHINX = "sphinx"
INTERFACE = (READERS, SPHINX, TOOLS)
"""The catalogues of the interface, with English originals; the first two are for readers."""
MEMORY = "memory"
"""The folder, next to the catalogues of a language, for translation memories and former messages."""
_CACHE_SIZE = 480


class Catalogues:
    """The catalogues of a project for a command, with an LRU cache."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._read = lru_cache(_CACHE_SIZE)(_read)
        self._usable = lru_cache(_CACHE_SIZE)(read_usable)
        self.scan = lru_cache(_CACHE_SIZE)(scan)

    def path(self, language: Language, name: str) -> Path:
        """Return the path of a catalogue, which may not exist."""
        return catalogue_path(self._project.locales, language, name, self._project.catalogues)

    def read(self, language: Language, name: str, folder: Path | None = None) -> Catalogue | None:
        """Return a validated catalogue, from another `folder` if given; None if the file is missing.

        Raises Problem `broken-catalogue`.
        """
        path = self._place(language, name, folder)
        catalogue = self._read(path, language) if path.is_file() else None
        if isinstance(catalogue, Problem):
            raise catalogue
        return catalogue

    def usable(
        self, language: Language, name: str, folder: Path | None = None
    ) -> tuple[Catalogue | None, tuple[Problem, ...]]:
        """Return the valid entries of a catalogue maintained by others, and a Problem for each invalid entry."""
        path = self._place(language, name, folder)
        return self._usable(path, language) if path.is_file() else (None, ())

    def _place(self, language: Language, name: str, folder: Path | None) -> Path:
        return catalogue_path(folder, language, name) if folder is not None else self.path(language, name)

    def find(self, language: Language, name: str) -> Catalogue | None:
        """Return a catalogue, or None if it is missing or has syntax errors."""
        path = self.path(language, name)
        catalogue, errors = self.scan(path, language) if path.is_file() else (None, ())
        return None if errors else catalogue

    def readable(self, language: Language) -> tuple[tuple[Catalogue, ...], tuple[Problem, ...]]:
        """Return all readable catalogues of a language, including those of former messages, and Problems for the others."""
        example = self.path(language, "any")
        places = example.parent, former_path(example).parent
        paths = [path for place in places for path in sorted(place.glob("*.po"))]
        found = [self._read(path, language) for path in paths]
        catalogues = (entry for entry in found if not isinstance(entry, Problem))
        return tuple(catalogues), tuple(entry for entry in found if isinstance(entry, Problem))


def _read(path: Path, language: Language) -> Catalogue | Problem:
    try:
        return read(path, language)
    except Problem as problem:
        return problem


def former_path(path: Path) -> Path:
    """Return the file for messages removed from the catalogue at `path`."""
    return path.parent.parent / MEMORY / path.name


def catalogue_path(folder: Path, language: Language, name: str, pattern: str = CATALOGUES) -> Path:
    """Return the path of a catalogue, which may not exist. Also finds other spellings of the language (`zh-CN` for `zh_CN`).

    A pattern without a name means a single catalogue for all of the project's texts; the interface has separate catalogues.
    """
    if "{name}" not in pattern and owner(name) in (*INTERFACE, SHARED):
        pattern = CATALOGUES
    paths = [folder / pattern.format(language=spelling, name=name) for spelling in spellings(language)]
    return next((path for path in paths if path.is_file()), paths[0])


def catalogues(folder: Path, language: Language, pattern: str = CATALOGUES) -> Mapping[str, Path]:
    """Return the existing catalogues of a language by name (which may have slashes); the name is empty if the pattern has none."""
    return {
        name: path
        for spelling in reversed(spellings(language))
        for name, path in _find_catalogues(folder, spelling, pattern)
    }


def catalogue_folders(folder: Path, language: Language, pattern: str = CATALOGUES) -> tuple[Path, ...]:
    """Return the folders (or files) of the catalogues of a language, which may not exist."""
    places = (pattern.format(language=spelling, name="\0").partition("\0")[0] for spelling in spellings(language))
    return tuple(dict.fromkeys(folder / place for place in places))


def spellings(language: Language) -> tuple[str, ...]:
    """Return the spellings of a language in folder names: gettext's (`zh_CN`, `sr@latin`), its tag (`zh-CN`), and lower case."""
    names = language.locale, language.tag
    modified = (
        f"{language.locale.replace(f'_{script}', '')}@{modifier}"
        for modifier, script in SCRIPT_MODIFIERS.items()
        if script in language.locale.split("_")
    )
    return tuple(dict.fromkeys([*names, *map(str.lower, names), *modified]))


def owner(name: str) -> str:
    """Return the publication that a catalogue belongs to, or the name of the shared or interface catalogue."""
    return name.partition("+")[0]


def _find_catalogues(folder: Path, spelling: str, pattern: str) -> Iterator[tuple[str, Path]]:
    prefix, is_named, suffix = pattern.format(language=spelling, name="\0").partition("\0")
    if not is_named:
        yield from [("", folder / prefix)] if (folder / prefix).is_file() else []
        return
    beginning = len(f"{folder}/{prefix}")
    for path in folder.glob(f"{prefix}**{suffix}" if suffix.startswith("/") else f"{prefix}**/*{suffix}"):
        yield str(path)[beginning:].removesuffix(suffix), path


def forbid_adopted(project: Project, hint: str, cause: str = "") -> None:
    """Raise Problem `not-ours` for an adopted project, whose own tools maintain its catalogues."""
    if project.is_adopted:
        message = "the catalogues of an adopted project are maintained by its own tools"
        raise Problem("not-ours", message, cause=cause, hint=hint, path=project.described_in)
