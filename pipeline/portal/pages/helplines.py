# SPDX-License-Identifier: GPL-3.0-or-later
"""The helplines at the top of a front page by country: number, cost, hours, and how reliable the facts are. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from babel.languages import get_official_languages

from pipeline.model.contacts import Contact, ContactList
from pipeline.model.publication import Language
from pipeline.theme import phrases
from pipeline.words import Words


@dataclass(frozen=True, slots=True)
class HelplineText:
    """A text, and its language if it differs from the page's."""

    text: str
    tag: str = ""


@dataclass(frozen=True, slots=True)
class SiteHelpline:
    """A helpline: its number as printed and as dialled, and the facts in the order that callers need: cost, hours, languages."""

    country: str
    service: HelplineText
    number: str
    dialled: str
    facts: tuple[HelplineText, ...]
    status: str


def helplines(
    contacts: ContactList | None,
    language: Language,
    translations: Mapping[str, str],
    words: Words,
    *,
    nearest_first: bool = False,
) -> tuple[SiteHelpline, ...]:
    """Return the helplines of all countries in the order of `contacts`, whose texts `translations` translates into `language`.

    With `nearest_first`, helplines that answer in the language, or in a country where it is official, come first.
    """
    locale = phrases.locale_of(language)

    def in_language(text: str) -> HelplineText:
        if contacts is None or contacts.original == language.tag:
            return HelplineText(text)
        return HelplineText(translations[text]) if text in translations else HelplineText(text, contacts.original)

    def facts(contact: Contact) -> Iterator[HelplineText]:
        yield from (in_language(text) for text in (contact.cost, contact.hours) if text)
        names = [phrases.language_name(Language(tag, tag), language) for tag in contact.languages]
        if names:
            yield HelplineText(", ".join(names))

    lines = [entry for entry in (contacts.contacts if contacts is not None else ()) if entry.helpline]
    if nearest_first:
        lines.sort(key=lambda contact: not _is_near(contact, language))
    return tuple(
        SiteHelpline(
            country=locale.territories.get(contact.country.upper(), contact.country.upper()),
            service=in_language(contact.service),
            number=contact.number,
            dialled=re.sub(r"[^+0-9]", "", contact.number),
            facts=tuple(facts(contact)),
            status=phrases.contact_status(contact.source_date, contact.verified_on, locale, words),
        )
        for contact in lines
    )


def _is_near(contact: Contact, language: Language) -> bool:
    official = get_official_languages(contact.country.upper(), de_facto=True)
    return language.tag in contact.languages or language.tag.partition("-")[0] in official
