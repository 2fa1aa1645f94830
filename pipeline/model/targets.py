# SPDX-License-Identifier: GPL-3.0-or-later
"""What one publication offers others to refer to: its documents, labels and glossary terms."""

import re
from typing import NamedTuple

_SLUG = re.compile(r"[^#/:]*")
TERM = ":term:"
"""Between a publication and one of its glossary terms: `usual-procedures:term:victim of trafficking`."""
ROLE = "pub"
"""The role of a reference to another publication."""
TERMINOLOGY = "terminology"
"""The kind of a term of terminology.tsv, whose name is in that file; others are messages of the catalogue."""


class Target(NamedTuple):
    """A place of a publication that others can refer to, as extraction knows it.

    `name` is what follows the publication's slug: nothing for the publication itself, `/first-contact` for a document,
    `#form-consent` for a label, `:term:trafficking` for a glossary term. `kind` is what Sphinx counts it as (procedure, form,
    figure, table, code-block), `step`, `term` or TERMINOLOGY, and empty for all else; `number` is its number in the publication,
    the same in every language. `anchor` is its identifier in the HTML page, empty for a whole document; `element` the one
    that it has in the book, empty for the whole publication. `title` is a message of the publication's catalogue, written in the language `tag`.
    """

    name: str
    kind: str
    number: str
    document: str
    anchor: str
    element: str
    title: str
    tag: str


def split_reference(reference: str) -> tuple[str, str]:
    """Return the slug of `slug#label`, `slug/document`, `slug:term:name` or `slug`, and the target's name after it.

    Labels and terms are found in whatever case they are written, as Sphinx finds them.
    """
    match = _SLUG.match(reference)
    slug = match[0] if match is not None else ""
    name = reference[len(slug) :]
    return slug.strip(), name.strip() if name.startswith("/") else " ".join(name.lower().split())
