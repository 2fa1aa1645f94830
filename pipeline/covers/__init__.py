# SPDX-License-Identifier: GPL-3.0-or-later
"""Covers of editions, for the site and the EPUB."""

from pathlib import Path

from pipeline.model.metadata import Metadata
from pipeline.system.files import write_if_changed
from pipeline.words import Words

COVER_SIZE = (630, 891)
"""Width and height of a PNG cover in pixels; also written to Open Graph metadata."""


def write_cover(metadata: Metadata, words: Words, path: Path, *, wordless: bool = False) -> None:
    """Write the cover of an edition as SVG or PNG, by the suffix of `path`; an unchanged file is not touched.

    `words` translates into the edition's language. A `wordless` cover has no text and a tenth of the bytes, for lists that set
    the title over it.
    """
    # Imported late: it loads font and image libraries that most commands do not need.
    from pipeline.covers import drawing

    drawn = drawing.draw_wordless(metadata) if wordless else drawing.draw(metadata, words)
    if path.suffix == ".png":
        drawing.write_picture(drawn, path)
    else:
        write_if_changed(path, drawn.encode())
