# SPDX-License-Identifier: GPL-3.0-or-later
"""Moves footnotes from the end of a document to their first call, with the numbers of the HTML edition."""

from pathlib import Path

from docutils import nodes
from sphinx.util.nodes import get_node_line, get_node_source

from pipeline.bookformat.vocabulary import NOTE_AGAIN, NOTE_PARAGRAPH
from pipeline.compose.docutils_tree import LANGUAGE, language_around, language_of, language_of_words, nearest
from pipeline.compose.paged.reporting import Report, raise_problem
from pipeline.model.problems import Problem


class note_at_foot(nodes.inline):  # noqa: N801 - named like the other nodes of docutils
    """A footnote at its first call, with the number and identifiers that docutils gave it."""


class later_call(nodes.reference):  # noqa: N801
    """Another call of the same footnote: a link with its number."""


def place_notes(tree: nodes.document, language: str, report: Report = raise_problem) -> None:
    """Replace the first call of each footnote by the note and other calls by links; remove rubrics that head only footnotes.

    `language` is the tag of the edition's language: a note does not inherit the language of the passage around its call.

    Reports `paged-note` for a note that is never called (it becomes a paragraph), a call within a note (it becomes plain text),
    and a note with a table or picture (only its text is printed).
    """
    leading_back: list[nodes.Element] = [*tree.findall(nodes.footnote), *tree.findall(nodes.citation)]
    for note in leading_back:  # there are no backlinks on paper
        note["backrefs"] = []
    footnotes = {identity: footnote for footnote in tree.findall(nodes.footnote) for identity in footnote["ids"]}
    calls = list(tree.findall(nodes.footnote_reference))
    for rubric in announcements(tree):
        rubric.parent.remove(rubric)
    nested = [call for call in calls if nearest(call, nodes.footnote, note_at_foot) is not None]
    for call in nested:
        report(_problem(call, "a footnote calls another footnote", "say it in one note, or call both from the text"))
        call.replace_self(nodes.superscript("", call.astext()))
    called = {call["refid"] for call in calls if call not in nested}
    for footnote in dict.fromkeys(footnotes.values()):
        if called.isdisjoint(footnote["ids"]):
            report(_problem(footnote, "no text calls this footnote", "call it, or take it away"))
            number = nodes.superscript("", _number(footnote))
            tag = language_of_words(footnote.children[-1])
            words = nodes.inline("", "", *_parts(footnote, report), classes=[f"{LANGUAGE}{tag}"] if tag else [])
            paragraph = nodes.paragraph("", "", number, nodes.Text(" "), words, ids=list(footnote["ids"]))
            footnote.replace_self(paragraph)
        else:
            footnote.parent.remove(footnote)
    placed_notes: set[str] = set()
    for call in (call for call in calls if call not in nested):
        footnote = footnotes[call["refid"]]
        close_up(call)
        name = footnote["ids"][0]
        if name in placed_notes:
            call.replace_self(later_call("", _number(footnote), internal=True, refid=name, classes=[NOTE_AGAIN]))
        else:
            call.replace_self(_note(footnote, language_around(call.parent) and language, report))
        placed_notes.add(name)


def _note(footnote: nodes.footnote, language: str, report: Report) -> note_at_foot:
    """Return the note for its first call. `language` is the tag for a note without a language, or empty."""
    first = footnote.next_node(nodes.paragraph)
    tag = language_of(footnote) or (language_of(first) if first is not None else "") or language
    classes = [name for name in footnote["classes"] if not name.startswith(LANGUAGE)]
    classes += [f"{LANGUAGE}{tag}"] if tag else []
    return note_at_foot(
        "", "", *_parts(footnote, report), ids=list(footnote["ids"]), number=_number(footnote), classes=classes
    )


def _parts(footnote: nodes.footnote, report: Report) -> list[nodes.Node]:
    parts: list[nodes.Node] = []
    for block in footnote.children:
        if not isinstance(block, nodes.label):
            parts += _flowing(block, report, first=not parts)
    return parts


def _number(footnote: nodes.footnote) -> str:
    label = footnote.next_node(nodes.label)
    return label.astext() if label is not None else "*"


def _flowing(block: nodes.Node, report: Report, *, first: bool = False) -> list[nodes.Node]:
    """Convert a block of a note to inline nodes, since the note is placed in a paragraph."""
    if isinstance(block, nodes.Invisible):
        return []
    if isinstance(block, nodes.paragraph):
        content = list(block.children)
        language = [name for name in block["classes"] if name.startswith(LANGUAGE)]
        return content if first else [nodes.inline("", "", *content, classes=[NOTE_PARAGRAPH, *language])]
    if isinstance(block, nodes.bullet_list | nodes.enumerated_list):
        items = [part for item in block.children if isinstance(item, nodes.Element) for part in item.children]
        return [
            nodes.inline("", "– ", *_flowing(part, report, first=True), classes=[NOTE_PARAGRAPH, "note-item"])
            for part in items
        ]
    report(
        _problem(block, "a footnote holds more than paragraphs and lists", "move the table or picture into the text")
    )
    return [nodes.inline("", block.astext(), classes=[NOTE_PARAGRAPH])]


def close_up(call: nodes.Node) -> None:
    """Remove the space before a call, which reStructuredText requires."""
    parent = call.parent
    position = parent.index(call)
    before = parent[position - 1] if position else None
    if isinstance(before, nodes.Text) and before != before.rstrip():
        parent.replace(before, nodes.Text(before.rstrip()))


def announcements(tree: nodes.document) -> list[nodes.rubric]:
    """Return the rubrics that are followed by footnotes only."""
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
