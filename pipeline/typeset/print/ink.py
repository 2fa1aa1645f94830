# SPDX-License-Identifier: GPL-3.0-or-later
"""Inks of a PDF for the printer: what looks black is black alone, greys are shades of black, colours are those of sRGB.

WeasyPrint writes all colours as red, green and blue, and black so written is printed with four inks one over the other.
Colours stay red, green and blue, and say which: each press has its own inks, and whoever prints separates them for these.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pikepdf

from pipeline.typeset.engine import photographs

NEUTRAL = 20 / 255
"""A colour whose red, green and blue differ by no more is a grey to the eye."""
TINT = 7 / 255
"""The same for light tints, where less difference is seen as a colour."""
LIGHT = 0.8
NEAR_BLACK = 0.2
"""A grey that is no lighter is black."""

_CONDITION = "FOGRA51"
"""Offset on coated paper (ISO 12647-2:2013), the condition most printers in Europe assume; its profile is known by name."""
_OPERATORS = {"rg": "g", "RG": "G"}


def grey(red: float, green: float, blue: float) -> float | None:
    """Return the shade (0 black, 1 white) of a colour from 0 to 1 that has no hue, None for any other."""
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    if max(red, green, blue) - min(red, green, blue) > (TINT if light > LIGHT else NEUTRAL):
        return None
    return 0.0 if light <= NEAR_BLACK else light


def black_alone(pdf: pikepdf.Pdf) -> None:
    """Write what is black or grey in all pages, and in the drawings they hold, as a shade of black; the rest is sRGB."""
    visited: set[tuple[int, int]] = set()
    profile = pdf.make_stream(photographs.srgb_profile())
    profile.update({"/N": 3, "/Alternate": pikepdf.Name.DeviceRGB})
    srgb = pdf.make_indirect(pikepdf.Array([pikepdf.Name.ICCBased, profile]))
    for page in pdf.pages:
        page.contents_coalesce()
        page.obj.Contents = pdf.make_stream(_converted(page))
        _colours_are(srgb, page.obj)
        for drawing in _drawings(page.obj.get("/Resources"), visited):
            drawing.write(_converted(drawing))
            _colours_are(srgb, drawing)


def intend(pdf: pikepdf.Pdf) -> None:
    """Say for which printing condition the file is meant."""
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFX,
        OutputConditionIdentifier=_CONDITION,
        RegistryName="http://www.color.org",
    )
    pdf.Root.OutputIntents = pikepdf.Array([pdf.make_indirect(intent)])


def _colours_are(space: pikepdf.Object, of: Any) -> None:
    """Let `space` stand for red, green and blue in a page or drawing."""
    if "/Resources" not in of:
        of.Resources = pikepdf.Dictionary()
    if "/ColorSpace" not in of.Resources:
        of.Resources.ColorSpace = pikepdf.Dictionary()
    of.Resources.ColorSpace.DefaultRGB = space


def _drawings(resources: Any, visited: set[tuple[int, int]]) -> Iterator[Any]:
    """Yield the forms, patterns and masks that resources name, and those within them, each once."""
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


def _converted(stream: Any) -> bytes:
    return pikepdf.unparse_content_stream(list(map(_in_black, pikepdf.parse_content_stream(stream))))


def _in_black(instruction: Any) -> Any:
    operator = _OPERATORS.get(str(instruction.operator))
    shade = grey(*map(float, instruction.operands)) if operator is not None else None
    if operator is None or shade is None:
        return instruction
    return pikepdf.ContentStreamInstruction([Decimal(f"{shade:.4g}")], pikepdf.Operator(operator))
