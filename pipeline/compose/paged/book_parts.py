# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of a book: groups of chapters with a title, which is the caption of a toctree in the root document."""

from itertools import takewhile

from docutils import nodes
from roman_numerals import RomanNumeral
from sphinx import addnodes

from pipeline.bookformat.vocabulary import BESIDE
from pipeline.compose.docutils_tree import LANGUAGE, outwards
from pipeline.compose.editions.bilingual import twin_nodes

IN_PART = "in-part"
"""The class of a chapter in a part; its headings are one level lower."""


class book_part(nodes.Part, nodes.TextElement):  # noqa: N801 - docutils names nodes in lower case
    """The title of a part, on a separate page before its first chapter. `number` is a roman numeral."""


def parts(tree: nodes.Element) -> list[tuple[str, addnodes.toctree]]:
    """Return the toctrees that are parts, with their roman numerals.

    A single caption, such as “Contents:” in a new project, is a heading and does not make a part.
    """
    captioned = [toctree for toctree in tree.findall(addnodes.toctree) if toctree.get("caption")]
    if len(captioned) == 1:
        return []
    return [(RomanNumeral(number).to_uppercase(), toctree) for number, toctree in enumerate(captioned, 1)]


def place_parts(tree: nodes.document) -> dict[str, book_part]:
    """Insert the title of each part before its toctree in the root document; return the titles by the first document of the part."""
    titles: dict[str, book_part] = {}
    captioned = parts(tree)
    if captioned:
        _move_lists_out(tree)
    for number, toctree in captioned:
        caption = str(toctree["caption"])
        original = toctree.get("rawcaption", caption)
        title = book_part(
            original, caption, number=number, ids=[f"part-{number.lower()}"], translated=caption != original
        )
        title.source, title.line = toctree.source, toctree.line
        title["classes"] = [name for name in toctree["classes"] if name.startswith(LANGUAGE)]
        if twin := toctree.get(f"caption_{BESIDE}"):
            title += twin_nodes([nodes.Text(twin[0])], twin[1], original)
        place = box_of(toctree)
        place.parent.insert(place.parent.index(place), title)
        toctree["part"] = number
        titles |= {str(name): title for name in toctree["includefiles"][:1]}
    return titles


def _move_lists_out(tree: nodes.document) -> None:
    """Move toctrees out of the sections of the root document, so that parts and their chapters are in no section."""
    outermost = root_section(tree) or tree
    for toctree in reversed([*tree.findall(addnodes.toctree)]):
        ancestors = [*takewhile(lambda outward: outward is not outermost, outwards(box_of(toctree)))]
        if len(ancestors) > 1:
            place = ancestors[0]
            place.parent.remove(place)
            outermost.insert(outermost.index(ancestors[-1]) + 1, place)


def root_section(tree: nodes.document) -> nodes.section | None:
    """Return the single top-level section of a document, or None."""
    sections = [child for child in tree.children if isinstance(child, nodes.section)]
    return sections[0] if len(sections) == 1 else None


def box_of(toctree: addnodes.toctree) -> nodes.Element:
    """Return a toctree, or the wrapper that Sphinx has put around it."""
    parent = toctree.parent
    return parent if isinstance(parent, nodes.compound) and "toctree-wrapper" in parent["classes"] else toctree


def mark_chapters(toctree: addnodes.toctree, chapters: list[nodes.Node]) -> None:
    """Mark the chapters of a toctree that is a part."""
    for chapter in chapters if toctree.get("part") else ():
        if isinstance(chapter, nodes.section):
            chapter["classes"] = [*chapter["classes"], IN_PART]


def is_in_part(node: nodes.Node) -> bool:
    """Tell whether a node is in a chapter of a part."""
    return any(isinstance(outward, nodes.section) and IN_PART in outward["classes"] for outward in outwards(node))
