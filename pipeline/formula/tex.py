# SPDX-License-Identifier: GPL-3.0-or-later
"""Prepares TeX for latex2mathml: checks it, normalises environments, and replaces words by translations. Pure."""

import re
from collections.abc import Callable

MAX_LENGTH = 4000
_REFUSED = {
    **dict.fromkeys(
        ("href", "url", "input", "include", "includegraphics", "verb", "unicode"),
        "refers to something outside the formula",
    ),
    **dict.fromkeys(
        ("newcommand", "renewcommand", "def", "let", "newenvironment", "DeclareMathOperator"), "defines commands"
    ),
    **dict.fromkeys(("tag", "label"), "numbers the formula; use the option :label:"),
}
_NUMBERLESS = frozenset(("equation", "displaymath", "math", "subequations"))
"""Environments that have no effect within a formula."""
_ALIGNED = dict.fromkeys(("aligned", "align", "alignat", "eqnarray", "alignedat", "flalign"), "split")
_ALIGNED |= dict.fromkeys(("gather", "gathered", "multline"), "matrix")
_ENVIRONMENTS = frozenset({
    "matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "array", "cases", "smallmatrix", "split",
    "substack",
})  # fmt: skip
_ALIGNED |= {"dcases": "cases"}
_UNNUMBERED = re.compile(r"\\(nonumber|notag)(?![A-Za-z])")
"""Commands that suppress line numbers, which our formulas do not have."""
_NAME = re.compile(r"\\(arg)(?![A-Za-z])")
"""Function names unknown to latex2mathml."""
_SPACE_IN_A_NAME = re.compile(r"(\\operatorname\*?\s*\{[a-zA-Z]+)\\[,:;! ](?=[a-zA-Z]+\})")
"""A space command in an operator name: latex2mathml reads `arg\\,min` as a product of letters."""
BRACES = {0xE000: "{", 0xE001: "}"}
"""Private-use placeholders for braces after `\\big`, where a literal brace would begin a group."""
_DELIMITERS = {
    **dict.fromkeys(("{", "lbrace"), chr(0xE000)),
    **dict.fromkeys(("}", "rbrace"), chr(0xE001)),
    **dict.fromkeys(("|", "Vert", "lVert", "rVert"), "‖"),
    **dict.fromkeys(("vert", "lvert", "rvert"), "|"),
    **{"langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉"},
    **{"lbrack": "[", "rbrack": "]", "uparrow": "↑", "downarrow": "↓"},
}
_BIG = re.compile(r"(\\[Bb]igg?[lmr]?)\s*\\([A-Za-z]+|[{}|])")
COMMAND = re.compile(r"\\([A-Za-z]+)")
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{\s*([A-Za-z]+)\*?\s*\}")
_COMMENT = re.compile(r"(?<!\\)%.*")
_INNERMOST = re.compile(r"\\begin\{([a-zA-Z]+)\}((?!\\begin\{).)*?\\end\{\1\}", re.DOTALL)
_TEXT = re.compile(r"(\\(?:text(?:rm|bf|it|sf|tt|md|up|normal)?|mbox|hbox))\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_WORDS = re.compile(
    r"(\\(?:text(?:rm|bf|it|sf|tt|md|up|normal)?|mbox|hbox|operatorname\*?)\s*\{\s*)((?:[^{}]|\{[^{}]*\})*?)(\s*\})"
)
_DOLLAR = re.compile(r"(?<!\\)\$")
ESCAPED = re.compile(r"\\([%$&#_{} ])")
_LETTERS = re.compile(r"[^\W\d_]{2}")


class FormulaError(Exception):
    """A formula that cannot be shown; the message says why, as part of a sentence."""


def words_in(tex: str) -> tuple[str, ...]:
    """Return the translatable words of a formula: in `\\text{…}` and the like, and names of operators.

    They may contain formulas between dollars: `if $x$ is known`.
    """
    texts = (_plain(text[2]) for text in _WORDS.finditer(tex))
    return tuple(dict.fromkeys(text for text in texts if _LETTERS.search(text)))


def with_words(tex: str, translate: Callable[[str], str]) -> str:
    """Replace the words that `words_in` finds by translations, in which TeX is escaped.

    Formulas between dollars remain TeX if the original also has some.
    """

    def put(match: re.Match[str]) -> str:
        text = _plain(match[2])
        if not _LETTERS.search(text):
            return match[0]
        pieces = translate(text).split("$") if "$" in text else [translate(text)]
        for turn in range(0, len(pieces), 2):  # the other pieces are between dollars
            pieces[turn] = re.sub(r"([%$&#_])", r"\\\1", re.sub(r"[\\{}]", "", pieces[turn]))
        return f"{match[1]}{'$'.join(pieces)}{match[3]}"

    return _WORDS.sub(put, tex)


def with_decimals(tex: str, before: str, after: str) -> str:
    """Replace the decimal marks of the original, `before`, by those of another language, `after`.

    A comma is a decimal mark only in braces, `0{,}5`: `f(1,2)` has two arguments.
    """
    if before == after or {before, after} - {",", "."}:
        return tex
    mark, other = (r"\{,\}", ".") if before == "," else (r"\.", "{,}")
    return re.sub(rf"(?<=\d){mark}(?=\d)", other, tex)


def _plain(text: str) -> str:
    """Return text without TeX's escapes, on one line."""
    pieces = _DOLLAR.split(re.sub(r"\s*\n\s*", " ", text))
    read = (piece if turn % 2 else ESCAPED.sub(r"\1", piece) for turn, piece in enumerate(pieces))
    return "$".join(read)


def prepare_tex(tex: str) -> str:
    """Return the TeX in a form that latex2mathml supports. Raises FormulaError for mistakes that it would ignore."""
    tex = _COMMENT.sub("", tex).strip()
    if not tex:
        raise FormulaError("it is empty")
    if len(tex) > MAX_LENGTH:
        raise FormulaError(f"it has more than {MAX_LENGTH} characters")
    for name in COMMAND.findall(tex):
        if name in _REFUSED:
            raise FormulaError(f"\\{name} {_REFUSED[name]}")
    _check_braces(tex)
    # Replace commands by those that latex2mathml supports, and commands after `\big` by their characters.
    tex = _NAME.sub(r"\\operatorname{\1}", _UNNUMBERED.sub("", _replace_environments(tex)))
    tex = _SPACE_IN_A_NAME.sub(r"\1", tex)
    tex = _BIG.sub(lambda match: f"{match[1]}{_DELIMITERS.get(match[2], chr(92) + match[2])}", tex)
    parts = [part.strip() for part in re.split(r"\n\s*\n", tex) if part.strip()]
    inner = " \\\\ ".join(parts)
    if len(parts) > 1 or _has_lines(inner):
        inner = rf"\begin{{split}}{inner}\end{{split}}"
    # Move formulas within words (`\text{if $x$ is}`) out of the text command.
    whole = _TEXT.sub(lambda match: _split(match[1], match[2]), inner)
    if _DOLLAR.search(whole):
        raise FormulaError("$ does not enclose a formula here")
    return whole


def _check_braces(tex: str) -> None:
    depth = 0
    for sign in re.findall(r"\\.|[{}]", tex, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            raise FormulaError("a brace } has no { before it")
    if depth:
        raise FormulaError("a brace { is not closed")


def _replace_environments(tex: str) -> str:
    """Replace environments by the names that latex2mathml knows, and check their nesting."""
    open_names: list[str] = []

    def replace(match: re.Match[str]) -> str:
        kind, name = match.groups()
        if kind == "begin":
            open_names.append(name)
        elif not open_names or open_names.pop() != name:
            raise FormulaError(f"\\end{{{name}}} closes no \\begin{{{name}}}")
        if name in _NUMBERLESS:
            return ""
        environment = _ALIGNED.get(name, name)
        if environment not in _ENVIRONMENTS:
            raise FormulaError(f"the environment {name} is not known")
        return f"\\{kind}{{{environment}}}"

    replaced = _ENVIRONMENT.sub(replace, tex)
    if open_names:
        raise FormulaError(f"\\begin{{{open_names[-1]}}} is not closed")
    # Remove the number of columns of `alignat`.
    return re.sub(r"(\\begin\{split\})\{\d\}", r"\1", replaced)


def _has_lines(tex: str) -> bool:
    """Return whether there are line breaks or column separators outside of environments."""
    outside = re.sub(r"(?<!\\)\\[{}]", "", tex)  # printed braces may extend over lines
    while (shorter := _INNERMOST.sub("", outside)) != outside:
        outside = shorter
    while (shorter := re.sub(r"\{[^{}]*\}", "", outside)) != outside:
        outside = shorter
    return re.search(r"\\\\|(?<!\\)&", outside) is not None


def _split(command: str, text: str) -> str:
    pieces = _DOLLAR.split(text)
    if len(pieces) % 2 == 0:
        return f"{command}{{{text}}}"
    return "".join(
        piece if turn % 2 else f"{command}{{{piece}}}" if piece or len(pieces) == 1 else ""
        for turn, piece in enumerate(pieces)
    )
