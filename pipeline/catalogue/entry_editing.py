# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing single lines of an entry, so that all others stay byte for byte as the translator's tool wrote them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.catalogue.syntax import Entry, Lines
from pipeline.catalogue.writing import comment_lines, entry_text, escaped, flag_lines, place_lines
from pipeline.model.message import Message

_BEHIND = {"#.": ("#:", "#,", "#=", "#|", "msg"), "#:": ("#,", "#=", "#|", "msg"), "#,": ("#=", "#|", "msg")}
"""Before which lines a line of each kind stands."""


def written(message: Message) -> Entry:
    """Return a message as a new entry, with a blank line before it."""
    return Entry(("\n", *entry_text(message).splitlines(keepends=True)), message)


def rewritten(lines: Lines, entries: Iterable[Entry]) -> bytes:
    """Return the file with these entries, each after a line end: its own as they are, those that we wrote with its line ends."""
    unchanged = {id(entry) for entry in lines.entries}
    newline = "\r\n" if lines.entries[0].lines[0].endswith("\r\n") else "\n"
    texts = []
    for entry in entries:
        text = "".join(entry.lines)
        texts.append(text if id(entry) in unchanged else text.replace("\r\n", "\n").replace("\n", newline))
    # What was the last entry of its file may lack a line end.
    closed = [text if text.endswith("\n") else text + newline for text in texts[:-1]]
    return "".join([*closed, texts[-1], *lines.tail]).encode()


def edited(entry: Entry, message: Message) -> Entry:
    """Return the entry with the places, extracted comments and flags of a message that is otherwise the same."""
    lines, before = entry.lines, entry.message
    if message.places != before.places:
        lines = _with_lines(lines, "#:", place_lines(message.places))
    if message.extracted_comments != before.extracted_comments:
        lines = _with_lines(lines, "#.", comment_lines("#.", message.extracted_comments))
    if (message.flags, message.fuzzy) != (before.flags, before.fuzzy):
        lines = _with_lines(lines, "#,", flag_lines(message))
    return Entry(lines, message)


def with_fields(head: Entry, fields: Mapping[str, str]) -> Entry:
    """Return a header with some fields set: the line of a field that has one to itself is replaced, a new field comes last."""
    lines, text = list(head.lines), head.message.translation
    for name, value in fields.items():
        line = f'"{escaped(f"{name}: {value}\n")}"\n'
        pattern = re.compile(rf'"{re.escape(name)}\s*:.*\\n"\s*\Z', re.IGNORECASE)
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
    """The lines of an entry with those that begin with the mark replaced, or put where gettext would put them."""
    numbers = [number for number, line in enumerate(lines) if line.startswith(mark)]
    behind = (number for number, line in enumerate(lines) if line.startswith(_BEHIND[mark]))
    place = numbers[0] if numbers else next(behind)
    others = [line for number, line in enumerate(lines) if number not in numbers]
    return (*others[:place], *(f"{line}\n" for line in new_lines), *others[place:])
