# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands that a project defines: what a formula says with them, and what is refused. In the editions: test_commands.py."""

import pytest

from pipeline.formula import COMMON, FormulaError, expand, extract_definitions, macros_from_config, read_formula

CONFIGURED = macros_from_config(
    {
        "RR": r"\mathbb{R}",
        "bold": [r"{\bf #1}", 1],
        "pd": [r"\frac{\partial #2}{\partial #1}", 2],
        "norm": [r"\lVert #2 \rVert_{#1}", 2, "2"],
        "loop": r"\loop",
        "twice": [r"\twice{#1#1}\twice{#1}", 1],
        "strange": {"body": 1},
    }
)
SPOKEN = {
    r"x \in \RR": "x ∈ ℝ",
    r"\RR x": "ℝx",
    r"\bold{v} + \bold w": "v + w",
    r"\pd{t}{x}": "(∂x) / (∂t)",
    r"\pd t x": "(∂x) / (∂t)",
    r"\pd{\RR}{\bold{x}}": "(∂x) / (∂ℝ)",
    r"\norm{x} + \norm[1]{y}": "‖x‖_2 + ‖y‖_1",
    r"\newcommand{\half}{\frac{1}{2}} \half": "1 / 2",
    r"\newcommand*\half[1]{\frac{#1}{2}} \half a": "a / 2",
    r"\newcommand{\pair}[2][a]{(#1, #2)} \pair{b} = \pair[c]{d}": "(a, b) = (c, d)",
    r"\renewcommand{\RR}{\mathbb{Q}} \RR": "ℚ",
    r"\def\sum2#1{#1}": None,
    r"\def\add#1#2{#1 + #2} \add{a}{b}": "a + b",
    r"\DeclareMathOperator{\rank}{rank} \rank A": "rank A",
    r"\DeclareMathOperator*{\argmin}{arg\,min} \argmin_x f": "argmin_x f",
    r"\ensuremath{x}\xspace = \ensuremath y": "x = y",
    r"\strange": None,
    r"\newcommand{\open}{": None,
}
"""What each says aloud; None where it cannot be shown."""


def said(tex: str) -> str:
    rest, macros = extract_definitions(tex)
    return read_formula(expand(rest, {**COMMON, **CONFIGURED, **macros}), display=True).plain_text


@pytest.mark.parametrize("tex", SPOKEN)
def test_a_command_says_what_it_stands_for(tex: str) -> None:
    try:
        heard: str | None = said(tex)
    except FormulaError:
        heard = None

    assert heard == SPOKEN[tex]


@pytest.mark.parametrize("name", ["loop", "twice{a}"])
def test_a_command_without_end_is_refused(name: str) -> None:
    with pytest.raises(FormulaError, match="has no end"):
        said(f"\\{name}")


def test_an_argument_that_lacks_is_named() -> None:
    with pytest.raises(FormulaError, match=r"the command \\pd has fewer than 2 arguments"):
        said(r"\pd{a}")


def test_a_command_of_the_project_leads_nowhere() -> None:
    with pytest.raises(FormulaError, match="refers to something outside the formula"):
        said(r"\newcommand{\x}{\href{https://example.org}{a}} \x")
