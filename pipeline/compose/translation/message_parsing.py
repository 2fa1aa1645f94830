# SPDX-License-Identifier: GPL-3.0-or-later
"""Parses translated messages into nodes, by two parsers that run before Sphinx's own; each can be switched off.

Sphinx builds a complete docutils parser for each message (a hundred thousand objects in a book), and parses most messages twice.
`parser_reuse` is faster, with the same result byte for byte: a message of one line that can only be a paragraph needs just the
inline parser, which is cached, and nodes parsed without side effects are copied.

`whole_paragraphs` changes the result: a translated paragraph stays a paragraph, no matter how it begins, and is printed
completely. Sphinx parses `1. Januar 2026 …`, `A. Rossi …`, `- mit …`, `(a) des …` as lists, silently discards the result and prints
the original; of two paragraphs it keeps the first. And since it parses blocks, a catalogue could include a file (`..
include::`). Here a message is inline text, never a block: a directive is printed as text.
"""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import get_filetype
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.engine.inline_parsing import begins_block, is_without_markup, parse_inline, without_markup
from pipeline.compose.engine.markdown_messages import shared_markdown_parser
from pipeline.compose.engine.message_publishing import publish_as_sphinx, publish_with

if TYPE_CHECKING:
    from sphinx.util.docutils import _DocutilsSettings

_ENDS_IN_LITERAL = "\n\n   dummy literal"
"""Appended by Sphinx to a message that ends in `::`."""
_WITHOUT_EFFECT = re.compile(r"``[^`]+``|:(?:ref|term|doc|numref|abbr):`[^`]+`")
"""Literals, and roles that only make nodes. Other roles may have side effects (citations, index): parsed every time."""
_COPIED = (
    nodes.Text,
    nodes.paragraph,
    nodes.emphasis,
    nodes.strong,
    nodes.literal,
    nodes.inline,
    nodes.abbreviation,
    nodes.substitution_reference,
    addnodes.pending_xref,
)
_IMAGE = re.compile(r"\.\. image:: (\S[^\n]*)\Z")
_IS_ESCAPED = re.compile(r"(?<!\\)(\\\\)*::\Z")


@dataclass(frozen=True, slots=True)
class MessageText:
    """A translation to be parsed: its text, its source position, and whether it is a title."""

    words: str
    path: str
    line: int
    is_title: bool = False

    @classmethod
    def parse(cls, source: str, path: str, line: int) -> "MessageText":
        """Remove what Sphinx adds: an underline for titles, a literal block after `::`."""
        words, _, underline = source.rpartition("\n")
        if words and set(underline) == {"="} and len(underline) == 2 * len(words):
            return cls(words.removesuffix(_ENDS_IN_LITERAL), path, line, is_title=True)
        return cls(source.removesuffix(_ENDS_IN_LITERAL), path, line)

    @property
    def is_plain(self) -> bool:
        """Whether it is one line that docutils can only parse as a paragraph (or, underlined, as a title)."""
        words = self.words
        is_line = len(words.splitlines()) == 1 and words == words.strip() and "\t" not in words
        return is_line and not words.endswith("::") and not begins_block(words)


@dataclass(frozen=True, slots=True)
class Request:
    """A message to be parsed into nodes, with its context."""

    text: MessageText
    config: Config
    env: BuildEnvironment
    settings: "_DocutilsSettings"

    @property
    def is_restructuredtext(self) -> bool:
        """Whether the source is reStructuredText; other parsers (MyST) have other rules."""
        return get_filetype(self.config.source_suffix, self.text.path) == "restructuredtext"

    def as_paragraph(self, words: str) -> nodes.Element:
        """Parse words into a paragraph (or a section with its title), recognising inline markup only."""
        text = self.text
        return parse_inline(words, text.path, text.line, self.settings, is_title=text.is_title)


type MessageParser = Callable[[Request], nodes.Element | None]
"""Parses a message into nodes, or returns None to defer to the next parser."""

published: WeakKeyDictionary[BuildEnvironment, dict[tuple[str, int], list[str]]] = WeakKeyDictionary()
"""For each run: (source file, line) -> the translations parsed there, so that a warning can name the catalogue's line."""


def note_published(env: BuildEnvironment, path: str, line: int, words: str) -> None:
    """Record a translation that is printed at a line of a source file."""
    published.setdefault(env, {}).setdefault((path, line), []).append(words)


def reuse(request: Request) -> nodes.Element | None:
    """Return the message's nodes, or None if they might differ from those of Sphinx's parser."""
    text = request.text
    # Sphinx parses the epilog with each message; that is unnecessary, since it was parsed with the document.
    if not text.is_plain or not request.is_restructuredtext:
        return None
    if is_without_markup(text.words, request.settings):
        return without_markup(text.words, text.path, text.line, is_title=text.is_title)
    memory = cast(dict[MessageText, nodes.Element], request.env.current_document.setdefault("pipeline_messages", {}))
    if text in memory:
        return memory[text].deepcopy()
    block = request.as_paragraph(text.words)
    if "`" not in _WITHOUT_EFFECT.sub("", text.words) and all(isinstance(node, _COPIED) for node in block.findall()):
        memory[text] = block.deepcopy()
    return block


def keep_whole(request: Request) -> nodes.Element | None:
    """Return the message as one paragraph if docutils might parse it as anything else, or None."""
    text = request.text
    # A literal block, which Sphinx has indented, contains no markup.
    if text.is_plain or text.words.startswith("::\n\n   ") or not request.is_restructuredtext:
        return None
    if (image := _IMAGE.match(text.words)) and "image" in request.config.gettext_additional_targets:
        # A translated image must be among the sources; Sphinx ignores a comment.
        is_elsewhere = ":" in image[1] or posixpath.normpath(image[1]).startswith("..")
        return nodes.comment() if is_elsewhere else nodes.image(uri=image[1])
    lines = [line.strip() for line in text.words.expandtabs().splitlines()]
    words = "\n".join(line for line in lines if line)
    if len(words) > 2 and _IS_ESCAPED.search(words):
        # `Esempio::`, which announces a block, is printed as `Esempio:`, as docutils does.
        words = words[:-3].rstrip() if words[-3] in " \n" else words[:-1]
    return request.as_paragraph(words)


_PARSERS: dict[str, MessageParser] = {"parser_reuse": reuse, "whole_paragraphs": keep_whole}
"""Parsers by the setting that enables them; all are on by default."""


def _publish(
    source: str,
    path: str,
    line: int,
    *,
    config: Config,
    env: BuildEnvironment,
    settings: "_DocutilsSettings",
    **rest: Any,
) -> nodes.Element:
    text = MessageText.parse(source, path, line)
    note_published(env, path, line, text.words)
    request = Request(text, config, env, settings)
    for name, parser in _PARSERS.items():
        if name in config and config[name] and (block := parser(request)) is not None:
            return block
    with shared_markdown_parser():
        return publish_as_sphinx(source, path, line, config=config, env=env, settings=settings, **rest)


def _configure(_app: Sphinx, config: Config) -> None:
    """Silence Sphinx's check of references, which rejects correct translations; proofreading has its own."""
    config.suppress_warnings = [*config.suppress_warnings, "i18n.inconsistent_references"]


def setup(app: Sphinx) -> ExtensionMetadata:
    for name in _PARSERS:
        app.add_config_value(name, True, "env", bool)
    # The same function for all runs of the process; it reads the settings of each run.
    publish_with(_publish)
    app.connect("config-inited", _configure, priority=700)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
