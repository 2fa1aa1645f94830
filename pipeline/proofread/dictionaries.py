# SPDX-License-Identifier: GPL-3.0-or-later
"""The dictionaries of the machine and the project's own words. The only module that knows Hunspell."""

import os
from collections.abc import Callable, Iterable
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
    configured = filter(None, os.environ.get("DICPATH", "").split(os.pathsep))
    places = [*map(Path, (*configured, *_FOLDERS))] if folders is None else [*folders]
    lookups = []
    for name in profile_of(tag, project_profiles).dictionaries:
        files = ((folder / f"{name}.aff", folder / f"{name}.dic") for folder in places)
        path = next((aff.with_suffix("") for aff, dic in files if aff.is_file() and dic.is_file()), None)
        lookups += [_opened(path)] if path is not None else []
    if not lookups:
        return None
    of_project = frozenset(word.casefold().replace("’", "'") for word in words)

    @cache
    def knows(word: str) -> bool:
        return word.casefold() in of_project or any(lookup(word) for lookup in lookups)

    return knows


def read_words(text: str) -> tuple[str, ...]:
    """Return the words of a project's list: one on a line, remarks behind a #."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


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
