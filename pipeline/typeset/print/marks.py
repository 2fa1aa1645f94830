# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds page boxes (trim, bleed) and marks (crop, fold) for the printer.

All lengths are in points from the lower left corner of the trim box.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

MM = 72 / 25.4
BLEED = 3 * MM
"""Bleed, as in press.css."""
SLUG = 10 * MM
"""Paper on each side of the trim box, for the marks."""
_NEAR, _FAR = 4 * MM, 9 * MM
"""Distances from the trim box at which a mark begins and ends."""
_LINE = 0.25
_REGISTRATION = pikepdf.Array(
    [
        pikepdf.Name("/Separation"),
        pikepdf.Name("/All"),
        pikepdf.Name("/DeviceGray"),
        pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[1], C1=[0], N=1),
    ]
)
"""Registration colour, which is printed with all inks."""


@dataclass(frozen=True, slots=True)
class Trim:
    """The size of a page after trimming, and the positions of its folds from the left edge."""

    width: float
    height: float
    folds: tuple[float, ...] = ()

    def enlarged(self, margin: float) -> list[float]:
        """Return the rectangle that is larger by `margin` on each side."""
        return [round(edge, 3) for edge in (-margin, -margin, self.width + margin, self.height + margin)]


def trim_of(page: Any, folds: Sequence[float] = ()) -> Trim:
    """Return the trim of a page that WeasyPrint wrote: the lower left corner is the origin."""
    left, bottom, right, top = (float(edge) for edge in page.TrimBox)
    return Trim(right - left, top - bottom, tuple(folds))


def rotate_to_portrait(pdf: pikepdf.Pdf) -> None:
    """Rotate landscape pages of a portrait book, with their top to the left, so that all pages have the same trim."""
    upright = [trim.width < trim.height for trim in map(trim_of, pdf.pages)]
    if not any(upright):
        return
    for page in (page for page, is_upright in zip(pdf.pages, upright, strict=True) if not is_upright):
        trim = trim_of(page)
        page.contents_add(f"q 0 1 -1 0 {trim.height:.3f} 0 cm".encode(), prepend=True)
        page.contents_add(b"Q")
        page.MediaBox = page.TrimBox = [0, 0, round(trim.height, 3), round(trim.width, 3)]


def add_marks(pdf: pikepdf.Pdf, folds: Sequence[Sequence[float]]) -> None:
    """Set the boxes of each page, clip it to the bleed, and draw the marks outside the trim.

    `folds` are the positions of the folds of each page.
    """
    forms: dict[Trim, tuple[str, pikepdf.Object]] = {}
    for page, places in zip(pdf.pages, folds, strict=True):
        trim = trim_of(page, places)
        if trim not in forms:
            forms[trim] = (f"/Marks{len(forms)}", _form(pdf, trim))
        page.MediaBox = page.CropBox = trim.enlarged(SLUG)
        page.BleedBox, page.TrimBox = trim.enlarged(BLEED), trim.enlarged(0)
        name, form = forms[trim]
        page.add_resource(form, pikepdf.Name.XObject, pikepdf.Name(name))  # WeasyPrint's pages share their resources
        left, bottom, right, top = trim.enlarged(BLEED)
        clip = f"q {left:g} {bottom:g} {right - left:.3f} {top - bottom:.3f} re W n\n"
        page.contents_add(clip.encode(), prepend=True)
        page.contents_add(f"\nQ {name} Do".encode())
        page.contents_coalesce()


def _form(pdf: pikepdf.Pdf, trim: Trim) -> pikepdf.Object:
    """Return the marks of a page as a form XObject."""
    form = pdf.make_stream("\n".join(_lines(trim)).encode())
    form.update(
        {
            "/Type": pikepdf.Name.XObject,
            "/Subtype": pikepdf.Name.Form,
            "/BBox": pikepdf.Array(trim.enlarged(SLUG)),
            "/Resources": pikepdf.Dictionary(ColorSpace=pikepdf.Dictionary(All=_REGISTRATION)),
        }
    )
    return pdf.make_indirect(form)


def _lines(trim: Trim) -> list[str]:
    """Return PDF operators that draw two crop marks at each corner, and dashed lines above and below each fold."""
    sides = ((0.0, -1), (trim.width, 1))
    ends = ((0.0, -1), (trim.height, 1))
    lines = [f"/All CS 1 SCN {_LINE} w"]
    lines += [_line(x + way * _NEAR, y, x + way * _FAR, y) for x, way in sides for y, _ in ends]
    lines += [_line(x, y + way * _NEAR, x, y + way * _FAR) for x, _ in sides for y, way in ends]
    if trim.folds:
        lines.append("[2 1.5] 0 d")
        lines += [_line(x, y + way * _NEAR, x, y + way * _FAR) for x in trim.folds for y, way in ends]
    return lines


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return f"{x:.3f} {y:.3f} m {to_x:.3f} {to_y:.3f} l S"
