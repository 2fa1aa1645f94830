# SPDX-License-Identifier: GPL-3.0-or-later
"""A publication's targets for references from other publications, and its own references to theirs."""

from collections.abc import Callable, Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import extract_messages

from pipeline.bookformat.identifiers import TITLE_PAGE, identity
from pipeline.compose.docutils_tree import nearest
from pipeline.compose.engine import registries
from pipeline.compose.engine.doctrees import read_only
from pipeline.compose.nodes.titled_parts import part
from pipeline.compose.parts.other_publications import is_reference
from pipeline.compose.parts.procedures import is_step, part_number
from pipeline.model.parts import STEP
from pipeline.model.targets import TERM, TERMINOLOGY, Target

type TagOf = Callable[[str], str]
"""The tag of the language in which a document is written."""


def targets(env: BuildEnvironment, title: str, tag_of: TagOf) -> tuple[Target, ...]:
    """Return all targets of a publication, in a deterministic order. The first is the publication itself, with this title."""
    root = str(env.config.root_doc)
    offered = [Target("", "", "", root, "", "", title, tag_of(root))]
    for docname in sorted(env.found_docs):
        offered += _of_document(env, docname, tag_of(docname))
    return tuple(offered)


def references(env: BuildEnvironment) -> tuple[str, ...]:
    """Return the distinct targets of a publication's `:pub:` references, by document name."""
    names = (
        str(node["reftarget"])
        for docname in sorted(env.found_docs)
        for node in read_only(env, docname).findall(addnodes.pending_xref)
        if is_reference(node)
    )
    return tuple(dict.fromkeys(names))


def _of_document(env: BuildEnvironment, docname: str, tag: str) -> Iterator[Target]:
    tree, standard = read_only(env, docname), env.domains.standard_domain
    messages = {id(node): text for node, text in extract_messages(tree)}

    def words(node: nodes.Element | None) -> str:
        return (messages.get(id(node)) or node.astext()) if node is not None else ""

    def in_book(element: nodes.Element) -> str:
        # A book has only the first identifier of an element.
        return identity(docname, element["ids"][0])

    whole = tree.next_node(nodes.section)
    if whole is not None:
        beginning = TITLE_PAGE if docname == env.config.root_doc else in_book(whole)
        yield Target(f"/{docname}", "", "", docname, "", beginning, words(_title(whole)), tag)
    labels = {name: (place[1], "") for name, place in standard.anonlabels.items() if place[0] == docname}
    labels |= {name: (place[1], place[2]) for name, place in standard.labels.items() if place[0] == docname}
    for name, (anchor, plain) in sorted(labels.items()):
        element = tree.ids.get(anchor)
        if element is not None:
            kind, number = _number(env, docname, element)
            yield Target(
                f"#{name}", kind, number, docname, anchor, in_book(element), words(_title(element)) or plain, tag
            )
    for name, (document, anchor) in sorted(registries.terms(env).items()):
        term = tree.ids.get(anchor) if document == docname else None
        if term is not None:
            listed = nearest(term, nodes.definition_list)
            kind = TERMINOLOGY if listed is not None and TERMINOLOGY in listed["classes"] else "term"
            yield Target(f"{TERM}{name}", kind, "", docname, anchor, in_book(term), words(term), tag)


def _title(element: nodes.Node | None) -> nodes.Element | None:
    """Return the title or caption element of a section, table, figure, procedure etc.; None if it has none."""
    if isinstance(element, part):
        return element[0] if isinstance(element[0], nodes.Element) else None
    children = element.children if isinstance(element, nodes.Element) else ()
    return next((child for child in children if isinstance(child, nodes.title | nodes.caption)), None)


def _number(env: BuildEnvironment, docname: str, element: nodes.Element) -> tuple[str, str]:
    """Return the figure type of an element and its number; both empty for a section, which is cited by title."""
    if is_step(element):
        return STEP, part_number(env, docname, element)
    kind = env.domains.standard_domain.get_enumerable_node_type(element) or ""
    if kind in ("", "section"):
        return "", ""
    number = part_number(env, docname, element)
    return (kind, number) if number else ("", "")
