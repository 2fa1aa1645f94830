# SPDX-License-Identifier: GPL-3.0-or-later
"""The fonts of a PDF: each cut to the glyphs that its pages use, and fixed at their weight and optical size, by HarfBuzz.

WeasyPrint cuts fonts with HarfBuzz too, and then fixes the axes of each with fontTools, which takes a hundred times as long.
"""

import copy
import functools
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from fontTools.ttLib import TTFont
from weasyprint.pdf.fonts import Font
from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset
from weasyprint.text.fonts import get_hb_object_data

from pipeline.model.problems import Problem
from pipeline.system.versions import original
from pipeline.typeset.engine.drawn import Drawn, DrawnFont

CHECKED = "70.0"
original(Font, "clean", "(self, to_unicode, hinting)")
ffi.cdef("""
    hb_blob_t * hb_blob_create(const char *data, unsigned int length, int mode, void *user_data, void *destroy);
    hb_face_t * hb_face_create(hb_blob_t *blob, unsigned int index);
    hb_bool_t hb_subset_input_pin_axis_location(
        hb_subset_input_t *input, hb_face_t *face, hb_tag_t axis_tag, float axis_value);
""")
_DUPLICATE = 0
"""The mode of a blob that has bytes of its own."""
_UNUSED = (b"BASE", b"DSIG", b"GPOS", b"GSUB", b"JSTF", b"LTSH", b"PCLT", b"STAT")
"""Tables that no program that shows a PDF looks at."""


class BoundFont(Font):  # type: ignore[misc]  # WeasyPrint ships no types
    """A font in the place of WeasyPrint's, from what pages that were drawn before have gathered of it."""

    def __init__(self, drawn: DrawnFont) -> None:
        for name, value in copy.deepcopy(dict(drawn.attributes)).items():
            setattr(self, name, value)
        self.file_content = drawn.content

    def gather(self, drawn: DrawnFont) -> None:
        """Add the glyphs and widths of other pages; what this font knows already stays as it is."""
        for name in ("to_unicode", "widths"):
            gathered, more = getattr(self, name), drawn.attributes[name]
            gathered.update({glyph: value for glyph, value in more.items() if glyph not in gathered})

    def clean(self, to_unicode: Mapping[int, str], hinting: bool) -> None:  # WeasyPrint's signature
        """Leave the glyphs with these numbers, at the font's place on its axes. Raises Problem `typeset-font`."""
        face = _face(self.file_content, self.index)
        keep = harfbuzz_subset.HB_SUBSET_FLAGS_DESUBROUTINIZE | (
            harfbuzz_subset.HB_SUBSET_FLAGS_NOTDEF_OUTLINE if self.missing else 0
        )
        numbered = keep | harfbuzz_subset.HB_SUBSET_FLAGS_RETAIN_GIDS
        fixed = _subset(face, to_unicode, numbered, self._location())
        # The numbers stay, but there are none after the last one.
        plain = keep | (0 if hinting else harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING)
        whole = _subset(fixed, range(max(to_unicode) + 1), plain, {}) if fixed is not None else None
        content = get_hb_object_data(whole) if whole is not None else None
        if not content:
            raise Problem(
                "typeset-font",
                f"the font {self.family} cannot be cut to the glyphs of the book",
                cause="HarfBuzz says no more",
                hint="install the fonts of requirements.txt (make does); report it if it comes back",
            )
        self.file_content = content

    def _location(self) -> dict[str, float]:
        asked = {"wght": self.weight, "opsz": self.font_size, "ital": float(self.style == 2)} | self.variations
        return {axis: float(asked.get(axis, default)) for axis, default in _axes(self.file_content, self.index).items()}


def bound_fonts(parts: Sequence[Drawn]) -> dict[int, BoundFont]:
    """Return the fonts of all parts by their key, in the order in which the pages use them first."""
    fonts: dict[int, BoundFont] = {}
    for part in parts:
        for key, drawn in part.fonts.items():
            if key in fonts:
                fonts[key].gather(drawn)
            else:
                fonts[key] = BoundFont(drawn)
    return fonts


@functools.lru_cache(maxsize=64)
def _axes(content: bytes, index: int) -> dict[str, float]:
    """Return the axes of a font, each with its default."""
    with TTFont(BytesIO(content), lazy=True, fontNumber=index) as font:
        return {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes} if "fvar" in font else {}


def _face(content: bytes, index: int) -> Any:
    blob = ffi.gc(
        harfbuzz.hb_blob_create(content, len(content), _DUPLICATE, ffi.NULL, ffi.NULL), harfbuzz.hb_blob_destroy
    )
    return ffi.gc(harfbuzz.hb_face_create(blob, index), harfbuzz.hb_face_destroy)


def _subset(face: Any, glyphs: Iterable[int], flags: int, location: Mapping[str, float]) -> Any:
    """Return a face with these glyphs alone, fixed at this location; None where HarfBuzz cannot make it."""
    request = ffi.gc(harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy)
    _add(harfbuzz_subset.hb_subset_input_glyph_set(request), sorted(glyphs))
    harfbuzz_subset.hb_subset_input_set_flags(request, flags | harfbuzz_subset.HB_SUBSET_FLAGS_PASSTHROUGH_UNRECOGNIZED)
    tables = harfbuzz_subset.hb_subset_input_set(request, harfbuzz_subset.HB_SUBSET_SETS_DROP_TABLE_TAG)
    _add(tables, sorted(harfbuzz.hb_tag_from_string(name, -1) for name in _UNUSED))
    for axis, value in location.items():
        tag = harfbuzz.hb_tag_from_string(axis.encode(), -1)
        if not harfbuzz_subset.hb_subset_input_pin_axis_location(request, face, tag, value):
            return None
    subset = harfbuzz_subset.hb_subset_or_fail(face, request)
    return ffi.gc(subset, harfbuzz.hb_face_destroy) if subset != ffi.NULL else None


def _add(numbers: Any, values: Sequence[int]) -> None:
    harfbuzz.hb_set_add_sorted_array(numbers, ffi.new("hb_codepoint_t[]", values), len(values))
