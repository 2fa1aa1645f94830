# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders formulas without scripts, as MathML or drawings, with their words translated.

The words of a display formula are separate messages, like the labels of a drawing, and so is its alternative text (`:alt:`); an
inline formula belongs to the message of its sentence. A formula that cannot be shown is printed as TeX, with a warning at its
line or the line of its translation.
"""

from pathlib import Path
from typing import Any, ClassVar

from babel import Locale
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.gettext import I18nBuilder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.directives.patches import MathDirective
from sphinx.domains.math import MathDomain
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata, OptionSpec

from pipeline.compose.context import BOOKS, context_of, own_context_of
from pipeline.compose.editions.document_language import original_of
from pipeline.compose.editions.formula_rendering import prepare, read, resolve, visit_block, visit_inline
from pipeline.compose.engine.applications import app_of
from pipeline.compose.nodes.attached_messages import attach, attached_message, detach
from pipeline.compose.nodes.texts import one_line
from pipeline.compose.translation.language_marks import field
from pipeline.compose.translation.message_parsing import note_published
from pipeline.formula import with_decimals, with_words, words_in
from pipeline.words import Words

NAME = "formulas"
_MATHJAX = "mathjax"
"""Sphinx's default renderer, whose script is loaded from another host."""


class formula_words(attached_message):  # noqa: N801  # docutils names nodes in small letters
    """Words of the formula before this node, or its alternative text (`is_alt`)."""


class FormulaDirective(MathDirective):
    """Sphinx's `.. math::` with the option `:alt:`, the formula as it is read aloud."""

    option_spec: ClassVar[OptionSpec] = {**MathDirective.option_spec, "alt": one_line}

    def run(self) -> list[nodes.Node]:
        formulas = super().run()
        for node in formulas:
            if isinstance(node, nodes.math_block) and "alt" in self.options:
                node["alt"] = self.options["alt"]
        return formulas


class Formulas(MathDomain):
    """Sphinx's math domain, with page numbers in references in paged formats."""

    def resolve_xref(self, *args: Any, **options: Any) -> nodes.reference | None:
        reference = super().resolve_xref(*args, **options)
        if reference is not None:
            reference.children = [nodes.inline("", "", *reference.children, classes=["std", "std-numref"])]
            reference.setup_child(reference.children[0])
        return reference


class FindWords(SphinxTransform):
    """Inserts the words of each formula after it as messages, before translation; not in adopted projects."""

    default_priority = 5

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        context = context_of(app_of(self.env))
        if context is not None and context.publication.adopted:
            return
        for block in list(self.document.findall(nodes.math_block)):
            block["translatable"] = False  # Sphinx would offer the TeX
            messages = [formula_words(text, original=text, is_alt=False) for text in words_in(block.astext())]
            if alt := block.get("alt"):
                messages.append(formula_words(alt, original=alt, is_alt=True))
            for message in messages:
                message.source, message.line = block.source, block.line
            if block.parent is not None:
                attach(block, messages)


def show_translated(app: Sphinx, doctree: nodes.document) -> None:
    """Remove the words from the tree and put their translations into the formulas; warn of formulas that cannot be shown."""
    if isinstance(app.builder, I18nBuilder):
        return  # extraction needs them
    marks = _decimal_marks(app, doctree)
    for block in list(doctree.findall(nodes.math_block)):
        _translate(app, doctree, block, marks)
        block["translatable"] = False  # already translated
    resolve(doctree)
    builder = app.builder
    if isinstance(builder, StandaloneHTMLBuilder) and builder.math_renderer_name == NAME:
        for node in (*doctree.findall(nodes.math), *doctree.findall(nodes.math_block)):
            read(node, warn=True)


def _translate(app: Sphinx, doctree: nodes.document, block: nodes.math_block, marks: tuple[str, str] | None) -> None:
    tex, texts = block.astext(), {}
    for message in detach(block, formula_words):
        words = message.get("translation") or message["original"]
        if message["is_alt"]:
            block["alt"] = words
            continue
        texts[message["original"]] = words
        if "translation" in message:
            note_published(app.env, doctree["source"], block.line or 0, words)
    if texts:
        tex = with_words(tex, lambda text: texts.get(text, text))
        block["translated"] = any(text != words for text, words in texts.items())
        if not block["translated"] and (context := context_of(app)) is not None:
            original = original_of(field(doctree), *context, Path(doctree["source"]))
            if not original.is_named(app.config.language):
                block["classes"].append(f"language-{original.tag}")
    if marks is not None:
        tex = with_decimals(tex, *marks)
    block.children = []
    block += nodes.Text(tex)


def _decimal_marks(app: Sphinx, doctree: nodes.document) -> tuple[str, str] | None:
    """Return the decimal marks of the original and of the edition, or None if nothing in the document is translated."""
    context = own_context_of(app)
    if context is None or not any(node.get("translated") for node in doctree.findall(nodes.TextElement)):
        return None
    original = original_of(field(doctree), *context, Path(doctree["source"]))
    locales = [Locale.parse(code.replace("-", "_")) for code in (original.locale, app.config.language)]
    before, after = (str(locale.number_symbols["latn"]["decimal"]) for locale in locales)
    return before, after


def choose_renderer(app: Sphinx, config: Config) -> None:
    """Choose our renderer. An adopted project keeps its renderer, except MathJax in books, which cannot run scripts."""
    context = context_of(app)
    adopted = context is not None and context.publication.adopted
    other_renderers = app.registry.html_inline_math_renderers.keys() - {NAME, _MATHJAX}
    chosen = config.html_math_renderer or (next(iter(other_renderers)) if len(other_renderers) == 1 else None)
    if chosen in (None, _MATHJAX):
        config.html_math_renderer = _MATHJAX if adopted else NAME
    else:
        config.html_math_renderer = config.paged_math_renderer = config.epub3_math_renderer = chosen


def name_formulas(app: Sphinx, config: Config) -> None:
    """Set the format of references to formulas: `formula (3)`, `Formel (3)`."""
    context = own_context_of(app)
    if context is None or config.math_eqref_format:
        return
    words = Words(config.language, context.project.locales)
    config.math_eqref_format = words("formula (%s)").replace(" ", "\N{NO-BREAK SPACE}") % "{number}"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_node(formula_words)
    app.add_domain(Formulas, override=True)
    app.add_directive("math", FormulaDirective, override=True)
    app.add_html_math_renderer(NAME, (visit_inline, None), (visit_block, None))
    for builder in BOOKS:
        app.add_config_value(f"{builder}_math_renderer", NAME, "html", str)
    app.add_transform(FindWords)
    app.connect("config-inited", choose_renderer)
    app.connect("config-inited", name_formulas)
    # Before Sphinx collects images (500), as in drawings.py.
    app.connect("doctree-read", show_translated, priority=400)
    app.connect("doctree-resolved", prepare)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
