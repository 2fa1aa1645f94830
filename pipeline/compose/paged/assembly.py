# SPDX-License-Identifier: GPL-3.0-or-later
"""Assembles a book: resolves and numbers each document separately, then replaces the toctrees by their documents, in one tree."""

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
from pipeline.compose.editions.bilingual import second_text
from pipeline.compose.paged.book_parts import book_part, box_of, mark_chapters, place_parts, root_section
from pipeline.compose.paged.footnotes import note_at_foot, place_notes
from pipeline.compose.paged.names import AnchorMap, is_on_site
from pipeline.compose.paged.printed_messages import printed_message, printed_messages
from pipeline.compose.paged.reporting import Report, raise_problem

DOCUMENT = "document"
"""Attribute with the document's name, on its top-level nodes (except for the root document) and on the title of a part before it."""

type SetNotes = Callable[[nodes.document, str, Report], None]
"""Places the footnotes of a document; its arguments are the tree, the tag of the edition's language, and the callback for problems."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """A book as trees: `opening` has the text of the root document, `body` the chapters as top-level sections, and the titles of
    parts between them.

    `expected` are the messages that the book must print, collected before the documents were joined.
    """

    opening: nodes.document
    body: nodes.document
    anchors: AnchorMap
    expected: tuple[PrintedMessage, ...]


def assemble(
    builder: Builder, report: Report = raise_problem, *, set_notes: SetNotes = place_notes, with_unlisted: bool = False
) -> Assembly:
    """Assemble all documents in reading order, with the identifiers and numbers of the book.

    Documents in no toctree are appended if `with_unlisted` is true, and left out otherwise.
    """
    env, root = builder.env, str(builder.config.root_doc)
    names_in_order = (documents_in_order if with_unlisted else documents_in_contents)(env)
    documents = {docname: _resolve(docname, builder) for docname in names_in_order}
    parts = place_parts(documents[root])
    for docname, part in parts.items():
        part[DOCUMENT] = docname
    messages: list[tuple[nodes.Element, PrintedMessage]] = []
    for docname, tree in documents.items():
        if docname in parts:
            messages.append((parts[docname], printed_message(parts[docname], parts[docname].rawsource)))
            if (twin := second_text(parts[docname])) is not None:
                messages.append((twin, printed_message(twin, twin["message"])))
        messages += printed_messages(tree, docname, has_title_page=docname == root)
    anchors = AnchorMap(report, partial(is_on_site, builder=builder))
    for docname, tree in documents.items():
        number(tree, docname, env)
        set_notes(tree, str(builder.config.language).replace("_", "-"), report)
        anchors.add_document(tree, docname)
    title = root_section(documents[root])
    anchors.alias(root, TITLE_PAGE, *(title["ids"] if title is not None else ()))
    if any(env.domains.index_domain.entries.values()):
        anchors.alias("genindex", INDEX)
    for docname, tree in documents.items():
        anchors.resolve(tree, docname)
    documents[root]["placed"] = True
    _put_together(documents[root], documents)
    opening, body = _divide(documents[root])
    if with_unlisted:
        body.extend(node for docname in documents for node in _content(docname, documents))
    _name_headings(body)
    _name_headings(opening)
    return Assembly(opening, body, anchors, tuple(_in_printed_order(messages, opening, body)))


def _resolve(docname: str, builder: Builder) -> nodes.document:
    tree = builder.env.get_doctree(docname)
    builder.env.resolve_references(tree, docname, builder)
    for node in list(tree.findall(nodes.comment)) + list(tree.findall(nodes.substitution_definition)):
        node.parent.remove(node)
    clean(tree, builder.env.images)
    # Themes wrap wide tables in scrolling boxes, with the identifiers of the tables.
    for wrapper in list(tree.findall(nodes.container)):
        only_child = wrapper.children[0] if len(wrapper.children) == 1 else None
        if isinstance(only_child, nodes.Element) and (
            only_child["ids"] == wrapper["ids"] != [] or "table-wrapper" in wrapper["classes"]
        ):
            wrapper.parent.replace(wrapper, only_child)
    return tree


def clean(tree: nodes.document, pictures: Container[str]) -> None:
    """Remove nodes that are useless in a book (local contents, error messages), and move labels to nodes that are rendered.

    `pictures` are the URIs of the pictures that Sphinx has found.
    """
    for image in tree.findall(nodes.image):
        if image["uri"] not in pictures and not image["uri"].endswith("*"):
            image.attributes.pop("scale", None)  # otherwise docutils prints that it cannot read the size
    for mistake in list(tree.findall(nodes.problematic)):
        # Sphinx has logged the mistake; the system message that it links to is not printed.
        mistake.parent.replace(mistake, list(mistake.children))
    # The contents of the book already list these headings.
    for topic in [topic for topic in tree.findall(nodes.topic) if "contents" in topic["classes"]]:
        topic.parent.remove(topic)
    for title in tree.findall(nodes.title):
        title.attributes.pop("refid", None)
    # Raw HTML is written without identifiers, so they move to a target before it.
    for raw in [raw for raw in tree.findall(nodes.raw) if raw["ids"]]:
        raw.parent.insert(raw.parent.index(raw), nodes.target("", "", ids=raw["ids"]))
        raw["ids"] = []


def number(tree: nodes.document, docname: str, env: BuildEnvironment) -> None:
    """Store Sphinx's numbers on the nodes: `secnumber` (a tuple) on sections, `fignumber` (such as “Table 3”) and `figtype` on figures,
    tables etc.
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
    """Replace toctrees by their documents."""
    for toctree in list(tree.findall(addnodes.toctree)):
        included = [node for docname in toctree["includefiles"] for node in _content(str(docname), documents)]
        mark_chapters(toctree, included)
        place = box_of(toctree)
        place.parent.replace(place, included)


def _content(docname: str, documents: Mapping[str, nodes.document]) -> list[nodes.Node]:
    """Return the nodes of a document with its toctrees replaced by their documents; nothing if it is already in the book."""
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
    """Move labels and index entries that precede the first heading of a document into its section."""
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
    """Sort messages in the order of the book, in which text after a toctree follows the documents of that toctree.

    A node that was merged into another, such as a footnote, stays after the message before it. A footnote that is never called is
    ordinary text.
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
    """Split the root document into its own text and the chapters. Without chapters, everything is body."""
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
    """Move identifiers of sections to their headings: a section can start at the bottom of a page and its heading be on the next."""
    for section in tree.findall(nodes.section):
        heading = section.next_node(nodes.title)
        if heading is not None and heading.parent is section:
            heading["ids"], section["ids"] = section["ids"], []


def headings(tree: nodes.Element, depth: int) -> Iterator[tuple[int, nodes.section, nodes.title]]:
    """Yield sections with their level (1 to `depth`) and title, in reading order."""
    for section in tree.findall(nodes.section):
        level = sum(isinstance(outward, nodes.section) for outward in outwards(section))
        title = section.next_node(nodes.title)
        if level <= depth and title is not None:
            yield level, section, title
