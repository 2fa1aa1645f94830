# SPDX-License-Identifier: GPL-3.0-or-later
"""What a document prints, message by message, so that typesetting can look for it on the pages."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from docutils import nodes
from sphinx import addnodes
from sphinx.util.nodes import extract_messages

from pipeline.compose.docutils_tree import nearest, outwards, sourced
from pipeline.compose.paged.book_parts import book_part
from pipeline.compose.paged.footnotes import announcements, note_at_foot
from pipeline.compose.paged.names import identity

type Expected = dict[str, object]
"""A message: its `original`, the `path` and `line` of the sources, and `parts`, the words that must be printed, in order.

The original of an abstract in another language stands after its domain, as gettext writes contexts.
Between two parts may stand what typesetting or the builder puts there: the number of a note, a formula, raw HTML. `note` is
the identifier of the note that it belongs to, `language` the tag of its first words if they are not in the edition's
language, each empty for the others; `translated` says whether the words are a translation.
"""

_OPAQUE = (nodes.footnote_reference, nodes.raw, nodes.math, nodes.image, addnodes.index)
_UNPRINTED = (
    nodes.Invisible,
    nodes.meta,
    nodes.docinfo,
    nodes.substitution_definition,
    addnodes.toctree,
    addnodes.index,
    addnodes.only,
)


def expected(tree: nodes.document, docname: str = "", *, has_title_page: bool = False) -> Iterator[Expected]:
    """The messages that a tree prints, in their order; the words of a footnote where the footnote stands.

    `docname` is the document whose tree it is, as long as its identifiers are not yet those of the book. The first heading
    of one that has a title page is not printed: that page has the title that the publication was given.
    """
    unprinted = {*announcements(tree), *(islice(tree.findall(nodes.title), 1) if has_title_page else ())}
    unprinted |= {*tree.findall(book_part)}  # each stands before the chapters of its part
    for node, original in _messages(tree):
        if node not in unprinted and not _is_apart(node):
            name = _note(node)
            yield told(node, original, identity(docname, name) if name and docname else name)
    # A note that stands at its call already has become a part of the sentence that calls it.
    for note in tree.findall(note_at_foot):
        yield told(note, "", str(note["ids"][0]))


def _messages(tree: nodes.document) -> Iterator[tuple[nodes.TextElement, str]]:
    """The texts that are messages, and those that are a message's in another language (`message`), in their order."""
    found: dict[nodes.Element, list[str]] = defaultdict(list)
    for node, original in extract_messages(tree):
        found[node].append(original)
    for text in tree.findall(nodes.TextElement):
        for original in (*found.get(text, ()), *([text["message"]] if "message" in text else ())):
            yield text, original


def told(node: nodes.Element, original: str, note: str = "") -> Expected:
    """One message, of which `original` are the words in the sources and `node` prints the edition's."""
    path, line = _place(node)
    return {
        "original": original,
        "path": path,
        "line": line,
        "parts": list(_parts(node)),
        "note": note,
        "language": language_around(next(iter(node.findall(nodes.Text)), node)),
        "translated": bool(node.get("translated") or node.get("is_translation")),
    }


def _parts(node: nodes.Element) -> Iterator[str]:
    """The words of an element, cut where something stands that prints other words than its own, or none."""
    text = ""
    for piece in _pieces(node):
        if piece is None:
            if text.strip():
                yield text
            text = ""
        else:
            text += piece
    if text.strip():
        yield text


def _pieces(node: nodes.Node) -> Iterator[str | None]:
    for child in node.children:
        if isinstance(child, nodes.Text):
            yield child.astext()
        elif isinstance(child, (*_OPAQUE, note_at_foot)) or "note-again" in getattr(child, "attributes", {}).get(
            "classes", ()
        ):
            yield None
        elif "note-paragraph" in getattr(child, "attributes", {}).get("classes", ()):
            yield None
            yield from _pieces(child)
            yield None
        else:
            yield from _pieces(child)


def _is_apart(node: nodes.Node) -> bool:
    """Whether it stands in something that is not printed, such as the fields at the top of a document."""
    return any(
        isinstance(outward, _UNPRINTED)
        or (isinstance(outward, nodes.field_list) and isinstance(outward.parent, nodes.document))
        for outward in outwards(node)
    )


def _note(node: nodes.Node) -> str:
    footnote = nearest(node, nodes.footnote)
    return str(footnote["ids"][0]) if footnote is not None else ""


def language_around(node: nodes.Node) -> str:
    """The tag of the language in which something is, if it is not the edition's."""
    around = (outward for outward in outwards(node) if isinstance(outward, nodes.Element))
    names = (str(name) for one in around for name in one["classes"])
    return next((name.removeprefix("language-") for name in names if name.startswith("language-")), "")


def _place(node: nodes.Node) -> tuple[str, int]:
    at = sourced(node)
    return (str(at.source), at.line or 0) if at is not None else (str(node.source or ""), 0)
