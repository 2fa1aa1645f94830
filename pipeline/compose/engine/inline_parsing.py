# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls docutils' inline parser without its block parser, and reads the block parser's patterns.

The parser's `memo` is built here with the fields that roles use, and `Body.patterns` is read; docutils documents neither. To be
filed upstream: "A public function that parses inline markup alone: `Inliner.parse` needs a memo of the state machine."
"""

import re
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst import languages, states
from docutils.utils import new_document
from sphinx.util.docutils import LoggingReporter

from pipeline.system.versions import original, version_problem

if TYPE_CHECKING:
    from sphinx.util.docutils import _DocutilsSettings

original(states.Inliner, "parse", "(self, text, lineno, memo, parent)")
original(states.Inliner, "init_customizations", "(self, settings)")
if not {"line", "text"} <= states.Body.patterns.keys():
    raise version_problem("docutils knows its blocks by other patterns", f"these are {', '.join(states.Body.patterns)}")

_BLOCK = re.compile(
    "|".join(
        f"(?:{pattern if isinstance(pattern, str) else pattern.pattern})"
        for name, pattern in states.Body.patterns.items()
        # `text` matches any line; `line` refers to its own first group, so it is replaced below. docutils adds `blank` and
        # `indent` when it makes the first parser.
        if name not in ("text", "line", "blank", "indent")
    )
    + r"|(?P<character>[!-/:-@\[-`{-~])(?P=character)* *\Z"
)
_MARKUP = re.compile(r"[`*_|\\@]|:\S")
"""Characters of which all inline markup, addresses and escapes contain at least one. Some plain text matches as well."""
_SETTINGS = ("character_level_inline_markup", "pep_references", "rfc_references")
"""Settings of the inline parser."""


def begins_block(line: str) -> bool:
    """Return whether docutils may parse a block with this first line as anything but a paragraph."""
    return _BLOCK.match(line) is not None


def is_without_markup(words: str, settings: "_DocutilsSettings") -> bool:
    """Return whether the inline parser is certain to find no markup in these words."""
    return _MARKUP.search(words) is None and not any(_values(settings))


def without_markup(words: str, path: str, line: int, *, is_title: bool = False) -> nodes.Element:
    """Return the nodes that `parse_inline` returns for words without markup."""
    block = (nodes.title if is_title else nodes.paragraph)(words, "", nodes.Text(words))
    block.source, block.line = _source(path, line), 1
    if not is_title:
        return block
    section = nodes.section("", block)
    section.source, section.line = block.source, 0
    return section


def parse_inline(
    words: str, path: str, line: int, settings: "_DocutilsSettings", *, is_title: bool = False
) -> nodes.Element:
    """Parse words into a paragraph, or a section with a title, recognising inline markup only.

    The result equals docutils' for words that docutils parses as a paragraph. Warnings name `path` and `line`.
    """
    source = _source(path, line)

    def place(lineno: int | None = None) -> tuple[str, int | None]:
        return source, lineno

    document = new_document(source, settings)
    reporter = document.reporter = LoggingReporter.from_reporter(document.reporter)
    # Roles call this for their position; normally the state machine provides it.
    reporter.get_source_and_line = place
    inliner = _inliner(*_values(settings))
    memo = SimpleNamespace(
        document=document,
        reporter=reporter,
        language=languages.get_language(settings.language_code, reporter),
        title_styles=[],
        section_level=0,
        section_bubble_up_kludge=False,
        inliner=inliner,
    )
    children, messages = inliner.parse(words, 1, memo, document)
    block = (nodes.title if is_title else nodes.paragraph)(words, "", *children)
    block.source, block.line = source, 1
    document += nodes.section("", block) if is_title else block
    document.extend(messages)
    return document[0]  # type: ignore[return-value]  # an Element: it has just been put there


def _source(path: str, line: int) -> str:
    """Return the position of a translation as Sphinx writes it."""
    return f"{path}:{line}:<translated>"


def _values(settings: "_DocutilsSettings") -> tuple[bool, ...]:
    return tuple(bool(getattr(settings, name, False)) for name in _SETTINGS)


@cache
def _inliner(*values: bool) -> states.Inliner:
    """Return a cached inline parser for these values of `_SETTINGS`: building its patterns is slow."""
    inliner = states.Inliner()
    inliner.init_customizations(SimpleNamespace(**dict(zip(_SETTINGS, values, strict=True))))
    return inliner
