# SPDX-License-Identifier: GPL-3.0-or-later
"""The helpline strip: numbers from contacts.toml so large that they are found at once, and what a call costs before all else."""

from collections.abc import Iterator
from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata, OptionSpec
from sphinx.writers.html5 import HTML5Translator

from pipeline.compose.parts import contacts, parts
from pipeline.compose.parts.contacts import ShowsContacts, fixed, phone
from pipeline.model.contacts import Contact, ContactList


class helplines(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """One helpline or several, one below the other."""


class helpline(nodes.General, nodes.Element):  # noqa: N801
    """A number with what one must know before calling it."""


def contact_ids(argument: str) -> tuple[str, ...]:
    """The value of `:contacts:`. Raises ValueError, which docutils reports with the line of the directive."""
    ids = tuple(dict.fromkeys(one.strip() for one in argument.split(",")))
    if "" in ids:
        raise ValueError("an id is missing; write ids of contacts.toml with a comma between them")
    return ids


class Helpline(ShowsContacts):
    """`.. helpline::` with `:contacts:`, ids in the order of the strip; all that are helplines when absent."""

    option_spec: ClassVar[OptionSpec] = {"contacts": contact_ids}

    def run(self) -> list[nodes.Node]:
        found = self.read()
        chosen = tuple(self._chosen(found))
        if not chosen:
            raise self.error(f"no contact of {found.path.name} is a helpline; name those you want in :contacts:")
        strip = helplines("", *(self._one(found, contact, len(chosen) > 1) for contact in chosen))
        self.set_source_info(strip)
        return [strip]

    def _chosen(self, found: ContactList) -> Iterator[Contact]:
        known = {contact.id: contact for contact in found.contacts}
        for name in self.options.get("contacts", [name for name, one in known.items() if one.is_helpline]):
            if name not in known:
                raise self.error(f"{found.path.name} holds no contact with the id {name!r}")
            yield known[name]

    def _one(self, found: ContactList, contact: Contact, among_others: bool) -> helpline:
        """The name of the service, then in this order: number, cost, hours, languages, and how sure all this is."""
        country = self.locale.territories.get(contact.country.upper(), contact.country.upper())
        facts = {
            self.words("cost"): self.texts(found.path, contact, "cost"),
            self.words("hours"): self.texts(found.path, contact, "hours"),
            self.words("languages"): self.languages(contact),
        }
        missing = ", ".join(name for name, told in facts.items() if not told)
        return helpline(
            "",
            *([fixed(country, "contact-country")] if among_others else []),
            *self.texts(found.path, contact, "service"),
            phone(contact.number),
            *(node for told in facts.values() for node in told),
            *([fixed(self.words("Not stated: %s") % missing, "not-stated")] if missing else []),
            self.status(contact),
        )


def _open_strip(translator: HTML5Translator, node: nodes.Element) -> None:
    parts.open_tag(translator, node, "div", class_name="helplines")


def _open_one(translator: HTML5Translator, node: nodes.Element) -> None:
    parts.open_tag(translator, node, "div", class_name="helpline")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(contacts.__name__)
    parts.add_node(app, helplines, (_open_strip, parts.closing("div")), parts.plainly())
    parts.add_node(app, helpline, (_open_one, parts.closing("div")), parts.plainly())
    parts.add_directive(app, "helpline", Helpline)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
