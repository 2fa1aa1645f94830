# SPDX-License-Identifier: GPL-3.0-or-later
"""A translated paragraph stays a paragraph, whatever it begins with, and all of it reaches the reader.

Sphinx parses `1. Januar 2026 …`, `A. Rossi …`, `- mit …`, `(a) des …` as lists, throws the result away without a word and
prints the original; of two paragraphs it keeps the first. And since it parses blocks, a catalogue could have a file
read (`.. include::`). Here a message is inline text, never a block: what looks like a directive is printed as words.
"""

import posixpath
import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.translation.message_parsing import Request, add_parser

_IMAGE = re.compile(r"\.\. image:: (\S[^\n]*)\Z")
_IS_ESCAPED = re.compile(r"(?<!\\)(\\\\)*::\Z")


def keep_whole(request: Request) -> nodes.Element | None:
    """Return the message as one paragraph, where docutils might see something else in it; None for other messages."""
    text = request.text
    if text.is_plain or text.is_literal or not request.is_restructuredtext:
        return None
    if (image := _IMAGE.match(text.words)) and "image" in request.config.gettext_additional_targets:
        return _other_image(image[1])
    lines = [line.strip() for line in text.words.expandtabs().splitlines()]
    words = "\n".join(line for line in lines if line)
    return request.as_paragraph(_without_literal_mark(words))


def _without_literal_mark(words: str) -> str:
    """Return `Esempio:` for `Esempio::`, which announces a block; as docutils does."""
    if len(words) == 2 or not _IS_ESCAPED.search(words):
        return words
    return words[:-3].rstrip() if words[-3] in " \n" else words[:-1]


def _other_image(uri: str) -> nodes.Element | None:
    """Return the image that a translation names in place of the original's: one among the sources, nothing from elsewhere."""
    if ":" in uri or posixpath.normpath(uri).startswith(".."):
        return nodes.comment()  # which Sphinx passes over
    return nodes.image(uri=uri)


def _configure(_app: Sphinx, config: Config) -> None:
    """Silence Sphinx's comparison of references, which is wrong on right translations; proofreading has one that is not."""
    config.suppress_warnings = [*config.suppress_warnings, "i18n.inconsistent_references"]
    # Catalogues have been compiled, checked, before Sphinx starts.
    config.gettext_auto_build = False


def setup(app: Sphinx) -> ExtensionMetadata:
    add_parser(app, "whole_paragraphs", keep_whole)
    app.connect("config-inited", _configure, priority=700)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
