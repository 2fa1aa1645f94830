# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing entries the way GNU gettext writes them, so that its tools and Poedit leave the lines as they are."""

import re
from collections.abc import Iterable, Iterator

from pipeline.catalogue.syntax import ESCAPED
from pipeline.catalogue.wrapping import wrapped
from pipeline.model.message import Message

WIDTH = 79
"""Columns of a line, quotes and marks included: the width of msgcat."""

_NAMES = {character: f"\\{name}" for name, character in ESCAPED.items()}
_TO_ESCAPE = re.compile(r'["\\\x00-\x1f\x7f]')


def entry_text(message: Message) -> str:
    """Return an entry as lines, each with its line end, without a blank line before it."""
    mark = "#~ " if message.obsolete else ""
    lines = [
        *comment_lines("#", message.translator_comments),
        *comment_lines("#.", message.extracted_comments),
        *place_lines(message.places),
        *flag_lines(message),
        *_previous_lines(message, "#~| " if message.obsolete else "#| "),
    ]
    if message.context is not None:
        lines += keyword_lines("msgctxt", message.context, mark)
    lines += keyword_lines("msgid", message.original, mark)
    lines += keyword_lines("msgid_plural", message.plural, mark) if message.plural else []
    if not message.plural:
        lines += keyword_lines("msgstr", message.translation, mark)
    for number, text in enumerate(message.plural_translations if message.plural else ()):
        lines += keyword_lines(f"msgstr[{number}]", text, mark)
    return "".join(f"{line}\n" for line in lines)


def escaped(text: str) -> str:
    """Return a text as it stands between quotes."""
    return _TO_ESCAPE.sub(lambda match: _NAMES.get(match[0]) or f"\\{ord(match[0]):03o}", text)


def keyword_lines(name: str, text: str, mark: str = "") -> list[str]:
    """Return `msgid "text"`, or `msgid ""` and the text on lines of its own when it is long or has lines itself."""
    portions = [escaped(portion) for portion in re.findall(r"[^\n]*\n|[^\n]+", text) or [""]]
    width = WIDTH - len(mark) - 2
    if len(portions) == 1 and len(wrapped(portions[0], width, len(name) + 1)) == 1:
        return [f'{mark}{name} "{portions[0]}"']
    remainder = (line for portion in portions for line in wrapped(portion, width))
    return [f'{mark}{name} ""', *(f'{mark}"{line}"' for line in remainder)]


def comment_lines(mark: str, comments: Iterable[str]) -> list[str]:
    return [f"{mark} {line}".rstrip() for comment in comments for line in (comment.split("\n") or [""])]


def place_lines(places: Iterable[str]) -> list[str]:
    """Return `#:` lines filled up to the width; a path with blanks is marked as gettext does."""
    lines: list[str] = []
    for place in places:
        path, colon, line = place.rpartition(":")
        isolated = f"\u2068{path}\u2069:{line}" if colon and line.isdigit() else f"\u2068{place}\u2069"
        text = isolated if " " in place else place
        if lines and len(lines[-1]) + 1 + len(text) <= WIDTH:
            lines[-1] += f" {text}"
        else:
            lines.append(f"#: {text}")
    return lines


def flag_lines(message: Message) -> list[str]:
    flags = [*(["fuzzy"] if message.fuzzy else []), *message.flags]
    return [f"#, {', '.join(flags)}"] if flags else []


def _previous_lines(message: Message, mark: str) -> Iterator[str]:
    if not message.previous:
        return
    if message.previous_context is not None:
        yield from keyword_lines("msgctxt", message.previous_context, mark)
    yield from keyword_lines("msgid", message.previous, mark)
