# SPDX-License-Identifier: GPL-3.0-or-later
"""Footnotes go from the end of a document to their first call; their numbers stay those that the HTML edition prints."""

from pathlib import Path

from docutils import nodes
from sphinx.util.nodes import get_node_line, get_node_source

from pipeline.bookformat.vocabulary import NOTE_AGAIN, NOTE_PARAGRAPH
from pipeline.compose.docutils_tree import LANGUAGE, language_around, language_of, language_of_words, nearest
from pipeline.compose.paged.objections import Objection, stop
from pipeline.model.problems import Problem


class note_at_foot(nodes.inline):  # noqa: N801 - named like the other nodes of docutils
    """A footnote at the place of its first call. `number` is what docutils gave it; `ids` are the footnote's."""


class later_call(nodes.reference):  # noqa: N801
    """A further call of a note that stands elsewhere: a link that shows the note's number."""


def place_notes(tree: nodes.document, language: str, object_to: Objection = stop) -> None:
    """Replace each first call by its note and each further one by a link, and drop rubrics that announced notes alone.

    `language` is the tag of the edition's: a note does not take on the language of the passage that calls it.

    Objects with `paged-note` to a note that no text calls (it stays where it is written, as a paragraph), to a call within
    a note (its number stays), and to a note that holds a table or a picture (its words stay).
    """
    leading_back: list[nodes.Element] = [*tree.findall(nodes.footnote), *tree.findall(nodes.citation)]
    for note in leading_back:  # nothing does on paper
        note["backrefs"] = []
    footnotes = {identity: footnote for footnote in tree.findall(nodes.footnote) for identity in footnote["ids"]}
    calls = list(tree.findall(nodes.footnote_reference))
    for rubric in announcements(tree):
        rubric.parent.remove(rubric)
    nested = [call for call in calls if nearest(call, nodes.footnote, note_at_foot) is not None]
    for call in nested:
        object_to(_problem(call, "a footnote calls another footnote", "say it in one note, or call both from the text"))
        call.replace_self(nodes.superscript("", call.astext()))
    called = {call["refid"] for call in calls if call not in nested}
    for footnote in dict.fromkeys(footnotes.values()):
        if called.isdisjoint(footnote["ids"]):
            object_to(_problem(footnote, "no text calls this footnote", "call it, or take it away"))
            number = nodes.superscript("", _number(footnote))
            tag = language_of_words(footnote.children[-1])
            words = nodes.inline("", "", *_parts(footnote, object_to), classes=[f"{LANGUAGE}{tag}"] if tag else [])
            paragraph = nodes.paragraph("", "", number, nodes.Text(" "), words, ids=list(footnote["ids"]))
            footnote.replace_self(paragraph)
        else:
            footnote.parent.remove(footnote)
    placed: set[str] = set()
    for call in (call for call in calls if call not in nested):
        footnote = footnotes[call["refid"]]
        close_up(call)
        name = footnote["ids"][0]
        if name in placed:
            call.replace_self(later_call("", _number(footnote), internal=True, refid=name, classes=[NOTE_AGAIN]))
        else:
            call.replace_self(_note(footnote, language_around(call.parent) and language, object_to))
        placed.add(name)


def _note(footnote: nodes.footnote, language: str, object_to: Objection) -> note_at_foot:
    """`language` is the tag to mark a note with that is not marked itself; empty if it needs none."""
    first = footnote.next_node(nodes.paragraph)
    tag = language_of(footnote) or (language_of(first) if first is not None else "") or language
    classes = [name for name in footnote["classes"] if not name.startswith(LANGUAGE)]
    classes += [f"{LANGUAGE}{tag}"] if tag else []
    return note_at_foot(
        "", "", *_parts(footnote, object_to), ids=list(footnote["ids"]), number=_number(footnote), classes=classes
    )


def _parts(footnote: nodes.footnote, object_to: Objection) -> list[nodes.Node]:
    parts: list[nodes.Node] = []
    for block in footnote.children:
        if not isinstance(block, nodes.label):
            parts += _flowing(block, object_to, first=not parts)
    return parts


def _number(footnote: nodes.footnote) -> str:
    label = footnote.next_node(nodes.label)
    return label.astext() if label is not None else "*"


def _flowing(block: nodes.Node, object_to: Objection, *, first: bool = False) -> list[nodes.Node]:
    """A block of a note as inline nodes, since a note stands within a paragraph."""
    if isinstance(block, nodes.Invisible):
        return []
    if isinstance(block, nodes.paragraph):
        content = list(block.children)
        language = [name for name in block["classes"] if name.startswith(LANGUAGE)]
        return content if first else [nodes.inline("", "", *content, classes=[NOTE_PARAGRAPH, *language])]
    if isinstance(block, nodes.bullet_list | nodes.enumerated_list):
        items = [part for item in block.children if isinstance(item, nodes.Element) for part in item.children]
        return [
            nodes.inline("", "– ", *_flowing(part, object_to, first=True), classes=[NOTE_PARAGRAPH, "note-item"])
            for part in items
        ]
    object_to(
        _problem(block, "a footnote holds more than paragraphs and lists", "move the table or picture into the text")
    )
    return [nodes.inline("", block.astext(), classes=[NOTE_PARAGRAPH])]


def close_up(call: nodes.Node) -> None:
    """Take away the space before a call, which rst asks for."""
    parent = call.parent
    position = parent.index(call)
    before = parent[position - 1] if position else None
    if isinstance(before, nodes.Text) and before != before.rstrip():
        parent.replace(before, nodes.Text(before.rstrip()))


def announcements(tree: nodes.document) -> list[nodes.rubric]:
    """The rubrics that announce notes alone, and so nothing that stays where it is."""
    return [
        rubric
        for rubric in tree.findall(nodes.rubric)
        if all(
            isinstance(node, nodes.footnote | nodes.Invisible)
            for node in rubric.parent.children[rubric.parent.index(rubric) + 1 :]
        )
    ]


def _problem(node: nodes.Node, message: str, hint: str) -> Problem:
    element = node if isinstance(node, nodes.Element) else node.parent
    source = get_node_source(element)
    return Problem("paged-note", message, hint=hint, path=Path(source) if source else None, line=get_node_line(element))
