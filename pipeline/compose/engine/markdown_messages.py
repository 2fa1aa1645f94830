# SPDX-License-Identifier: GPL-3.0-or-later
"""Shares MyST's Markdown parser between translated messages, each of which Sphinx parses as a separate document.

For each, `MystParser.parse` makes a parser with its plugins, and `DocutilsRenderer.setup_render` makes a document that nobody uses.
With 3,100 messages, that was a third of the time of a build. If MyST has no such functions, it does both as before. To be filed
upstream: docs/upstream/markdown_messages.md. Case: tests/compose/engine/test_markdown_messages.py.
"""

import copy
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

_SPHINX_PARSER, _RENDERER = "myst_parser.parsers.sphinx_", "myst_parser.mdit_to_docutils.base"
_MAKE_PARSER, _DEFAULT_SETTINGS = "create_md_parser", "get_default_settings"

type _MakeParser = Callable[[Any, Any], Any]


class _SharedParser:
    """Replaces `create_md_parser`; during a message, it returns the last parser if it was made with the same arguments."""

    def __init__(self, make: _MakeParser) -> None:
        self._make = make
        self._made_for: tuple[Any, Any] | None = None
        self._parser: Any = None
        self.is_free = False

    def __call__(self, config: Any, renderer: Any) -> Any:
        if not self.is_free:
            return self._make(config, renderer)
        self.is_free = False  # a text within the message needs its own parser
        if self._made_for is None or self._made_for[0] is not config or self._made_for[1] is not renderer:
            self._made_for, self._parser = (config, renderer), self._make(config, renderer)
        return self._parser


@contextmanager
def shared_markdown_parser() -> Iterator[None]:
    """Let MyST parse the first text in the block with the parser of earlier blocks, if its configuration is the same."""
    module = sys.modules.get(_SPHINX_PARSER)  # imported by a project's conf.py, or not at all
    make = getattr(module, _MAKE_PARSER, None)
    if make is None:
        yield
        return
    if not isinstance(make, _SharedParser):
        make = vars(module)[_MAKE_PARSER] = _SharedParser(make)
        _cache_default_settings()
    make.is_free = True
    try:
        yield
    finally:
        make.is_free = False


def _cache_default_settings() -> None:
    """Cache docutils' default settings for MyST: docutils makes a parser for the command line to find them."""
    module = sys.modules.get(_RENDERER)
    find = getattr(module, _DEFAULT_SETTINGS, None)
    if find is not None:
        cached = cache(find)
        vars(module)[_DEFAULT_SETTINGS] = lambda *components: copy.deepcopy(cached(*components))
