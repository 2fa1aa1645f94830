# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes entries as GNU gettext does, and edits single lines without changing the others."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pipeline.catalogue.entries import Entry, Lines
from pipeline.catalogue.syntax import ESCAPED, JOINED
from pipeline.catalogue.wrapping import wrapped
from pipeline.model.message import Message

WIDTH = 79
"""Columns of a line, including quotes and comment signs: msgcat's width."""

_NAMES = {character: f"\\{name}" for name, character in ESCAPED.items()}
_FOLLOWING_KINDS = {"#.": ("#:", "#,", "#=", "#|", "msg"), "#:": ("#,", "#=", "#|", "msg"), "#,": ("#=", "#|", "msg")}
"""The kinds of lines that come after each kind."""
_TO_ESCAPE = re.compile(r'["\\\x00-\x1f\x7f]')


def entry_text(message: Message) -> str:
    """Return a message as the text of an entry, without a blank line before it."""
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
    """Escape a text for use between quotes."""
    return _TO_ESCAPE.sub(lambda match: _NAMES.get(match[0]) or f"\\{ord(match[0]):03o}", text)


def keyword_lines(name: str, text: str, mark: str = "") -> list[str]:
    """Return `msgid "text"`, or `msgid ""` and the text on separate lines if it is long or has several lines."""
    portions = [escaped(portion) for portion in re.findall(r"[^\n]*\n|[^\n]+", text) or [""]]
    width = WIDTH - len(mark) - 2
    if len(portions) == 1 and len(wrapped(portions[0], width, len(name) + 1)) == 1:
        return [f'{mark}{name} "{portions[0]}"']
    remainder = (line for portion in portions for line in wrapped(portion, width))
    return [f'{mark}{name} ""', *(f'{mark}"{line}"' for line in remainder)]


def comment_lines(mark: str, comments: Iterable[str]) -> list[str]:
    lines = (f"{mark} {line}".rstrip() for comment in comments for line in (comment.split("\n") or [""]))
    # A final backslash would join the next line to the comment.
    return [f"{line} " if line.endswith("\\") else line for line in lines]


def place_lines(places: Iterable[str]) -> list[str]:
    """Return `#:` lines filled up to WIDTH; paths with spaces are enclosed as in gettext."""
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


def new_entry(message: Message) -> Entry:
    """Return a message as a new entry, with a blank line before it."""
    return Entry(("\n", *entry_text(message).splitlines(keepends=True)), message)


def rewritten(lines: Lines, entries: Iterable[Entry]) -> bytes:
    """Return the file with these entries, each on a new line. Existing entries keep their bytes; new ones get the file's line ends."""
    places = {id(entry): number for number, entry in enumerate(lines.entries)}
    newline = "\r\n" if lines.entries[0].lines[0].endswith("\r\n") else "\n"
    texts: list[str] = []
    previous_place = -1
    for entry in entries:
        text, place = "".join(entry.lines), places.get(id(entry), -1)
        follows = place == previous_place + 1
        # Of two obsolete entries in one line, only the first has the mark #~.
        is_torn = place >= 0 and not follows and entry.message.obsolete and not text.lstrip().startswith("#")
        if place < 0 or is_torn:
            text = (entry_text(entry.message) if is_torn else text).replace("\r\n", "\n").replace("\n", newline)
        if texts and not (follows or texts[-1].endswith("\n")):
            texts[-1] += newline
        texts.append(text)
        previous_place = place if place >= 0 else -2
    # The last entry of a file may lack a line end.
    if previous_place + 1 != len(lines.entries) and not texts[-1].endswith("\n"):
        texts[-1] += newline
    return "".join([*texts, *lines.tail]).encode()


def edited(entry: Entry, message: Message) -> Entry:
    """Return the entry with the references, extracted comments and flags of a message that is equal otherwise."""
    lines, current = entry.lines, entry.message
    if not any(_begins(line, ("msg",)) for line in lines):
        return new_entry(message)  # its first keyword shares a line
    if message.places != current.places:
        lines = _with_lines(lines, "#:", place_lines(message.places))
    if message.extracted_comments != current.extracted_comments:
        lines = _with_lines(lines, "#.", comment_lines("#.", message.extracted_comments))
    if (message.flags, message.fuzzy) != (current.flags, current.fuzzy):
        lines = _with_lines(lines, "#,", flag_lines(message))
    return Entry(lines, message)


def with_fields(head: Entry, fields: Mapping[str, str]) -> Entry:
    """Return a header with these fields set: the line of an existing field is replaced, a new field is appended."""
    lines, text = list(head.lines), head.message.translation
    for name, value in fields.items():
        line = f'"{escaped(f"{name}: {value}\n")}"\n'
        pattern = re.compile(rf'\s*"{re.escape(name)}\s*:.*\\n"\s*\Z', re.IGNORECASE)
        numbers = [number for number, raw in enumerate(lines) if pattern.match(raw) and raw.count("\\n") == 1]
        text = _with_field(text, name, value)
        if numbers:
            lines[numbers[0]] = line
        elif re.search(rf"^{re.escape(name)}\s*:", head.message.translation, re.MULTILINE | re.IGNORECASE):
            return _rewritten_header(head, fields)
        else:
            lines[-1] = lines[-1].rstrip("\n") + "\n"
            lines.append(line)
    if not head.message.translation.endswith("\n"):
        return _rewritten_header(head, fields)
    return Entry(tuple(lines), replace(head.message, translation=text))


def _rewritten_header(head: Entry, fields: Mapping[str, str]) -> Entry:
    text = head.message.translation
    for name, value in fields.items():
        text = _with_field(text, name, value)
    message = replace(head.message, translation=text)
    return Entry(tuple(entry_text(message).splitlines(keepends=True)), message)


def _with_field(text: str, name: str, value: str) -> str:
    pattern = re.compile(rf"^{re.escape(name)}[ \t]*:.*$", re.MULTILINE | re.IGNORECASE)
    if pattern.search(text):
        return pattern.sub(lambda _: f"{name}: {value}", text, count=1)
    return f"{text.rstrip('\n')}\n{name}: {value}\n".lstrip("\n")


def _with_lines(lines: tuple[str, ...], mark: str, new_lines: list[str]) -> tuple[str, ...]:
    """Return the lines of an entry with its lines of the kind `mark` replaced, or inserted where gettext puts them."""
    numbers = [number for number, line in enumerate(lines) if _begins(line, (mark,))]
    behind = (number for number, line in enumerate(lines) if _begins(line, _FOLLOWING_KINDS[mark]))
    place = numbers[0] if numbers else next(behind)
    kept = [line for number, line in enumerate(lines) if number not in numbers]
    return (*kept[:place], *(f"{line}\n" for line in new_lines), *kept[place:])


def _begins(line: str, marks: tuple[str, ...]) -> bool:
    """Return whether a line begins with one of these marks, ignoring backslashes that join lines."""
    return line.replace(JOINED, "").lstrip().startswith(marks)
