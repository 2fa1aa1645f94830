# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads TOML tables key by key; reports mistakes as Problems with line, cause and next step."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Self

from babel import Locale, UnknownLocaleError

from pipeline import __version__
from pipeline.model.input_files import refuse_special
from pipeline.model.problems import Problem
from pipeline.model.similar import misspelling, suggestion
from pipeline.model.toml_lines import KeyLines, KeyPath, key_lines

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
"""A name that can be part of URLs and file names."""
TAG = re.compile(r"[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*\Z")

_DEEPEST = 100
"""Maximum nesting of tables and lists: more than any key needs, but too few to overflow the stack in repr()."""
_TOML = (
    (
        r"Illegal character '\\n'|Unterminated string|Expected \"'",
        "a quotation mark is not closed",
        'close the text with the same quotation mark; put a text of several lines between """ and """',
    ),
    (r"Expected '=' after a key", "a key is not followed by =", 'write key = "value"'),
    (
        r"Invalid value \(at end of document\)",
        "the file ends in the middle of a value",
        "complete the value, and close each bracket and quotation mark",
    ),
    (
        r"Invalid value",
        "the value is not a text in quotation marks, a number, a date, true or false",
        "write a text in quotation marks, a date as 2026-11-25",
    ),
    (
        r"Expected newline or end of document",
        "the value is followed by something else",
        "begin each key on a new line, and comments with #",
    ),
    (r"Cannot (?:overwrite|declare|mutate)|Duplicate", "there are two such keys or tables", "remove one of the two"),
    (r"Unclosed (?:array|inline table)", "a bracket is not closed", "close it; separate values by commas"),
    (r"Exceeds the limit", "the number has too many digits", "write a number, or a text in quotation marks"),
    (
        r"maximum recursion depth|nested more than",
        "brackets or keys are nested too deeply",
        "write the values in separate tables",
    ),
    (
        r"Unescaped '\\\\'",
        "a backslash has a special meaning in a text",
        "write two backslashes, or put the text between single quotation marks",
    ),
    (
        r"Invalid initial character for a key part|Invalid statement",
        "the line begins neither with a key nor with a table",
        'write key = "value", or [table]',
    ),
)
"""Patterns of tomllib's messages, each with a cause and a hint."""

_IN_LINE = {
    re.compile(r"=\s*\d{4}-\d{1,2}(-\d{1,2})?\s*(#|\Z)"): (
        "there is no such date",
        "write year, month and day as 2026-11-25, each with all its digits",
    ),
    re.compile(r"=\s*\[?\s*[“”„«»‘’]"): (
        "the quotation marks are those of a text, not those of TOML",
        'write straight ones: "…"; word processors replace them, plain editors do not',
    ),
}
"""Cause and hint by a pattern of the wrong line, where tomllib reports only a character."""

_NO_COUNTRIES = {"ZZ", "QO", "XA", "XB", "EZ", "UN"}
"""Codes for an unknown region, outlying islands, software tests, the euro area, the United Nations."""


def is_language(tag: str) -> bool:
    """Return whether this is the BCP 47 tag of a language in the CLDR: it, pt-BR."""
    try:
        return bool(TAG.match(tag) and Locale.parse(tag.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return False


def is_country(code: str) -> bool:
    """Return whether this is the lower-case code of a country in the CLDR; `eu` is allowed for the European Union."""
    return len(code) == 2 and code.islower() and code.upper() in Locale("en").territories.keys() - _NO_COUNTRIES


def read_text(path: Path, code: str = "bad-toml", *, cause: str = "", hint: str = "restore the file") -> str:
    """Read a UTF-8 file, with or without a byte order mark.

    Raises Problem `missing-file` with this cause and hint, or `code` with the first line that is not UTF-8.
    """
    refuse_special(path)
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise Problem("missing-file", f"{path.name} is missing", cause=cause, hint=hint, path=path) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        hint = "save it as UTF-8 in your editor"
        raise Problem(code, "the file is not UTF-8", hint=hint, path=path, line=line) from None


class Table:
    """A TOML table that is read key by key; `reject_unknown_keys` then reports the keys that were not read.

    Each method raises Problem, with the line of the key, if the key is missing or its value has the wrong type; a `default` makes
    the key optional. `values` is the parsed table, `line` its first line, from 1.
    """

    def __init__(self, path: Path, values: Mapping[str, object], lines: KeyLines, place: KeyPath = ()) -> None:
        """`lines` has the lines of all keys in the file, `place` is the key path of the table."""
        self.path = path
        self.values = values
        self._place_lines = lines
        self._place = place
        self.line = next(lines[place[:count]] for count in range(len(place), -1, -1) if place[:count] in lines)
        self._read: set[str] = set()

    @classmethod
    def read(cls, path: Path, *, cause: str = "", hint: str = "restore the file") -> Self:
        """Read a file. Raises Problem `missing-file` (with this cause and hint) or `bad-toml`."""
        text = read_text(path, cause=cause, hint=hint)
        try:
            return cls(path, _loads(text), key_lines(text))
        except (ValueError, RecursionError) as error:
            line = _line_of(error, text)
            explanations = ((cause, hint) for pattern, cause, hint in _TOML if re.match(pattern, str(error)))
            cause, hint = next(explanations, ("", "correct that line"))
            cause = f"{cause} [{error}]" if cause else str(error)
            for pattern, explanation in _IN_LINE.items():
                if any(pattern.search(at) for at in text.splitlines()[line - 1 : line]):
                    cause, hint = explanation
            message = "the file cannot be read as TOML"
            raise Problem("bad-toml", message, cause=cause, hint=hint, path=path, line=line) from None

    def problem(self, code: str, message: str, key: str, *, cause: str = "", hint: str = "") -> Problem:
        """Return a Problem at the line of a key; by default, its cause shows the value."""
        entry = f"{key} = {self.values[key]!r}" if key in self.values else "the key is missing"
        return Problem(code, message, cause=cause or entry, hint=hint, path=self.path, line=self.line_of(key))

    def line_of(self, key: str, *index: int) -> int:
        """Return the line of a key, or of an item of its array, from 1; the line of the table if the key is missing."""
        return self._place_lines.get((*self._place, key, *index), self.line)

    def has(self, key: str) -> bool:
        """Return whether a key exists and is not empty."""
        self._read.add(key)
        return self.values.get(key, "") != ""

    def text(self, key: str, default: str | None = None) -> str:
        """Return a stripped text. It may be empty only with a default."""
        hint = f'write {key} = "…"'
        value = self._value(key, str, default, "a text", hint).strip()
        if default is None and not value:
            raise self.problem("bad-value", f"`{key}` is missing", key, hint=hint)
        return value

    def matching(self, key: str, form: re.Pattern[str], description: str, default: str | None = None) -> str:
        """Return a text that matches `form`; `description` is that of the form, for the hint."""
        value = self.text(key, default)
        if value != default and not form.match(value):
            raise self.problem("bad-value", f"`{key}` cannot be {value!r}", key, hint=f"write {description}")
        return value

    def percentage(self, key: str, default: int) -> int:
        """Return an integer from 0 to 100."""
        value = self._value(key, int, default, "a whole number", "use 0 to 100")
        if not 0 <= value <= 100:
            raise self.problem("bad-value", f"`{key}` is not a percentage", key, hint="use 0 to 100")
        return value

    def flag(self, key: str) -> bool:
        """Return a boolean; false by default."""
        return self._value(key, bool, False, "true or false", f"write {key} = true, without quotes")

    def count(self, key: str, default: int, minimum: int = 1) -> int:
        """Return an integer of at least `minimum`."""
        hint = f"use a number from {minimum}"
        value = self._value(key, int, default, "a whole number", hint)
        if value < minimum:
            raise self.problem("bad-value", f"`{key}` is not a number from {minimum}", key, hint=hint)
        return value

    def texts(self, key: str, default: Sequence[str] | None = (), noun: str = "texts") -> tuple[str, ...]:
        """Return a list of non-empty texts; `noun` names them in messages. Required if the default is None."""
        hint = f'write {key} = ["…", "…"]'
        values = self._value(key, list, None if default is None else list(default), f"a list of {noun}", hint)
        if not all(isinstance(value, str) and value for value in values):
            raise self.problem("bad-value", f"`{key}` is not a list of {noun}", key, hint=hint)
        return tuple(values)

    def day(self, key: str) -> date:
        """Return a date, with or without quotes. Raises Problem `bad-date`."""
        hint = f"write {key} = 2026-11-25"
        value = self._value(key, object, None, "a date", hint)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(value if isinstance(value, str) and len(value) == len("2026-11-25") else "")
        except ValueError:
            raise self.problem("bad-date", f"`{key}` is not a date", key, hint=hint) from None

    def format(self, newest: int) -> int:
        """Return the version of the file's format, from the key `format`; default 1.

        Raises Problem `newer-format` if it is above `newest`, since then nothing else in the file can be validated.
        """
        version = self.count("format", 1)
        if version > newest:
            cause = f"it has format {version}; west-pipeline {__version__} reads formats up to {newest}"
            hint = "install the west-pipeline that wrote it, or a newer one; nothing was changed"
            raise self.problem(
                "newer-format", "a newer west-pipeline wrote this file", "format", cause=cause, hint=hint
            )
        return version

    def language(self, key: str, tag: str) -> str:
        """Return the tag, which is the value of `key` or `key` itself. Raises Problem `unknown-language` if it is not a language."""
        if not is_language(tag):
            message, cause = f"{tag!r} is not a language tag", "the tag is not in the Unicode locale data"
            hint = "use a BCP 47 tag such as it, en, de, sq, pt-BR"
            raise self.problem("unknown-language", message, key, cause=cause, hint=hint)
        return tag

    def country(self, key: str, code: str) -> str:
        """Return the code, which is the value of `key` or in its list. Raises Problem `unknown-country` if it is not a country."""
        if not is_country(code):
            message, hint = (
                f"{code!r} is not a country code",
                "write its ISO 3166 code in small letters: it, at, al",
            )
            raise self.problem("unknown-country", message, key, hint=hint)
        return code

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """Return a text that must be one of `choices`."""
        return self._one_of(key, self.text(key, default), choices)

    def choices(self, key: str, choices: Sequence[str], default: Sequence[str] | None = None) -> tuple[str, ...]:
        """Return a list of texts that must be among `choices`; by default all."""
        values = self.texts(key, choices if default is None else default)
        return tuple(self._one_of(key, value, choices) for value in values)

    def table(self, key: str) -> Self | None:
        """Return the table `[key]`, or None."""
        value = self._value(key, dict, {}, "a table", f"write a line [{key}]")
        return type(self)(self.path, value, self._place_lines, (*self._place, key)) if key in self.values else None

    def by_language(self, key: str) -> Self | None:
        """Return the table `[key]`, with a value for each language; None if the key has a single value or is missing."""
        return self.table(key) if isinstance(self.values.get(key), dict) else None

    def names(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return the rows of the table `[key]` as pairs of id and name. Ids must be slugs."""
        rows = self.table(key)
        for name in rows.values if rows is not None else ():
            if not SLUG.match(name):
                hint = "use small letters a to z, digits and single hyphens"
                raise self.problem("bad-value", f"`{key}` cannot have the id {name!r}", key, hint=hint)
        return tuple((name, rows.text(name)) for name in rows.values) if rows is not None else ()

    def tables(self, key: str, noun: str) -> tuple[Self, ...]:
        """Return the tables `[[key]]`, in order; `noun` names them in messages."""
        hint = f"write each under a line [[{key}]]"
        values = self._value(key, list, [], f"a list of {noun}", hint)
        if not all(isinstance(value, dict) for value in values):
            raise self.problem("bad-value", f"`{key}` is not a list of {noun}", key, hint=hint)
        return tuple(
            type(self)(self.path, row, self._place_lines, (*self._place, key, turn)) for turn, row in enumerate(values)
        )

    def folder(self, root: Path, key: str) -> Path:
        """Return a folder below `root`. Raises Problem `missing-file` if it does not exist."""
        return self._folder(root, key, self.text(key))

    def folders(self, root: Path, key: str) -> tuple[Path, ...]:
        """Return a list of folders, as paths below or beside `root`; none by default. Raises Problem `missing-file`."""
        return tuple(self._folder(root, key, name) for name in self.texts(key, noun="folders"))

    def _folder(self, root: Path, key: str, name: str) -> Path:
        folder = root / name
        if not folder.is_dir():
            message, cause = f"the folder of `{key}` is missing", f"{folder} does not exist"
            raise self.problem("missing-file", message, key, cause=cause, hint="correct the path")
        return folder

    def reject_unknown_keys(self) -> None:
        """Raise Problem `unknown-key` if a key has not been read."""
        for key in self.values:
            if key not in self._read:
                raise self._unknown(key, suggestion(key, sorted(self._read)))

    def _unknown(self, key: str, hint: str) -> Problem:
        cause = "it may be misspelled, or in the wrong table"
        return self.problem("unknown-key", f"unknown key `{key}`", key, cause=cause, hint=hint)

    def _value[T](self, key: str, kind: type[T], default: T | None, description: str, hint: str) -> T:
        self._read.add(key)
        if key not in self.values and default is not None:
            return default
        if key not in self.values:
            if typo := misspelling(key, self.values.keys() - self._read):
                raise self._unknown(typo, f"did you mean {key}?")
            raise self.problem("missing-key", f"`{key}` is missing", key, hint=hint)
        value = self.values[key]
        # In Python, bool is a subclass of int.
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            raise self.problem("bad-value", f"`{key}` is not {description}", key, hint=hint)
        return value

    def _one_of(self, key: str, value: str, choices: Sequence[str]) -> str:
        if value not in choices:
            raise self.problem("bad-value", f"unknown value {value!r} in `{key}`", key, hint=suggestion(value, choices))
        return value


def line_of(text: str, path: Path) -> int:
    """Return the line of a text in a TOML file, from 1."""
    lines = path.read_text(encoding="utf-8").splitlines()
    first = text.strip().splitlines()[0]
    # Search for whole values first: a keyword may also be a word of the title.
    whole = (number for number, line in enumerate(lines, 1) if f'"{first}"' in line)
    part = (number for number, line in enumerate(lines, 1) if first in line or first in _unescaped(line))
    return next(chain(whole, part), 1)


def _unescaped(line: str) -> str:
    """Return the values of a line parsed as TOML, for texts with escapes; empty if the line is not a complete entry."""
    try:
        return str(list(tomllib.loads(line).values()))
    except (ValueError, RecursionError):
        return ""


def _loads(text: str) -> dict[str, object]:
    """Parse TOML. Raises ValueError, or RecursionError if tables and lists are nested too deeply."""
    values = tomllib.loads(text)
    level: list[object] = [values]
    for _ in range(_DEEPEST):
        tables = (item.values() if isinstance(item, dict) else item for item in level if isinstance(item, dict | list))
        if not (level := [*chain.from_iterable(tables)]):
            return values
    raise RecursionError(f"nested more than {_DEEPEST} levels")


def _line_of(error: Exception, text: str) -> int:
    """Return the line of an error of tomllib: as in its message, or else the line with the longest number or deepest nesting."""
    if match := re.search(r"at line (\d+)", str(error)):
        return int(match[1])
    if isinstance(error, tomllib.TOMLDecodeError):
        return text.count("\n") + 1
    weight = re.compile(r"[\[{.]" if isinstance(error, RecursionError) else r"\d")
    lines = text.splitlines()
    return max(range(len(lines)), key=lambda number: len(weight.findall(lines[number])), default=0) + 1
