# SPDX-License-Identifier: GPL-3.0-or-later
"""A part taken out of a book: a tree of its own, in which nothing leads to what stayed behind."""

from collections.abc import Iterator

from docutils import nodes
from sphinx.util.nodes import extract_messages

from pipeline.compose.nodes.titled_parts import part, part_title, title_identity
from pipeline.compose.paged.assembly import Assembly
from pipeline.compose.paged.book_parts import IN_PART
from pipeline.compose.paged.footnotes import later_call, note_at_foot
from pipeline.compose.paged.names import unlink
from pipeline.compose.paged.translator import forget_page, names_its_page, page_reference
from pipeline.words import Words


def excerpt(book: Assembly, element: nodes.Element, words: Words | None = None) -> nodes.document:
    """A copy of the element in a document of its own.

    Of a reference to what is not in it the words stay, with the page in the book after them where `words` of the edition
    are given to say it in; where they are not, no reference names a page. A note that an earlier part called comes along.
    """
    tree = book.body.copy()
    copy = element.deepcopy()
    copy["classes"] = [name for name in copy["classes"] if name != IN_PART]  # by itself it is in no part
    tree += copy
    notes = {found["ids"][0]: found for whole in (book.opening, book.body) for found in whole.findall(note_at_foot)}
    here = {identity for found in tree.findall(nodes.Element) for identity in found["ids"]}
    leading = [node for node in tree.findall(nodes.Element) if node.get("refid") and not isinstance(node, nodes.target)]
    if words is None:  # its pages have no numbers
        for found in leading:
            forget_page(found)
    for found in [one for one in leading if one["refid"] not in here]:
        if isinstance(found, later_call) and found["refid"] in notes:
            here.add(found["refid"])
            found.replace_self(notes[found["refid"]].deepcopy())
            continue
        if words is not None and names_its_page(found):
            found.append(nodes.raw("", page_reference(found, words), format="html"))
        unlink(found, as_element=words is not None)
    return tree


def messages(tree: nodes.document, prefix: str) -> dict[str, dict[str, object]]:
    """The messages that a tree prints: words of the original, file, line, by an identifier that its HTML has.

    Where it would have none, it gets one that begins with `prefix`.
    """
    found: dict[str, dict[str, object]] = {}
    for number, (node, text) in enumerate(extract_messages(tree), 1):
        if not isinstance(node, nodes.TextElement):
            continue
        if isinstance(node, part_title) and isinstance(node.parent, part):
            identity = title_identity(node.parent)
        else:
            node["ids"] = node["ids"] or [f"{prefix}-{number}"]
            identity = node["ids"][0]
        found[identity] = {"text": text, "path": str(node.source or ""), "line": node.line or 0}
    return found


def language_of(element: nodes.Element) -> str:
    """The tag that an element is marked with as a whole; empty where it is in the edition's language."""
    return next((name.removeprefix("language-") for name in _classes(element) if name.startswith("language-")), "")


def _classes(element: nodes.Element) -> Iterator[str]:
    return (str(name) for name in element["classes"])
