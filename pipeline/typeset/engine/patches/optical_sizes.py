# SPDX-License-Identifier: GPL-3.0-or-later
"""Optical sizes: the text face is drawn for small and for large type in four steps, not in as many as there are sizes.

A PDF embeds the letters once more for each drawing, though those of 10 and 10.5 points differ by less than a printer
shows. Private API, as in `tagging`: WeasyPrint is pinned, and tests watch it.
"""

from typing import Any

from weasyprint.pdf import stream
from weasyprint.text import fonts, line_break
from weasyprint.text.ffi import ffi, pango

_FACE = "Source Serif 4"
_STEPS = (12, 14, 20, 40)
"""In pixels, as CSS counts them: notes and sources; text; subtitles and leaflets; titles."""

_describe = fonts.get_font_description
_key = fonts.get_pango_font_key


# WeasyPrint ships no types: a style, and what Pango says of a font, are Any.
def _describe_in_steps(style: Any) -> Any:
    """The description of the font of a style, which asks for the nearest step."""
    description = _describe(style)
    if style["font_family"][:1] == (_FACE,) and style["font_variation_settings"] == "normal" and style["font_size"]:
        _vary(description, f"opsz={_nearest(style['font_size'])}")
    return description


def _key_of_drawing(font: Any) -> Any:
    """What tells apart the fonts that are embedded: of two optical sizes, fontconfig's and the one asked for, the latter.

    fontconfig leaves out a weight of 400 where the size too is the one that the face has by itself. A face that steps in
    for a missing letter has been asked for a size, too, and knows none.
    """
    key, description, size = _key(font)
    variations = pango.pango_font_description_get_variations(description)
    if variations == ffi.NULL:
        return key, description, size
    weight = {"wght": pango.pango_font_description_get_weight(description)}
    last = weight | dict(part.split("=") for part in ffi.string(variations).decode().split(","))
    if ffi.string(pango.pango_font_description_get_family(description)).decode() != _FACE:
        last.pop("opsz", None)
    _vary(description, ",".join(f"{axis}={value}" for axis, value in last.items()))
    return pango.pango_font_description_hash(description), description, size


def _nearest(size: float) -> int:
    """The step that differs least from a size in pixels, as a share of it."""
    return min(_STEPS, key=lambda step: max(step / size, size / step))


def _vary(description: Any, variations: str) -> None:
    pango.pango_font_description_set_variations(description, variations.encode())


def draw_in_steps() -> None:
    """Choose drawings of the text face so, in this process from now on."""
    line_break.get_font_description = _describe_in_steps
    stream.get_pango_font_key = _key_of_drawing
