# SPDX-License-Identifier: GPL-3.0-or-later
"""The fallback fonts for scripts that our fonts lack: finds installed ones, and knows how to install others."""

import os
import subprocess
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.system.machine import Packages

OURS = frozenset({"Latn", "Grek", "Cyrl", "Zyyy", "Zinh"})
"""The scripts of our fonts, including the codes for common and inherited characters."""
SYMBOLS = "Zyyy"
"""The code for characters common to all scripts."""
_FONT_SCRIPTS = {"Jpan": ("Hira", "Kana", "Hani"), "Kore": ("Hang", "Hani"), "Hans": ("Hani",), "Hant": ("Hani",)}
"""CLDR's script of a language -> its scripts in fonts, for languages with several scripts or a variant."""
_WEIGHTS = frozenset({"Regular", "Bold"})


@dataclass(frozen=True, eq=False)
class ScriptFonts:
    """A row of script_fonts.toml: font families for `scripts` (ISO 15924)."""

    name: str
    scripts: tuple[str, ...]
    sans: str
    packages: Packages
    serif: str = ""
    mono: str = ""
    languages: tuple[str, ...] = ()

    @property
    def families(self) -> tuple[str, str, str]:
        """The fallbacks for our serif, sans serif and monospaced families."""
        return self.serif or self.sans, self.sans, self.mono or self.sans

    @property
    def files(self) -> tuple[Path, ...]:
        """The installed files of the families, in order; empty unless all families are installed. Records the request."""
        _requested.add(self.name)
        return _files_of(self)

    def prefers(self, language: str) -> int:
        """Return the length of the row's tag that matches a language, as a measure of preference; 0 if none matches."""
        tags = (tag for tag in self.languages if f"{language}-".startswith(f"{tag}-"))
        return max(map(len, tags), default=0)


_requested: set[str] = set()


def note_fonts() -> set[str]:
    """Start to record the rows whose files are requested in this process; return the set of their names."""
    _requested.clear()
    return _requested


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
    """Return the preferred row of a language for each script; rows for the language itself come first."""
    needed, chosen = frozenset(scripts), list[ScriptFonts]()
    for script in sorted(needed):
        rows = [row for row in script_fonts() if script in row.scripts]
        # Han characters with kana are Japanese, with hangul Korean, and alone Chinese.
        rows.sort(
            key=lambda row: (-row.prefers(language), -len(needed.intersection(row.scripts)), row.scripts[0] != script)
        )
        chosen += rows[:1]
    return tuple(sorted(dict.fromkeys(chosen), key=lambda row: (-row.prefers(language), row.name)))


def fonts_of(language: str, script: str) -> tuple[ScriptFonts, ...]:
    """Return the rows for the script of a language, by its tag and CLDR's script; none if our fonts cover it."""
    scripts = _FONT_SCRIPTS.get(script, (script,) if script else ())
    return fonts_for(frozenset(scripts) - OURS, language)


def font_files() -> Mapping[str, tuple[Path, ...]]:
    """Return the installed files of each row, by name."""
    return {row.name: _files_of(row) for row in script_fonts()}


@cache
def _files_of(row: ScriptFonts) -> tuple[Path, ...]:
    found = [_installed().get(family) for family in dict.fromkeys(row.families)]
    return tuple(dict.fromkeys(path for paths in found if paths for path in paths)) if all(found) else ()


@cache
def _installed() -> Mapping[str, tuple[Path, ...]]:
    """Return the installed upright files of each family, regular and bold, as fontconfig lists them; Pango depends on it."""
    # A worker that lays out books has a fontconfig file of its own.
    machine = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    try:
        command = ["fc-list", "--format", "%{family}\t%{style}\t%{file}\n"]
        listed = subprocess.run(command, env=machine, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return {}
    files: dict[str, dict[str, Path]] = {}
    for families, styles, file in (line.split("\t") for line in sorted(listed.splitlines())):
        if not _WEIGHTS.isdisjoint(styles.split(",")):
            for family in families.split(","):
                files.setdefault(family, {}).setdefault(Path(file).name, Path(file))
    return {family: tuple(path for _, path in sorted(paths.items())) for family, paths in files.items()}
