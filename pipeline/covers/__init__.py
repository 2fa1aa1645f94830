# SPDX-License-Identifier: GPL-3.0-or-later
"""Covers of editions: `write_cover` draws one into a file, for the site and for the EPUB."""

from pathlib import Path

from pipeline.model.metadata import Metadata
from pipeline.system.files import write_if_changed
from pipeline.words import Words

COVER_SIZE = (630, 891)
"""Width and height, in pixels, of a cover as PNG; Open Graph names them."""


def write_cover(metadata: Metadata, words: Words, path: Path, *, wordless: bool = False) -> None:
    """Write the cover of an edition as SVG or PNG, by the suffix of `path`; a file whose bytes stay the same is not touched.

    `words` are those of its language. A `wordless` cover is the drawing alone, an SVG of a tenth of the size: lists set the title over it.
    """
    # These bring libraries for fonts and pictures, which most commands do not need.
    from pipeline.covers import drawing

    drawn = drawing.draw_wordless(metadata) if wordless else drawing.draw(metadata, words)
    if path.suffix == ".png":
        drawing.write_picture(drawn, path)
    else:
        write_if_changed(path, drawn.encode())
