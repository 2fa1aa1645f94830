# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces `sphinx.builders._parse_str_to_doctree` and `Builder._read_serial`: the seam between parsing a document and its transforms.

Sphinx parses a document and applies its transforms in one go; the first transform that depends on the language is `Locale`,
and no event lies between. Upstream: https://github.com/sphinx-doc/sphinx/issues/11713.

`Transformer.transforms` has what parsing has added for later, and `LanguageImporter.cache` the modules of labels.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

import docutils.languages
from docutils import nodes
from docutils.parsers import Parser
from docutils.parsers.rst import directives, roles
from docutils.parsers.rst import languages as parser_languages
from docutils.transforms import Transformer
from sphinx import builders
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment, _CurrentDocument

from pipeline.compose.engine import check_calls
from pipeline.system.versions import check_attributes, original

type Parse = Callable[..., nodes.document]
"""Reads a document from its text: parses it and applies transforms."""
type Pending = tuple[int, type, nodes.pending | None, dict[str, Any]]
"""A transform that parsing has asked for: priority, class, the node that it is to replace, arguments."""

_READ = "_parse_str_to_doctree"

read_as_sphinx: Parse = original(
    builders,
    _READ,
    "(content, *, filename, default_role='', default_settings, env, events=None, parser, transforms=())",
)
"""Sphinx's own function."""
check_calls(Builder.read_doc, _READ, "write_doctree")
check_calls(read_as_sphinx, "parse", "apply_transforms", "emit", "sphinx_domains")
original(Builder, "_read_serial", "(self, docnames)")
check_calls(Builder.read, "_read_serial")
check_attributes(Transformer, "transforms", "serialno")
original(directives, "directive", "(directive_name, language_module, document)")
_IMPORTER: Any = docutils.languages.get_language
"""Docutils' own, which Sphinx wraps during a run."""
original(roles, "role", "(role_name, language_module, lineno, reporter)")


class _ParsedError(Exception):
    """Parsing has ended; the transforms are not to be applied."""


@contextmanager
def reading_with(read: Parse) -> Iterator[None]:
    """Let Sphinx read documents with `read` in the block, which takes what Sphinx's own function takes."""
    setattr(builders, _READ, read)
    try:
        yield
    finally:
        setattr(builders, _READ, read_as_sphinx)


def parse_alone(
    content: str, *, parser: Parser, watched: Callable[[Any], AbstractContextManager[None]], **options: Any
) -> tuple[nodes.document, list[Pending]]:
    """Call Sphinx's function, but return the document as the parser leaves it, and the transforms that it has asked for.

    `watched` is entered with the settings of the document while it is parsed.
    """
    parsed: list[tuple[nodes.document, list[Pending]]] = []
    parse = parser.parse

    def parse_only(content: str, document: nodes.document) -> None:
        transforms = document.transformer.transforms
        count = len(transforms)
        with watched(document.settings):
            parse(content, document)
        document.current_source = document.current_line = None
        pending: Any = [(int(priority[:3]), *rest) for priority, *rest in transforms[count:]]
        parsed.append((document, pending))
        raise _ParsedError

    vars(parser)["parse"] = parse_only  # each document has a parser of its own
    with suppress(_ParsedError):
        read_as_sphinx(content, parser=parser, **options)
    del vars(parser)["parse"]
    return parsed[0]


def transform_alone(
    adopt: Callable[[nodes.document], nodes.document], content: str, *, parser: Parser, **options: Any
) -> nodes.document:
    """Call Sphinx's function, but take what `adopt` returns for the empty document for the parsed one; nothing is parsed.

    Handlers of `source-read` are not called again.
    """
    adopted: list[nodes.document] = []

    def parse_nothing(_content: str, document: nodes.document) -> None:
        parsed = adopt(document)
        parsed.transformer.document = parsed
        adopted.append(parsed)

    vars(parser)["parse"] = parse_nothing
    read_as_sphinx(content, parser=parser, **{**options, "events": None})
    return adopted[0]


def add_pending(document: nodes.document, pending: list[Pending]) -> None:
    for priority, transform, node, options in pending:
        if node is not None:
            document.transformer.add_pending(node, priority)
        else:
            document.transformer.add_transform(transform, priority, **options)


class _ReadError(Exception):
    """The documents that are due are read; the build is not to go on."""


def read_due_documents(app: Sphinx, read: Callable[[str], None]) -> None:
    """Let Sphinx choose the documents that it would read, and call `read` with the name of each; nothing is written."""

    def read_all(docnames: list[str]) -> None:
        for docname in docnames:
            app.events.emit("env-purge-doc", app.env, docname)
            app.env.clear_doc(docname)
            read(docname)
        raise _ReadError

    vars(app.builder)["_read_serial"] = read_all
    with suppress(_ReadError):
        app.builder.read()


def parse_document(app: Sphinx, docname: str, parse: Callable[..., nodes.document]) -> None:
    """Let Sphinx read a document with `parse`; the document is parsed, and neither transformed nor written."""

    def parse_only(*arguments: Any, **options: Any) -> nodes.document:
        parse(*arguments, **options)
        raise _ParsedError

    try:
        with suppress(_ParsedError), reading_with(parse_only):
            app.builder.read_doc(docname)
    finally:
        app.env.all_docs[docname] = 0
        app.env.current_document = _CurrentDocument()
        app.env.ref_context.clear()


def current_state(env: BuildEnvironment) -> dict[str, Any]:
    """Return what Sphinx and extensions know of the document that is being read."""
    names = _CurrentDocument.__slots__
    return {name: getattr(env.current_document, name) for name in names}


def restore_state(env: BuildEnvironment, state: dict[str, Any]) -> None:
    """Set what is known of the document that is being read; the domain and parser are those of this environment."""
    for name, value in state.items():
        if name != "_parser":
            setattr(env.current_document, name, value)
    if (domain := env.current_document.default_domain) is not None:
        env.current_document.default_domain = env.domains[domain.name]


def registries() -> dict[str, dict[str, Any]]:
    """Return the roles and directives that are registered outside of domains; `.. role::` adds to them."""
    return {"roles": roles._roles, "directives": directives._directives}  # type: ignore[attr-defined]  # no public list


@contextmanager
def module_of_labels_replaced(language: str, replace: Callable[[Any], Any]) -> Iterator[None]:
    """Let docutils, and whoever asks it, have another module of labels for a language in the block."""
    module = docutils.languages.get_language(language)
    cache: dict[str, Any] = _IMPORTER.cache
    cache[language] = replace(module)
    try:
        yield
    finally:
        cache[language] = module


@contextmanager
def names_noted(note: Callable[[str, str], None]) -> Iterator[None]:
    """Call `note` in the block with "directives" or "roles" and each name for which docutils asks its tables of a language."""

    def directive(name: str, *rest: Any) -> Any:
        note("directives", name.lower())
        return find_directive(name, *rest)

    def role(name: str, *rest: Any) -> Any:
        note("roles", name.lower())
        return find_role(name, *rest)

    find_directive, find_role = directives.directive, roles.role
    vars(directives)["directive"], vars(roles)["role"] = directive, role
    try:
        yield
    finally:
        vars(directives)["directive"], vars(roles)["role"] = find_directive, find_role


def canonical_name(kind: str, name: str, language: str) -> str:
    """Return what docutils takes the name of a directive or role in a language for."""
    tables = parser_languages.get_language(language), parser_languages.en
    return next((found for module in tables if (found := getattr(module, kind, {}).get(name))), name)
