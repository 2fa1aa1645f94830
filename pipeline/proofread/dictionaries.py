# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks up words in the installed Hunspell dictionaries and the project's word lists. The only module that uses Hunspell."""

import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from pipeline.languages import profile_of

_FOLDERS = ("/usr/share/hunspell", "/usr/share/myspell", "/usr/share/myspell/dicts", "/opt/homebrew/share/hunspell", "/Library/Spelling")  # fmt: skip


def dictionary(
    tag: str, words: Iterable[str] = (), folders: Iterable[Path] | None = None, project_profiles: Path | None = None
) -> Callable[[str], bool] | None:
    """Return a function that tells whether a word is in a dictionary of a language or in `words`; None if no dictionary is installed.

    Dictionaries are searched for in `folders`; by default in DICPATH, as in Hunspell, and in the usual folders. Their names come from
    the language profile, which may be in the folder `project_profiles`.
    """
    configured = filter(None, os.environ.get("DICPATH", "").split(os.pathsep))
    places = [*map(Path, (*configured, *_FOLDERS))] if folders is None else [*folders]
    lookups = []
    for name in profile_of(tag, project_profiles).dictionaries:
        files = ((folder / f"{name}.aff", folder / f"{name}.dic") for folder in places)
        path = next((aff.with_suffix("") for aff, dic in files if aff.is_file() and dic.is_file()), None)
        lookups += [_open(path)] if path is not None else []
    if not lookups:
        return None
    of_project = frozenset(word.casefold().replace("’", "'") for word in words)

    @cache
    def knows(word: str) -> bool:
        return word.casefold() in of_project or any(lookup(word) for lookup in lookups)

    return knows


def read_words(text: str) -> tuple[str, ...]:
    """Return the words of a project's list: one per line, with comments after #."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


@cache
def _open(path: Path) -> Callable[[str], bool]:
    from hunspell import Hunspell

    opened = Hunspell(path.name, hunspell_data_dir=str(path.parent))

    def lookup(word: str) -> bool:
        try:
            return bool(opened.spell(word))
        except UnicodeEncodeError:
            # The dictionary's encoding lacks one of these letters, so it cannot contain the word.
            return False

    return lookup
