# SPDX-License-Identifier: GPL-3.0-or-later
"""Targets of references between publications: documents, labels and glossary terms."""

import re
from typing import NamedTuple

_SLUG = re.compile(r"[^#/:]*")
TERM = ":term:"
"""Separates a publication and its glossary term: `usual-procedures:term:victim of trafficking`."""
ROLE = "pub"
"""The role of a reference to another publication."""
TERMINOLOGY = "terminology"
"""The kind of a term from terminology.tsv, whose name is in that file instead of the catalogue."""


class Target(NamedTuple):
    """A target in a publication for references from other publications.

    `name` is the reference without the publication's slug: empty for the publication itself, `/first-contact` for a document,
    `#form-consent` for a label, `:term:trafficking` for a glossary term. `kind` is the type of a numbered element (procedure, form,
    figure, table, code-block), `step`, `term` or TERMINOLOGY, else empty; `number` is its number, equal in all languages. `anchor` is
    its identifier in the HTML page, empty for a document; `element` its identifier in the book, empty for the publication. `title`
    is a message of the publication's catalogue, in the original language `tag`.
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
    """Split `slug#label`, `slug/document`, `slug:term:name` or `slug` into the slug and the target's name.

    Labels and terms are returned in lower case, since Sphinx ignores their case.
    """
    match = _SLUG.match(reference)
    slug = match[0] if match is not None else ""
    name = reference[len(slug) :]
    return slug.strip(), name.strip() if name.startswith("/") else " ".join(name.lower().split())
