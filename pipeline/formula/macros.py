# SPDX-License-Identifier: GPL-3.0-or-later
"""Expands commands that a project defines for its formulas, in the MathJax configuration of conf.py or in TeX. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.formula.tex import MAX_LENGTH, FormulaError

_COMMAND = re.compile(r"\\([A-Za-z]+)\s*")
_DEFINITION = re.compile(
    r"""\\(?:(?P<latex>newcommand|renewcommand|providecommand|DeclareMathOperator)(?P<star>\*?)\s*
        (?:\{\s*\\(?P<name>[A-Za-z]+)\s*\}|\\(?P<bare>[A-Za-z]+))\s*
        (?:\[(?P<count>\d)\]\s*)?(?:\[(?P<default>[^\]]*)\]\s*)?
        |g?def\s*\\(?P<plain>[A-Za-z]+)\s*(?P<parameters>(?:\#\d)*)\s*)(?=\{)""",
    re.VERBOSE,
)
_MAX_REPLACEMENTS = 500
"""Maximum number of replacements in a formula, to detect infinite recursion."""


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro: its `body`, with #1 to #9 for arguments. `default` is the default of an optional first argument."""

    body: str
    parameters: int = 0
    default: str | None = None


type Macros = Mapping[str, Macro]

COMMON: Macros = {"ensuremath": Macro("#1", 1), "xspace": Macro("")}
"""LaTeX commands that are often used in macros which are meant for both text and formulas."""


def macros_from_config(macros: object) -> Macros:
    """Return the macros of a MathJax configuration. Each is a body, or a list of body, number of arguments, and the first's default.

    Values of another shape are ignored.
    """
    rows = macros.items() if isinstance(macros, Mapping) else ()
    found = {str(name): _macro_from_config(row if isinstance(row, list | tuple) else [row]) for name, row in rows}
    return {name: macro for name, macro in found.items() if macro is not None}


def _macro_from_config(row: list[object] | tuple[object, ...]) -> Macro | None:
    match row:
        case [str(body)]:
            return Macro(body)
        case [str(body), int(parameters)]:
            return Macro(body, parameters)
        case [str(body), int(parameters), str(default)]:
            return Macro(body, parameters, default)
    return None


def extract_definitions(tex: str) -> tuple[str, Macros]:
    """Return the TeX without its definitions (`\\newcommand`, `\\def`, `\\DeclareMathOperator`), and the defined macros."""
    macros: dict[str, Macro] = {}
    rest, offset = [], 0
    for match in _DEFINITION.finditer(tex):
        body, end = _argument(tex, match.end())
        if match.start() < offset or not end:
            continue
        name = match["name"] or match["bare"] or match["plain"]
        if match["latex"] == "DeclareMathOperator":
            macros[name] = Macro(f"\\operatorname{match['star']}{{{body}}}")
        else:
            macros[name] = Macro(
                body, int(match["count"] or 0) or (match["parameters"] or "").count("#"), match["default"]
            )
        rest.append(tex[offset : match.start()])
        offset = end
    return "".join((*rest, tex[offset:])), macros


def expand(tex: str, macros: Macros) -> str:
    """Expand the macros in TeX. Raises FormulaError for infinite recursion or a missing argument."""
    offset = replacements = 0
    while match := _COMMAND.search(tex, offset):
        macro = macros.get(match[1])
        if macro is None:
            offset = match.end()
            continue
        replacements += 1
        if replacements > _MAX_REPLACEMENTS or len(tex) > MAX_LENGTH:
            raise FormulaError(f"the command \\{match[1]} has no end: it expands to itself, or to too much")
        arguments, end = _arguments(tex, match, macro)
        # Every other piece is an argument number.
        pieces = re.split(r"#(\d)", macro.body)
        body = "".join(arguments.get(piece, "") if turn % 2 else piece for turn, piece in enumerate(pieces))
        # Separate a command at the end of the body from a following letter.
        between = " " if re.search(r"\\[A-Za-z]+\Z", body) and tex[end : end + 1].isalpha() else ""
        tex = f"{tex[: match.start()]}{body}{between}{tex[end:]}"
        offset = match.start()
    return tex


def _arguments(tex: str, command: re.Match[str], macro: Macro) -> tuple[Mapping[str, str], int]:
    """Return the arguments of a command by number, and the offset of their end."""
    arguments: dict[str, str] = {}
    offset = command.end() if macro.parameters else command.end(1)
    for number in range(1, macro.parameters + 1):
        if number == 1 and macro.default is not None:
            bracket = re.compile(r"\[([^\]]*)\]\s*").match(tex, offset)
            arguments["1"], offset = (bracket[1], bracket.end()) if bracket else (macro.default, offset)
            continue
        arguments[str(number)], offset = _argument(tex, offset)
        if not offset:
            raise FormulaError(f"the command \\{command[1]} has fewer than {macro.parameters} arguments")
    return arguments, offset


def _argument(tex: str, offset: int) -> tuple[str, int]:
    """Return the argument at an offset (a group without its braces, a command or a character), and its end; 0 if it is missing."""
    token = re.compile(r"\s*(\\[A-Za-z]+|\\.|[^\s}])", re.DOTALL).match(tex, offset)
    if token is None or token[1] != "{":
        return (token[1], token.end()) if token is not None else ("", 0)
    depth = 1
    for sign in re.compile(r"\\.|[{}]", re.DOTALL).finditer(tex, token.end()):
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
        if depth == 0:
            return tex[token.end() : sign.start()], sign.end()
    return "", 0
