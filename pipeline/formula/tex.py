# SPDX-License-Identifier: GPL-3.0-or-later
"""TeX: the words in it, the mistakes that its reader would let through, and the environments that it knows. Pure."""

import re
from collections.abc import Callable

LONGEST = 4000
_REFUSED = {
    **dict.fromkeys(
        ("href", "url", "input", "include", "includegraphics", "verb", "unicode"), "leads out of the formula"
    ),
    **dict.fromkeys(
        ("newcommand", "renewcommand", "def", "let", "newenvironment", "DeclareMathOperator"), "defines commands"
    ),
    **dict.fromkeys(("tag", "label"), "numbers the formula; use the option :label:"),
}
_NUMBERLESS = frozenset(("equation", "displaymath", "math", "subequations"))
"""Environments that only say that this is a formula."""
_ALIGNED = dict.fromkeys(("aligned", "align", "alignat", "eqnarray", "alignedat", "flalign"), "split")
_ALIGNED |= dict.fromkeys(("gather", "gathered", "multline"), "matrix")
_ENVIRONMENTS = frozenset({
    "matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "array", "cases", "smallmatrix", "split",
    "substack",
})  # fmt: skip
_ALIGNED |= {"dcases": "cases"}
_UNNUMBERED = re.compile(r"\\(nonumber|notag)(?![A-Za-z])")
"""What says that a line has no number: ours have none."""
_NAME = re.compile(r"\\(arg)(?![A-Za-z])")
"""Names of functions that latex2mathml does not know."""
_SPACE_IN_A_NAME = re.compile(r"(\\operatorname\*?\s*\{[a-zA-Z]+)\\[,:;! ](?=[a-zA-Z]+\})")
"""latex2mathml reads `arg\\,min` as letters that are multiplied."""
BRACES = {0xE000: "{", 0xE001: "}"}
"""Signs of no script that stand for braces after `\\big`, where a brace would begin a group."""
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


class Broken(Exception):
    """A formula that cannot be shown; the text says why, in half a sentence."""


def words_in(tex: str) -> tuple[str, ...]:
    """Return the words in a formula that differ from language to language: in `\\text{…}` and its like, names of operators.

    Formulas among them stay as they are, in their dollars: `if $x$ is known`.
    """
    texts = (_plain(text[2]) for text in _WORDS.finditer(tex))
    return tuple(dict.fromkeys(text for text in texts if _LETTERS.search(text)))


def with_words(tex: str, translated: Callable[[str], str]) -> str:
    """Return the TeX with other words in the places of those that `words_in` finds; nothing in them acts as TeX.

    But for what stands in dollars, where the original has some too.
    """

    def put(match: re.Match[str]) -> str:
        text = _plain(match[2])
        if not _LETTERS.search(text):
            return match[0]
        pieces = translated(text).split("$") if "$" in text else [translated(text)]
        for turn in range(0, len(pieces), 2):  # what stands in dollars stays TeX
            pieces[turn] = re.sub(r"([%$&#_])", r"\\\1", re.sub(r"[\\{}]", "", pieces[turn]))
        return f"{match[1]}{'$'.join(pieces)}{match[3]}"

    return _WORDS.sub(put, tex)


def with_decimals(tex: str, before: str, after: str) -> str:
    """Return the TeX with its decimal marks, `before` in the original, as another language writes them.

    A comma is one only where TeX is told so, `0{,}5`: `f(1,2)` has two arguments.
    """
    if before == after or {before, after} - {",", "."}:
        return tex
    mark, other = (r"\{,\}", ".") if before == "," else (r"\.", "{,}")
    return re.sub(rf"(?<=\d){mark}(?=\d)", other, tex)


def _plain(text: str) -> str:
    """Return words of TeX as one reads them, on one line."""
    pieces = _DOLLAR.split(re.sub(r"\s*\n\s*", " ", text))
    read = (piece if turn % 2 else ESCAPED.sub(r"\1", piece) for turn, piece in enumerate(pieces))
    return "$".join(read)


def prepared(tex: str) -> str:
    """Return the TeX as latex2mathml understands it. Raises Broken for what it would let through in silence."""
    tex = _COMMENT.sub("", tex).strip()
    if not tex:
        raise Broken("it is empty")
    if len(tex) > LONGEST:
        raise Broken(f"it has more than {LONGEST} signs")
    for name in COMMAND.findall(tex):
        if name in _REFUSED:
            raise Broken(f"\\{name} {_REFUSED[name]}")
    _check_braces(tex)
    # Commands become those that latex2mathml knows, and those after `\big` their characters.
    tex = _NAME.sub(r"\\operatorname{\1}", _UNNUMBERED.sub("", _replace_environments(tex)))
    tex = _SPACE_IN_A_NAME.sub(r"\1", tex)
    tex = _BIG.sub(lambda match: f"{match[1]}{_DELIMITERS.get(match[2], chr(92) + match[2])}", tex)
    parts = [part.strip() for part in re.split(r"\n\s*\n", tex) if part.strip()]
    inner = " \\\\ ".join(parts)
    if len(parts) > 1 or _has_lines(inner):
        inner = rf"\begin{{split}}{inner}\end{{split}}"
    # Formulas within words (`\text{if $x$ is}`) go between them.
    whole = _TEXT.sub(lambda match: _split(match[1], match[2]), inner)
    if _DOLLAR.search(whole):
        raise Broken("$ stands around no formula here")
    return whole


def _check_braces(tex: str) -> None:
    depth = 0
    for sign in re.findall(r"\\.|[{}]", tex, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            raise Broken("a brace } has no { before it")
    if depth:
        raise Broken("a brace { is not closed")


def _replace_environments(tex: str) -> str:
    """Replace environments by the names that latex2mathml knows, and check their nesting."""
    open_names: list[str] = []

    def replace(match: re.Match[str]) -> str:
        kind, name = match.groups()
        if kind == "begin":
            open_names.append(name)
        elif not open_names or open_names.pop() != name:
            raise Broken(f"\\end{{{name}}} closes no \\begin{{{name}}}")
        if name in _NUMBERLESS:
            return ""
        environment = _ALIGNED.get(name, name)
        if environment not in _ENVIRONMENTS:
            raise Broken(f"the environment {name} is not known")
        return f"\\{kind}{{{environment}}}"

    replaced = _ENVIRONMENT.sub(replace, tex)
    if open_names:
        raise Broken(f"\\begin{{{open_names[-1]}}} is not closed")
    # How many columns `alignat` has is seen from them.
    return re.sub(r"(\\begin\{split\})\{\d\}", r"\1", replaced)


def _has_lines(tex: str) -> bool:
    """Return whether lines break, or columns part, outside of any environment."""
    outside = re.sub(r"(?<!\\)\\[{}]", "", tex)  # braces that are printed go over lines
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
