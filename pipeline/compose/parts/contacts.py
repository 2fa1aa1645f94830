# SPDX-License-Identifier: GPL-3.0-or-later
"""A table of contacts from contacts.toml, by country, that says of each number where it comes from and whether it was tried."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import ClassVar

from babel import Locale
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec
from sphinx.writers.html5 import HTML5Translator

from pipeline.compose.parts import parts
from pipeline.compose.parts.parts import project_file, words_of
from pipeline.model.contacts import CONTACTS_FILE, Contact, ContactList, is_country, read_contacts
from pipeline.theme.phrases import contact_status

_COLUMNS = 5


class country_name(nodes.entry):  # noqa: N801 - docutils names nodes in lower case
    """The heading above the contacts of a country."""


class told(nodes.entry):  # noqa: N801 - as above
    """A cell that brings the name of its column (`told`): on a phone the head of the table is gone."""


def country_codes(argument: str) -> tuple[str, ...]:
    """The value of `:countries:`. Raises ValueError, which docutils reports with the line of the directive."""
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
        self.locale = Locale.parse(self.config.language.replace("-", "_"))
        return read_contacts(path)

    def texts(self, path: Path, contact: Contact, *keys: str) -> list[nodes.Node]:
        """Messages that extraction finds in contacts.toml, in the lines where they stand."""
        found: list[nodes.Node] = []
        for key in keys:
            if text := getattr(contact, key):
                children, problems = self.parse_inline(text)
                paragraph = nodes.paragraph(text, "", *children, *problems, classes=[f"contact-{key}"])
                paragraph.source, paragraph.line = str(path), contact.lines[key]
                found.append(paragraph)
        return found

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
        found = self.read()
        countries = self.options.get("countries", found.countries)
        for country in countries:
            if not found.of(country):
                raise self.error(f"{found.path.name} holds no contact of the country {country!r}")
        return [self._table(found, countries)]

    def _table(self, found: ContactList, countries: Iterable[str]) -> nodes.table:
        table = nodes.table(classes=["contacts"])
        self.set_source_info(table)
        if self.arguments:
            children, problems = self.parse_inline(self.arguments[0])
            title = nodes.title(self.arguments[0], "", *children, *problems)
            title.source, title.line = self.get_source_info()
            table += title
        group = nodes.tgroup("", cols=_COLUMNS)
        group += [nodes.colspec(colwidth=100 // _COLUMNS) for _ in range(_COLUMNS)]
        group += nodes.thead("", self._head())
        group += [nodes.tbody("", *self._rows(found, country)) for country in countries]
        table += group
        self.add_name(table)
        return table

    def _head(self) -> nodes.row:
        words = self.words
        names = (
            words("Service"),
            words("Telephone, e-mail"),
            words("Hours and cost"),
            words("Languages"),
            words("Source"),
        )
        return nodes.row("", *(nodes.entry("", fixed(name)) for name in names))

    def _rows(self, found: ContactList, country: str) -> Iterator[nodes.row]:
        name = self.locale.territories.get(country.upper(), country.upper())
        yield nodes.row("", country_name("", fixed(name), morecols=_COLUMNS - 1), classes=["country"])
        for contact in found.of(country):
            yield self._row(found.path, contact)

    def _row(self, path: Path, contact: Contact) -> nodes.row:
        words = self.words
        unknown = [fixed(words("not stated"), "not-stated")]
        return nodes.row(
            "",
            nodes.entry("", *self.texts(path, contact, "service", "note")),
            nodes.entry("", phone(contact.number), *([mail(contact.email)] if contact.email else [])),
            told("", *(self.texts(path, contact, "hours", "cost") or unknown), told=words("Hours and cost")),
            told("", *(self.languages(contact) or unknown), told=words("Languages")),
            nodes.entry("", *self._source(contact), self.status(contact)),
        )

    def _source(self, contact: Contact) -> list[nodes.Node]:
        if "sphinxcontrib.bibtex" not in self.env._app.extensions:
            return [fixed(contact.source, "contact-source")]
        children, problems = self.parse_inline(f":cite:p:`{contact.source}`")
        return [nodes.paragraph("", "", *children, *problems, classes=["contact-source"], translatable=False)]


def fixed(text: str, *classes: str) -> nodes.paragraph:
    """Words that are in the edition's language already, and so are no message of the catalogue."""
    return nodes.paragraph("", text, classes=list(classes), translatable=False)


def phone(number: str) -> nodes.paragraph:
    """The number as it is printed, leading to the telephone."""
    dialled = re.sub(r"[^+0-9]", "", number)
    link = nodes.reference("", number, refuri=f"tel:{dialled}", classes=["tel"])
    return nodes.paragraph("", "", link, classes=["contact-number"], translatable=False)


def mail(address: str) -> nodes.paragraph:
    link = nodes.reference("", address, refuri=f"mailto:{address}")
    return nodes.paragraph("", "", link, classes=["contact-email"], translatable=False)


def _open_told(translator: HTML5Translator, node: nodes.Element) -> None:
    parts.open_tag(translator, node, "td", data_label=node["told"])


def _open_country(translator: HTML5Translator, node: nodes.Element) -> None:
    span = str(node["morecols"] + 1)
    parts.open_tag(translator, node, "th", class_name="country", colspan=span, scope="rowgroup")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(parts.__name__)
    parts.add_node(app, country_name, (_open_country, parts.closing("th")), parts.plainly("entry"))
    parts.add_node(app, told, (_open_told, parts.closing("td")), parts.plainly("entry"))
    parts.add_directive(app, "contacts", Contacts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
