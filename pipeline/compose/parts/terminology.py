# SPDX-License-Identifier: GPL-3.0-or-later
"""A glossary from terminology.tsv: each edition prints its language's column, sorted by its alphabet, without a catalogue."""

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.context import context_of, project_file
from pipeline.compose.engine import registries
from pipeline.compose.engine.applications import app_of
from pipeline.compose.mistakes import did_you_mean, warn
from pipeline.compose.nodes.rendering import add_directive
from pipeline.compose.translation.index_collation import sort_key
from pipeline.model.remark import Remark
from pipeline.model.term_list import FALLBACK, TERMINOLOGY_FILE, Term, TermList, read_terms


class Terminology(SphinxDirective):
    """`.. terminology::` with English terms or keys, one per line; without them, prints all terms."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        path = project_file(self.env, TERMINOLOGY_FILE)
        self.env.note_dependency(path)
        listed = read_terms(path)
        terms = self._named(listed) if self.content else list(listed.terms)
        context = context_of(app_of(self.env))
        language, original = self.config.language, context.publication.original.tag if context else FALLBACK
        by_alphabet = sort_key(language)
        terms.sort(key=lambda term: by_alphabet(term.name(language)[0]))
        items = [self._item(term, language, original) for term in terms]
        # `:term:` finds each term by its name in this language, in the original's or in English, and by its key. If
        # a name has different meanings in two languages, the edition's language wins.
        registered, docname = registries.terms(self.env), self.env.current_document.docname
        for term in terms:
            registries.note_term(self.env, term.name(language)[0], anchor(term), docname)
        names = [(term.name(tag)[0].lower(), term) for tag in (original, FALLBACK) for term in terms]
        for name, term in (*names, *((term.key, term) for term in terms)):
            registered.setdefault(name, (docname, anchor(term)))
        entries = nodes.definition_list("", *items, classes=["glossary", "terminology"])
        return [addnodes.glossary("", entries, sorted=False)]

    def _named(self, term_list: TermList) -> list[Term]:
        by_key: dict[str, Term] = {}
        for offset, line in enumerate(self.content):
            if not (name := line.strip()):
                continue
            if term := term_list.find(name):
                by_key[term.key] = term
                continue
            sentence = Remark("%(file)s has no term %(name)s", file=term_list.path.name, name=name)
            step = Remark("write its English name or its key from %(file)s", file=term_list.path.name)
            at = "{}:{}".format(*self.state_machine.get_source_and_line(self.content_offset + offset + 1))
            warn(sentence, did_you_mean(term_list.near(name), step), location=at, category="terminology.unknown-term")
        return list(by_key.values())

    def _item(self, term: Term, language: str, original: str) -> nodes.definition_list_item:
        # A missing name falls back to English; a missing definition to the publication's original language, then English.
        name, definition = term.name(language), term.definition(language, original)
        heading = nodes.term("", "", *with_language(name, language), translatable=False, ids=[anchor(term)])
        self.state.document.note_explicit_target(heading)
        heading += addnodes.index(entries=[("single", name[0], anchor(term), "main", None)])
        paragraph = nodes.paragraph("", "", *with_language(definition, language), translatable=False)
        return nodes.definition_list_item("", heading, nodes.definition("", paragraph))


def anchor(term: Term) -> str:
    """Return the anchor of a term, the same in every language."""
    return f"term-{term.key}"


def with_language(text: tuple[str, str], language: str) -> list[nodes.Node]:
    """Return a text as nodes, marked with its language if that is not the edition's."""
    words, tag = text
    if tag in (language.replace("_", "-"), language.replace("_", "-").partition("-")[0]):
        return [nodes.Text(words)]
    return [nodes.inline("", words, classes=[f"language-{tag}"])]


def setup(app: Sphinx) -> ExtensionMetadata:
    add_directive(app, "terminology", Terminology)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
