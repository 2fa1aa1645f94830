# SPDX-License-Identifier: GPL-3.0-or-later
"""An abstract with its keywords, printed in every language: the edition's own first, then the others from their catalogues."""

from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.nodes import extract_messages
from sphinx.util.typing import ExtensionMetadata, OptionSpec
from sphinx.writers.html5 import HTML5Translator

from pipeline.bookformat.vocabulary import PAPER_AUTHORS
from pipeline.compose.context import context_of, language_of, translator, words_of
from pipeline.compose.editions.document_language import original_of
from pipeline.compose.engine.applications import app_of
from pipeline.compose.engine.inline_parsing import parse_inline
from pipeline.compose.mistakes import Mistake
from pipeline.compose.nodes.rendering import add_directive, add_node, as_element
from pipeline.compose.nodes.titled_parts import TitledDirective
from pipeline.compose.translation.language_marks import field
from pipeline.model.publication import Language
from pipeline.model.remark import Remark
from pipeline.theme import phrases
from pipeline.words import Words

DOMAIN = "abstract."
"""Prefix of the gettext domain with the abstracts in one language: `abstract.de`."""
_OF = "\x04"
"""Separator of domain and original, the same that gettext uses between context and msgid."""


class abstract(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """An abstract in all its languages: after the authors, an abstract_version for each, the edition's language first.

    `messages` are the originals of the first version as in catalogues: the paragraphs, then the keywords.
    """


class abstract_version(nodes.General, nodes.Element):  # noqa: N801
    """The abstract in one language: paragraphs and keywords under `heading`, which is in that language."""


class abstract_keywords(nodes.Part, nodes.TextElement):  # noqa: N801
    """The keywords, separated by semicolons, after `label`, which is in their language."""


class abstract_authors(nodes.Part, nodes.TextElement):  # noqa: N801
    """The authors of a paper in a volume."""


class Abstract(TitledDirective):
    """`.. abstract::` with `:keywords:` and, for a paper in a volume, `:authors:`; its content is one or more paragraphs."""

    required_arguments = 0
    option_spec: ClassVar[OptionSpec] = {
        "keywords": directives.unchanged_required,
        "authors": directives.unchanged_required,
    }

    def make(self) -> list[nodes.Node]:
        if "keywords" not in self.options:
            step = Remark("write :keywords: with semicolons between them")
            raise Mistake("abstracts.no-keywords", Remark("an abstract has no keywords"), step)
        paragraphs = self.parse_content_to_nodes()
        if not paragraphs or not all(isinstance(paragraph, nodes.paragraph) for paragraph in paragraphs):
            sentence = Remark("an abstract consists of paragraphs only")
            raise Mistake("abstracts.content", sentence, Remark("remove lists, tables and notes from it"))
        words = words_of(self.env)
        element = abstract()
        self.set_source_info(element)
        if "authors" in self.options:
            authors = self.option_text(abstract_authors, "authors")
            context = context_of(app_of(self.env))
            authors["translatable"] = context is not None and context.publication.translate_authors
            element += authors
            if context is not None:
                self.env.note_dependency(context.publication.described_in)
                document = Path(self.env.doc2path(self.env.docname))
                original = original_of(field(self.state.document), *context, document)
                name = phrases.language_name(original, language_of(context.project, self.config))
                text = f"{words('Original language')}: {name}"
                element += nodes.paragraph("", text, classes=["original-language"], translatable=False)
        keywords = self.option_text(abstract_keywords, "keywords")
        element += _version(words, [*paragraphs, keywords])
        return [element]


def _version(words: Words, content: list[nodes.Node]) -> abstract_version:
    version = abstract_version("", *content, heading=words("Abstract"))
    for keywords in version.findall(abstract_keywords):
        keywords["label"] = words("Keywords")
    return version


class KeepOriginals(SphinxTransform):
    """Store the originals of an abstract's texts before Sphinx replaces them with translations."""

    default_priority = 19  # Sphinx inserts translations at 20

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 - docutils' signature
        for element in self.document.findall(abstract):
            version = next(iter(element.findall(abstract_version)))
            element["messages"] = [text for _, text in extract_messages(version)]


class AddOtherLanguages(SphinxTransform):
    """Add the abstract in each other language that has a complete translation."""

    default_priority = 22

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 - docutils' signature
        context = context_of(app_of(self.env))
        abstracts = list(self.document.findall(abstract))
        if context is None or not abstracts:
            return
        project, publication = context
        original = original_of(field(self.document), project, publication, Path(self.env.doc2path(self.env.docname)))
        for language in publication.languages or project.languages:
            if language.is_named(self.config.language):
                continue
            words = Words(language, project.locales)
            for element in abstracts:
                if texts := self._texts(element, language, original):
                    element.append(self._other_version(element, texts, words))

    def _texts(self, element: nodes.Element, language: Language, original: Language) -> list[str]:
        """Return the texts in a language; empty if a translation is missing, or if they are the same as in the edition's language."""
        messages: list[str] = element["messages"]
        if language == original:
            version = next(iter(element.findall(abstract_version)))
            return messages if any(node.get("translated") for node in version.findall(nodes.TextElement)) else []
        for folder in self.config.locale_dirs:
            place = Path(self.env.srcdir, folder, self.config.language, "LC_MESSAGES", f"{DOMAIN}{language.tag}.mo")
            self.env.note_dependency(place)
        look_up = translator(app_of(self.env), DOMAIN + language.tag)
        texts = [look_up(message) for message in messages]
        return texts if all(map(str.__ne__, texts, messages)) else []

    def _other_version(self, element: nodes.Element, texts: list[str], words: Words) -> abstract_version:
        """Return a version whose texts have their original as `message`, preceded by the domain if the text is a translation."""
        kinds = [*[nodes.paragraph] * (len(texts) - 1), abstract_keywords]
        content: list[nodes.Node] = []
        for kind, original, text in zip(kinds, element["messages"], texts, strict=True):
            is_translation = text != original
            message = f"{DOMAIN}{words.tag}{_OF}{original}" if is_translation else original
            children = self._parse(element, text)
            content.append(kind("", "", *children, translatable=False, message=message, is_translation=is_translation))
        version = _version(words, content)
        version["classes"] = [f"language-{words.tag}"]
        return version

    def _parse(self, element: nodes.Element, text: str) -> list[nodes.Node]:
        paragraph = parse_inline(text, str(element.source), element.line or 1, self.document.settings)
        for note in list(paragraph.findall(nodes.footnote_reference)):
            note.parent.remove(note)
        # References resolve in this edition, but use names of the other language: print only their words.
        for reference in list(paragraph.findall(addnodes.pending_xref)):
            words = [] if reference.get("refdomain") == "cite" else [nodes.Text(reference.astext())]
            reference.parent.replace(reference, words)
        return list(paragraph.children)


def _heading(translator: HTML5Translator, node: nodes.Element) -> str:
    level, heading = translator.section_level + 1, translator.encode(node["heading"])
    return f'<p class="abstract-title" role="heading" aria-level="{level}">{heading}</p>\n'


def _label(translator: HTML5Translator, node: nodes.Element) -> str:
    return f"<strong>{translator.encode(node['label'])}:</strong> "


def setup(app: Sphinx) -> ExtensionMetadata:
    add_node(app, abstract, as_element("div", class_name="abstracts"))
    add_node(app, abstract_version, as_element("div", _heading, class_name="abstract"))
    add_node(app, abstract_keywords, as_element("p", _label, class_name="keywords"), "paragraph")
    add_node(app, abstract_authors, as_element("p", class_name=PAPER_AUTHORS), "paragraph")
    add_directive(app, "abstract", Abstract)
    app.add_transform(KeepOriginals)
    app.add_transform(AddOtherLanguages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
