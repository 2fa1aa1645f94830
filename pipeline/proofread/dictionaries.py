# SPDX-License-Identifier: GPL-3.0-or-later
"""The dictionaries of the machine and the project's own words. The only module that knows Hunspell."""

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from pipeline.languages import profile_of

_FOLDERS = ("/usr/share/hunspell", "/usr/share/myspell", "/usr/share/myspell/dicts", "/opt/homebrew/share/hunspell", "/Library/Spelling")  # fmt: skip


def dictionary(
    tag: str, words: Iterable[str] = (), folders: Iterable[Path] | None = None, project_profiles: Path | None = None
) -> Callable[[str], bool] | None:
    """Return what tells whether a language, or the project, has a word; None where the machine has no dictionary of it.

    The machine's are looked for in `folders`, else in those of DICPATH, as Hunspell reads it, and the usual ones. Their
    names are in the profile of the language, which may be in the folder `project_profiles`.
    """
    places = tuple(_usual_folders() if folders is None else folders)
    paths = [
        path for name in profile_of(tag, project_profiles).dictionaries if (path := _path_of(name, places)) is not None
    ]
    if not paths:
        return None
    of_project = frozenset(word.casefold().replace("’", "'") for word in words)
    lookups = [_opened(path) for path in paths]

    @cache
    def knows(word: str) -> bool:
        return word.casefold() in of_project or any(lookup(word) for lookup in lookups)

    return knows


def read_words(text: str) -> tuple[str, ...]:
    """Return the words of a project's list: one on a line, remarks behind a #."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def _usual_folders() -> Iterator[Path]:
    configured = filter(None, os.environ.get("DICPATH", "").split(os.pathsep))
    yield from map(Path, (*configured, *_FOLDERS))


def _path_of(name: str, folders: tuple[Path, ...]) -> Path | None:
    """The dictionary's files without their endings."""
    for folder in folders:
        if (folder / f"{name}.aff").is_file() and (folder / f"{name}.dic").is_file():
            return folder / name
    return None


@cache
def _opened(path: Path) -> Callable[[str], bool]:
    from hunspell import Hunspell

    opened = Hunspell(path.name, hunspell_data_dir=str(path.parent))

    def lookup(word: str) -> bool:
        try:
            return bool(opened.spell(word))
        except UnicodeEncodeError:
            # The dictionary is in an older encoding that lacks one of these letters, so it cannot have the word.
            return False

    return lookup
