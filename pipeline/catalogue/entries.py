# SPDX-License-Identifier: GPL-3.0-or-later
"""The data types of a .po file: entries with their physical lines, and syntax faults."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile, zip_longest

from pipeline.model.message import Message
from pipeline.model.remark import Remark, framed

_BEFORE = re.compile(r"\s*(?:#(?!~(?!\|))[^\n]*)?\s*\Z")
"""Blank lines, comments and previous originals (#|) before the texts of an entry."""
_PLACE = re.compile("\u2068([^\u2069]*)\u2069(:\\d+)?|(\\S+)")


@dataclass(frozen=True, slots=True, order=True)
class SyntaxFault:
    """A fault in a line, with its fix; `check` is the name of its kind."""

    line: int
    check: str
    wrong: Remark
    fix: Remark

    @property
    def remark(self) -> Remark:
        return framed("%(wrong)s; %(fix)s", wrong=self.wrong, fix=self.fix)


@dataclass(frozen=True, slots=True)
class Entry:
    """One message with its physical lines, including line ends, comments and the blank lines before it."""

    lines: tuple[str, ...]
    message: Message

    @property
    def numbers(self) -> range:
        """Return the line numbers of the entry."""
        before = sum(1 for _ in takewhile(_BEFORE.match, self.lines))
        first = self.message.line - before
        return range(first, first + max(1, "".join(self.lines).count("\n")))


@dataclass(frozen=True, slots=True)
class Lines:
    """A whole .po file: the concatenated lines of the entries and the tail are its text."""

    entries: tuple[Entry, ...]
    tail: tuple[str, ...]
    faults: tuple[SyntaxFault, ...]

    @property
    def head(self) -> int:
        """The index of the header among the entries; -1 if there is no header."""
        heads = (n for n, entry in enumerate(self.entries) if entry.message.is_header and not entry.message.obsolete)
        return next(heads, -1)

    def __str__(self) -> str:
        return "".join(line for entry in self.entries for line in entry.lines) + "".join(self.tail)


@dataclass(slots=True)
class Draft:
    """An incomplete entry, while its lines are read."""

    lines: list[str] = field(default_factory=list)
    parts: dict[str, list[str]] = field(default_factory=dict)
    started: dict[str, int] = field(default_factory=dict)
    previous: dict[str, list[str]] = field(default_factory=dict)
    comments: dict[str, list[str]] = field(default_factory=dict)
    full: int = 0
    """Number of lines up to the last one with content; blank lines after it belong to the next entry."""
    marks: set[bool] = field(default_factory=set)
    """Whether its lines begin with #~; both values if they are mixed."""
    current: str = ""
    current_previous: str = ""

    @property
    def has_translation(self) -> bool:
        return any(part.startswith("msgstr") for part in self.parts)

    def message(self) -> Message:
        parts = {part: "".join(strings) for part, strings in self.parts.items()}
        previous = {part: "".join(strings) for part, strings in self.previous.items()}
        of_translation = [part for part in parts if part.startswith("msgstr")]
        forms = tuple([parts[part] for part in of_translation])
        flag_lines = [*self.comments.get(",", ()), *self.comments.get("=", ())]
        flags = [flag.strip() for line in flag_lines for flag in line.split(",") if flag.strip()]
        return Message(
            original=parts["msgid"],
            translation=forms[0] if forms else "",
            context=parts.get("msgctxt"),
            fuzzy="fuzzy" in flags,
            obsolete=True in self.marks,
            line=self.started["msgid"],
            translation_line=self.started[of_translation[0]] if of_translation else 0,
            translator_comments=tuple(self.comments.get(" ", ())),
            extracted_comments=tuple(self.comments.get(".", ())),
            places=tuple([place for line in self.comments.get(":", ()) for place in _places(line)]),
            flags=tuple([flag for flag in flags if flag != "fuzzy"]),
            previous=previous.get("msgid", ""),
            previous_context=previous.get("msgctxt"),
            plural=parts.get("msgid_plural", ""),
            plural_translations=forms if "msgid_plural" in parts else (),
        )

    def faults(self) -> Iterator[SyntaxFault]:
        """Yield the faults between its parts, each of which is well formed: order, missing texts, mixed #~."""
        order = Remark(
            "write msgctxt, msgid, msgid_plural, msgstr in this order, and the forms of a plural from msgstr[0] on"
        )
        for part in self._misplaced():
            yield SyntaxFault(
                self.started.get(part, self._line),
                "misplaced-keyword",
                Remark("%(keyword)s does not belong here", keyword=part),
                order,
            )
        for part, strings in (*self.parts.items(), *self.previous.items()):
            if not strings:
                fix = Remark('write "" after it, or its text in quotes')
                yield SyntaxFault(
                    self.started.get(part, self._line),
                    "missing-text",
                    Remark("%(keyword)s has no text", keyword=part),
                    fix,
                )
        if len(self.marks) > 1:
            wrong = Remark("some lines of this entry begin with #~, and some do not")
            yield SyntaxFault(self._line, "half-obsolete", wrong, Remark("write #~ before all of them, or before none"))

    @property
    def _line(self) -> int:
        return self.started["msgid"]

    def _misplaced(self) -> Iterator[str]:
        """Yield the misplaced parts; none if a part is repeated, which is reported separately."""
        parts, plural = [*self.parts], "msgid_plural" in self.parts
        forms = [part for part in parts if part.startswith("msgstr")]
        before = [part for part in ("msgctxt", "msgid", "msgid_plural") if part in parts]
        expected = [*before, *([f"msgstr[{number}]" for number in range(len(forms))] if plural else ["msgstr"])]
        if not any(part.endswith(" again") for part in parts):
            yield from (part for part, right in list(zip_longest(parts, expected)) if part and part != right)
        previous_parts = [*self.previous]
        if previous_parts and previous_parts != [
            part for part in ("msgctxt", "msgid", "msgid_plural") if part in previous_parts or part == "msgid"
        ]:
            yield previous_parts[0]


def _places(line: str) -> list[str]:
    """Return the source references of a `#:` line; a path with spaces is enclosed in U+2068 and U+2069."""
    if "\u2068" not in line:
        return line.split()
    return [plain or isolated + number for isolated, number, plain in _PLACE.findall(line)]
