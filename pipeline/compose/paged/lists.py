# SPDX-License-Identifier: GPL-3.0-or-later
"""Contents and lists of figures, tables and the like, as HTML whose page numbers are still empty."""

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from docutils import nodes

from pipeline.bookformat.page_numbers import page_of
from pipeline.bookformat.vocabulary import PDF_TAG, RUNNING
from pipeline.compose.docutils_tree import language_of_words
from pipeline.compose.nodes.titled_parts import part_title
from pipeline.compose.paged.assembly import Assembly, headings
from pipeline.compose.paged.book_parts import book_part, is_in_part
from pipeline.compose.paged.translator import number_text, plain
from pipeline.words import Words

DEPTH = 2
"""How many levels of headings the contents show."""
_FEW = 3
"""A list of so many figures or fewer is left out."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: where it leads, its level from 1 (a part: 0), number and text, whether it stands in a part.

    `language` is the tag of the text's if it is not the edition's.
    """

    identity: str
    level: int
    number: str
    text: str
    language: str = ""
    in_part: bool = False


def contents(book: Assembly, words: Words, before: Iterable[Line], ending: Iterable[Line]) -> str:
    """The table of contents; `before` and `ending` are lines for what the builder itself adds around the documents."""
    lines = [line for child in book.body.children for line in _lines(child, words("Part %s"))]
    return _list("contents", "h1", words("Contents"), [*before, *lines, *ending])


def _lines(child: nodes.Node, form: str) -> Iterator[Line]:
    """The lines of what stands at the top of a book; `form` is the label of a part, with %s for its number."""
    if isinstance(child, book_part):
        yield Line(child["ids"][0], 0, form % child["number"], plain(child), language_of_words(child))
    elif isinstance(child, nodes.Element):
        for level, section, title in headings(child, DEPTH):
            if title["ids"]:
                number = number_text(section.get("secnumber", ()))
                yield Line(title["ids"][0], level, number, plain(title), language_of_words(title), is_in_part(title))


def lists_of_numbered(book: Assembly, words: Words) -> str:
    """A list for each kind of numbered element of which there are more than three."""
    kinds = {
        "figure": words("Figures"),
        "table": words("Tables"),
        "procedure": words("Procedures"),
        "form": words("Forms"),
        "checklist": words("Checklists"),
        "code-block": words("Listings"),
    }
    lines = {kind: list(_numbered(book, kind)) for kind in kinds}
    return "".join(
        _list(f"list-of-{kind}", "h2", title, lines[kind]) for kind, title in kinds.items() if len(lines[kind]) > _FEW
    )


def _numbered(book: Assembly, kind: str) -> Iterator[Line]:
    for tree in (book.opening, book.body):
        for node in tree.findall(nodes.Element):
            if node.get("figtype") == kind:
                captions = (child for child in node.children if isinstance(child, nodes.caption | nodes.title))
                words = next((plain(_without_sources(caption)) for caption in captions), str(node.get("title", "")))
                names = node.findall(lambda child: isinstance(child, nodes.caption | nodes.title | part_title))
                language = language_of_words(next(iter(names), node))
                yield Line(node["ids"][0], 1, node["fignumber"], words, language)


def _without_sources(caption: nodes.Element) -> nodes.Element:
    """The caption without its citations, which stand at the thing itself."""
    copy = caption.deepcopy()
    for citation in [node for node in copy.findall(nodes.inline) if "bibtex-citation" in node["classes"]]:
        before = citation.parent[citation.parent.index(citation) - 1] if citation.parent.index(citation) else None
        if isinstance(before, nodes.Text):
            citation.parent.replace(before, nodes.Text(before.rstrip()))
        citation.parent.remove(citation)
    return copy


def _list(name: str, heading: str, title: str, lines: Iterable[Line]) -> str:
    rows = "\n".join(_row(line) for line in lines)
    running = html.escape(title)
    return (
        f'<nav class="{name}-page listing-page"><{heading} id="{name}" {RUNNING}="{running}">{running}</{heading}>\n'
        f'<ol class="{name} listing" {PDF_TAG}="TOC">\n{rows}\n</ol></nav>\n'
    )


def _row(line: Line) -> str:
    number = f'<span class="number">{html.escape(line.number)}</span> ' if line.number else ""
    language = f' lang="{line.language}"' if line.language else ""
    part = " in-part" if line.in_part else ""
    return (
        f'<li class="level-{line.level}{part}" {PDF_TAG}="TOCI"><a href="#{html.escape(line.identity)}">{number}'
        f'<span class="text"{language}>{html.escape(line.text)}</span><span class="leader"></span>{page_of(line.identity)}</a></li>'
    )
