# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts from contacts.toml: a table by country, and the helpline strip with large numbers.

The table prints the source of each number, and whether somebody has called it; the strip is for a passer-by, who gets the number and
what a call costs.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from babel import Locale
from babel.languages import get_official_languages
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.typing import ExtensionMetadata, OptionSpec

from pipeline.compose.context import locale_of, project_file, words_of
from pipeline.compose.engine.applications import app_of
from pipeline.compose.mistakes import MISSING_FILE, CheckedDirective, Mistake, did_you_mean
from pipeline.compose.nodes.rendering import add_directive, add_node, as_element
from pipeline.compose.nodes.table_cells import make_table
from pipeline.compose.nodes.texts import inline_message, untranslated_paragraph
from pipeline.model.contacts import CONTACTS_FILE, Contact, ContactList, read_contacts
from pipeline.model.remark import Remark
from pipeline.model.similar import similar
from pipeline.model.toml_tables import is_country
from pipeline.theme.phrases import contact_status

_COLUMNS = 5


class country_name(nodes.entry):  # noqa: N801 - docutils names nodes in lower case
    """The heading above the contacts of a country."""


class helplines(nodes.General, nodes.Element):  # noqa: N801
    """A column of helplines. If `neutral`, they do not reveal their purpose to somebody who finds the sheet."""


class helpline(nodes.General, nodes.Element):  # noqa: N801
    """A number, with the facts that a caller needs."""


def country_codes(argument: str) -> tuple[str, ...]:
    """Return the value of `:countries:`. Raises ValueError, which docutils reports with the line of the directive."""
    codes = tuple(code.strip() for code in argument.split(","))
    for code in codes:
        if not is_country(code):
            raise ValueError(
                f"{code!r} is not the code of a country; write ISO 3166 codes in small letters: it, at, al"
            )
    return codes


def contact_ids(argument: str) -> tuple[str, ...]:
    """Return the value of `:contacts:`. Raises ValueError, which docutils reports with the line of the directive."""
    ids = tuple(dict.fromkeys(name.strip() for name in argument.split(",")))
    if "" in ids:
        raise ValueError("an id is missing; write ids of contacts.toml with a comma between them")
    return ids


class ShowsContacts(CheckedDirective):
    """Base of directives that print contacts: their texts are messages, everything else is in the edition's language."""

    def read(self) -> ContactList:
        path = project_file(self.env, CONTACTS_FILE)
        self.env.note_dependency(path)
        if not path.is_file():
            step = Remark("write %(file)s next to project.toml; see the handbook for editors", file=path.name)
            raise Mistake("contacts.missing-file", Remark(MISSING_FILE, name=path.name), step)
        self.words = words_of(self.env)
        self.locale = locale_of(self.config)
        return read_contacts(path)

    def texts(self, path: Path, contact: Contact, *keys: str) -> list[nodes.Node]:
        """Return the texts as messages with their lines in contacts.toml."""
        return [
            inline_message(
                self,
                nodes.paragraph,
                text,
                str(path),
                contact.lines[key],
                classes=[f"contact-{key.removeprefix('neutral_')}"],
            )
            for key in keys
            if (text := getattr(contact, key))
        ]

    def languages(self, contact: Contact) -> list[nodes.Node]:
        names = [Locale.parse(tag.replace("-", "_")).get_display_name(self.locale) or tag for tag in contact.languages]
        return [untranslated_paragraph(", ".join(names), "contact-languages")] if names else []

    def status(self, contact: Contact) -> nodes.paragraph:
        text = contact_status(contact.source_date, contact.verified_on, self.locale, self.words)
        return untranslated_paragraph(text, "contact-status", "verified" if contact.verified_on else "not-verified")


class Contacts(ShowsContacts):
    """`.. contacts:: Caption` with `:countries:` (in the order of the table; default: all) and `:name:`."""

    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {"countries": country_codes, "name": directives.unchanged_required}

    def make(self) -> list[nodes.Node]:
        contacts = self.read()
        file = contacts.path.name
        countries = self.options.get("countries", contacts.countries)
        for country in countries:
            if not contacts.of(country):
                sentence = Remark("no contact has the country %(name)s", name=country)
                step = Remark("add a contact with this country to %(file)s, or take the country out", file=file)
                raise Mistake("contacts.no-country", sentence, step)
        words = self.words
        columns = [words("Service"), words("Telephone, e-mail"), words("Hours and cost")]
        columns += [words("Languages"), words("Source")]
        head = [nodes.entry("", untranslated_paragraph(name)) for name in columns]
        bodies = (self._rows(contacts, country) for country in countries)
        table = make_table(self, [100 // _COLUMNS] * _COLUMNS, head, *bodies, classes=["contacts"])
        if self.arguments:
            table.insert(0, inline_message(self, nodes.title, self.arguments[0], *self.get_source_info()))
        self.add_name(table)
        return [table]

    def _rows(self, contacts: ContactList, country: str) -> Iterator[nodes.row]:
        words, name = self.words, self.locale.territories.get(country.upper(), country.upper())
        yield nodes.row("", country_name("", untranslated_paragraph(name), morecols=_COLUMNS - 1), classes=["country"])
        for contact in contacts.of(country):
            unknown = [untranslated_paragraph(words("not stated"), "not-stated")]
            hours = self.texts(contacts.path, contact, "hours", "cost") or unknown
            yield nodes.row(
                "",
                nodes.entry("", *self.texts(contacts.path, contact, "service", "note")),
                nodes.entry("", phone(contact.number), *([mail(contact.email)] if contact.email else [])),
                nodes.entry("", *hours),
                nodes.entry("", *(self.languages(contact) or unknown)),
                nodes.entry("", *self._source(contact), self.status(contact)),
            )

    def _source(self, contact: Contact) -> list[nodes.Node]:
        if "sphinxcontrib.bibtex" not in app_of(self.env).extensions:
            return [untranslated_paragraph(contact.source, "contact-source")]
        children, problems = self.parse_inline(f":cite:p:`{contact.source}`")
        return [nodes.paragraph("", "", *children, *problems, classes=["contact-source"], translatable=False)]


class Helpline(ShowsContacts):
    """`.. helpline::` with `:contacts:`, ids in the order of the strip; by default all helplines, starting with countries where the
    edition's language is spoken.

    With `:neutral:` each service is printed under its neutral name.
    """

    option_spec: ClassVar[OptionSpec] = {"contacts": contact_ids, "neutral": directives.flag}

    def make(self) -> list[nodes.Node]:
        contacts = self.read()
        chosen = tuple(self._chosen(contacts))
        if not chosen:
            sentence = Remark("no contact of %(file)s is a helpline", file=contacts.path.name)
            raise Mistake("contacts.no-helpline", sentence, Remark("name those you want in :contacts:"))
        of_several_countries = len({contact.country for contact in chosen}) > 1
        numbers = (self._helpline(contacts.path, contact, of_several_countries) for contact in chosen)
        strip = helplines("", *numbers, neutral="neutral" in self.options)
        self.set_source_info(strip)
        return [strip]

    def _chosen(self, contacts: ContactList) -> Iterator[Contact]:
        file, by_id = contacts.path.name, {contact.id: contact for contact in contacts.contacts}
        all_helplines = sorted(
            (name for name, contact in by_id.items() if contact.helpline),
            key=lambda name: self._is_abroad(by_id[name]),
        )
        for name in self.options.get("contacts", all_helplines):
            if name not in by_id:
                step = Remark("the ids are in %(file)s, one for each contact", file=file)
                raise Mistake(
                    "contacts.unknown",
                    Remark("no contact has the id %(name)s", name=name),
                    did_you_mean(similar(name, by_id), step),
                )
            if "neutral" in self.options and by_id[name].police:
                sentence = Remark("%(name)s is a police line, which a neutral list must not name", name=name)
                raise Mistake("contacts.police", sentence, Remark("name others in :contacts:"))
            if "neutral" in self.options and not by_id[name].neutral_service:
                sentence = Remark("%(file)s has no neutral_service for %(name)s", file=file, name=name)
                step = Remark("add a name there that does not reveal what it is for")
                raise Mistake("contacts.no-neutral-name", sentence, step)
            yield by_id[name]

    def _is_abroad(self, contact: Contact) -> bool:
        return self.locale.language not in get_official_languages(contact.country.upper())

    def _helpline(self, path: Path, contact: Contact, names_country: bool) -> helpline:
        """Return country (if `names_country`), service, number, cost, hours, languages and date of the last call, in this order.

        A neutral helpline is a name and a number: cost and hours would tell what it is for.
        """
        country = [untranslated_paragraph(self._country(contact), "contact-country")] if names_country else []
        if "neutral" in self.options:
            return helpline("", *country, *self.texts(path, contact, "neutral_service"), phone(contact.number))
        return helpline(
            "",
            *country,
            *self.texts(path, contact, "service"),
            phone(contact.number),
            *self.texts(path, contact, "cost", "hours"),
            *self.languages(contact),
            *([self.status(contact)] if contact.verified_on else []),
        )

    def _country(self, contact: Contact) -> str:
        return str(self.locale.territories.get(contact.country.upper(), contact.country.upper()))


def is_neutral(element: nodes.Element) -> bool:
    """Return whether a sheet holds neutral helplines, whose purpose it must not reveal."""
    return any(strip["neutral"] for strip in element.findall(helplines))


class KeepNumbersTogether(SphinxPostTransform):
    """Put no-break spaces into the numbers of contacts.toml in running text: the first digits alone are a number, too."""

    default_priority = 700

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx' signature
        path = project_file(self.env, CONTACTS_FILE)
        if not path.is_file():
            return
        numbers = "|".join(sorted({re.escape(c.number) for c in read_contacts(path).contacts if " " in c.number}))
        for text in list(self.document.findall(nodes.Text)) if numbers else ():
            joined = re.sub(numbers, lambda match: match[0].replace(" ", "\u00a0"), text)
            if joined != text and not isinstance(text.parent, nodes.reference):  # links to dial do not wrap
                text.parent.replace(text, nodes.Text(joined))


def phone(number: str) -> nodes.paragraph:
    """Return a paragraph with the number as a `tel:` link."""
    dialled = re.sub(r"[^+0-9]", "", number)
    link = nodes.reference("", number, refuri=f"tel:{dialled}", classes=["tel"])
    return nodes.paragraph("", "", link, classes=["contact-number"], translatable=False)


def mail(address: str) -> nodes.paragraph:
    link = nodes.reference("", address, refuri=f"mailto:{address}")
    return nodes.paragraph("", "", link, classes=["contact-email"], translatable=False)


def setup(app: Sphinx) -> ExtensionMetadata:
    country = as_element("th", class_name="country", colspan=lambda node: str(node["morecols"] + 1), scope="rowgroup")
    add_node(app, country_name, country, "entry")
    add_node(app, helplines, as_element("div", class_name="helplines"))
    add_node(app, helpline, as_element("div", class_name="helpline"))
    add_directive(app, "contacts", Contacts)
    add_directive(app, "helpline", Helpline)
    app.add_post_transform(KeepNumbersTogether)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
