# SPDX-License-Identifier: GPL-3.0-or-later
"""A table of contacts from contacts.toml, by country, that says of each number where it comes from and whether it was tried."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from babel import Locale
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec
from sphinx.writers.html5 import HTML5Translator

from pipeline.compose.context import locale_of, project_file, words_of
from pipeline.compose.engine.applications import app_of
from pipeline.compose.nodes import titled_parts
from pipeline.compose.nodes.rendering import add_directive, add_node, closing, open_tag
from pipeline.compose.nodes.table_cells import make_table
from pipeline.compose.nodes.texts import fixed, inline_message
from pipeline.model.contacts import CONTACTS_FILE, Contact, ContactList, is_country, read_contacts
from pipeline.theme.phrases import contact_status

_COLUMNS = 5


class country_name(nodes.entry):  # noqa: N801 - docutils names nodes in lower case
    """The heading above the contacts of a country."""


class labelled_cell(nodes.entry):  # noqa: N801 - as above
    """A cell that brings the name of its column (`label`): on a phone the head of the table is gone."""


def country_codes(argument: str) -> tuple[str, ...]:
    """Return the value of `:countries:`. Raises ValueError, which docutils reports with the line of the directive."""
    codes = tuple(code.strip() for code in argument.split(","))
    for code in codes:
        if not is_country(code):
            raise ValueError(
                f"{code!r} is not the code of a country; write ISO 3166 codes in small letters: it, at, al"
            )
    return codes


class ShowsContacts(SphinxDirective):
    """A directive that prints contacts: their texts as messages, all else in the edition's language."""

    def read(self) -> ContactList:
        path = project_file(self.env, CONTACTS_FILE)
        self.env.note_dependency(path)
        self.words = words_of(self.env)
        self.locale = locale_of(self.config)
        return read_contacts(path)

    def texts(self, path: Path, contact: Contact, *keys: str) -> list[nodes.Node]:
        """Return messages that extraction finds in contacts.toml, in the lines where they stand."""
        return [
            inline_message(self, nodes.paragraph, text, str(path), contact.lines[key], classes=[f"contact-{key}"])
            for key in keys
            if (text := getattr(contact, key))
        ]

    def languages(self, contact: Contact) -> list[nodes.Node]:
        names = [Locale.parse(tag.replace("-", "_")).get_display_name(self.locale) or tag for tag in contact.languages]
        return [fixed(", ".join(names), "contact-languages")] if names else []

    def status(self, contact: Contact) -> nodes.paragraph:
        text = contact_status(contact.source_date, contact.verified_on, self.locale, self.words)
        verified = "verified" if contact.verified_on else "not-verified"
        return fixed(text, "contact-status", verified)


class Contacts(ShowsContacts):
    """`.. contacts:: Caption` with `:countries:` (in the order of the table; all when absent) and `:name:`."""

    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {"countries": country_codes, "name": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        contacts = self.read()
        countries = self.options.get("countries", contacts.countries)
        for country in countries:
            if not contacts.of(country):
                raise self.error(f"{contacts.path.name} holds no contact of the country {country!r}")
        bodies = (self._rows(contacts, country) for country in countries)
        table = make_table(self, [100 // _COLUMNS] * _COLUMNS, self._head(), *bodies, classes=["contacts"])
        if self.arguments:
            table.insert(0, inline_message(self, nodes.title, self.arguments[0], *self.get_source_info()))
        self.add_name(table)
        return [table]

    def _head(self) -> list[nodes.entry]:
        words = self.words
        names = (
            words("Service"),
            words("Telephone, e-mail"),
            words("Hours and cost"),
            words("Languages"),
            words("Source"),
        )
        return [nodes.entry("", fixed(name)) for name in names]

    def _rows(self, contacts: ContactList, country: str) -> Iterator[nodes.row]:
        name = self.locale.territories.get(country.upper(), country.upper())
        yield nodes.row("", country_name("", fixed(name), morecols=_COLUMNS - 1), classes=["country"])
        for contact in contacts.of(country):
            yield self._row(contacts.path, contact)

    def _row(self, path: Path, contact: Contact) -> nodes.row:
        words = self.words
        unknown = [fixed(words("not stated"), "not-stated")]
        return nodes.row(
            "",
            nodes.entry("", *self.texts(path, contact, "service", "note")),
            nodes.entry("", phone(contact.number), *([mail(contact.email)] if contact.email else [])),
            labelled_cell("", *(self.texts(path, contact, "hours", "cost") or unknown), label=words("Hours and cost")),
            labelled_cell("", *(self.languages(contact) or unknown), label=words("Languages")),
            nodes.entry("", *self._source(contact), self.status(contact)),
        )

    def _source(self, contact: Contact) -> list[nodes.Node]:
        if "sphinxcontrib.bibtex" not in app_of(self.env).extensions:
            return [fixed(contact.source, "contact-source")]
        children, problems = self.parse_inline(f":cite:p:`{contact.source}`")
        return [nodes.paragraph("", "", *children, *problems, classes=["contact-source"], translatable=False)]


def phone(number: str) -> nodes.paragraph:
    """Return the number as it is printed, leading to the telephone."""
    dialled = re.sub(r"[^+0-9]", "", number)
    link = nodes.reference("", number, refuri=f"tel:{dialled}", classes=["tel"])
    return nodes.paragraph("", "", link, classes=["contact-number"], translatable=False)


def mail(address: str) -> nodes.paragraph:
    link = nodes.reference("", address, refuri=f"mailto:{address}")
    return nodes.paragraph("", "", link, classes=["contact-email"], translatable=False)


def _open_labelled(translator: HTML5Translator, node: nodes.Element) -> None:
    open_tag(translator, node, "td", data_label=node["label"])


def _open_country(translator: HTML5Translator, node: nodes.Element) -> None:
    span = str(node["morecols"] + 1)
    open_tag(translator, node, "th", class_name="country", colspan=span, scope="rowgroup")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(titled_parts.__name__)
    add_node(app, country_name, (_open_country, closing("th")), "entry")
    add_node(app, labelled_cell, (_open_labelled, closing("td")), "entry")
    add_directive(app, "contacts", Contacts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
