# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts the colours of a PDF for print: black and greys to black ink only; other colours stay RGB, declared as sRGB.

WeasyPrint writes all colours as RGB, and RGB black would be printed with four inks on top of each other. The printer separates other
colours for the inks of the press.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pikepdf

from pipeline.typeset.engine import pictures

NEUTRAL = 20 / 255
"""Maximum difference between red, green and blue of a colour that looks grey."""
TINT = 7 / 255
"""Maximum difference in light tints, in which smaller differences are visible."""
LIGHT = 0.8
NEAR_BLACK = 0.2
"""Greys up to this lightness become black."""

_CONDITION = "FOGRA51"
"""Registered name of a printing condition: offset on coated paper (ISO 12647-2:2013), which most printers in Europe assume."""
_OPERATORS = {"rg": "g", "RG": "G"}


def grey(red: float, green: float, blue: float) -> float | None:
    """Return the shade (0 black, 1 white) of an RGB colour (0 to 1) that looks grey, or None."""
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    if max(red, green, blue) - min(red, green, blue) > (TINT if light > LIGHT else NEUTRAL):
        return None
    return 0.0 if light <= NEAR_BLACK else light


def convert_to_black(pdf: pikepdf.Pdf) -> None:
    """Convert black and grey on all pages, and in their drawings, to shades of black ink; declare other colours as sRGB."""
    visited: set[tuple[int, int]] = set()
    profile = pdf.make_stream(pictures.srgb_profile())
    profile.update({"/N": 3, "/Alternate": pikepdf.Name.DeviceRGB})
    srgb = pdf.make_indirect(pikepdf.Array([pikepdf.Name.ICCBased, profile]))
    for page in pdf.pages:
        page.contents_coalesce()
        page.obj.Contents = pdf.make_stream(_convert_stream(page))
        _set_default_rgb(srgb, page.obj)
        for drawing in _drawings(page.obj.get("/Resources"), visited):
            drawing.write(_convert_stream(drawing))
            _set_default_rgb(srgb, drawing)


def set_output_intent(pdf: pikepdf.Pdf) -> None:
    """Set the output intent: the printing condition that the file is meant for."""
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFX,
        OutputConditionIdentifier=_CONDITION,
        RegistryName="http://www.color.org",
    )
    pdf.Root.OutputIntents = pikepdf.Array([pdf.make_indirect(intent)])


def _set_default_rgb(space: pikepdf.Object, target: Any) -> None:
    """Make `space` the default RGB colour space of a page or drawing."""
    if "/Resources" not in target:
        target.Resources = pikepdf.Dictionary()
    if "/ColorSpace" not in target.Resources:
        target.Resources.ColorSpace = pikepdf.Dictionary()
    target.Resources.ColorSpace.DefaultRGB = space


def _drawings(resources: Any, visited: set[tuple[int, int]]) -> Iterator[Any]:
    """Yield the forms, patterns and masks of resources, and those nested in them, once each."""
    if resources is None:
        return
    drawings = [*_values(resources, "/XObject"), *_values(resources, "/Pattern")]
    drawings += [mask["/G"] for state in _values(resources, "/ExtGState") if _is_mask(mask := state.get("/SMask"))]
    for drawing in drawings:
        is_form = isinstance(drawing, pikepdf.Stream) and drawing.get("/Subtype") != "/Image"
        if is_form and drawing.objgen not in visited:
            visited.add(drawing.objgen)
            yield drawing
            yield from _drawings(drawing.get("/Resources"), visited)


def _values(resources: Any, kind: str) -> list[Any]:
    return list(dict(resources.get(kind, {})).values())


def _is_mask(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary) and "/G" in value


def _convert_stream(stream: Any) -> bytes:
    return pikepdf.unparse_content_stream(list(map(_convert_colour, pikepdf.parse_content_stream(stream))))


def _convert_colour(instruction: Any) -> Any:
    operator = _OPERATORS.get(str(instruction.operator))
    shade = grey(*map(float, instruction.operands)) if operator is not None else None
    if operator is None or shade is None:
        return instruction
    return pikepdf.ContentStreamInstruction([Decimal(f"{shade:.4g}")], pikepdf.Operator(operator))
