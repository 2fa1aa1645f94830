# SPDX-License-Identifier: GPL-3.0-or-later
"""Formulas without scripts: MathML on screens, drawings on paper, their words in the language of the edition.

The words of a formula that stands by itself are messages, each of its own as the labels of a drawing are, and so is what its
author says of it (`:alt:`); in a sentence the whole formula belongs to the sentence's message. A formula that cannot be
shown is a warning at its line, or at that of its translation, and its TeX stands in its place.
"""

import re
from collections.abc import Callable, Iterable
from html import escape
from math import inf
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
from sphinx.locale import _
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata, OptionSpec
from sphinx.writers.html5 import HTML5Translator

from pipeline.compose.docutils_tree import place, sourced
from pipeline.compose.parts.data_tables import one_line
from pipeline.compose.parts.parts import makes_own_pages, words_of
from pipeline.compose.parts.words_behind import put_behind, take_out, words_behind
from pipeline.compose.translation.language_marks import field, original_of
from pipeline.compose.translation.message_parsing import published
from pipeline.compose.translation.metadata import own
from pipeline.formula import Formula
from pipeline.formula.drawing import LINE, TYPEFACE, WIDE, Drawing
from pipeline.formula.tex import Broken, with_decimals, with_words, words_in
from pipeline.words import Words

NAME = "formulas"
_THEIRS = "mathjax"
"""Sphinx's own renderer: its script comes from another host."""
_FOR_PHONES = 11.0
"""A formula wider than so many ems may scroll on the smallest screens, and must be within reach of the keyboard."""
_BEFORE, _BEHIND = re.compile(r"[^ \n]{1,20}\Z"), re.compile(r"[^ \n]{1,20}(?=[ \n]|\Z)")
"""What stands close to a formula: a bracket, a comma, an ending."""
_PAGED = "paged"
_logger = logging.getLogger(__name__)


class formula_words(words_behind):  # noqa: N801  # docutils names nodes in small letters
    """Words of the formula before it; `is_alt`: they stand for the formula."""


class FormulaDirective(MathDirective):
    """Sphinx's `.. math::`, and `:alt:`, the formula as one would read it to somebody."""

    option_spec: ClassVar[OptionSpec] = {**MathDirective.option_spec, "alt": one_line}

    def run(self) -> list[nodes.Node]:
        made = super().run()
        for node in made:
            if isinstance(node, nodes.math_block) and "alt" in self.options:
                node["alt"] = self.options["alt"]
        return made


class Formulas(MathDomain):
    """Sphinx's domain, whose references say on which page a formula stands, where there are pages."""

    def resolve_xref(self, *args: Any, **options: Any) -> nodes.reference | None:
        found = super().resolve_xref(*args, **options)
        if found is not None:
            found.children = [nodes.inline("", "", *found.children, classes=["std", "std-numref"])]
            found.setup_child(found.children[0])
        return found


class FindWords(SphinxTransform):
    """Puts the words of each formula behind it, before messages are translated; an adopted project has them as Sphinx does."""

    default_priority = 5

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002  # docutils' signature
        known = own(self.env._app)  # Sphinx 9 warns of the public name
        if known is not None and known[1].adopted:
            return
        for block in list(self.document.findall(nodes.math_block)):
            block["translatable"] = False  # Sphinx would offer the TeX
            if block.parent is not None:
                put_behind(block, _words_of_block(block))


def _words_of_block(block: nodes.math_block) -> list[formula_words]:
    texts = [(text, False) for text in words_in(block.astext())]
    texts += [(block["alt"], True)] if block.get("alt") else []
    found: list[formula_words] = []
    for text, is_alt in texts:
        node = formula_words(text, original=text, is_alt=is_alt)
        node.source, node.line = block.source, block.line
        found.append(node)
    return found


def show_translated(app: Sphinx, doctree: nodes.document) -> None:
    """Take the words out of the tree again and put their translations into the formulas; warn of what cannot be shown."""
    if isinstance(app.builder, I18nBuilder):
        return  # extraction reads them
    marks = _decimal_marks(app, doctree)
    for block in list(doctree.findall(nodes.math_block)):
        _translate(block, take_out(block, formula_words), app, doctree, marks)
        block["translatable"] = False  # it is read and translated; no words of it are printed
    builder = app.builder
    if isinstance(builder, StandaloneHTMLBuilder) and builder.math_renderer_name == NAME:
        for node in (*doctree.findall(nodes.math), *doctree.findall(nodes.math_block)):
            _read(node, warn=True)


def _translate(
    block: nodes.math_block,
    found: Iterable[formula_words],
    app: Sphinx,
    doctree: nodes.document,
    marks: tuple[str, str] | None,
) -> None:
    tex, texts = block.astext(), {}
    for one in found:
        said = one.get("translation") or one["original"]
        if one["is_alt"]:
            block["alt"] = said
            continue
        texts[one["original"]] = said
        if "translation" in one:
            published.setdefault(app.env, {}).setdefault((doctree["source"], block.line or 0), []).append(said)
    if texts:
        tex = with_words(tex, lambda text: texts.get(text, text))
        block["translated"] = any(text != said for text, said in texts.items())
        _mark_language(block, app, doctree)
    if marks is not None:
        tex = with_decimals(tex, *marks)
    block.children = []
    block += nodes.Text(tex)


def _mark_language(block: nodes.math_block, app: Sphinx, doctree: nodes.document) -> None:
    """A formula whose words are not translated says in which language they are."""
    if not block["translated"] and (known := own(app)) is not None:
        original = original_of(field(doctree), *known, Path(doctree["source"]))
        if not original.is_named(app.config.language):
            block["classes"].append(f"language-{original.tag}")


def _decimal_marks(app: Sphinx, doctree: nodes.document) -> tuple[str, str] | None:
    """The marks of decimals in the original and here; None where nothing of a document is translated."""
    known = own(app)
    if (
        known is None
        or known[1].adopted
        or not any(node.get("translated") for node in doctree.findall(nodes.TextElement))
    ):
        return None
    original = original_of(field(doctree), *known, Path(doctree["source"]))
    return _decimal_mark(original.locale), _decimal_mark(app.config.language)


def _decimal_mark(locale: str) -> str:
    return str(Locale.parse(locale.replace("-", "_")).number_symbols["latn"]["decimal"])


def _read(node: nodes.Element, *, warn: bool = False) -> Formula | None:
    try:
        return Formula.read(node.astext(), display=isinstance(node, nodes.math_block))
    except Broken as broken:
        if warn:
            _complain(node, broken)
        return None


def said(node: nodes.math) -> str:
    """A formula as one would type it on a line; its TeX where it cannot be shown."""
    formula = _read(node)
    return formula.spoken if formula is not None else node.astext()


def _complain(node: nodes.Element, broken: Broken) -> None:
    _logger.warning("the formula cannot be shown: %s", broken, location=_place(node), type="formula")


def _place(node: nodes.Element) -> str:
    """Where a formula stands, as Sphinx says it of a text and of its translation."""
    at = sourced(node)
    return place(at) if at is not None else str(node.source or "")


def prepare(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write on each numbered formula the number that Sphinx gave it; in a book its identifier becomes another.

    The box that Furo puts around a formula goes: it repeats the identifier, and ours scrolls.
    """
    env, config = app.env, app.config
    counted = env.toc_fignumbers.get(docname, {}).get("displaymath", {})
    if app.builder.format == "html":
        for inline in list(doctree.findall(nodes.math)):
            _keep_together(inline)
    for block in list(doctree.findall(nodes.math_block)):
        if isinstance(block.parent, nodes.container) and "math-wrapper" in block.parent["classes"]:
            block.parent.parent.replace(block.parent, block)
        if not block.get("number"):
            continue
        numbers = next((counted[name] for name in block["ids"] if name in counted), ())
        shown = config.math_numsep.join(".".join(map(str, numbers)).rsplit(".", 1))
        block["shown_number"] = shown if config.math_numfig and config.numfig else str(block["number"])


def _keep_together(inline: nodes.math) -> None:
    """No line ends between a formula and what stands close to it; a line may end at a drawing as at a word."""
    parent = inline.parent
    place = parent.index(inline)
    before, behind = _text(parent, place - 1), _text(parent, place + 1)
    left, right = _BEFORE.search(before), _BEHIND.match(behind)
    together = nodes.inline("", "", classes=["with-formula"])
    parent.replace(inline, together)
    if left is not None and (left.start() == 0 or before[left.start() - 1] in " \n"):
        parent.replace(parent[place - 1], nodes.Text(before[: left.start()]))
        together += nodes.Text(left[0])
    together += inline
    if right is not None:
        parent.replace(parent[place + 1], nodes.Text(behind[right.end() :]))
        together += nodes.Text(right[0])


def _text(parent: nodes.Element, place: int) -> str:
    """The text at a place among the children; empty where something else stands, or nothing."""
    found = parent[place] if 0 <= place < len(parent) else None
    return found.astext() if isinstance(found, nodes.Text) else ""


def _visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    if translator.builder.name == _PAGED:
        translator.body.append(_printed(node, lambda formula: _in_sentence(translator, node, formula)))
    else:
        reach = _reach(translator, node)
        opening = translator.starttag(node, "span", "", CLASS="formula long-formula" if reach else "formula")
        translator.body.append(f"{opening[:-1]}{reach}>{_on_screen(node)}</span>")
    raise nodes.SkipNode


def _in_sentence(translator: HTML5Translator, node: nodes.math, formula: Formula) -> str:
    """A drawing; of a long formula one for each part, between which lines may end."""
    drawings = formula.drawings
    over = max(drawing.excess(LINE) for drawing in drawings)
    if over > 0:
        told = "the formula has a part that is %s %% wider than a line, and is made smaller; display it by itself, by .. math::"
        _logger.warning(told, over, location=_place(node), type="formula")
    if len(drawings) == 1:
        return f"{translator.starttag(node, 'span', '', CLASS='formula')}{_svg(drawings[0], formula.spoken)}</span>"
    opening = translator.starttag(node, "span", "", CLASS="formula parted-formula").removesuffix(">")
    marks = f'role="img" data-pdf-tag="Formula" aria-label="{escape(formula.spoken)}"'
    return f"{opening} {marks}>{' '.join(map(_svg, drawings))}</span>"


def _visit_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    numbered = " numbered" if node.get("shown_number") else ""
    wide = " wide-formula" if _width(node) > WIDE else ""
    translator.body.append(translator.starttag(node, "div", CLASS=f"display-formula{numbered}{wide}"))
    if translator.builder.name == _PAGED:
        shown = _printed(node, lambda formula: _svg(formula.drawing, str(node.get("alt") or formula.spoken)))
    else:
        shown = _on_screen(node)
    translator.body.append(f'<div class="formula-box"{_reach(translator, node)}>{shown}</div>\n')
    if numbered:
        translator.body.append(f'<div class="formula-number">({escape(node["shown_number"])})')
        translator.add_permalink_ref(node, _("Link to this equation"))
        translator.body.append("</div>\n")
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def _on_screen(node: nodes.Element) -> str:
    """A formula as MathML; its TeX where it cannot be shown."""
    formula = _read(node)
    return formula.mathml(str(node.get("alt", ""))) if formula is not None else _source(node)


def _printed(node: nodes.Element, drawn: Callable[[Formula], str]) -> str:
    """A formula as it is `drawn`; its TeX where it cannot be shown."""
    formula = _read(node)
    if formula is None:
        return _source(node)
    try:
        return drawn(formula)
    except Broken as broken:
        _complain(node, broken)
        return _source(node)


def _source(node: nodes.Element) -> str:
    return f"<code>{escape(node.astext())}</code>"


def _svg(drawing: Drawing, alt: str = "") -> str:
    """The drawing, as wide as it is in the type around it; where that is less, smaller. Without an `alt` it is a part of one."""
    lowered = f";vertical-align:{-drawing.depth:.3f}em" if drawing.depth else ""
    marks = f'role="img" data-pdf-tag="Formula" aria-label="{escape(alt)}"' if alt else 'role="presentation"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{drawing.box}" style="width:{drawing.width:.3f}em{lowered}" '
        f'font-family="{TYPEFACE}" {marks}>{drawing.shapes}</svg>'
    )


def _reach(translator: HTML5Translator, node: nodes.Element) -> str:
    """What the box of a formula says that scrolls where there is little room; nothing in books, whose readers see to it."""
    if not makes_own_pages(translator.builder._app) or _width(node) <= _FOR_PHONES:
        return ""
    words = words_of(translator.builder.env)
    return f' tabindex="0" role="group" aria-label="{escape(words("Formula"))}"'


def _width(node: nodes.Element) -> float:
    """In ems; of what cannot be drawn, one that is too wide."""
    formula = _read(node)
    try:
        return formula.drawing.width if formula is not None else inf
    except Broken:
        return inf


def choose_renderer(app: Sphinx, config: Config) -> None:
    """Ours for all that we make; an adopted project keeps its own, and MathJax on its pages, which books cannot use."""
    known = own(app)
    adopted = known is not None and known[1].adopted
    others = app.registry.html_inline_math_renderers.keys() - {NAME, _THEIRS}
    chosen = config.html_math_renderer or (next(iter(others)) if len(others) == 1 else None)
    if chosen in (None, _THEIRS):
        config.html_math_renderer = _THEIRS if adopted else NAME
    else:
        config.html_math_renderer = config.paged_math_renderer = config.epub3_math_renderer = chosen


def name_formulas(app: Sphinx, config: Config) -> None:
    """`formula (3)`, `Formel (3)`: how references call a formula."""
    known = own(app)
    if known is None or known[1].adopted or config.math_eqref_format:
        return
    words = Words(config.language, known[0].locales)
    config.math_eqref_format = words("formula (%s)").replace(" ", "\N{NO-BREAK SPACE}") % "{number}"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_node(formula_words)
    app.add_domain(Formulas, override=True)
    app.add_directive("math", FormulaDirective, override=True)
    app.add_html_math_renderer(NAME, (_visit_inline, None), (_visit_block, None))
    for builder in (_PAGED, "epub3"):
        app.add_config_value(f"{builder}_math_renderer", NAME, "html", str)
    app.add_transform(FindWords)
    app.connect("config-inited", choose_renderer)
    app.connect("config-inited", name_formulas)
    # As drawings do.
    app.connect("doctree-read", show_translated, priority=400)
    app.connect("doctree-resolved", prepare)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
