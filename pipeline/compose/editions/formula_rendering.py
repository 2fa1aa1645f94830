# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders formulas in HTML: as MathML for screens, as drawings for print, as TeX if they cannot be shown.

Before that, the commands that depend on the document are resolved: \\tag, \\label and \\eqref.
"""

import re
from collections.abc import Callable
from html import escape
from math import inf

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import _ as label_of_sphinx
from sphinx.writers.html5 import HTML5Translator

from pipeline.compose.context import makes_own_pages, words_of
from pipeline.compose.docutils_tree import place
from pipeline.compose.engine.applications import app_of
from pipeline.compose.mistakes import warn
from pipeline.formula import LINE, TYPEFACE, WIDE, Drawing, Formula, FormulaError, read_formula
from pipeline.model.remark import Remark

_FOR_PHONES = 11.0
"""Width in ems above which a formula may scroll on the smallest screens, and must be reachable by keyboard."""
_BEFORE, _BEHIND = re.compile(r"[^ \n]{1,20}\Z"), re.compile(r"[^ \n]{1,20}(?=[ \n]|\Z)")
"""Text attached to a formula: a bracket, a comma, an inflectional ending."""
_PAGED = "paged"
_TAG = re.compile(r"\s*\\tag(\*?)\s*\{([^{}]*)\}")
_LABEL = re.compile(r"\s*\\label\s*\{([^{}]*)\}")
_REFERENCE = re.compile(r"\\(eqref|ref)\s*\{([^{}]*)\}")


def resolve(doctree: nodes.document) -> None:
    """Set `tex` of each formula, with numbers and references resolved.

    As in MathJax, a formula with one \\tag has it as its number; if it has several, each is printed at the end of its line.
    """
    numbers: dict[str, str] = {}
    for block in doctree.findall(nodes.math_block):
        labels = {*_LABEL.findall(block.astext()), str(block.get("label") or "")}
        block["tex"] = _with_numbers(block, _LABEL.sub("", block.astext()))
        numbers |= dict.fromkeys(labels, _number(block))
    for node in (*doctree.findall(nodes.math), *doctree.findall(nodes.math_block)):
        tex = node["tex"] if isinstance(node, nodes.math_block) else node.astext()
        node["tex"] = _REFERENCE.sub(lambda match: _reference_number(match, numbers), tex)


def _with_numbers(block: nodes.math_block, tex: str) -> str:
    """Return the TeX of a formula. A single \\tag is removed and becomes the formula's number, unless it has a number."""
    tags = [(star, text.strip("$ ")) for star, text in _TAG.findall(tex)]
    if len(tags) == 1 and not block.get("number"):
        ((star, text),) = tags
        block["shown_number"] = text if star else f"({text})"
        return _TAG.sub("", tex)
    return _TAG.sub(lambda match: rf"\qquad\text{{{match[2] if match[1] else f'({match[2]})'}}}", tex)


def _number(block: nodes.math_block) -> str:
    return str(block.get("shown_number") or (f"({block['number']})" if block.get("number") else ""))


def _reference_number(match: re.Match[str], numbers: dict[str, str]) -> str:
    """Return the number of the referenced formula, or else the reference itself, so that the formula cannot be shown."""
    number = numbers.get(match[2], "")
    if not number:
        return match[0]
    return rf"\text{{{number if match[1] == 'eqref' else number.strip('()')}}}"


def read(node: nodes.Element, *, warn: bool = False) -> Formula | None:
    """Return the formula of a node, or None if it cannot be shown."""
    try:
        return read_formula(node.get("tex", node.astext()), display=isinstance(node, nodes.math_block))
    except FormulaError as broken:
        if warn:
            _warn_of(node, broken)
        return None


def _warn_of(node: nodes.Element, broken: FormulaError) -> None:
    sentence = Remark("the formula cannot be shown: %(reason)s", reason=str(broken))
    step = Remark("correct its TeX; the section Formulas of the handbook for editors lists the known commands")
    warn(sentence, step, location=place(node), category="formula.broken")


def prepare(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Set the printed number of each numbered formula before books replace its identifier.

    Removes Furo's box around a formula, which duplicates the identifier; our formulas scroll without it.
    """
    env, config = app.env, app.config
    numbers_by_id = env.toc_fignumbers.get(docname, {}).get("displaymath", {})
    if app.builder.format == "html":
        for inline in list(doctree.findall(nodes.math)):
            _prevent_breaks(inline)
    for block in list(doctree.findall(nodes.math_block)):
        if isinstance(block.parent, nodes.container) and "math-wrapper" in block.parent["classes"]:
            block.parent.parent.replace(block.parent, block)
        if not block.get("number"):
            continue
        numbers = next((numbers_by_id[name] for name in block["ids"] if name in numbers_by_id), ())
        number = config.math_numsep.join(".".join(map(str, numbers)).rsplit(".", 1))
        block["shown_number"] = f"({number if config.math_numfig and config.numfig else block['number']})"
    resolve(doctree)  # again: numbers are known now


def _prevent_breaks(inline: nodes.math) -> None:
    """Prevent line breaks between a formula and attached text, which HTML allows around an image."""
    parent = inline.parent
    place = parent.index(inline)
    text_before, text_after = _text(parent, place - 1), _text(parent, place + 1)
    left, right = _BEFORE.search(text_before), _BEHIND.match(text_after)
    unbreakable = nodes.inline("", "", classes=["with-formula"])
    parent.replace(inline, unbreakable)
    if left is not None and (left.start() == 0 or text_before[left.start() - 1] in " \n"):
        parent.replace(parent[place - 1], nodes.Text(text_before[: left.start()]))
        unbreakable += nodes.Text(left[0])
    unbreakable += inline
    if right is not None:
        parent.replace(parent[place + 1], nodes.Text(text_after[right.end() :]))
        unbreakable += nodes.Text(right[0])


def _text(parent: nodes.Element, place: int) -> str:
    """Return the text of the child at `place`, or "" if it is missing or not text."""
    node = parent[place] if 0 <= place < len(parent) else None
    return node.astext() if isinstance(node, nodes.Text) else ""


def visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    if translator.builder.name == _PAGED:
        translator.body.append(_as_drawing(node, lambda formula: _in_sentence(translator, node, formula)))
    else:
        reach = _scroll_attributes(translator, node)
        opening = translator.starttag(node, "span", "", CLASS="formula long-formula" if reach else "formula")
        translator.body.append(f"{opening[:-1]}{reach}>{_as_mathml(node)}</span>")
    raise nodes.SkipNode


def _in_sentence(translator: HTML5Translator, node: nodes.math, formula: Formula) -> str:
    """Return an inline formula as a drawing; a long one as several drawings with break opportunities between them."""
    drawings = formula.drawings
    excess = max(drawing.excess(LINE) for drawing in drawings)
    if excess > 0:
        sentence = Remark(
            "the formula has a part that is %(percent)s %% wider than a line, and is made smaller", percent=excess
        )
        warn(sentence, Remark("display it separately, with .. math::"), location=place(node), category="formula.wide")
    if len(drawings) == 1:
        return f"{translator.starttag(node, 'span', '', CLASS='formula')}{_svg(drawings[0], formula.tex)}</span>"
    opening = translator.starttag(node, "span", "", CLASS="formula parted-formula").removesuffix(">")
    marks = f'role="img" data-pdf-tag="Formula" aria-label="{escape(formula.tex)}"'
    return f"{opening} {marks}>{' '.join(map(_svg, drawings))}</span>"


def visit_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    numbered = " numbered" if node.get("shown_number") else ""
    wide = " wide-formula" if _width(node) > WIDE else ""
    translator.body.append(translator.starttag(node, "div", CLASS=f"display-formula{numbered}{wide}"))
    if translator.builder.name == _PAGED:
        content = _as_drawing(node, lambda formula: _svg(formula.drawing, str(node.get("alt") or formula.tex)))
    else:
        content = _as_mathml(node)
    translator.body.append(f'<div class="formula-box"{_scroll_attributes(translator, node)}>{content}</div>\n')
    if numbered:
        translator.body.append(f'<div class="formula-number">{escape(node["shown_number"])}')
        translator.add_permalink_ref(node, label_of_sphinx("Link to this equation"))
        translator.body.append("</div>\n")
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def _as_mathml(node: nodes.Element) -> str:
    """Return a formula as MathML, or its TeX if it cannot be shown."""
    formula = read(node)
    return formula.mathml(str(node.get("alt", ""))) if formula is not None else _source(node)


def _as_drawing(node: nodes.Element, draw: Callable[[Formula], str]) -> str:
    """Return a formula as `draw` draws it, or its TeX if it cannot be shown."""
    formula = read(node)
    if formula is None:
        return _source(node)
    try:
        return draw(formula)
    except FormulaError as broken:
        _warn_of(node, broken)
        return _source(node)


def _source(node: nodes.Element) -> str:
    return f"<code>{escape(node.astext())}</code>"


def _svg(drawing: Drawing, alt: str = "") -> str:
    """Return a drawing as SVG, sized in ems of the surrounding font. Without `alt` it is a part of a formula."""
    lowered = f";vertical-align:{-drawing.depth:.3f}em" if drawing.depth else ""
    marks = f'role="img" data-pdf-tag="Formula" aria-label="{escape(alt)}"' if alt else 'role="presentation"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{drawing.box}" style="width:{drawing.width:.3f}em{lowered}" '
        f'font-family="{TYPEFACE}" {marks}>{drawing.shapes}</svg>'
    )


def _scroll_attributes(translator: HTML5Translator, node: nodes.Element) -> str:
    """Return the attributes that make a scrolling formula reachable by keyboard; none in books, where reading systems do that."""
    if not makes_own_pages(app_of(translator.builder)) or _width(node) <= _FOR_PHONES:
        return ""
    words = words_of(translator.builder.env)
    return f' tabindex="0" role="group" aria-label="{escape(words("Formula"))}"'


def _width(node: nodes.Element) -> float:
    """Return the width in ems, infinite if the formula cannot be drawn."""
    formula = read(node)
    try:
        return formula.drawing.width if formula is not None else inf
    except FormulaError:
        return inf
