# SPDX-License-Identifier: GPL-3.0-or-later
"""The site's typefaces: subsets as woff2, made once from the font packages. The same input gives the same bytes."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import fontpkg
import fontTools
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from pipeline.files import write_if_changed

STYLE_SHEET = "fonts.css"
_KEY = "fonts.key"

# Latin, Latin-1, Latin Extended-A, the Romanian letters, punctuation, the signs that our texts and forms use.
_RANGES = ((0x20, 0x7E), (0xA0, 0x17F), (0x218, 0x21B), (0x2010, 0x2027), (0x202F, 0x203A))
_SIGNS = "⁄€№™←↑→↓−≈≠≤≥☐☑✓□■●"
_FEATURES = ("kern", "liga", "onum", "lnum", "tnum", "pnum", "smcp", "c2sc", "mark", "mkmk", "ccmp", "locl", "case")

_RULE = """@font-face {{
  font-family: "{family}";
  font-style: {style};
  font-weight: {weight};
  font-display: swap;
  src: url("{file}") format("woff2");
}}
"""


@dataclass(frozen=True, slots=True)
class _Face:
    """One font file of the site, cut out of a variable font: what stays variable is a pair."""

    file: str
    family: str
    style: str
    limits: Mapping[str, float | tuple[float, float]]

    @property
    def source(self) -> Path:
        file: Path = fontpkg.path(self.family, 400, self.style)
        return file

    @property
    def weight(self) -> str:
        weight = self.limits["wght"]
        return f"{weight[0]:g} {weight[1]:g}" if isinstance(weight, tuple) else f"{weight:g}"


FACES = (
    _Face("serif.woff2", "Source Serif 4", "normal", {"opsz": 14, "wght": (400, 700)}),
    _Face("serif-italic.woff2", "Source Serif 4", "italic", {"opsz": 14, "wght": 400}),
    _Face("sans.woff2", "Source Sans 3", "normal", {"wght": (400, 700)}),
    _Face("sans-italic.woff2", "Source Sans 3", "italic", {"wght": 400}),
)


def web_fonts(folder: Path) -> tuple[Path, ...]:
    """The font files and their style sheet in `folder`, made there unless they are there already; each below 120 KB."""
    files = (*(folder / face.file for face in FACES), folder / STYLE_SHEET)
    key = _key().encode()
    stamp = folder / _KEY
    if stamp.is_file() and stamp.read_bytes() == key and all(file.is_file() for file in files):
        return files
    for face in FACES:
        write_if_changed(folder / face.file, _subset(face))
    write_if_changed(folder / STYLE_SHEET, "".join(_rules()).encode())
    write_if_changed(stamp, key)
    return files


def place_fonts(made: Path, place: Path) -> None:
    """Bring the fonts of `web_fonts(made)` to the folder `place` of the site."""
    for file in web_fonts(made):
        write_if_changed(place / file.name, file.read_bytes())


def _rules() -> Iterator[str]:
    for face in FACES:
        yield _RULE.format(family=face.family, style=face.style, weight=face.weight, file=face.file)


def _subset(face: _Face) -> bytes:
    # The time of making stays out of the file: recalcTimestamp.
    font = TTFont(face.source, recalcTimestamp=False)
    options = Options()
    options.layout_features = list(_FEATURES)
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=_characters())
    subsetter.subset(font)
    font = instantiateVariableFont(font, dict(face.limits))
    font.flavor = "woff2"
    data = BytesIO()
    font.save(data)
    return data.getvalue()


def _characters() -> set[int]:
    found = {code for first, last in _RANGES for code in range(first, last + 1)}
    return found | {ord(sign) for sign in _SIGNS}


def _key() -> str:
    """Changes when a font, fontTools, or what we do with them changes."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    digest.update(fontTools.version.encode())
    for face in FACES:
        digest.update(face.source.read_bytes())
    return digest.hexdigest()
