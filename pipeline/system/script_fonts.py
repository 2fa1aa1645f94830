# SPDX-License-Identifier: GPL-3.0-or-later
"""The fonts of the machine for scripts that our own fonts do not have: which there are, and what installs the others."""

import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.system.machine import Packages

OURS = frozenset({"Latn", "Grek", "Cyrl", "Zyyy", "Zinh"})
"""The scripts that our own fonts have, and what all scripts share."""
SYMBOLS = "Zyyy"
"""The code of what is of no script."""
_SEVERAL = {"Jpan": ("Hira", "Kana", "Hani"), "Kore": ("Hang", "Hani"), "Hans": ("Hani",), "Hant": ("Hani",)}
"""The scripts of languages that are written in several, or in a kind of one."""
_SUFFIXES = ("-Regular", "-Bold", "[", "_")
"""What follows a family's name in the names of its files: that of a weight, the axes of a variable font, or how it is hinted."""


@dataclass(frozen=True, eq=False)
class ScriptFonts:
    """The families of a row of script_fonts.toml; `scripts` are codes of ISO 15924."""

    name: str
    scripts: tuple[str, ...]
    sans: str
    packages: Packages
    serif: str = ""
    mono: str = ""
    languages: tuple[str, ...] = ()

    @property
    def families(self) -> tuple[str, str, str]:
        """What stands in for the serif, the sans serif and the monospaced of ours."""
        return self.serif or self.sans, self.sans, self.mono or self.sans

    @property
    def files(self) -> tuple[Path, ...]:
        """The files of its families on this machine, in order; none unless all families are there. Who asks is noted."""
        _asked.add(self.name)
        return _files_of(self)

    def prefers(self, language: str) -> int:
        """Return how many characters of a language's tag it is named for; 0 where it is not."""
        tags = (tag for tag in self.languages if f"{language}-".startswith(f"{tag}-"))
        return max(map(len, tags), default=0)


_asked: set[str] = set()


def note_fonts() -> set[str]:
    """Begin to note the rows whose files are asked for in this process; return the set that gets their names."""
    _asked.clear()
    return _asked


@cache
def script_fonts() -> tuple[ScriptFonts, ...]:
    """Return the rows of script_fonts.toml."""
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return tuple(
        ScriptFonts(
            name,
            tuple(row["scripts"]),
            row["sans"],
            {system: tuple(names) for system, names in row["packages"].items()},
            row.get("serif", ""),
            row.get("mono", ""),
            tuple(row.get("languages", ())),
        )
        for name, row in table.items()
    )


def fonts_for(scripts: Iterable[str], language: str) -> tuple[ScriptFonts, ...]:
    """Return the rows that have these scripts, each by the one row that the language prefers; those of its own come first."""
    needed, chosen = frozenset(scripts), list[ScriptFonts]()
    for script in sorted(needed):
        rows = [row for row in script_fonts() if script in row.scripts]
        # Han characters beside kana or hangul are those of that language, and by themselves Chinese.
        rows.sort(
            key=lambda row: (-row.prefers(language), -len(needed.intersection(row.scripts)), row.scripts[0] != script)
        )
        chosen += rows[:1]
    return tuple(sorted(dict.fromkeys(chosen), key=lambda row: (-row.prefers(language), row.name)))


def fonts_of(language: str, script: str) -> tuple[ScriptFonts, ...]:
    """Return the rows of what a language is written in, by its tag and the script that CLDR has for it; none if ours have that."""
    scripts = _SEVERAL.get(script, (script,) if script else ())
    return fonts_for(frozenset(scripts) - OURS, language)


def font_files() -> Mapping[str, tuple[Path, ...]]:
    """Return the files on this machine of each row, by its name."""
    return {row.name: _files_of(row) for row in script_fonts()}


@cache
def _files_of(row: ScriptFonts) -> tuple[Path, ...]:
    found = [_files(family) for family in dict.fromkeys(row.families)]
    return tuple(dict.fromkeys(path for paths in found for path in paths)) if all(found) else ()


def _files(family: str) -> list[Path]:
    name = family.replace(" ", "")
    collection = name.replace("Mono", "")[:-2] if "CJK" in name else ""
    return [
        path
        for file, path in sorted(_installed().items())
        if file.startswith(tuple(f"{stem}{suffix}" for stem in (name, collection) if stem for suffix in _SUFFIXES))
        and "Italic" not in file
    ]


@cache
def _installed() -> Mapping[str, Path]:
    """Return the font files of the machine by their names; of two with the same name, the first."""
    files: dict[str, Path] = {}
    for folder in _folders():
        for root, _, names in sorted(os.walk(folder)):
            for name in names:
                if name.endswith((".ttf", ".otf", ".ttc", ".otc")):
                    files.setdefault(name, Path(root, name))
    return files


def _folders() -> Iterator[Path]:
    """Yield where fonts are installed: for the user, for the machine, and where Homebrew and macOS have them."""
    data = os.environ.get("XDG_DATA_HOME", ""), *os.environ.get("XDG_DATA_DIRS", "").split(":")
    home = Path.home()
    yield from (
        *(Path(folder, "fonts") for folder in data if folder.startswith("/")),
        *(home / ".local/share/fonts", home / ".fonts", home / "Library/Fonts"),
        *map(Path, ("/usr/local/share/fonts", "/usr/share/fonts", "/opt/homebrew/share/fonts", "/Library/Fonts")),
    )
