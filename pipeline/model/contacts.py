# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads and validates contacts.toml: helplines and services, with the line of each text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.model.project import Project
from pipeline.model.toml_tables import SLUG, Table

CONTACTS_FILE = "contacts.toml"

_NUMBER = re.compile(r"\+?[0-9][0-9 ()/.-]*\Z")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_SOURCE_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")


@dataclass(frozen=True, slots=True)
class Contact:
    """A service to call. Texts are in the list's original language, and empty if the source does not give them.

    `neutral_service` is a name that does not reveal the service's purpose. A `police` line has no neutral name: callers must know
    whom they call, but on a sheet the name would betray a person who is watched. `country` is a lower-case ISO 3166 code, `languages`
    are tags, `source` is a key of references.bib. `source_date` is the date of the source: a year, month or day in ISO form.
    `verified_on` is None until somebody has called the number. A `helpline` is on the front pages, and in each strip of numbers that
    does not list its contacts. `lines` has the line of each key.
    """

    id: str
    country: str
    service: str
    neutral_service: str
    number: str
    source: str
    email: str
    hours: str
    cost: str
    note: str
    source_date: str
    languages: tuple[str, ...]
    verified_on: date | None
    police: bool
    helpline: bool
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ContactList:
    """All contacts of a project, in file order."""

    path: Path
    original: str
    contacts: tuple[Contact, ...]

    def of(self, country: str) -> tuple[Contact, ...]:
        return tuple(contact for contact in self.contacts if contact.country == country)

    @property
    def countries(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(contact.country for contact in self.contacts))


def read_contacts(path: Path) -> ContactList:
    """Read contacts.toml. Raises Problem, with file and line, for a mistake in it."""
    hint = "write it next to project.toml; see the handbook for editors"
    return contacts_in(Table.read(path, cause="a document refers to its contacts", hint=hint))


def contacts_in(table: Table) -> ContactList:
    """Return the contacts of a contacts.toml."""
    original = table.language("original", table.text("original"))
    contacts: dict[str, Contact] = {}
    for entry in table.tables("contact", "contacts"):
        contact = _contact(entry)
        if contact.id in contacts:
            cause, hint = f"line {contacts[contact.id].lines['id']} has the same id", "give one of them another id"
            raise entry.problem("bad-value", f"two contacts have the id {contact.id!r}", "id", cause=cause, hint=hint)
        contacts[contact.id] = contact
    table.reject_unknown_keys()
    return ContactList(table.path, original, tuple(contacts.values()))


def contacts_of(project: Project) -> ContactList | None:
    """Return the contacts of a project; None if it has no contacts.toml, or is adopted, so that the file is not in our format."""
    path = project.source / CONTACTS_FILE
    adopted = project.is_adopted
    return None if adopted or not path.is_file() else read_contacts(path)


def _contact(entry: Table) -> Contact:
    contact = Contact(
        id=entry.matching("id", SLUG, "small letters a to z, digits and single hyphens"),
        country=entry.country("country", entry.text("country")),
        service=entry.text("service"),
        neutral_service=entry.text("neutral_service", ""),
        number=entry.matching("number", _NUMBER, 'digits and spaces, such as "+43 1 234567"'),
        source=entry.text("source"),
        email=entry.matching("email", _EMAIL, 'an address such as "name@example.org"', ""),
        hours=entry.text("hours", ""),
        cost=entry.text("cost", ""),
        note=entry.text("note", ""),
        source_date=_source_date(entry),
        languages=tuple(entry.language("languages", tag) for tag in entry.texts("languages", noun="tags")),
        verified_on=entry.day("verified_on") if entry.has("verified_on") else None,
        police=entry.flag("police"),
        helpline=entry.flag("helpline"),
        lines={key: entry.line_of(key) for key in entry.values},
    )
    entry.reject_unknown_keys()
    if contact.police and contact.neutral_service:
        message, hint = f"{contact.id} is a police line and has a neutral name", "remove neutral_service"
        cause = "nobody may call the police without knowing it, and their name betrays a person who is watched"
        raise entry.problem("bad-value", message, "neutral_service", cause=cause, hint=hint)
    return contact


def _source_date(entry: Table) -> str:
    """Return a valid year, month or day in ISO form, or an empty string."""
    text = entry.text("source_date", "")
    try:
        if text:
            date.fromisoformat(text + "-01-01"[len(text) - 4 :] if _SOURCE_DATE.match(text) else "")
    except ValueError:
        hint = 'write a year, a month or a day: "2022", "2022-05", "2022-05-31"'
        raise entry.problem("bad-date", f"{text!r} is not a date", "source_date", hint=hint) from None
    return text
