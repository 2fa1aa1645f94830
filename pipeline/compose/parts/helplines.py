# SPDX-License-Identifier: GPL-3.0-or-later
"""The helpline strip: numbers from contacts.toml so large that they are found at once, and what a call costs before all else."""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata, OptionSpec

from pipeline.compose.nodes.rendering import add_directive, add_node, as_element
from pipeline.compose.nodes.texts import fixed
from pipeline.compose.parts import contacts
from pipeline.compose.parts.contacts import ShowsContacts, phone
from pipeline.model.contacts import Contact, ContactList


class helplines(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """One helpline or several, one below the other."""


class helpline(nodes.General, nodes.Element):  # noqa: N801
    """A number with what one must know before calling it."""


def contact_ids(argument: str) -> tuple[str, ...]:
    """Return the value of `:contacts:`. Raises ValueError, which docutils reports with the line of the directive."""
    ids = tuple(dict.fromkeys(name.strip() for name in argument.split(",")))
    if "" in ids:
        raise ValueError("an id is missing; write ids of contacts.toml with a comma between them")
    return ids


class Helpline(ShowsContacts):
    """`.. helpline::` with `:contacts:`, ids in the order of the strip; all that are helplines when absent."""

    option_spec: ClassVar[OptionSpec] = {"contacts": contact_ids}

    def run(self) -> list[nodes.Node]:
        contacts = self.read()
        chosen = tuple(self._chosen(contacts))
        if not chosen:
            raise self.error(f"no contact of {contacts.path.name} is a helpline; name those you want in :contacts:")
        strip = helplines("", *(self._helpline(contacts.path, contact, len(chosen) > 1) for contact in chosen))
        self.set_source_info(strip)
        return [strip]

    def _chosen(self, contacts: ContactList) -> Iterator[Contact]:
        by_id = {contact.id: contact for contact in contacts.contacts}
        for name in self.options.get("contacts", [name for name, contact in by_id.items() if contact.is_helpline]):
            if name not in by_id:
                raise self.error(f"{contacts.path.name} holds no contact with the id {name!r}")
            yield by_id[name]

    def _helpline(self, path: Path, contact: Contact, among_others: bool) -> helpline:
        """Return the name of the service, then in this order: number, cost, hours, languages, and how sure all this is."""
        country = self.locale.territories.get(contact.country.upper(), contact.country.upper())
        facts = {
            self.words("cost"): self.texts(path, contact, "cost"),
            self.words("hours"): self.texts(path, contact, "hours"),
            self.words("languages"): self.languages(contact),
        }
        missing = ", ".join(name for name, texts in facts.items() if not texts)
        return helpline(
            "",
            *([fixed(country, "contact-country")] if among_others else []),
            *self.texts(path, contact, "service"),
            phone(contact.number),
            *(text for texts in facts.values() for text in texts),
            *([fixed(self.words("Not stated: %s") % missing, "not-stated")] if missing else []),
            self.status(contact),
        )


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(contacts.__name__)
    add_node(app, helplines, as_element("div", class_name="helplines"))
    add_node(app, helpline, as_element("div", class_name="helpline"))
    add_directive(app, "helpline", Helpline)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
