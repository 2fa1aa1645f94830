# SPDX-License-Identifier: GPL-3.0-or-later
"""contacts.toml: helplines and services, questioned once, with the line of every word in it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from babel import Locale, UnknownLocaleError

from pipeline.problems import Problem

CONTACTS_FILE = "contacts.toml"

_TEXTS = ("id", "country", "service", "number", "email", "hours", "cost", "note", "source", "source_date")
_NEEDED = ("id", "country", "service", "number", "source")
KEYS = (*_TEXTS, "languages", "verified_on")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_NO_COUNTRIES = {"ZZ", "QO", "XA", "XB", "EZ", "UN"}
"""Codes that stand for an unknown region, outlying islands, tests of software, a currency's area, the United Nations."""
_NUMBER = re.compile(r"\+?[0-9][0-9 ()/.-]*\Z")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_SOURCE_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")


@dataclass(frozen=True, slots=True)
class Contact:
    """A service that answers. Texts are in the list's original language; what a source does not say is empty.

    `country` is an ISO 3166 code in small letters, `languages` are tags, `source` is a key of references.bib.
    `source_date` is the source's own date: a year, a month or a day in ISO form. `verified_on` is None until a person
    has called. `lines` holds the line of each key.
    """

    id: str
    country: str
    service: str
    number: str
    source: str
    email: str
    hours: str
    cost: str
    note: str
    source_date: str
    languages: tuple[str, ...]
    verified_on: date | None
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ContactList:
    """All contacts of a project, in the order of the file."""

    path: Path
    original: str
    contacts: tuple[Contact, ...]

    def of(self, country: str) -> tuple[Contact, ...]:
        return tuple(contact for contact in self.contacts if contact.country == country)

    @property
    def countries(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(contact.country for contact in self.contacts))


def read_contacts(path: Path) -> ContactList:
    """Read contacts.toml. Raises Problem, with file and line, for each mistake that it can hold."""
    text = _text(path)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise Problem(
            "bad-toml",
            "the file cannot be read as TOML",
            cause=str(error),
            hint="correct that line",
            path=path,
            line=line,
        ) from None
    head, lines = _lines(text)
    entries = values.get("contact", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise Problem(
            "bad-value",
            "`contact` is not a list of contacts",
            hint="write each contact under a line [[contact]]",
            path=path,
            line=head.get("contact"),
        )
    top = _Entry(path, values, head, 1)
    top.nothing_but(("original", "contact"))
    original = top.language("original", top.text("original", needed=True))
    contacts = tuple(
        _contact(_Entry(path, entry, where, where[""])) for entry, where in zip(entries, lines, strict=True)
    )
    _without_twins(path, contacts)
    return ContactList(path, original, contacts)


def is_country(code: str) -> bool:
    """Whether this is the code of a country in the Unicode locale data; `eu` is one, for numbers of the whole Union."""
    return len(code) == 2 and code.islower() and code.upper() in Locale("en").territories.keys() - _NO_COUNTRIES


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise Problem(
            "missing-file",
            f"{path.name} is not there",
            cause="a document asks for its contacts",
            hint="write it beside project.toml; docs/editing.md says how",
            path=path,
        ) from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise Problem(
            "bad-toml", "the file is not UTF-8", path=path, line=line, hint="save it as UTF-8 in your editor"
        ) from None


def _lines(text: str) -> tuple[dict[str, int], list[dict[str, int]]]:
    """The line of each key before the first contact, and of each key of each contact; a contact's own line is at ""."""
    head: dict[str, int] = {}
    entries: list[dict[str, int]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"\s*\[\[\s*contact\s*\]\]", line):
            entries.append({"": number})
        elif found := re.match(r'\s*\[*\s*"?([\w-]+)"?\s*[=\]]', line):
            (entries[-1] if entries else head).setdefault(found[1], number)
    return head, entries


def _contact(entry: "_Entry") -> Contact:
    entry.nothing_but(KEYS)
    texts = {key: entry.text(key, needed=key in _NEEDED) for key in _TEXTS}
    entry.must_match("id", texts["id"], _ID, "small letters a to z, digits and single hyphens")
    entry.must_match("number", texts["number"], _NUMBER, 'digits and spaces, such as "+43 1 234567"')
    if texts["email"]:
        entry.must_match("email", texts["email"], _EMAIL, 'an address such as "name@example.org"')
    if not is_country(texts["country"]):
        raise entry.problem(
            "unknown-country",
            "country",
            f"{texts['country']!r} is not the code of a country",
            "write its ISO 3166 code in small letters, such as it, at, al",
        )
    if texts["source_date"]:
        entry.date_of_source(texts["source_date"])
    return Contact(
        **texts,
        languages=entry.languages(),
        verified_on=entry.day("verified_on"),
        lines=entry.lines,
    )


def _without_twins(path: Path, contacts: tuple[Contact, ...]) -> None:
    seen: dict[str, Contact] = {}
    for contact in contacts:
        if contact.id in seen:
            raise Problem(
                "bad-value",
                f"two contacts have the id {contact.id!r}",
                cause=f"line {seen[contact.id].lines['id']} has it too",
                hint="give one of them another id",
                path=path,
                line=contact.lines["id"],
            )
        seen[contact.id] = contact


class _Entry:
    """One table of the file, asked key by key; `line` is its own."""

    def __init__(self, path: Path, values: Mapping[str, object], lines: Mapping[str, int], line: int) -> None:
        self.path = path
        self.values = values
        self.lines = lines
        self.line = line

    def problem(self, code: str, key: str, message: str, hint: str) -> Problem:
        cause = f"{key} = {self.values[key]!r}" if key in self.values else "the key is not there"
        line = self.lines.get(key, self.line)
        return Problem(code, message, cause=cause, hint=hint, path=self.path, line=line)

    def nothing_but(self, known: tuple[str, ...]) -> None:
        for key in self.values:
            if key not in known:
                raise self.problem("unknown-key", key, f"nobody knows the key `{key}`", f"known: {', '.join(known)}")

    def text(self, key: str, *, needed: bool) -> str:
        value = self.values.get(key, "")
        if not isinstance(value, str):
            raise self.problem("bad-value", key, f"`{key}` is not a text", f'write {key} = "…"')
        if needed and not value.strip():
            code = "bad-value" if key in self.values else "missing-key"
            raise self.problem(code, key, f"`{key}` is missing", f'write {key} = "…"')
        return value.strip()

    def must_match(self, key: str, value: str, pattern: re.Pattern[str], what: str) -> None:
        if not pattern.match(value):
            raise self.problem("bad-value", key, f"`{key}` cannot be {value!r}", f"write {what}")

    def language(self, key: str, tag: str) -> str:
        try:
            Locale.parse(tag.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            raise self.problem(
                "unknown-language",
                key,
                f"{tag!r} is not the tag of a language",
                "use a BCP 47 tag such as it, en, de, sq, pt-BR",
            ) from None
        return tag

    def languages(self) -> tuple[str, ...]:
        value = self.values.get("languages", [])
        if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
            raise self.problem("bad-value", "languages", "`languages` is not a list of tags", 'write ["it", "en"]')
        return tuple(self.language("languages", tag) for tag in value)

    def date_of_source(self, text: str) -> None:
        padded = text + "-01-01"[len(text) - 4 :] if _SOURCE_DATE.match(text) else ""
        try:
            date.fromisoformat(padded)
        except ValueError:
            raise self.problem(
                "bad-date",
                "source_date",
                f"{text!r} is not a date",
                'write a year, a month or a day: "2022", "2022-05", "2022-05-31"',
            ) from None

    def day(self, key: str) -> date | None:
        value = self.values.get(key, "")
        if value == "":
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(value if isinstance(value, str) and len(value) == 10 else "")
        except ValueError:
            hint = f'write {key} = "2026-11-25", or leave it empty'
            raise self.problem("bad-date", key, f"`{key}` is not a date", hint) from None
