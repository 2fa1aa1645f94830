# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds `dir` to pages, and to untranslated text and code in them, with any theme: Sphinx writes only `lang`."""

import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.translation.original_language import original_language_of
from pipeline.languages import is_right_to_left

_ROOT = re.compile(r"<html(?![^>]*\sdir=)(?=[\s>])")
_CODE = re.compile(r'<(?:pre|code|kbd|samp|a class="address\b[^"]*")(?![^>]*\sdir=)(?=[\s>])')
_FOREIGN = re.compile(r'<(?!html\b)[a-z][\w-]*(?=[^<>]*\slang="([\w-]+)")(?![^<>]*\sdir=)')


def with_directions(html: str, tag: str) -> str:
    """Return a page with `dir` on texts whose direction differs from that of the page's language `tag`.

    In a right-to-left language, code and addresses get `dir` as well.
    """
    is_rtl = is_right_to_left(tag)
    html = _CODE.sub(r'\g<0> dir="ltr"', html) if is_rtl else html
    return _FOREIGN.sub(
        lambda start: (
            start[0] if is_right_to_left(start[1]) == is_rtl else f'{start[0]} dir="{"ltr" if is_rtl else "rtl"}"'
        ),
        html,
    )


def mark_addresses(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Add the class `address` to links whose text is their address, if the language is right-to-left: they stay left-to-right."""
    if is_right_to_left(app.config.language.replace("_", "-")):
        for link in doctree.findall(nodes.reference):
            if link.get("refuri", "").removeprefix("mailto:") == link.astext():
                link["classes"].insert(0, "address")


def turn_pages(app: Sphinx, exception: Exception | None) -> None:
    """Add `dir` to the written pages unless their theme has done so, and to text of the other direction in them."""
    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    language = app.config.language.replace("_", "-")
    turned = is_right_to_left(language)
    if not turned and not is_right_to_left(original_language_of(app).tag):
        return
    for path in sorted(Path(app.outdir).rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        marked = with_directions(_ROOT.sub('<html dir="rtl"', text, count=1) if turned else text, language)
        if marked != text:
            path.write_text(marked, encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-resolved", mark_addresses)
    app.connect("build-finished", turn_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
