# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the catalogues of a language are: below a folder, by a pattern such as `{language}/LC_MESSAGES/{name}.po`."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.model.project import CATALOGUES
from pipeline.model.publication import Language
from pipeline.model.template import SHARED
from pipeline.words import PORTAL

SPHINX = "sphinx"


def catalogue_path(folder: Path, language: Language, name: str, pattern: str = CATALOGUES) -> Path:
    """Return where a catalogue is, or would be; a project that writes `zh-CN` where gettext writes `zh_CN` is understood.

    A pattern without a name stands for one catalogue of all that a project says itself: it is none of the interface.
    """
    if "{name}" not in pattern and owner(name) in (PORTAL, SPHINX, SHARED):
        pattern = CATALOGUES
    paths = [folder / pattern.format(language=spelt, name=name) for spelt in spellings(language)]
    return next((path for path in paths if path.is_file()), paths[0])


def catalogues(folder: Path, language: Language, pattern: str = CATALOGUES) -> Mapping[str, Path]:
    """Return the catalogues that a language has, by their names with slashes; an empty name where the pattern has none."""
    return {name: path for spelt in reversed(spellings(language)) for name, path in _found(folder, spelt, pattern)}


def catalogue_folders(folder: Path, language: Language, pattern: str = CATALOGUES) -> tuple[Path, ...]:
    """Return the folders, or the files, that hold the catalogues of a language, whether they are there or not."""
    places = (pattern.format(language=spelt, name="\0").partition("\0")[0] for spelt in spellings(language))
    return tuple(dict.fromkeys(folder / place for place in places))


def spellings(language: Language) -> tuple[str, ...]:
    """Return how folders spell a language: as gettext does (`zh_CN`), as its tag (`zh-CN`), and both in small letters."""
    names = language.locale, language.tag
    return tuple(dict.fromkeys([*names, *map(str.lower, names)]))


def owner(name: str) -> str:
    """Return the name of the publication, or of what all share, to which a catalogue of this name belongs."""
    return name.partition("+")[0]


def _found(folder: Path, spelt: str, pattern: str) -> Iterator[tuple[str, Path]]:
    before, is_named, after = pattern.format(language=spelt, name="\0").partition("\0")
    if not is_named:
        yield from [("", folder / before)] if (folder / before).is_file() else []
        return
    beginning = len(f"{folder}/{before}")
    for path in folder.glob(f"{before}**{after}" if after.startswith("/") else f"{before}**/*{after}"):
        yield str(path)[beginning:].removesuffix(after), path
