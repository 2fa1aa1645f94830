# SPDX-License-Identifier: GPL-3.0-or-later
"""Bundles style sheets and scripts, so that a page loads one file of each."""

import re
from pathlib import Path
from textwrap import indent

_INCLUDE = re.compile(r'^( *)(?:@import|//= require) "([^"]+)";?\n', re.MULTILINE)

_SPACE = re.compile(r"""("[^"]*"|'[^']*')|/\*.*?\*/|\s*([{};,])\s*|(:)\s+|\s+""", re.DOTALL)
"""Comments and spaces in a style sheet that can be removed or shortened. Also matches strings, to skip them."""


def minified(sheet: str) -> bytes:
    """Return a style sheet without comments and insignificant spaces."""
    short = _SPACE.sub(lambda match: match[1] or match[2] or match[3] or (" " if match[0].isspace() else ""), sheet)
    return short.replace(";}", "}").strip().encode()


def bundle(path: Path) -> bytes:
    """Return a style sheet or script with included files inserted.

    A line `@import "tables.css";` or `//= require "texts.js"` includes a file of the same folder, without its licence line.
    """

    def content(include: re.Match[str]) -> str:
        _, _, text = (path.parent / include[2]).read_text(encoding="utf-8").partition("\n")
        return f"{indent(text, include[1])}\n"

    return f"{_INCLUDE.sub(content, path.read_text(encoding='utf-8')).rstrip()}\n".encode()
