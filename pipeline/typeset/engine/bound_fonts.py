# SPDX-License-Identifier: GPL-3.0-or-later
"""The fonts of a PDF, each subset by HarfBuzz to the glyphs that are used, and fixed at its weight and optical size.

WeasyPrint also makes subsets with HarfBuzz, but then fixes the axes with fontTools, which takes a hundred times as long.
"""

import copy
from collections.abc import Iterable, Mapping, Sequence

import uharfbuzz
from uharfbuzz import SubsetFlags
from weasyprint.pdf.fonts import Font

from pipeline.model.problems import Problem
from pipeline.system.versions import original
from pipeline.typeset.values.drawn import DrawnFont, DrawnPart

original(Font, "clean", "(self, to_unicode, hinting)")
_UNUSED = ("BASE", "DSIG", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "STAT")
"""Tables that no PDF viewer uses."""


class BoundFont(Font):  # type: ignore[misc]  # WeasyPrint ships no types
    """Replaces WeasyPrint's font; made from the glyphs and widths that drawn pages have collected."""

    def __init__(self, font: DrawnFont) -> None:
        for name, value in copy.deepcopy(dict(font.attributes)).items():
            setattr(self, name, value)
        self._drawn, self._subset = font, b""

    @property
    def file_content(self) -> bytes:
        """The subset or, before it is made, the whole file, which is read on demand."""
        return self._subset or self._drawn.content

    def gather(self, font: DrawnFont) -> None:
        """Add the glyphs and widths of other pages, without changing known ones."""
        for name in ("to_unicode", "widths"):
            gathered, more = getattr(self, name), font.attributes[name]
            gathered.update({glyph: value for glyph, value in more.items() if glyph not in gathered})

    def clean(self, to_unicode: Mapping[int, str], hinting: bool) -> None:  # WeasyPrint's signature
        """Keep only these glyphs, at the font's position on its axes. Raises Problem `typeset-font`."""
        face = uharfbuzz.Face(self.file_content, self.index)
        requested = {"wght": self.weight, "opsz": self.font_size, "ital": float(self.style == 2)} | self.variations
        location = {axis.tag: float(requested.get(axis.tag, axis.default_value)) for axis in face.axis_infos}
        keep = SubsetFlags.DESUBROUTINIZE | SubsetFlags.PASSTHROUGH_UNRECOGNIZED
        keep |= SubsetFlags.NOTDEF_OUTLINE if self.missing else SubsetFlags(0)
        try:
            fixed = _subset(face, to_unicode, keep | SubsetFlags.RETAIN_GIDS, location)
            # Glyph numbers are kept; those after the last used one are dropped.
            plain = keep | (SubsetFlags(0) if hinting else SubsetFlags.NO_HINTING)
            self._subset = _subset(fixed, range(max(to_unicode) + 1), plain, {}).blob.data
        except RuntimeError as error:
            raise Problem(
                "typeset-font",
                f"the font {self.family} cannot be reduced to the glyphs of the book",
                cause=f"HarfBuzz: {error}",
                hint="install the fonts of requirements.txt (make does); report it if it happens again",
            ) from error


def bound_fonts(parts: Sequence[DrawnPart]) -> dict[int, BoundFont]:
    """Return the fonts of all parts by key, in order of first use."""
    fonts: dict[int, BoundFont] = {}
    for part in parts:
        for key, drawn in part.fonts.items():
            if key in fonts:
                fonts[key].gather(drawn)
            else:
                fonts[key] = BoundFont(drawn)
    return fonts


def _subset(
    face: uharfbuzz.Face, glyphs: Iterable[int], flags: SubsetFlags, location: Mapping[str, float]
) -> uharfbuzz.Face:
    """Return a face with only these glyphs, fixed at this location."""
    request = uharfbuzz.SubsetInput()
    request.glyph_set.set(glyphs)
    request.drop_table_tag_set.update(int.from_bytes(name.encode()) for name in _UNUSED)
    request.flags = flags
    for axis, value in location.items():
        request.pin_axis_location(face, axis, value)
    return uharfbuzz.subset(face, request)
