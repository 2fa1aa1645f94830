# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the line of each key, table and array item in a TOML file that `tomllib` has parsed without errors."""

import re
import tomllib
from bisect import bisect
from collections.abc import Mapping

type KeyPath = tuple[str | int, ...]
"""The keys and array indices that lead to a value; empty for the whole file."""
type KeyLines = Mapping[KeyPath, int]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*+")
_PART = re.compile(r"""[ \t]*(?:([A-Za-z0-9_-]+)|("(?:[^"\\]|\\.)*+"|'[^']*'))[ \t]*""")
_TEXT = re.compile(
    r'"""(?:[^"\\]|\\.|""?(?!"))*+"{3,5}|\'\'\'(?:[^\']|\'\'?(?!\'))*+\'{3,5}|"(?:[^"\\]|\\.)*+"|\'[^\']*\'', re.DOTALL
)
_BARE = re.compile(r"[^,\]}#\n]*")


def key_lines(text: str) -> KeyLines:
    """Return the line (from 1) of each key path in a TOML document. If several headers name a table, the first one counts."""
    return _LineReader(text).read()


class _LineReader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.breaks = [match.start() for match in re.finditer("\n", text)]
        self.lines: dict[KeyPath, int] = {(): 1}
        self.rows: dict[KeyPath, int] = {}

    def read(self) -> KeyLines:
        table: KeyPath = ()
        self._skip()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip()
        return self.lines

    def _skip(self) -> None:
        blank = _BLANK.match(self.text, self.at)
        self.at = blank.end() if blank else self.at

    def _is_next(self, sign: str) -> bool:
        """Skip a character if it comes next, and return whether it did."""
        self._skip()
        is_next = self.text.startswith(sign, self.at)
        self.at += len(sign) if is_next else 0
        return is_next

    def _note(self, place: KeyPath) -> None:
        self.lines.setdefault(place, bisect(self.breaks, self.at - 1) + 1)

    def _key(self) -> list[str]:
        """Read the parts of a dotted key."""
        parts: list[str] = []
        while match := _PART.match(self.text, self.at):
            parts.append(match[1] or str(tomllib.loads(f"key = {match[2]}")["key"]))
            self.at = match.end()
            if not self.text.startswith(".", self.at):
                break
            self.at += 1
        return parts

    def _header(self) -> KeyPath:
        begin = self.at
        is_row = self.text.startswith("[[", begin)
        self.at += 2 if is_row else 1
        *above, last = self._key()
        end, self.at = self.at + (2 if is_row else 1), begin
        table: KeyPath = ()
        for part in above:
            table = (*table, part)
            self._note(table)
            if table in self.rows:
                table = (*table, self.rows[table] - 1)
        table = (*table, last)
        self._note(table)
        if is_row:
            self.rows[table] = self.rows.get(table, 0) + 1
            table = (*table, self.rows[table] - 1)
            self._note(table)
        self.at = end
        return table

    def _pair(self, table: KeyPath) -> None:
        begin = self.at
        key = self._key()
        end, self.at = self.at, begin
        for count in range(1, len(key) + 1):
            self._note((*table, *key[:count]))
        self.at = end
        self._is_next("=")
        self._value((*table, *key))

    def _value(self, place: KeyPath) -> None:
        self._skip()
        if self._is_next("["):
            row = 0
            while not self._is_next("]"):
                self._note((*place, row))
                self._value((*place, row))
                self._is_next(",")
                row += 1
        elif self._is_next("{"):
            while not self._is_next("}"):
                self._pair(place)
                self._is_next(",")
        else:
            match = _TEXT.match(self.text, self.at) or _BARE.match(self.text, self.at)
            self.at = match.end() if match else len(self.text)
