# SPDX-License-Identifier: GPL-3.0-or-later
"""The QR code of an address, for telephones, with the address in letters for everybody else."""

import io
from html import escape

import segno

from pipeline.words import Words

QUIET = 2
"""Modules of white around the code. The standard asks for four: the ground around it is as light, and adds the others."""


def qr_code(address: str, words: Words) -> str:
    """Return HTML: the code as an SVG of one path, which says what it is, and holds up to a sixth of damage (level M)."""
    code = segno.make_qr(address, error="m")
    path = io.BytesIO()
    code.save(
        path,
        kind="svg",
        xmldecl=False,
        omitsize=True,
        border=QUIET,
        light="#fff",
        svgclass=None,
        lineclass=None,
        nl=False,
    )
    said = escape(words("QR code with the address of this publication: %s") % address)
    svg = path.getvalue().decode().replace("<svg ", f'<svg role="img" aria-label="{said}" ', 1)
    return f'<div class="qr-code">{svg}</div>'
