# SPDX-License-Identifier: GPL-3.0-or-later
"""The line of each key, table and row of an array in a TOML file, however it is nested. What is read has passed `tomllib`."""

import re
import tomllib
from bisect import bisect
from collections.abc import Mapping

type Place = tuple[str | int, ...]
"""The keys, and the numbers of rows from 0, that lead to a value; empty for the whole file."""
type PlaceLines = Mapping[Place, int]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*+")
_PART = re.compile(r"""[ \t]*(?:([A-Za-z0-9_-]+)|("(?:[^"\\]|\\.)*+"|'[^']*'))[ \t]*""")
_TEXT = re.compile(
    r'"""(?:[^"\\]|\\.|""?(?!"))*+"{3,5}|\'\'\'(?:[^\']|\'\'?(?!\'))*+\'{3,5}|"(?:[^"\\]|\\.)*+"|\'[^\']*\'', re.DOTALL
)
_BARE = re.compile(r"[^,\]}#\n]*")


def place_lines(text: str) -> PlaceLines:
    """Return the line (from 1) of each place in a TOML document. Of a place that several headers name, it is the first one's."""
    return _LineReader(text).read()


class _LineReader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.breaks = [match.start() for match in re.finditer("\n", text)]
        self.lines: dict[Place, int] = {(): 1}
        self.rows: dict[Place, int] = {}

    def read(self) -> PlaceLines:
        table: Place = ()
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
        """Go after a sign, if it is the next one."""
        self._skip()
        is_there = self.text.startswith(sign, self.at)
        self.at += len(sign) if is_there else 0
        return is_there

    def _note(self, place: Place) -> None:
        self.lines.setdefault(place, bisect(self.breaks, self.at - 1) + 1)

    def _key(self) -> list[str]:
        """Read the parts of a key with dots."""
        parts: list[str] = []
        while match := _PART.match(self.text, self.at):
            parts.append(match[1] or str(tomllib.loads(f"key = {match[2]}")["key"]))
            self.at = match.end()
            if not self.text.startswith(".", self.at):
                break
            self.at += 1
        return parts

    def _header(self) -> Place:
        begin = self.at
        is_row = self.text.startswith("[[", begin)
        self.at += 2 if is_row else 1
        *above, last = self._key()
        end, self.at = self.at + (2 if is_row else 1), begin
        table: Place = ()
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

    def _pair(self, table: Place) -> None:
        begin = self.at
        key = self._key()
        end, self.at = self.at, begin
        for count in range(1, len(key) + 1):
            self._note((*table, *key[:count]))
        self.at = end
        self._is_next("=")
        self._value((*table, *key))

    def _value(self, place: Place) -> None:
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
