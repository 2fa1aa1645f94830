# SPDX-License-Identifier: GPL-3.0-or-later
"""TOML tables that people write, read key by key: a mistake in one is a problem with line, cause and next step."""

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
from pipeline.model.similar import choice, misspelling
from pipeline.model.toml_lines import Place, PlaceLines, place_lines
from pipeline.model.upgrades import former

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
"""A name that becomes a part of addresses and file names."""
TAG = re.compile(r"[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*\Z")

_DEEPEST = 100
"""Tables and lists in each other: far more than any key needs, and far fewer than let Python's repr() use up the stack."""
_TOML = (
    (
        r"Illegal character '\\n'|Unterminated string|Expected \"'",
        "a quotation mark is not closed",
        'close the text with the same quotation mark; one of several lines stands between """ and """',
    ),
    (r"Expected '=' after a key", "a key has no = behind it", 'write key = "value"'),
    (
        r"Invalid value \(at end of document\)",
        "the file ends within a value",
        "complete it, and close each bracket and quotation mark",
    ),
    (
        r"Invalid value",
        "the value is no text in quotation marks, number, date, true or false",
        "write a text in quotation marks, a date as 2026-11-25",
    ),
    (
        r"Expected newline or end of document",
        "something stands behind the value",
        "begin each key on a line of its own, and comments with #",
    ),
    (r"Cannot (?:overwrite|declare|mutate)|Duplicate", "the key or table is there twice", "take one of the two out"),
    (r"Unclosed (?:array|inline table)", "a bracket is not closed", "close it; a comma stands between two values"),
    (r"Exceeds the limit", "the number has too many figures", "write a number, or a text in quotation marks"),
    (
        r"maximum recursion depth|nested more than",
        "brackets or keys are nested too deep",
        "write each value in a table of its own",
    ),
    (
        r"Unescaped '\\\\'",
        "a backslash in a text has a meaning of its own",
        "write two backslashes, or the text between single quotation marks",
    ),
    (
        r"Invalid initial character for a key part|Invalid statement",
        "the line begins neither a key nor a table",
        'write key = "value", or [table]',
    ),
)
"""Patterns of tomllib's messages, with cause and hint in plain words."""

_LIKE_A_DATE = re.compile(r"=\s*\d{4}-\d{1,2}(-\d{1,2})?\s*(#|\Z)")
_NO_DATE = ("there is no such date", "write year, month and day as 2026-11-25, each with all its figures")
"""Cause and hint of a line that tomllib cannot read, if it was meant as a date: it stops at the first wrong digit."""

_NO_COUNTRIES = {"ZZ", "QO", "XA", "XB", "EZ", "UN"}
"""Codes that stand for an unknown region, outlying islands, tests of software, a currency's area, the United Nations."""


def is_language(tag: str) -> bool:
    """Return whether this is a BCP 47 tag of a language in the Unicode locale data: it, pt-BR."""
    try:
        return bool(TAG.match(tag) and Locale.parse(tag.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return False


def is_country(code: str) -> bool:
    """Return whether this is the code of a country in the Unicode locale data; `eu` is one, for what concerns the whole Union."""
    return len(code) == 2 and code.islower() and code.upper() in Locale("en").territories.keys() - _NO_COUNTRIES


def read_text(path: Path, code: str = "bad-toml", *, cause: str = "", hint: str = "bring the file back") -> str:
    """Return the text of a file in UTF-8, with or without a byte order mark.

    Raises Problem: `missing-file` with this cause and hint, or `code` with the line that is in another encoding.
    """
    refuse_special(path)
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise Problem("missing-file", f"{path.name} is not there", cause=cause, hint=hint, path=path) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        hint = "save it as UTF-8 in your editor"
        raise Problem(code, "the file is not UTF-8", hint=hint, path=path, line=line) from None


class Table:
    """A TOML table that is read key by key, and then reports the keys that nobody read.

    Each method raises Problem, with the line of the key, unless the value is there and of the type that the method reads;
    a `default` makes the key optional. `values` is the table as TOML reads it, `line` where it begins, from 1.
    """

    def __init__(self, path: Path, values: Mapping[str, object], lines: PlaceLines, place: Place = ()) -> None:
        """`lines` are those of the whole file, and `place` is where in it the table is."""
        self.path = path
        self.values = values
        self._place_lines = lines
        self._place = place
        self.line = next(lines[place[:count]] for count in range(len(place), -1, -1) if place[:count] in lines)
        self._read: set[str] = set()

    @classmethod
    def read(cls, path: Path, *, cause: str = "", hint: str = "bring the file back") -> Self:
        """Read a whole file. Raises Problem `missing-file` (with this cause and hint) or `bad-toml`."""
        text = read_text(path, cause=cause, hint=hint)
        try:
            return cls(path, _loads(text), place_lines(text))
        except (ValueError, RecursionError) as error:
            line = _line_of(error, text)
            explanations = ((cause, hint) for pattern, cause, hint in _TOML if re.match(pattern, str(error)))
            cause, hint = next(explanations, ("", "correct that line"))
            cause = f"{cause} [{error}]" if cause else str(error)
            if any(_LIKE_A_DATE.search(at) for at in text.splitlines()[line - 1 : line]):
                cause, hint = _NO_DATE
            message = "the file cannot be read as TOML"
            raise Problem("bad-toml", message, cause=cause, hint=hint, path=path, line=line) from None

    def problem(self, code: str, message: str, key: str, *, cause: str = "", hint: str = "") -> Problem:
        """Return a Problem in the line of this key; without a cause it shows the value."""
        entry = f"{key} = {self.values[key]!r}" if key in self.values else "the key is not there"
        return Problem(code, message, cause=cause or entry, hint=hint, path=self.path, line=self.line_of(key))

    def line_of(self, key: str) -> int:
        """Return the line of a key, from 1; where the key has none of its own, that of the table."""
        return self._place_lines.get((*self._place, key), self.line)

    def has(self, key: str) -> bool:
        """Return whether the key is there with anything in it."""
        self._read.add(key)
        return self.values.get(key, "") != ""

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text without spaces around it; not empty, unless there is a default."""
        hint = f'write {key} = "…"'
        value = self._value(key, str, default, "a text", hint).strip()
        if default is None and not value:
            raise self.problem("bad-value", f"`{key}` is missing", key, hint=hint)
        return value

    def matching(self, key: str, form: re.Pattern[str], what: str, default: str | None = None) -> str:
        """Return a text in this form, which `what` describes."""
        value = self.text(key, default)
        if value != default and not form.match(value):
            raise self.problem("bad-value", f"`{key}` cannot be {value!r}", key, hint=f"write {what}")
        return value

    def percentage(self, key: str, default: int) -> int:
        """Return a whole number from 0 to 100."""
        value = self._value(key, int, default, "a whole number", "use 0 to 100")
        if not 0 <= value <= 100:
            raise self.problem("bad-value", f"`{key}` is not a percentage", key, hint="use 0 to 100")
        return value

    def flag(self, key: str) -> bool:
        """Return true or false; false by default."""
        return self._value(key, bool, False, "true or false", f"write {key} = true, without quotes")

    def count(self, key: str, default: int, least: int = 1) -> int:
        """Return a whole number from `least`."""
        hint = f"use a number from {least}"
        value = self._value(key, int, default, "a whole number", hint)
        if value < least:
            raise self.problem("bad-value", f"`{key}` is not a number from {least}", key, hint=hint)
        return value

    def texts(self, key: str, default: Sequence[str] | None = (), what: str = "texts") -> tuple[str, ...]:
        """Return a list of texts, none of them empty; `what` names them in the message. Needed where the default is None."""
        hint = f'write {key} = ["…", "…"]'
        values = self._value(key, list, None if default is None else list(default), f"a list of {what}", hint)
        if not all(isinstance(value, str) and value for value in values):
            raise self.problem("bad-value", f"`{key}` is not a list of {what}", key, hint=hint)
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
        """Return the version of the file's format, from the key `format`: from 1, which files without the key have.

        Raises Problem `newer-format` where it is above `newest`: then nothing else in the file can be judged.
        """
        version = self.count("format", 1)
        if version > newest:
            cause = f"it has format {version}, and west-pipeline {__version__} knows formats up to {newest}"
            hint = "install the west-pipeline that wrote it, or a newer one; nothing was changed"
            raise self.problem("newer-format", "the file is of a newer west-pipeline", "format", cause=cause, hint=hint)
        return version

    def language(self, key: str, tag: str) -> str:
        """Return the tag, which is the value of this key or the key itself. Raises Problem `unknown-language`."""
        if not is_language(tag):
            message, cause = f"{tag!r} is not the tag of a language", "the tag is not in the Unicode locale data"
            hint = "use a BCP 47 tag such as it, en, de, sq, pt-BR"
            raise self.problem("unknown-language", message, key, cause=cause, hint=hint)
        return tag

    def country(self, key: str, code: str) -> str:
        """Return the code, which is the value of this key or one of its values. Raises Problem `unknown-country`."""
        if not is_country(code):
            message, hint = (
                f"{code!r} is not the code of a country",
                "write its ISO 3166 code in small letters: it, at, al",
            )
            raise self.problem("unknown-country", message, key, hint=hint)
        return code

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """Return one of these texts."""
        return self._among(key, self.text(key, default), choices)

    def choices(self, key: str, choices: Sequence[str], default: Sequence[str] | None = None) -> tuple[str, ...]:
        """Return some of these texts; all of them by default, if no other default is given."""
        values = self.texts(key, choices if default is None else default)
        return tuple(self._among(key, value, choices) for value in values)

    def table(self, key: str) -> Self | None:
        """Return the table under a line `[key]`, None if there is none."""
        value = self._value(key, dict, {}, "a table", f"write a line [{key}]")
        return type(self)(self.path, value, self._place_lines, (*self._place, key)) if key in self.values else None

    def by_language(self, key: str) -> Self | None:
        """Return the table under `key`, with a value for each language; None where a single value stands there, or nothing."""
        return self.table(key) if isinstance(self.values.get(key), dict) else None

    def names(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return the rows of the table under `key`, each an id and its name; ids are parts of addresses."""
        rows = self.table(key)
        for name in rows.values if rows is not None else ():
            if not SLUG.match(name):
                hint = "use small letters a to z, digits and single hyphens"
                raise self.problem("bad-value", f"`{key}` cannot have the id {name!r}", key, hint=hint)
        return tuple((name, rows.text(name)) for name in rows.values) if rows is not None else ()

    def tables(self, key: str, what: str) -> tuple[Self, ...]:
        """Return the tables under lines `[[key]]`, in their order; `what` names them in the message."""
        hint = f"write each under a line [[{key}]]"
        values = self._value(key, list, [], f"a list of {what}", hint)
        if not all(isinstance(value, dict) for value in values):
            raise self.problem("bad-value", f"`{key}` is not a list of {what}", key, hint=hint)
        return tuple(
            type(self)(self.path, row, self._place_lines, (*self._place, key, turn)) for turn, row in enumerate(values)
        )

    def folder(self, root: Path, key: str) -> Path:
        """Return a folder below `root`. Raises Problem `missing-file` where it does not exist."""
        folder = root / self.text(key)
        if not folder.is_dir():
            message, cause = f"the folder of `{key}` is not there", f"{folder} does not exist"
            raise self.problem("missing-file", message, key, cause=cause, hint="correct the path")
        return folder

    def nothing_else(self) -> None:
        """Raise Problem `unknown-key` for a key that has not been read."""
        for key in self.values:
            if key not in self._read:
                raise self._unknown(key, choice(key, sorted(self._read)))

    def _unknown(self, key: str, hint: str) -> Problem:
        cause = "it may be misspelled, or stand in the wrong table"
        if instead := former("keys").get(f"{self.path.name}: {key}"):
            cause, hint = "earlier versions had it", instead
        return self.problem("unknown-key", f"unknown key `{key}`", key, cause=cause, hint=hint)

    def _value[T](self, key: str, kind: type[T], default: T | None, what: str, hint: str) -> T:
        self._read.add(key)
        if key not in self.values and default is not None:
            return default
        if key not in self.values:
            if typo := misspelling(key, self.values.keys() - self._read):
                raise self._unknown(typo, f"did you mean {key}?")
            raise self.problem("missing-key", f"`{key}` is missing", key, hint=hint)
        value = self.values[key]
        # To Python, true and false are numbers.
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            raise self.problem("bad-value", f"`{key}` is not {what}", key, hint=hint)
        return value

    def _among(self, key: str, value: str, choices: Sequence[str]) -> str:
        if value not in choices:
            raise self.problem("bad-value", f"`{key}` does not know {value!r}", key, hint=choice(value, choices))
        return value


def line_of(text: str, path: Path) -> int:
    """Return the line of a TOML file that holds a text, from 1."""
    lines = path.read_text(encoding="utf-8").splitlines()
    first = text.strip().splitlines()[0]
    # A keyword may be a word of the title: whole values first.
    whole = (number for number, line in enumerate(lines, 1) if f'"{first}"' in line)
    part = (number for number, line in enumerate(lines, 1) if first in line or first in _unescaped(line))
    return next(chain(whole, part), 1)


def _unescaped(line: str) -> str:
    """Return the values of a line as TOML reads them, for texts written with escapes; empty where the line is no key of its own."""
    try:
        return str(list(tomllib.loads(line).values()))
    except (ValueError, RecursionError):
        return ""


def _loads(text: str) -> dict[str, object]:
    """Return what TOML says. Raises ValueError, or RecursionError where tables and lists are nested too deep."""
    values = tomllib.loads(text)
    level: list[object] = [values]
    for _ in range(_DEEPEST):
        tables = (one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list))
        if not (level := [*chain.from_iterable(tables)]):
            return values
    raise RecursionError(f"nested more than {_DEEPEST} deep")


def _line_of(error: Exception, text: str) -> int:
    """Return the line of an error of tomllib: that which it names, or of the longest number, or with the most brackets and dots."""
    if match := re.search(r"at line (\d+)", str(error)):
        return int(match[1])
    if isinstance(error, tomllib.TOMLDecodeError):
        return text.count("\n") + 1
    weight = re.compile(r"[\[{.]" if isinstance(error, RecursionError) else r"\d")
    lines = text.splitlines()
    return max(range(len(lines)), key=lambda at: len(weight.findall(lines[at])), default=0) + 1
