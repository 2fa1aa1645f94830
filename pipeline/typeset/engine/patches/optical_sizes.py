# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits the optical sizes of the text font to four steps.

A PDF embeds the glyphs again for each optical size, though those of 10 and 10.5 points differ less than a printer can show.
"""

from typing import Any

from weasyprint.pdf import stream
from weasyprint.text import line_break
from weasyprint.text.ffi import ffi, pango

from pipeline.system.versions import original

ISSUE = "docs/upstream/optical_sizes.md"

_FAMILY = "Source Serif 4"
_STEPS = (12, 14, 20, 40)
"""Optical sizes in CSS pixels: for footnotes and sources; text; subtitles and leaflets; headings."""

_describe = original(line_break, "get_font_description", "(style)")
_key = original(stream, "get_pango_font_key", "(pango_font)")


# WeasyPrint ships no types: styles and Pango's descriptions are Any.
def _describe_in_steps(style: Any) -> Any:
    """Return the font description of a style with its optical size changed to the nearest step."""
    description = _describe(style)
    size = style["font_size"]
    if style["font_family"][:1] == (_FAMILY,) and style["font_variation_settings"] == "normal" and size:
        nearest = min(_STEPS, key=lambda step: max(step / size, size / step))
        _vary(description, f"opsz={nearest}")
    return description


def _key_with_requested_size(font: Any) -> Any:
    """Return the key of an embedded font, with the requested optical size instead of fontconfig's.

    fontconfig omits a weight of 400 if the optical size is also the font's default. A fallback font gets an optical size as well, but
    has no such axis.
    """
    key, description, size = _key(font)
    variations = pango.pango_font_description_get_variations(description)
    if variations == ffi.NULL:
        return key, description, size
    weight = {"wght": pango.pango_font_description_get_weight(description)}
    last = weight | dict(part.split("=") for part in ffi.string(variations).decode().split(","))
    if ffi.string(pango.pango_font_description_get_family(description)).decode() != _FAMILY:
        last.pop("opsz", None)
    _vary(description, ",".join(f"{axis}={value}" for axis, value in last.items()))
    return pango.pango_font_description_hash(description), description, size


def _vary(description: Any, variations: str) -> None:
    pango.pango_font_description_set_variations(description, variations.encode())


REPLACEMENTS = (
    (line_break, "get_font_description", _describe, _describe_in_steps),
    (stream, "get_pango_font_key", _key, _key_with_requested_size),
)
