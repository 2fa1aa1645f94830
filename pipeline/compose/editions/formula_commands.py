# SPDX-License-Identifier: GPL-3.0-or-later
"""Resolves commands in formulas that depend on the document: macros of conf.py and of earlier formulas, \\tag, \\label and \\eqref."""

import re

from docutils import nodes
from sphinx.config import Config

from pipeline.formula import COMMON, Macros, extract_definitions, macros_from_config

_TAG = re.compile(r"\s*\\tag(\*?)\s*\{([^{}]*)\}")
_LABEL = re.compile(r"\s*\\label\s*\{([^{}]*)\}")
_REFERENCE = re.compile(r"\\(eqref|ref)\s*\{([^{}]*)\}")


def resolve(doctree: nodes.document, config: Config) -> None:
    """Set `tex` of each formula, without definitions and with numbers and references resolved, and `macros`, all defined commands.

    As in MathJax, a definition holds for the rest of the document. A formula with one \\tag has it as its number; if it has
    several, each is printed at the end of its line.
    """
    formulas = [node for node in doctree.findall(nodes.Element) if isinstance(node, nodes.math | nodes.math_block)]
    macros = _project_macros(config)
    numbers: dict[str, str] = {}
    for node in formulas:
        tex, own = extract_definitions(node.astext())
        macros = {**macros, **own} if own else macros
        if isinstance(node, nodes.math_block):
            labels = {*_LABEL.findall(tex), str(node.get("label") or "")}
            tex = _with_numbers(node, _LABEL.sub("", tex))
            numbers |= dict.fromkeys(labels, _number(node))
        node["tex"], node["macros"] = tex, macros
    for node in formulas:
        node["tex"] = _REFERENCE.sub(lambda match: _reference_number(match, numbers), node["tex"])


def _project_macros(config: Config) -> Macros:
    """Return the macros that conf.py defines, for MathJax or in LaTeX preambles."""
    preambles = (
        config.values.get("imgmath_latex_preamble") and config.imgmath_latex_preamble,
        config.latex_elements.get("preamble"),
    )
    macros = {
        **COMMON,
        **{name: macro for text in preambles if text for name, macro in extract_definitions(str(text))[1].items()},
    }
    for setting, section, key in (
        ("mathjax2_config", "TeX", "Macros"),
        ("mathjax3_config", "tex", "macros"),
        ("mathjax4_config", "tex", "macros"),
    ):
        options = getattr(config, setting, None) or {}
        macros |= macros_from_config(options.get(section, {}).get(key))
    return macros


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
