# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the site's fonts: woff2 subsets of the font packages, cached for the user. The same input gives the same bytes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.languages.profile import primary_of, script_of
from pipeline.media import fonts
from pipeline.media.fonts import Limits, path_of, subset, woff2
from pipeline.system.cache import cached
from pipeline.system.environment import code_of, environment
from pipeline.system.files import write_if_changed
from pipeline.theme.bundle import minified

STYLE_SHEET = "fonts.css"

# Latin, Latin-1, punctuation, and the symbols in our texts and forms: everything that our four languages need.
_RANGES = ((0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2027), (0x202F, 0x203A))
_SYMBOLS = "⁄€№™←↑→↓−≈≠≤≥☐☑✓□■●○"
_OTHER_RANGES = {
    "rare": ((0x100, 0x17F), (0x218, 0x21B)),  # Latin Extended-A and the Romanian letters, for names
    "vi": ((0x1A0, 0x1B0), (0x300, 0x309), (0x323, 0x323), (0x1EA0, 0x1EF9)),
    "Grek": ((0x370, 0x3FF), (0x1F00, 0x1FFF)),
    "Cyrl": ((0x400, 0x52F),),
}
"""Separate files by language or script; only on sites with that language, and loaded only by pages with such a character."""
_FEATURES = ("kern", "liga", "onum", "lnum", "tnum", "pnum", "locl")
# Latin and Greek, arrows, operators, and the italic letters that browsers use for variables.
_MATH_RANGES = (
    *(*_RANGES, (0x2C6, 0x2DD), (0x300, 0x308), (0x391, 0x3F5), (0x2032, 0x2037), (0x2102, 0x2135), (0x2190, 0x21FF)),
    *((0x2200, 0x22FF), (0x2308, 0x230B), (0x23DE, 0x23DF), (0x27E8, 0x27EB), (0x2A00, 0x2A0C), (0x1D400, 0x1D467)),
    (0x1D6E2, 0x1D71B),
)

# A text font that loads late is used only from the next page on, so that no line moves on this one.
_RULE = """@font-face {{
  font-family: "{family}";
  font-style: {style};
  font-weight: {weight};
  font-display: {display};
  src: url("{file}") format("woff2");
  unicode-range: {letters};
}}
"""
_FALLBACK = """@font-face {{
  font-family: "{family} on {name}";
  src: {sources};
  size-adjust: {size:.1%};
  ascent-override: {ascent:.1%};
  descent-override: {descent:.1%};
  line-gap-override: 0%;
}}
"""
_HEIGHTS = {"Source Serif 4": (1.036, 0.335), "Source Sans 3": (1.024, 0.4)}
"""Ascent and descent of our text fonts, in em."""
_FALLBACKS = (
    ("Source Serif 4", "Georgia", ("Georgia",), 1.068),
    ("Source Serif 4", "Noto", ("NotoSerif-Regular", "Noto Serif"), 0.998),
    ("Source Serif 4", "Times", ("Times New Roman", "TimesNewRomanPSMT", "Liberation Serif"), 1.19),
    ("Source Sans 3", "Arial", ("Arial", "Roboto-Regular", "Roboto", "Liberation Sans", "Helvetica"), 0.94),
    ("Source Sans 3", "Noto", ("NotoSans-Regular", "Noto Sans"), 0.886),
)
"""Fallback fonts on readers' machines, with the size at which their text is as wide as in our fonts, so that lines
keep their breaks. Measured on two chapters of the manual."""


@dataclass(frozen=True, slots=True)
class _Face:
    """A font file of the site, an instance of a variable font: `limits` gives each axis a value, or a range if it stays variable."""

    file: str
    family: str
    style: str
    limits: Limits

    @property
    def source(self) -> Path:
        return path_of(self.family, self.style)

    @property
    def weight(self) -> str:
        weight = self.limits["wght"]
        return f"{weight[0]:g} {weight[1]:g}" if isinstance(weight, tuple) else f"{weight:g}"

    def file_of(self, range_name: str) -> str:
        """Return the name of the font's file for another range of `_OTHER_RANGES`."""
        return self.file.replace(".woff2", f"-{range_name.lower()}.woff2")


type _Subset = tuple[_Face, str, frozenset[int]]

MATH = "math.woff2"
"""The font of formulas, with the MATH table that browsers need; loaded only by pages with a formula."""
_MATH_FAMILY = "STIX Two Math"

FACES = (
    _Face("serif.woff2", "Source Serif 4", "normal", {"opsz": 14, "wght": (400, 700)}),
    _Face("serif-italic.woff2", "Source Serif 4", "italic", {"opsz": 14, "wght": 400}),
    _Face("sans.woff2", "Source Sans 3", "normal", {"wght": (400, 700)}),
    _Face("sans-italic.woff2", "Source Sans 3", "italic", {"wght": 400}),
)


def web_fonts(tags: Iterable[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each font file (below 70 KB) and of their style sheet, for a site in the languages `tags`."""
    subsets = tuple(_subsets({"rare", *(name for tag in tags for name in (primary_of(tag), script_of(tag)))}))
    key = f"{environment()} {code_of(__file__, fonts.__file__)}"
    for file, make in _makers(subsets).items():
        yield file, cached(("font of pages", file, key), make)
    yield STYLE_SHEET, minified("".join(_rules(subsets)))


def write_web_fonts(folder: Path, tags: Iterable[str] = ()) -> None:
    """Write the fonts of a site and their style sheet into a folder."""
    for name, data in web_fonts(tags):
        write_if_changed(folder / name, data)


def _makers(subsets: Iterable[_Subset]) -> Mapping[str, Callable[[], bytes]]:
    """Return, for each font file, a function that makes it."""
    return {
        **{file: partial(_woff2_of, face, codes) for face, file, codes in subsets},
        MATH: lambda: woff2(
            subset(fonts.FORMULAS / "STIXTwoMath-Regular.ttf", _codes(_MATH_RANGES), (), hinting=False)
        ),
    }


def _woff2_of(face: _Face, codes: frozenset[int]) -> bytes:
    return woff2(subset(face.source, codes, _FEATURES, face.limits))


def _subsets(names: Set[str]) -> Iterator[_Subset]:
    """Yield the files of each font with their characters: the common ones, and the ranges of `_OTHER_RANGES` with these names."""
    common = _codes(_RANGES) | {ord(symbol) for symbol in _SYMBOLS}
    codes_by_range = {name: _codes(ranges) for name, ranges in _OTHER_RANGES.items() if name in names}
    for face in FACES:
        yield (face, face.file, common)
        yield from ((face, face.file_of(name), codes) for name, codes in codes_by_range.items())


def _rules(subsets: Iterable[_Subset]) -> Iterator[str]:
    for face, file, codes in subsets:
        letters = _css_ranges(codes)
        yield _RULE.format(
            file=file, family=face.family, style=face.style, weight=face.weight, letters=letters, display="optional"
        )
    for family, name, fonts_of_machine, size in _FALLBACKS:
        sources = ", ".join(f'local("{font}")' for font in fonts_of_machine)
        ascent, descent = (height / size for height in _HEIGHTS[family])
        yield _FALLBACK.format(family=family, name=name, sources=sources, size=size, ascent=ascent, descent=descent)
    letters = _css_ranges(_codes(_MATH_RANGES))
    yield _RULE.format(family=_MATH_FAMILY, style="normal", weight="400", file=MATH, letters=letters, display="swap")


def _css_ranges(codes: Set[int]) -> str:
    """Return a CSS `unicode-range`: U+20-7E, U+2190."""
    firsts = sorted(code for code in codes if code - 1 not in codes)
    lasts = sorted(code for code in codes if code + 1 not in codes)
    return ", ".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in zip(firsts, lasts, strict=True))


def _codes(ranges: Iterable[tuple[int, int]]) -> frozenset[int]:
    return frozenset(code for first, last in ranges for code in range(first, last + 1))
