# SPDX-License-Identifier: GPL-3.0-or-later
"""How a translated message becomes nodes.

Sphinx parses each message as a document of its own. `parser_reuse` makes that faster without changing the result;
`whole_paragraphs` changes the result on purpose. Both are registered here, and each can be switched off.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.registry import SphinxComponentRegistry
from sphinx.util import get_filetype

from pipeline.compose.engine.inline_parsing import begins_block, parse_inline
from pipeline.compose.engine.message_publishing import publish_as_sphinx, publish_with

if TYPE_CHECKING:
    from sphinx.util.docutils import _DocutilsSettings

_ENDS_IN_LITERAL = "\n\n   dummy literal"
"""What Sphinx adds to a message that ends in `::`."""


@dataclass(frozen=True, slots=True)
class MessageText:
    """A translation as Sphinx asks for it: the words, the place of the message, and whether it is to become a title."""

    words: str
    path: str
    line: int
    is_title: bool = False

    @classmethod
    def parse(cls, source: str, path: str, line: int) -> "MessageText":
        """Parse what Sphinx hands over: it underlines titles, and completes a paragraph that ends in `::`."""
        words, _, underline = source.rpartition("\n")
        if words and set(underline) == {"="} and len(underline) == 2 * len(words):
            return cls(words.removesuffix(_ENDS_IN_LITERAL), path, line, is_title=True)
        return cls(source.removesuffix(_ENDS_IN_LITERAL), path, line)

    @property
    def is_literal(self) -> bool:
        """Whether it translates a literal block, which Sphinx has indented, so that nothing in it can be markup."""
        return self.words.startswith("::\n\n   ")

    @property
    def is_plain(self) -> bool:
        """Whether it is one line that docutils takes for nothing else than a paragraph (or, underlined, for a title)."""
        words = self.words
        is_line = len(words.splitlines()) == 1 and words == words.strip() and "\t" not in words
        return is_line and not words.endswith("::") and not begins_block(words)


@dataclass(frozen=True, slots=True)
class Request:
    """A message that Sphinx wants to have as nodes."""

    text: MessageText
    config: Config
    env: BuildEnvironment
    settings: "_DocutilsSettings"

    @property
    def is_restructuredtext(self) -> bool:
        """Whether the source is reStructuredText; other parsers (MyST) have rules of their own."""
        return get_filetype(self.config.source_suffix, self.text.path) == "restructuredtext"

    def as_paragraph(self, words: str) -> nodes.Element:
        """Return these words as a paragraph (or a section with its title); only inline markup in them is markup."""
        text = self.text
        return parse_inline(words, text.path, text.line, self.settings, is_title=text.is_title)


type MessageParser = Callable[[Request], nodes.Element | None]
"""Parses a message into nodes, or returns None to defer to the next parser."""

published: WeakKeyDictionary[BuildEnvironment, dict[tuple[str, int], list[str]]] = WeakKeyDictionary()
"""For each run: (source file, line) -> the translations parsed there, so that a warning can name the catalogue's line."""

_parsers: dict[str, MessageParser] = {}


def add_parser(app: Sphinx, name: str, parser: MessageParser) -> None:
    """Register a parser of messages, switched by the setting `name` (on unless conf.py says otherwise)."""
    app.add_config_value(name, True, "env", bool)
    _parsers[name] = parser
    # One function for all runs of the process, which asks each run's settings.
    publish_with(_publish)


def note_published(env: BuildEnvironment, path: str, line: int, words: str) -> None:
    """Note that a translation is printed at a line of a source file."""
    published.setdefault(env, {}).setdefault((path, line), []).append(words)


def _publish(
    source: str,
    source_path: str,
    source_line: int,
    *,
    config: Config,
    env: BuildEnvironment,
    registry: SphinxComponentRegistry,
    settings: "_DocutilsSettings",
) -> nodes.Element:
    text = MessageText.parse(source, source_path, source_line)
    note_published(env, source_path, source_line, text.words)
    request = Request(text, config, env, settings)
    for name, parser in _parsers.items():
        if name in config and config[name] and (block := parser(request)) is not None:
            return block
    return publish_as_sphinx(
        source, source_path, source_line, config=config, env=env, registry=registry, settings=settings
    )
