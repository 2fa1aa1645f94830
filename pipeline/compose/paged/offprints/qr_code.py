# SPDX-License-Identifier: GPL-3.0-or-later
"""The QR code of an address."""

import io
from html import escape

import segno

from pipeline.words import Words

QUIET = 2
"""Width of the quiet zone in modules. The standard requires four; the light background adds the rest."""


def qr_code(address: str, words: Words) -> str:
    """Return the code as SVG with an accessible label, at error correction level M (15 % of damage)."""
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
