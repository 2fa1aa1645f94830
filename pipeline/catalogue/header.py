# SPDX-License-Identifier: GPL-3.0-or-later
"""The header of a catalogue: the fields of the entry whose msgid is empty."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.catalogue.entries import Entry
from pipeline.model.message import DATE_FORMAT
from pipeline.model.publication import Language, without_modifier

_FIELD = re.compile(r'\s*(?:msgstr\s*)?"\s*([A-Za-z0-9-]+):')


@dataclass(frozen=True, slots=True)
class Head:
    """The fields of a header and their lines; `line` is the line of its msgid."""

    fields: Mapping[str, str]
    line: int
    _lines: Mapping[str, int]

    @classmethod
    def of(cls, entry: Entry) -> "Head":
        msgid = next(number for number, line in enumerate(entry.lines) if "msgid" in line)
        numbers: dict[str, int] = {}
        for number, line in enumerate(entry.lines, entry.message.line - msgid):
            match = _FIELD.match(line)
            if match:
                numbers.setdefault(match[1], number)
        return cls(fields(entry.message.translation), entry.message.line, numbers)

    def line_of(self, name: str) -> int:
        """Return the line of a field, or the header's if the field has no separate line."""
        return self._lines.get(name, self.line)


def fields(text: str) -> dict[str, str]:
    """Return the fields of a header's msgstr by name, in order; of duplicates, the first."""
    by_name: dict[str, str] = {}
    for line in text.split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            by_name.setdefault(name.strip(), value.strip())
    return by_name


def same_language(header_tag: str, language: Language) -> bool:
    """Return whether a header's Language is compatible with this language.

    `de_AT` matches `de`, and the less specific `uk` matches `uk_UA`.
    """
    actual, expected = (without_modifier(tag).lower() for tag in (header_tag, language.tag))
    first_actual, first_expected = (re.split("[-.]", tag)[0] for tag in (actual, expected))
    return actual == expected or (
        first_actual == first_expected and (actual == first_actual or expected == first_expected)
    )


def moment_text(moment: datetime) -> str:
    """Return a moment in the format of header fields; it must have a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a time in a header needs a time zone")
    return moment.strftime(DATE_FORMAT)
