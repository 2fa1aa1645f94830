# SPDX-License-Identifier: GPL-3.0-or-later
"""The helplines on top of a front page: by country, number first, with what a call costs and how sure all this is. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.contacts import Contact, ContactList
from pipeline.publication import Language
from pipeline.theme import phrases
from pipeline.words import Words


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and its language where that is not the page's."""

    text: str
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Helpline:
    """A number, what to dial for it, and the facts in the order in which a caller needs them: cost, hours, languages."""

    country: str
    service: Said
    number: str
    dialled: str
    facts: tuple[Said, ...]
    status: str


def helplines(
    contacts: ContactList | None, language: Language, translations: Mapping[str, str], words: Words
) -> tuple[Helpline, ...]:
    """Those of every country in the order of the list; `translations` are of its texts into `language`."""
    locale = phrases.locale_of(language)

    def said(text: str) -> Said:
        if contacts is None or contacts.original == language.tag:
            return Said(text)
        return Said(translations[text]) if text in translations else Said(text, contacts.original)

    def facts(contact: Contact) -> Iterator[Said]:
        yield from (said(text) for text in (contact.cost, contact.hours) if text)
        names = [phrases.language_name(Language(tag, tag), language) for tag in contact.languages]
        if names:
            yield Said(", ".join(names))

    return tuple(
        Helpline(
            country=locale.territories.get(contact.country.upper(), contact.country.upper()),
            service=said(contact.service),
            number=contact.number,
            dialled=re.sub(r"[^+0-9]", "", contact.number),
            facts=tuple(facts(contact)),
            status=phrases.contact_status(contact.source_date, contact.verified_on, locale, words),
        )
        for contact in (contacts.contacts if contacts is not None else ())
        if contact.is_helpline
    )
