# SPDX-License-Identifier: GPL-3.0-or-later
"""Parses the text of a message as reStructuredText: markup, blocks, and errors."""

import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any

from docutils import frontend, nodes, statemachine, utils
from docutils.parsers.rst import Parser, languages, states

FREE_ROLES = frozenset({
    "", "abbr", "abbreviation", "ac", "acronym", "b", "bold", "code", "command", "del", "dfn", "emphasis", "file", "guilabel",
    "i", "index", "ins", "italic", "kbd", "literal", "mailheader", "makevar", "manpage", "menuselection",
    "mimetype", "newsgroup", "program", "regexp", "s", "samp", "small-caps", "strong", "sub", "subscript", "sup",
    "superscript", "t", "term", "title", "title-reference", "u",
})  # fmt: skip
"""Roles whose text is to be translated. The target of a term may be in either language."""

ITALIC = "*…*"
GAP = "\ufffc"
"""Placeholder in `ParsedText.prose` for literals, URLs and footnote marks, which are not translated."""

MAX_LENGTH = 5_000
"""Maximum length of parsed texts; docutils takes quadratic time. The longest message of this project has 1,257 characters."""

NO_WORDS = re.compile(r"%(?:\(\w+\))?[a-z]|<[^<>]*>|&#?\w+;")
"""Placeholders, tags and entities in texts of the interface."""
_KINDS_WITHOUT_PROSE = {"literals", "footnotes", "citations", "substitutions"}
_READ_ROLES = FREE_ROLES - {"code", "command", "file", "kbd", "literal", "samp", "program", "regexp"}
_REFERRING = re.compile(r"ref|numref|body|doc|download|eq|envvar|option|keyword|token|any|rfc|pep|cve|cwe|pub|.+:.+")
_TARGET = re.compile(r"(.*?)(?<!\s)\s*(?<!\\)<([^<>]*)>\Z", re.DOTALL)
_FORMULA_WORDS = re.compile(r"\b(text|mathrm|operatorname)\{[^{}]*\}")
_DECIMAL = re.compile(r"(?<=\d)(?:\{,\}|[.,])(?=\d)")
_BLOCK_START = re.compile(
    r"\s|[-*+•‣⁃]\s|\.\.|>>>|\||__\s|:[^:\s]|--|-\w|/\w|\(?(?:[0-9]+|[A-Za-z]|[ivxlcdmIVXLCDM]+|#)[.)]\s|[=+-]{3}|([!-/:-@[-`{-~])\1{3}"
)
_MARKED = re.compile(r"[`*|_\\\n]|[A-Za-z0-9+.-]:\S|\S@\S|::\s*\Z")
_DIRECTIVE = re.compile(r"(?:^|(?<=\s))\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?([^\W_][\w.+:-]*) ?::(?=\s|\Z)")


@dataclass(frozen=True, slots=True, order=True)
class Role:
    """A role in a text; `target` is None if its text is to be translated. `source` is the whole role."""

    name: str
    target: str | None
    source: str = field(default="", compare=False)

    def __str__(self) -> str:
        if not self.name:
            return "`…`"
        if self.name == "math":
            return self.source
        return f":{self.name}:" if self.target is None else f":{self.name}:`{self.target}`"


@dataclass(frozen=True, slots=True)
class ParsedText:
    """A parsed text.

    A text that looks like another block, such as a list, is parsed as a paragraph. If it is too long or nested too deeply, `is_parsed`
    is false, and markup counts as words. `plain` is the text without literals, targets and URLs, `prose` is the text with GAP in their
    place. `blocks` are docutils' names of the blocks, normally a single `paragraph`; `errors` are docutils' messages. `italics` are the
    words between single stars.
    """

    source: str
    plain: str
    prose: str
    roles: tuple[Role, ...] = ()
    footnotes: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    substitutions: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    literals: tuple[str, ...] = ()
    emphases: tuple[str, ...] = ()
    italics: tuple[str, ...] = ()
    directives: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ("paragraph",)
    errors: tuple[str, ...] = ()
    is_parsed: bool = True


@lru_cache(maxsize=16_384)
def parse_text(source: str) -> ParsedText:
    """Parse a text without executing any roles and directives."""
    directives = tuple(f".. {name}::" for name in _DIRECTIVE.findall(source))
    if directives:
        return ParsedText(source, source, source, directives=directives, blocks=("directive",))
    if len(source) > MAX_LENGTH:
        return ParsedText(source, source, source, is_parsed=False)
    if not (_MARKED.search(source) or _BLOCK_START.match(source)):
        return ParsedText(source, source, source)
    try:
        return _parse(source)
    except RecursionError:
        return ParsedText(source, source, source, is_parsed=False)


def _parse(source: str) -> ParsedText:
    # The message before a literal block ends with two colons; add a literal block.
    document, errors = _parse_document(f"{source}\n\n   -" if source.rstrip().endswith("::") else source)
    # Ignore the literal block added above.
    ignored = (nodes.system_message, nodes.target, nodes.literal_block)
    blocks = tuple(child.__class__.__name__ for child in document.children if not isinstance(child, ignored))
    # Targets outside of text are explicit ones: `.. _name: URL`.
    targets = (node for node in document.findall(nodes.target) if not isinstance(node.parent, nodes.TextElement))
    addresses = tuple(str(target["refuri"]) for target in targets if target.get("refuri"))
    if blocks[:1] != ("paragraph",):
        document, errors = _parse_document(f"\\ {source}")
    text = _collect(source, document, blocks, errors)
    return replace(text, urls=(*text.urls, *addresses)) if addresses else text


class _RoleNode(nodes.inline):
    """Any role, unprocessed."""


def _generic_role(rawsource: str, text: str, role: str, _line: int) -> tuple[list[_RoleNode], list[nodes.Node]]:
    """Return a node for any role, without executing it."""
    return [_RoleNode(rawsource, utils.unescape(text), role=(role or "").lower())], []


@cache
def _settings() -> Any:  # docutils has no type for its settings
    settings = frontend.get_default_settings(Parser)
    settings.report_level = settings.halt_level = 5
    settings.file_insertion_enabled = settings.raw_enabled = settings.warning_stream = False
    return settings


class _Parser(threading.local):
    """docutils' parser, one per thread and reused, since creating it takes longer than parsing a text."""

    def __init__(self) -> None:
        self._inliner = states.Inliner()
        # Patched on the instance: docutils builds patterns from names in the class itself, so a subclass would not work.
        self._inliner.interpreted = _generic_role  # type: ignore[assignment]  # see above
        self._inliner.init_customizations(_settings())
        self._inliner.init_customizations = _no_op  # type: ignore[assignment, method-assign]  # called for each text
        self._machine = states.RSTStateMachine(states.state_classes, "Body")

    def parse(self, source: str, document: nodes.document) -> None:
        lines = statemachine.string2lines(source, tab_width=_settings().tab_width, convert_whitespace=True)
        if len(lines) == 1 and not (_BLOCK_START.match(source) or source.endswith("::")):
            self._parse_paragraph(lines[0], document)
            return
        self._machine.observers.clear()
        self._machine.run(lines, document, inliner=self._inliner)

    def _parse_paragraph(self, line: str, document: nodes.document) -> None:
        """Parse a paragraph of one line, without the state machine for blocks."""
        reporter = document.reporter
        language = languages.get_language(_settings().language_code, reporter)
        memo = SimpleNamespace(document=document, reporter=reporter, language=language, inliner=self._inliner)
        children, messages = self._inliner.parse(line, 1, memo, document)
        document += [nodes.paragraph(line, "", *children), *messages]


def _no_op(_settings: object) -> None:
    pass


_parser = _Parser()


def _parse_document(source: str) -> tuple[nodes.document, list[str]]:
    document = utils.new_document("", _settings())
    errors: list[str] = []

    def observe(message: nodes.system_message) -> None:
        if message["level"] >= 2:
            errors.append(str(message[0].astext()))

    document.reporter.attach_observer(observe)
    _parser.parse(source, document)
    return document, errors


def _collect(source: str, document: nodes.document, blocks: tuple[str, ...], errors: list[str]) -> ParsedText:
    parts: dict[str, list[Any]] = {}
    prose: list[str] = []
    for kind, value in _pieces(document):
        if kind == "plain":
            prose.append(str(value) or GAP)
        else:
            parts.setdefault(kind, []).append(value)
        if kind in _KINDS_WITHOUT_PROSE:
            prose.append(GAP)
    pieces: dict[str, Any] = {kind: tuple(values) for kind, values in parts.items()}
    text = "".join(prose)
    return ParsedText(source, text.replace(GAP, ""), text, blocks=blocks, errors=tuple(errors), **pieces)


def _pieces(node: nodes.Node) -> Iterator[tuple[str, Role | str]]:
    """Yield the parts of a tree in order, as pairs of kind and content."""
    if isinstance(node, nodes.Text):
        yield "plain", node.astext()
    elif isinstance(node, nodes.system_message):
        return
    elif isinstance(node, _RoleNode):
        role, text = _role(node["role"], node.astext(), node.rawsource)
        yield "roles", role
        yield "plain", text
    elif isinstance(node, nodes.literal):
        yield "literals", node.astext()
    elif isinstance(node, nodes.footnote_reference):
        # In docutils, numbered footnotes have their label as text; auto-numbered ones have only a name.
        sign = {1: "#", "*": "*"}.get(node.get("auto", 0), "")
        yield "footnotes", f"[{sign}{node.get('refname') or (node.astext() if not sign else '')}]_"
    elif isinstance(node, nodes.citation_reference):
        yield "citations", f"[{node.astext()}]_"
    elif isinstance(node, nodes.substitution_reference):
        yield "substitutions", f"|{node.astext()}|"
    else:
        if isinstance(node, nodes.reference):
            yield from _reference(node.attributes)
        if isinstance(node, nodes.emphasis | nodes.strong):
            yield from _emphasis(node)
        is_address = isinstance(node, nodes.reference) and node.get("refuri") == node.astext()
        for child in (nodes.Text(""),) if is_address else node.children:
            yield from _pieces(child)
        if isinstance(node, (nodes.paragraph, nodes.term)):
            yield "plain", "\n"


def _emphasis(node: nodes.Element) -> Iterator[tuple[str, str]]:
    if isinstance(node, nodes.emphasis):
        yield "emphases", ITALIC
        yield "italics", node.astext()
    else:
        yield "emphases", "**…**"


def _reference(attributes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    uri = attributes.get("refuri")
    if uri:
        yield "urls", str(uri)
    elif attributes.get("refname"):
        yield "references", f"{attributes['refname']}_"
    elif attributes.get("anonymous"):
        yield "references", "__"


def _role(name: str, text: str, source: str) -> tuple[Role, str]:
    """Return a role with the target that a translation must keep, and its words for readers."""
    split = _TARGET.match(text)
    words, target = (split[1], split[2]) if split else (text, text)
    if "cite" in name.split(":", maxsplit=1)[0]:
        # The words before and after a key are to be translated: `{p. 23}key`.
        keys = (key.strip() for key in re.sub(r"\{[^{}]*\}", "", text).split(","))
        return Role(name, ",".join(sorted(filter(None, keys))), source), ""
    if name == "math":
        # Words in a formula, the decimal mark and spaces may differ from language to language.
        formula = _DECIMAL.sub(".", _FORMULA_WORDS.sub(r"\1{}", text))
        return Role(name, "".join(formula.split()), source), ""
    if name in FREE_ROLES:
        return Role(name, None, source), words if name in _READ_ROLES else ""
    if split or _REFERRING.fullmatch(name):
        return Role(name, target.strip().removeprefix("!").removeprefix("~"), source), words if split else ""
    return Role(name, None, source), words
