# SPDX-License-Identifier: GPL-3.0-or-later
"""The fonts a book may use: those of our packages, and for scripts that these do not have, those of script_fonts.toml.

Of the machine's fonts a text gets only those of the scripts that it has characters of, so that any other text is set as it is
where they are not installed.
"""

import functools
import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from importlib.util import find_spec
from itertools import chain
from multiprocessing.util import Finalize
from pathlib import Path
from xml.sax.saxutils import escape

import fontpkg
from fontTools.ttLib import TTFont

from pipeline.languages import script_of
from pipeline.media.scripts import scripts_of
from pipeline.model.problems import Problem
from pipeline.system.files import sha256, sha256_of, write_whole
from pipeline.system.folders import TemporaryFolder
from pipeline.system.script_fonts import ScriptFonts, font_files, fonts_for, fonts_of, script_fonts

_IN_ORDER = ("Source Serif 4", "Source Sans 3", "Source Code Pro")
_OF_TEXT = tuple(sorted(_IN_ORDER))
_LAST_OF_LATIN = "\u017f"
OF_SCRIPTS = "scripts"
"""The folder of links to the fonts of scripts."""
_ZIAMATH = find_spec("ziamath")  # importing it would take a tenth of a second
assert _ZIAMATH is not None
assert _ZIAMATH.origin is not None
FAMILIES = frozenset({*_OF_TEXT, "STIX Two Math"})
"""Those of the text, and that of formulas."""
FOLDERS = (
    *(Path(fontpkg.path(family, 400, "normal")).parent for family in _OF_TEXT),
    Path(_ZIAMATH.origin).parent / "fonts",
)
_TEMPLATE = Path(__file__).parents[1] / "theme" / "print" / "fonts.conf"


def configuration(folder: Path, of_scripts: Sequence[ScriptFonts] = (), language: str = "") -> str:
    """Return the text of a fontconfig file for texts in a language: it knows our folders and the fonts of some scripts alone.

    Links to the latter, and its cache, are in folders below `folder`.
    """
    values = {
        "folders": "\n".join(f"  <dir>{escape(str(path))}</dir>" for path in (*FOLDERS, folder / OF_SCRIPTS)),
        "scripts": "\n".join(rule for row in reversed(of_scripts) for rule in _rules(row, language)),
        "cache": escape(str(folder / "cache")),
    }
    text = _TEMPLATE.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"<!-- {name} -->", value)
    return text


def _rules(row: ScriptFonts, language: str) -> Iterator[str]:
    """Yield rules by which each family of ours is followed by that of a script.

    In a language that is written in the script it follows that instead: spaces, quotation marks and full stops are of one font then.
    Code keeps ours first where the script has no monospaced family, for figures and spaces of one width.
    """
    is_own = row in fonts_of(language, script_of(language))
    for ours, theirs, stands_first in zip(
        _IN_ORDER, row.families, (is_own, is_own, is_own and bool(row.mono)), strict=True
    ):
        yield (
            f'  <match target="pattern"><test name="family"><string>{ours}</string></test>'
            f'<edit name="family" mode="{"prepend" if stands_first else "append"}" binding="strong">'
            f"<string>{escape(theirs)}</string></edit></match>"
        )


def fonts_of_scripts(texts: Iterable[str], language: str) -> tuple[ScriptFonts, ...]:
    """Return the fonts of the machine that texts in a language need for characters that ours do not have, as far as they are there."""
    return tuple(row for row in fonts_for(scripts_of(_beyond_ours(texts)), language) if row.files)


def without_glyph(texts: Iterable[str], of_scripts: Sequence[ScriptFonts]) -> frozenset[str]:
    """Return the characters of texts that neither our fonts have nor those of these scripts; what is never seen is none."""
    lacking = set(filter(_is_seen, _beyond_ours(texts)))
    for path in (path for row in of_scripts for path in row.files) if lacking else ():
        lacking -= _characters(path)
    return frozenset(lacking)


def _beyond_ours(texts: Iterable[str]) -> set[str]:
    """Return the characters of texts that our fonts do not have."""
    characters = {character for text in texts for character in set(text) if character > _LAST_OF_LATIN}
    return characters - _ours() if characters else set()


def _is_seen(character: str) -> bool:
    is_selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return not is_selector and unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp", "Zs")


@functools.cache
def _ours() -> frozenset[str]:
    return frozenset().union(*map(_characters, _files().values()))


def _characters(path: Path) -> frozenset[str]:
    """Return the characters of a font; those of a collection differ in forms alone."""
    with TTFont(path, fontNumber=0, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def use(of_scripts: tuple[ScriptFonts, ...] = (), language: str = "") -> None:
    """Point fontconfig, in this process and those it starts, to our fonts, and to those of some scripts for texts in a language."""
    os.environ["FONTCONFIG_FILE"] = str(_file(of_scripts, language if of_scripts else ""))


@functools.cache
def _file(of_scripts: tuple[ScriptFonts, ...], language: str) -> Path:
    """Write a fontconfig file, which lives as long as the process that has imported this package."""
    folder = _folder() / "-".join((language, *(row.name.replace(" ", "") for row in of_scripts)))
    # fontconfig takes folders only, and would read thousands of fonts in those of the machine.
    (folder / OF_SCRIPTS).mkdir(parents=True, exist_ok=True)
    for file in dict.fromkeys(file for row in of_scripts for file in row.files):
        with suppress(FileExistsError):  # a process beside this one has made it
            (folder / OF_SCRIPTS / file.name).symlink_to(file)
    path = folder / "fonts.conf"
    write_whole(path, configuration(folder, of_scripts, language).encode())
    return path


@functools.cache
def _folder() -> Path:
    """Make a folder that this process removes at its end; those that it forks share it, however they end."""
    stack = ExitStack()
    # Unlike atexit, this also runs at the end of a worker process, and not in a forked one.
    Finalize(None, stack.close, exitpriority=0)
    return stack.enter_context(TemporaryFolder("west-fonts-"))


_checksum = functools.cache(sha256_of)


@functools.cache
def _files() -> dict[str, Path]:
    return {_checksum(path): path for folder in FOLDERS for path in sorted(folder.glob("*.?tf"))}


def file_of(content: bytes) -> Path | None:
    """Return the file that has these bytes: one of ours, or of those of scripts on this machine."""
    checksum = sha256(content)
    installed = chain.from_iterable(font_files().values())
    of_scripts = (path for path in installed if path.stat().st_size == len(content) and _checksum(path) == checksum)
    return _files().get(checksum) or next(of_scripts, None)


def check_families(families: Iterable[str]) -> None:
    """Raise Problem `foreign-font` when a book uses a family that is not ours."""
    of_scripts = {family for row in script_fonts() for family in row.families}
    foreign = sorted(set(families) - FAMILIES - of_scripts)
    if foreign:
        raise Problem(
            "foreign-font",
            "the book uses a font that the project does not bring with it",
            cause=", ".join(foreign),
            hint=f"use one of: {', '.join(sorted(FAMILIES))}",
        )
