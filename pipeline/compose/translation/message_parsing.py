# SPDX-License-Identifier: GPL-3.0-or-later
"""How a translated message becomes nodes. The only module that puts something in the place of Sphinx's own way.

Sphinx parses each message as a document of its own. `parser_reuse` makes that faster without changing the result;
`whole_paragraphs` changes the result on purpose. Both hang in here, and each can be switched off.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import sphinx.transforms.i18n as stock
from docutils import nodes
from docutils.parsers.rst import languages, states
from docutils.utils import new_document
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.registry import SphinxComponentRegistry
from sphinx.util import get_filetype
from sphinx.util.docutils import LoggingReporter

if TYPE_CHECKING:
    from sphinx.util.docutils import _DocutilsSettings

Struct = states.Struct  # type: ignore[attr-defined]  # docutils' plain record, which its parser shares with roles
_STOCK = stock._publish_msgstr
_ENDS_IN_LITERAL = "\n\n   dummy literal"
"""What Sphinx adds to a message that ends in `::`."""
_SOMETHING_ELSE = re.compile(
    "|".join(
        f"(?:{pattern if isinstance(pattern, str) else pattern.pattern})"
        for name, pattern in states.Body.patterns.items()
        # The last one matches any line; `line` refers to its own first group, so its sign is spelled out here.
        if name not in ("text", "line")
    )
    + r"|(?P<sign>[!-/:-@\[-`{-~])(?P=sign)* *\Z"
)
"""All that docutils can take the first line of a block for, except a paragraph."""


@dataclass(frozen=True, slots=True)
class Text:
    """A translation as Sphinx asks for it: the words, where the message stands, and whether it is to become a title."""

    words: str
    path: str
    line: int
    is_title: bool = False

    @classmethod
    def of(cls, asked: str, path: str, line: int) -> "Text":
        words, _, underline = asked.rpartition("\n")
        if words and set(underline) == {"="} and len(underline) == 2 * len(words):
            return cls(words.removesuffix(_ENDS_IN_LITERAL), path, line, is_title=True)
        return cls(asked.removesuffix(_ENDS_IN_LITERAL), path, line)

    @property
    def is_literal(self) -> bool:
        """The translation of a literal block: Sphinx has set it in, so that nothing in it can be markup."""
        return self.words.startswith("::\n\n   ")

    @property
    def is_plain(self) -> bool:
        """One line that docutils takes for nothing else than a paragraph (or, underlined, for a title)."""
        words = self.words
        one_line = len(words.splitlines()) == 1 and words == words.strip() and "\t" not in words
        return one_line and not words.endswith("::") and _SOMETHING_ELSE.match(words) is None


@dataclass(frozen=True, slots=True)
class Request:
    """What Sphinx hands over with a message."""

    asked: str
    text: Text
    config: Config
    env: BuildEnvironment
    registry: SphinxComponentRegistry
    settings: "_DocutilsSettings"

    @property
    def is_restructuredtext(self) -> bool:
        """Whether the source is reStructuredText; other parsers (MyST) have rules of their own."""
        return get_filetype(self.config.source_suffix, self.text.path) == "restructuredtext"

    def as_sphinx_does(self) -> nodes.Element:
        return _STOCK(
            self.asked,
            self.text.path,
            self.text.line,
            config=self.config,
            env=self.env,
            registry=self.registry,
            settings=self.settings,
        )

    def as_paragraph(self, words: str) -> nodes.Element:
        """A paragraph (or a section with its title) of these words."""
        return as_paragraph(words, self.text, self.settings)


def as_paragraph(words: str, text: Text, settings: "_DocutilsSettings") -> nodes.Element:
    """A paragraph of these words, or a section with its title as `text` asks; only inline markup in them is markup.

    The result is the one that docutils gives for words that it takes for a paragraph.
    """

    def place(lineno: int | None = None) -> tuple[str, int | None]:
        return f"{text.path}:{text.line}:<translated>", lineno

    document = new_document(place()[0], settings)
    reporter = document.reporter = LoggingReporter.from_reporter(document.reporter)
    # Roles ask for the place, as they ask the state machine when Sphinx parses.
    reporter.get_source_and_line = place
    inliner = _inliner(*(bool(getattr(settings, name, False)) for name in _OF_THE_INLINER))
    memo = Struct(
        document=document,
        reporter=reporter,
        language=languages.get_language(settings.language_code, reporter),
        title_styles=[],
        section_level=0,
        section_bubble_up_kludge=False,
        inliner=inliner,
    )
    found, messages = inliner.parse(words, 1, memo, document)
    made = nodes.title(words, "", *found) if text.is_title else nodes.paragraph(words, "", *found)
    made.source, made.line = document["source"], 1
    document += nodes.section("", made) if text.is_title else made
    document.extend(messages)
    return document[0]  # type: ignore[return-value]  # an Element: it has just been put there


type Way = Callable[[Request], nodes.Element | None]
"""Makes the nodes of a message, or leaves it to the next way."""

published: WeakKeyDictionary[BuildEnvironment, dict[tuple[str, int], list[str]]] = WeakKeyDictionary()
"""For each run: (source file, line) -> the translations parsed there, so that a warning can name the catalogue's line."""

_ways: dict[str, Way] = {}
_OF_THE_INLINER = ("character_level_inline_markup", "pep_references", "rfc_references")


def add_way(app: Sphinx, name: str, way: Way) -> None:
    """Add a way of making nodes, switched by the setting `name` (on unless conf.py says otherwise)."""
    app.add_config_value(name, True, "env", bool)
    _ways[name] = way
    # Sphinx has no hook at this point. One function stands here for all runs of the process and asks each run's settings.
    stock._publish_msgstr = _publish


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
    text = Text.of(source, source_path, source_line)
    published.setdefault(env, {}).setdefault((source_path, source_line), []).append(text.words)
    request = Request(source, text, config, env, registry, settings)
    for name, way in _ways.items():
        if name in config and config[name] and (made := way(request)) is not None:
            return made
    return request.as_sphinx_does()


@cache
def _inliner(character_level: bool, pep: bool, rfc: bool) -> states.Inliner:
    """An inline parser for these settings; its tables of patterns are what costs."""
    inliner = states.Inliner()
    inliner.init_customizations(
        Struct(character_level_inline_markup=character_level, pep_references=pep, rfc_references=rfc)
    )
    return inliner
