# SPDX-License-Identifier: GPL-3.0-or-later
"""The documents of a publication become one tree: each resolved and numbered as itself, then put where its toctree stands."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile
from operator import itemgetter

from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

from pipeline.bookformat.book import PrintedMessage
from pipeline.bookformat.identifiers import INDEX, TITLE_PAGE
from pipeline.compose.document_order import documents_in_contents, documents_in_order
from pipeline.compose.docutils_tree import outwards
from pipeline.compose.editions.bilingual import words_beside
from pipeline.compose.paged.book_parts import book_part, box_of, mark_chapters, place_parts, root_section
from pipeline.compose.paged.expected import expected, printed
from pipeline.compose.paged.footnotes import note_at_foot, place_notes
from pipeline.compose.paged.names import Names, is_on_site
from pipeline.compose.paged.objections import Objection, stop

DOCUMENT = "document"
"""On what stood at the top of a document, but for the root, and on the title of the part that it begins: the document's name."""

type SetNotes = Callable[[nodes.document, str, Objection], None]
"""Puts the footnotes of a document where a book has them; the text is the tag of the edition's language."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """A book as trees: `opening` is what the root document says itself, `body` holds the chapters as top sections, and the
    titles of the parts to which they belong.

    `expected` are the messages of its documents, taken from each before they became one book.
    """

    opening: nodes.document
    body: nodes.document
    names: Names
    expected: tuple[PrintedMessage, ...]


def assemble(
    builder: Builder, object_to: Objection = stop, *, set_notes: SetNotes = place_notes, with_unlisted: bool = False
) -> Assembly:
    """Return all documents that the contents reach, in their order, with identifiers and numbers of the book.

    Those that no contents name follow at the end of a book `with_unlisted` documents; others lack them.
    """
    env, root = builder.env, str(builder.config.root_doc)
    names_in_order = (documents_in_order if with_unlisted else documents_in_contents)(env)
    documents = {docname: _resolved(docname, builder) for docname in names_in_order}
    parts = place_parts(documents[root])
    for docname, part in parts.items():
        part[DOCUMENT] = docname
    messages: list[tuple[nodes.Element, PrintedMessage]] = []
    for docname, tree in documents.items():
        if docname in parts:
            messages.append((parts[docname], printed(parts[docname], parts[docname].rawsource)))
            if (twin := words_beside(parts[docname])) is not None:
                messages.append((twin, printed(twin, twin["message"])))
        messages += expected(tree, docname, has_title_page=docname == root)
    names = Names(object_to, partial(is_on_site, builder=builder))
    for docname, tree in documents.items():
        number(tree, docname, env)
        set_notes(tree, str(builder.config.language).replace("_", "-"), object_to)
        names.adopt(tree, docname)
    title = root_section(documents[root])
    names.call(root, TITLE_PAGE, *(title["ids"] if title is not None else ()))
    if any(env.domains.index_domain.entries.values()):
        names.call("genindex", INDEX)
    for docname, tree in documents.items():
        names.resolve(tree, docname)
    documents[root]["placed"] = True
    _put_together(documents[root], documents)
    opening, body = _divide(documents[root])
    if with_unlisted:
        body.extend(node for docname in documents for node in _content(docname, documents))
    _name_headings(body)
    _name_headings(opening)
    return Assembly(opening, body, names, tuple(_in_printed_order(messages, opening, body)))


def _resolved(docname: str, builder: Builder) -> nodes.document:
    tree = builder.env.get_doctree(docname)
    builder.env.resolve_references(tree, docname, builder)
    for node in list(tree.findall(nodes.comment)) + list(tree.findall(nodes.substitution_definition)):
        node.parent.remove(node)
    clean(tree, builder.env.images)
    # The boxes that a theme puts around wide tables so that they scroll repeat the tables' identifiers.
    for wrapper in list(tree.findall(nodes.container)):
        only = wrapper.children[0] if len(wrapper.children) == 1 else None
        if isinstance(only, nodes.Element) and (
            only["ids"] == wrapper["ids"] != [] or "table-wrapper" in wrapper["classes"]
        ):
            wrapper.parent.replace(wrapper, only)
    return tree


def clean(tree: nodes.document, pictures: Container[str]) -> None:
    """Remove from a document what leads nowhere in a book, and let labels stand where it prints them.

    `pictures` are the names of those that Sphinx has found.
    """
    for image in tree.findall(nodes.image):
        if image["uri"] not in pictures and not image["uri"].endswith("*"):
            image.attributes.pop("scale", None)  # docutils would print that it cannot measure the picture
    for mistake in list(tree.findall(nodes.problematic)):
        # Sphinx has warned of it; the remark that it links to is not printed.
        mistake.parent.replace(mistake, list(mistake.children))
    # The contents of the book have a page's own list of its headings.
    for topic in [topic for topic in tree.findall(nodes.topic) if "contents" in topic["classes"]]:
        topic.parent.remove(topic)
    for title in tree.findall(nodes.title):
        title.attributes.pop("refid", None)
    # Raw HTML is written as it is, without the label before it: a target in front of it takes the label over.
    for raw in [raw for raw in tree.findall(nodes.raw) if raw["ids"]]:
        raw.parent.insert(raw.parent.index(raw), nodes.target("", "", ids=raw["ids"]))
        raw["ids"] = []


def number(tree: nodes.document, docname: str, env: BuildEnvironment) -> None:
    """Write the numbers that Sphinx gave to sections, figures, tables and the like on the nodes themselves.

    A section gets `secnumber` (a tuple), anything that is counted `fignumber` (a text such as “Table 3”) and `figtype`.
    """
    sections: Mapping[str, tuple[int, ...]] = env.toc_secnumbers.get(docname, {})
    for section in tree.findall(nodes.section):
        outermost = not isinstance(section.parent, nodes.section)
        numbers = sections.get(f"#{section['ids'][0]}") or (sections.get("") if outermost else None)
        if numbers:
            section["secnumber"] = numbers
    counted = env.toc_fignumbers.get(docname, {})
    for element in tree.findall(nodes.Element):
        figtype = env.domains.standard_domain.get_enumerable_node_type(element)
        if figtype is None or not element["ids"]:
            continue
        numbers = counted.get(figtype, {}).get(element["ids"][0])
        label = env.config.numfig_format.get(figtype)
        if numbers and label:
            element["figtype"] = figtype
            element["fignumber"] = label % ".".join(map(str, numbers))


def _put_together(tree: nodes.document, documents: Mapping[str, nodes.document]) -> None:
    """Replace toctrees by the documents that they name."""
    for toctree in list(tree.findall(addnodes.toctree)):
        included = [node for docname in toctree["includefiles"] for node in _content(str(docname), documents)]
        mark_chapters(toctree, included)
        place = box_of(toctree)
        place.parent.replace(place, included)


def _content(docname: str, documents: Mapping[str, nodes.document]) -> list[nodes.Node]:
    """Return what a document holds, with the documents that it names; nothing of one that has its place already."""
    tree = documents.get(docname)
    if tree is None or tree.get("placed"):
        return []
    tree["placed"] = True
    _move_into_section(tree)
    for child in tree.children:
        if isinstance(child, nodes.Element):
            child[DOCUMENT] = docname
    _put_together(tree, documents)
    return tree.children


def _move_into_section(tree: nodes.document) -> None:
    """Move labels and entries of the index before the heading of a document after it, so that they go with it."""
    section = root_section(tree)
    if section is not None:
        before = takewhile(lambda child: child is not section, list(tree.children))
        unseen = [child for child in before if isinstance(child, nodes.Invisible | addnodes.index | nodes.target)]
        for child in unseen:
            tree.remove(child)
        section[1:1] = unseen


def _in_printed_order(
    messages: Iterable[tuple[nodes.Element, PrintedMessage]], *trees: nodes.document
) -> Iterator[PrintedMessage]:
    """Yield messages in the order of the book: what a document says after a toctree stands after the documents it names.

    A node that became part of another, as a footnote does, keeps its place after the message before it. A footnote that stands
    at no call is text.
    """
    printed_nodes = [node for tree in trees for node in tree.findall()]
    order = {id(node): place for place, node in enumerate(printed_nodes)}
    notes = {note["ids"][0] for note in printed_nodes if isinstance(note, note_at_foot)}
    placed: list[tuple[int, PrintedMessage]] = []
    for node, message in messages:
        note = message.note if message.note in notes else ""
        placed.append((order.get(id(node), placed[-1][0] if placed else 0), replace(message, note=note)))
    return (message for _, message in sorted(placed, key=itemgetter(0)))


def _divide(tree: nodes.document) -> tuple[nodes.document, nodes.document]:
    """What the root document says itself, and the chapters. A book without chapters is all body."""
    root = root_section(tree)
    content = [child for child in (root or tree).children if not isinstance(child, nodes.title)]
    chapters = [child for child in content if isinstance(child, nodes.section | book_part)]
    opening_content = [child for child in content if child not in chapters]
    opening, body = tree.copy(), tree.copy()
    opening.extend(opening_content if chapters else [])
    body.extend(chapters or opening_content)
    if all(isinstance(child, nodes.Invisible | addnodes.index | nodes.target) for child in opening.children):
        body.insert(0, [child for child in opening.children if isinstance(child, nodes.target)])
        opening.clear()
    return opening, body


def _name_headings(tree: nodes.document) -> None:
    """Move a section's identifier to its heading: a section may begin at the foot of a page whose heading is on the next."""
    for section in tree.findall(nodes.section):
        heading = section.next_node(nodes.title)
        if heading is not None and heading.parent is section:
            heading["ids"], section["ids"] = section["ids"], []


def headings(tree: nodes.Element, depth: int) -> Iterator[tuple[int, nodes.section, nodes.title]]:
    """The sections with their level from 1 to `depth`, in reading order."""
    for section in tree.findall(nodes.section):
        level = sum(isinstance(outward, nodes.section) for outward in outwards(section))
        title = section.next_node(nodes.title)
        if level <= depth and title is not None:
            yield level, section, title
