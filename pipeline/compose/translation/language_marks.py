# SPDX-License-Identifier: GPL-3.0-or-later
"""Marks untranslated text with its language, for screen readers and hyphenation."""

from functools import cache
from typing import Any

import docutils.languages
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose.engine.applications import app_of
from pipeline.compose.messages import messages_of
from pipeline.compose.translation import original_language
from pipeline.compose.translation.original_language import EVENT, original_language_of
from pipeline.model.publication import Language

FIELD = "language"
"""Field at the top of a document that is not in the language of its publication: `:language: de`."""


class MarkLanguage(SphinxTransform):
    """Gives each untranslated text the class `language-xx`, which docutils writes as `lang="xx"`."""

    default_priority = 21  # right after the translations are inserted

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        original = self._original()
        heading = docutils.languages.get_language(self.config.language).labels["contents"]
        texts = [
            node
            for node, _ in messages_of(self.document)
            # docutils writes the heading of `.. contents::` in the edition's language.
            if isinstance(node, nodes.TextElement) and not (_is_of_contents(node) and node.astext() == heading)
        ]
        # A text is in the language of its document, or of the data file that it comes from.
        original_of = cache(self._original)
        untranslated: dict[nodes.Element, Language] = {
            node: original_of(node.source or "") for node in texts if not node.get("translated")
        }
        if field(self.document) and list(untranslated.values()) == [original] * len(texts):
            untranslated = {}
            if not original.is_named(self.config.language):
                for section in self.document.children:
                    if isinstance(section, nodes.section):
                        section["classes"].append(f"language-{original.tag}")
        for toctree in self.document.findall(addnodes.toctree):
            if toctree.get("caption") and toctree["caption"] == toctree.get("rawcaption"):
                untranslated[toctree] = original
        foreign = {language for language in set(untranslated.values()) if not language.is_named(self.config.language)}
        for node, language in untranslated.items() if foreign else ():
            if language in foreign:
                _mark(node, f"language-{language.tag}")

    def _original(self, source: str = "") -> Language:
        """Return the language of the document, or of text from the file `source`; without a project, the language in the field."""
        app, tag = app_of(self.env), field(self.document).strip()
        answer: Language | None = app.emit_firstresult(EVENT, self.env.docname, tag, source)
        return answer or (Language(tag, "") if tag else original_language_of(app))


def _is_of_contents(node: nodes.TextElement) -> bool:
    return isinstance(node.parent, nodes.topic) and "contents" in node.parent["classes"]


def _mark(node: nodes.Element, mark: str) -> None:
    if any(name.startswith("language-") for name in node["classes"]):
        return
    is_foreign = type(node).__module__.partition(".")[0] not in ("docutils", "sphinx", "pipeline")
    if is_foreign or isinstance(node, nodes.caption) or isinstance(node.parent, nodes.table):
        # The label before a caption (`Figura 3`) is printed inside it, in the edition's language; an extension's node, such as
        # the title of a card, may be written without its classes.
        words = nodes.inline("", "", *node.children, classes=[mark])
        node.children = []
        node += words
    else:
        node["classes"].append(mark)


def field(document: nodes.document) -> str:
    """Return the document's field `language`; empty if it has none at its top."""
    for node in document.children:
        if isinstance(node, nodes.field_list):
            for entry in node.findall(nodes.field):
                if entry[0].astext() == FIELD:
                    return entry[1].astext()
        elif not isinstance(node, nodes.Invisible):
            break
    return ""


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(original_language.__name__)
    app.add_transform(MarkLanguage)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
