# SPDX-License-Identifier: GPL-3.0-or-later
"""The fonts of a book: the fonts in our packages, and installed fallback fonts (script_fonts.toml) for scripts that ours lack.

A text gets only the fallback fonts of scripts that occur in it, so that all other texts look the same on every machine.
"""

import functools
import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from itertools import chain
from multiprocessing.util import Finalize
from pathlib import Path
from xml.sax.saxutils import escape

import fontpkg
import uharfbuzz

from pipeline.languages import script_of
from pipeline.media.fonts import FORMULAS
from pipeline.media.scripts import LAST_OF_LATIN, scripts_of
from pipeline.model.problems import Problem
from pipeline.system.files import sha256, sha256_of, write_whole
from pipeline.system.folders import TemporaryFolder
from pipeline.system.script_fonts import ScriptFonts, font_files, fonts_for, fonts_of, script_fonts

_FAMILY_ORDER = ("Source Serif 4", "Source Sans 3", "Source Code Pro")
FALLBACK_FOLDER = "scripts"
"""The folder of links to fallback fonts."""
FAMILIES = frozenset({*_FAMILY_ORDER, "STIX Two Math"})
"""The font families for text and formulas."""
FOLDERS = (
    *(Path(fontpkg.path(family, 400, "normal")).parent for family in sorted(_FAMILY_ORDER)),
    FORMULAS,
)
_TEMPLATE = Path(__file__).parents[1] / "theme" / "print" / "fonts.conf"


def configuration(folder: Path, fallbacks: Sequence[ScriptFonts] = (), language: str = "") -> str:
    """Return a fontconfig file for texts in a language, with our font folders and the given fallback fonts only.

    Links to the fallback fonts, and fontconfig's cache, are in folders below `folder`.
    """
    values = {
        "folders": "\n".join(f"  <dir>{escape(str(path))}</dir>" for path in (*FOLDERS, folder / FALLBACK_FOLDER)),
        "scripts": "\n".join(rule for row in reversed(fallbacks) for rule in _rules(row, language)),
        "cache": escape(str(folder / "cache")),
    }
    text = _TEMPLATE.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"<!-- {name} -->", value)
    return text


def _rules(row: ScriptFonts, language: str) -> Iterator[str]:
    """Yield rules that append the family of a script to each of our families as a fallback.

    In a language written in the script, its family is prepended instead, so that spaces and punctuation come from the same font.
    For code, our family comes first if the script has no monospaced font, so that digits and spaces have equal width.
    """
    is_main_script = row in fonts_of(language, script_of(language))
    for family, fallback, is_prepended in zip(
        _FAMILY_ORDER, row.families, (is_main_script, is_main_script, is_main_script and bool(row.mono)), strict=True
    ):
        yield (
            f'  <match target="pattern"><test name="family"><string>{family}</string></test>'
            f'<edit name="family" mode="{"prepend" if is_prepended else "append"}" binding="strong">'
            f"<string>{escape(fallback)}</string></edit></match>"
        )


def fallback_fonts(texts: Iterable[str], language: str) -> tuple[ScriptFonts, ...]:
    """Return the installed fonts for the characters of texts in a language that our fonts lack."""
    return tuple(row for row in fonts_for(scripts_of(_not_in_our_fonts(texts)), language) if row.files)


def without_glyph(texts: Iterable[str], fallbacks: Sequence[ScriptFonts]) -> frozenset[str]:
    """Return the visible characters of texts that neither our fonts nor the fallback fonts have."""
    lacking = set(filter(_is_visible, _not_in_our_fonts(texts)))
    for path in (path for row in fallbacks for path in row.files) if lacking else ():
        lacking -= _characters(path)
    return frozenset(lacking)


def _not_in_our_fonts(texts: Iterable[str]) -> set[str]:
    """Return the characters of texts that our fonts lack."""
    characters = {character for text in texts for character in set(text) if character > LAST_OF_LATIN}
    return characters - _our_characters() if characters else set()


def _is_visible(character: str) -> bool:
    is_selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return not is_selector and unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp", "Zs")


@functools.cache
def _our_characters() -> frozenset[str]:
    return frozenset().union(*map(_characters, _files().values()))


def _characters(path: Path) -> frozenset[str]:
    """Return the characters of a font file. In a collection, all fonts have the same characters."""
    return frozenset(map(chr, uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))).unicodes))


def use(fallbacks: tuple[ScriptFonts, ...] = (), language: str = "") -> None:
    """Make fontconfig, in this process and its children, use our fonts and these fallback fonts for texts in a language."""
    os.environ["FONTCONFIG_FILE"] = str(_file(fallbacks, language if fallbacks else ""))


@functools.cache
def _file(fallbacks: tuple[ScriptFonts, ...], language: str) -> Path:
    """Write a fontconfig file into the temporary folder of this process."""
    folder = _folder() / "-".join((language, *(row.name.replace(" ", "") for row in fallbacks)))
    # Link the fonts into a folder: fontconfig accepts only folders, and would read thousands of fonts in the system's.
    (folder / FALLBACK_FOLDER).mkdir(parents=True, exist_ok=True)
    for file in dict.fromkeys(file for row in fallbacks for file in row.files):
        with suppress(FileExistsError):  # a parallel process has made it
            (folder / FALLBACK_FOLDER / file.name).symlink_to(file)
    path = folder / "fonts.conf"
    write_whole(path, configuration(folder, fallbacks, language).encode())
    return path


@functools.cache
def _folder() -> Path:
    """Create a folder that this process removes when it exits. Forked processes share it and do not remove it."""
    stack = ExitStack()
    # Unlike atexit handlers, it also runs at the end of a worker, and does not run in forked processes.
    Finalize(None, stack.close, exitpriority=0)
    return stack.enter_context(TemporaryFolder("west-fonts-"))


_checksum = functools.cache(sha256_of)


@functools.cache
def _files() -> dict[str, Path]:
    return {_checksum(path): path for folder in FOLDERS for path in sorted(folder.glob("*.?tf"))}


def file_of(content: bytes) -> Path | None:
    """Return the file with this content: one of our fonts, or an installed fallback font."""
    checksum = sha256(content)
    installed = chain.from_iterable(font_files().values())
    fallbacks = (path for path in installed if path.stat().st_size == len(content) and _checksum(path) == checksum)
    return _files().get(checksum) or next(fallbacks, None)


def check_families(families: Iterable[str]) -> None:
    """Raise Problem `foreign-font` if a book uses a family that is neither ours nor a fallback."""
    fallbacks = {family for row in script_fonts() for family in row.families}
    foreign = sorted(set(families) - FAMILIES - fallbacks)
    if foreign:
        raise Problem(
            "foreign-font",
            "the book uses a font that the project does not provide",
            cause=", ".join(foreign),
            hint=f"use one of: {', '.join(sorted(FAMILIES))}",
        )
