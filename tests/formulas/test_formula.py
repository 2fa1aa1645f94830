# SPDX-License-Identifier: GPL-3.0-or-later
"""A formula by itself: what TeX becomes, what is refused, and where its words are."""

import re
import subprocess
import sys

import pytest
from lxml import etree

from pipeline.formula import read_formula
from pipeline.formula.breaking import split_at_breaks
from pipeline.formula.drawing import WIDEST, draw
from pipeline.formula.mathml import MATHML
from pipeline.formula.tex import FormulaError, with_decimals, with_words, words_in
from tests.conftest import ROOT

SIGNS = {
    r"p = \frac{\text{donne}}{n} \cdot 100\,\%": "p=donnen·100%",
    r"\frac{a+b}{2}": "a+b2",
    r"\bar{x} = \frac{1}{n}\sum_{i=1}^{n} x_i": "x¯=1n∑i=1nxi",
    r"\begin{cases} 1 & \text{se } x>0 \\ 0 & \text{altrimenti} \end{cases}": "{1se\xa0x>00altrimenti",
    r"x = \frac{-b \pm \sqrt{b^2-4ac}}{2a}": "x=−b±b2−4ac2a",
    r"\sin x + \log_2 n": "sinx+log2n",
    r"\mathbf{x} \in \mathbb{R}^n": "𝐱∈ℝn",
    "0{,}5 < 0.75": "0,5<0.75",
    "a &= b \\\\\nc &= d": "a=bc=d",
    "a = b\n\nc = d": "a=bc=d",
    "f' + f''": "f′+f″",
    r"\underbrace{a+b}_{\text{somma}}": "a+b⏟somma",
    r"\text{se $x$ vale}": "se\xa0x\xa0vale",
    r"\begin{align*} a &= b \end{align*}": "a=b",
    r"\begin{flalign} a &= b \nonumber \\ c &= d \notag \end{flalign}": "a=bc=d",
    r"\begin{dcases} 1 & x>0 \\ 0 \end{dcases}": "{1x>00",
    r"\bigl\{ \Bigl\langle \bigl\lVert x \bigr\| \Bigr\rangle \biggr\rbrace": "{⟨‖x‖⟩}",
    r"\operatorname*{arg\,min}_x f": "argminxf",
    r"-\hbar\arg(\eta)": "−ℏarg(η)",
    r"a = \left\{ b + \right. \\ \left. c \right\}": "a={b+c}",
}
"""TeX and the signs of its MathML, in order."""

BROKEN = {
    "": "it is empty",
    r"\text{}": "it is empty",
    r"\frac{a}{b": "a brace { is not closed",
    "a}": "a brace } has no { before it",
    "x^": "missing super script or subscript",
    "a^b^c": "double superscripts",
    r"\left( x": "extra left or missing right",
    r"\foo{x}": r"the command \foo is not known",
    r"\ce{H2O}": r"the command \ce is not known",
    r"\begin{tikzpicture}\end{tikzpicture}": "the environment tikzpicture is not known",
    r"\begin{cases} a": r"\begin{cases} is not closed",
    r"\begin{matrix} a \end{cases}": r"\end{cases} closes no \begin{cases}",
    r"\href{https://example.org}{x}": r"\href refers to something outside the formula",
    r"\input{/etc/passwd}": r"\input refers to something outside the formula",
    r"\includegraphics{a.png}": r"\includegraphics refers to something outside the formula",
    r"\unicode{x0}": r"\unicode refers to something outside the formula",
    r"\newcommand{\x}{\x\x}\x": r"\newcommand defines commands",
    r"\def\x{a}\x": r"\def defines commands",
    r"x \tag{3}": r"\tag numbers the formula; use the option :label:",
    "a $b$": "$ does not enclose a formula here",
    "x\x00": "it has a character that is not allowed in text",
    "x" * 4001: "it has more than 4000 characters",
    r"\sqrt{1+" * 12 + "x" + "}" * 12: "it is 26 levels deep; at most 12 can be drawn; define parts of it separately",
}


def signs(tree: etree._Element) -> str:
    return "".join(map(str, tree.itertext()))


@pytest.mark.parametrize("tex", SIGNS)
def test_has_the_signs_of_its_tex_and_is_drawn(tex: str) -> None:
    formula = read_formula(tex, display=True)

    assert signs(formula.tree) == SIGNS[tex]
    assert "<text " in formula.drawing.shapes


@pytest.mark.parametrize("tex", BROKEN)
def test_what_cannot_be_shown_says_why(tex: str) -> None:
    with pytest.raises(FormulaError) as split_at_breaks:
        read_formula(tex, display=True)

    assert str(split_at_breaks.value) == BROKEN[tex]


def test_nesting_without_end_is_refused() -> None:
    for tex in ("{" * 1900 + "x" + "}" * 1900, r"\sqrt" * 700 + "x"):
        with pytest.raises(FormulaError):
            read_formula(tex)


def test_a_formula_holds_no_html_of_its_own() -> None:
    tree = etree.fromstring(
        read_formula(r"\text{<script>alert(1)</script>} < \style{color:red}{x} \class{a}{y}").mathml()
    )

    assert {etree.QName(one).namespace for one in tree.iter()} == {MATHML}
    assert "<script>alert(1)</script>" in "".join(map(str, tree.itertext()))
    assert not tree.xpath("//@style | //@class | //@href | //@mathcolor")


def test_colours_are_left_out() -> None:
    formula = read_formula(r"\color{red}{x} + \textcolor{blue}{y}")

    assert signs(formula.tree) == "x+y"
    assert "red" not in formula.mathml(alt="x + y") + formula.drawing.shapes


def test_words_are_found_and_replaced() -> None:
    tex = r"\text{se $x_{1}$ è nota} \text{ in \%} \text{e} \operatorname{mcd}(a, b) \mathrm{kg} \mbox{fine}"

    assert words_in(tex) == ("se $x_{1}$ è nota", "in %", "mcd", "fine")
    german = {
        "se $x_{1}$ è nota": "da $x_{1}$ bekannt",
        "in %": "zu % & {mehr} \\input{a}",
        "mcd": "ggT",
        "fine": "Ende",
    }
    assert with_words(tex, german.__getitem__) == (
        r"\text{da $x_{1}$ bekannt} \text{ zu \% \& mehr inputa} \text{e} \operatorname{ggT}(a, b) \mathrm{kg} \mbox{Ende}"
    )


def test_decimals_are_written_as_the_language_writes_them() -> None:
    assert with_decimals(r"0{,}5 + f(1,2)", ",", ".") == r"0.5 + f(1,2)"
    assert with_decimals(r"0.5 + f(1,2)", ".", ",") == r"0{,}5 + f(1,2)"
    assert with_decimals(r"0{,}5 + 1.000", ",", ",") == r"0{,}5 + 1.000"


def test_a_drawing_has_the_measures_of_its_type() -> None:
    flat, deep, tall = (read_formula(tex, display=True).drawing for tex in ("x", "y", r"\frac{a}{b}"))

    assert flat.depth == pytest.approx(0.04, abs=0.02)
    assert deep.depth == pytest.approx(0.25, abs=0.04)
    assert tall.height > 1.8
    assert flat.width < 0.7


def test_a_sign_behind_a_relation_stands_close_to_what_it_belongs_to() -> None:
    apart, close = read_formula("a = b - c"), read_formula("a = -c")

    assert [one.get("form") for one in close.tree.iter(f"{{{MATHML}}}mo")] == [None, "prefix"]
    assert "prefix" not in apart.mathml()
    assert close.drawing.width == pytest.approx(
        read_formula("a = b").drawing.width + read_formula("-c").drawing.width - read_formula("b").drawing.width,
        abs=0.1,
    )


def test_one_that_no_page_holds_is_refused() -> None:
    with pytest.raises(FormulaError, match=r"% wider than a page allows"):
        _ = read_formula(" + ".join("abcdefghijklmnopqrstuvwxyz")).drawing
    assert read_formula(" + ".join("abcdefghijklm")).drawing.width < WIDEST


BREAKS = {
    r"p = \frac{a}{n}": ["p=an"],
    r"\text{persone assistite} = \text{assistite il primo gennaio} + x": [
        "persone\xa0assistite=",
        "assistite\xa0il\xa0primo\xa0gennaio+",
        "x",
    ],
    "a+b+c+d = (g+h)^2 - |i+j| + P(A|B) + -k": ["a+b+c+d=", "(g+h)2−", "|i+j|+", "P(A|B)+", "−k"],
    r"\frac{a+b+c+d+e+f}{g+h} \sqrt{i+j+k+l+m} {n+o+p+q+r}": ["a+b+c+d+e+fg+hi+j+k+l+mn+o+p+q+r"],
    r"\left(a+b+c+d+e+f+g\right) \cdot h \le \text{qualche cosa d’altro}": [
        "(a+b+c+d+e+f+g)·",
        "h≤",
        "qualche\xa0cosa\xa0d’altro",
    ],
}


@pytest.mark.parametrize("tex", BREAKS)
def test_a_long_one_is_broken_behind_relations_and_operators(tex: str) -> None:
    whole = read_formula(tex).tree
    parts = split_at_breaks(whole, lambda tree: draw(tree).width > 10)

    assert [signs(part) for part in parts] == BREAKS[tex]
    lost = draw(whole).width - sum(draw(part).width for part in parts)
    assert lost <= 0.5 * (len(parts) - 1)  # the space behind each sign, which is the line’s


def test_parts_end_with_a_sign_and_no_space() -> None:
    first, *_ = read_formula("aaaaaaa = bbbbbbbb + ccccccc").drawings

    assert first.width == pytest.approx(draw(read_formula("aaaaaaa =").tree).width - 0.37, abs=0.02)


def test_bars_are_as_high_as_what_they_hold_alone_where_they_are_told_so() -> None:
    fixed, grown = read_formula(r"\sqrt{\lvert x_i \rvert^2}"), read_formula(r"\left| \frac{a}{b} \right|")

    assert fixed.drawing.height < 2.5
    assert grown.drawing.height > 1.2


@pytest.mark.parametrize(
    "tex",
    [
        r"\left( \sum_m a \right)",
        r"\left\| \frac{\sum_m a}{b} \right\|_2^2",
        r"\left( \bigl\| x \bigr\|_2 \right)",
        r"\left( \widehat{abc} \xrightarrow{f} \overrightarrow{AB} \right)",
        r"\left[ \bigcup_i A_i \int_0^1 \lvert x \rvert^2 \right]",
    ],
)
def test_brackets_are_as_high_as_what_stands_in_them(tex: str) -> None:
    assert 1.5 < read_formula(tex, display=True).drawing.height < 5


def test_one_that_is_higher_than_a_page_is_refused() -> None:
    with pytest.raises(FormulaError, match="it is taller than a page"):
        _ = read_formula(r" \\ ".join(["a = b"] * 60), display=True).drawing


def test_a_sign_that_the_typeface_lacks_is_named() -> None:
    with pytest.raises(FormulaError, match="has no ب ر ع ي"):
        _ = read_formula(r"\text{عربي}").drawing


def test_drawings_have_no_names_and_the_same_bytes_in_each_run() -> None:
    code = (
        "from pipeline.formula import read_formula\n"
        "for tex in (r'\\frac{a}{b}', r'\\boxed{E = mc^2}', r'\\sum_{i=1}^n x_i'):\n"
        "    print(read_formula(tex).mathml(), read_formula(tex).drawing)"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }

    assert len(runs) == 1
    assert not re.search(rb'\bid="|href|url\(|symbol', runs.pop())
