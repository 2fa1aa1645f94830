# SPDX-License-Identifier: GPL-3.0-or-later
"""The definitions of a publication's glossary terms."""

from docutils import nodes
from sphinx.environment import BuildEnvironment

from pipeline.compose.engine import registries
from pipeline.compose.engine.doctrees import read_only

type Place = tuple[str, str]
"""A document and an identifier in it."""


def definitions(env: BuildEnvironment) -> dict[Place, nodes.definition]:
    """Return the definition of each glossary term, as in its doctree, with unresolved references."""
    places = set(registries.terms(env).values())
    by_place: dict[Place, nodes.definition] = {}
    for docname in sorted({docname for docname, _ in places}):
        for item in read_only(env, docname).findall(nodes.definition_list_item):
            definition = next(iter(item.findall(nodes.definition)), None)
            terms = [identity for term in item.findall(nodes.term) for identity in term["ids"]]
            if definition is not None:
                by_place |= {(docname, identity): definition for identity in terms if (docname, identity) in places}
    return by_place
