# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages in a language that is written from right to left say so, whatever theme they have: Sphinx's templates name the language alone."""

import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.typing import ExtensionMetadata

from pipeline.languages import is_right_to_left

_ROOT = re.compile(r"<html(?![^>]*\sdir=)(?=[\s>])")


def turn_pages(app: Sphinx, exception: Exception | None) -> None:
    """Give the pages that were written the attribute `dir`, where their theme has not."""
    language = app.config.language.replace("_", "-")
    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder) or not is_right_to_left(language):
        return
    for path in sorted(Path(app.outdir).rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        turned = _ROOT.sub('<html dir="rtl"', text, count=1)
        if turned != text:
            path.write_text(turned, encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("build-finished", turn_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
