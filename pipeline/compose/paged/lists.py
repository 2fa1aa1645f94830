# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of contents, lists of figures, tables etc., and the index, as HTML with empty fields for page numbers."""

import html
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import cast

from docutils import nodes
from sphinx.builders import Builder

from pipeline.bookformat.identifiers import INDEX
from pipeline.bookformat.page_numbers import page_of, pages_of
from pipeline.bookformat.vocabulary import INDEX_OF_TERMS, LETTER_GROUP, MAIN, PDF_TAG, RUNNING
from pipeline.compose.context import label_words
from pipeline.compose.docutils_tree import language_of_words
from pipeline.compose.editions.bilingual import second_text, with_twin, without_second_language
from pipeline.compose.engine.index_order import Targets, index_of
from pipeline.compose.nodes.titled_parts import part_title
from pipeline.compose.paged.assembly import Assembly, headings
from pipeline.compose.paged.book_parts import book_part, is_in_part
from pipeline.compose.paged.footnotes import close_up
from pipeline.compose.paged.matter import label
from pipeline.compose.paged.names import AnchorMap
from pipeline.compose.paged.translator import number_text, plain
from pipeline.model.parts import PartKind
from pipeline.words import Words

DEPTH = 2
"""Number of heading levels in the contents."""
_MAX_UNLISTED = 3
"""With at most this number of figures, tables etc., their list is omitted."""

type Places = list[tuple[bool, str]]
"""The occurrences of a term: whether each is a principal one, and its identifier."""


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line of a list: its target, level from 1 (0 for a part), number and text, and whether it is in a part.

    `language` is the tag of the text's language if it is not the edition's. `second` is the text in the second language of a
    bilingual edition, with its tag.
    """

    identity: str
    level: int
    number: str
    text: str
    language: str = ""
    in_part: bool = False
    second: tuple[str, str] = ("", "")

    @property
    def rank(self) -> int:
        """Its level, counting parts as level 1."""
        return self.level + self.in_part or 1


def label_line(identity: str, text: Callable[[Words], str], words: Words, second_words: Words | None) -> ListLine:
    """Return the line of a page that the builder adds, whose heading is an interface word."""
    second = (text(second_words), second_words.tag) if second_words is not None else ("", "")
    return ListLine(identity, 1, "", text(words), second=second)


def _bilingual_text(node: nodes.Element) -> tuple[str, str, tuple[str, str]]:
    """Return the text of a heading or caption, its language tag if not the edition's, and text and tag in the second language."""
    twin, own = second_text(node), without_second_language(node)
    return plain(own), language_of_words(node), (plain(twin), language_of_words(twin)) if twin is not None else ("", "")


def contents(
    book: Assembly,
    words: Words,
    second_words: Words | None,
    front_lines: Iterable[ListLine],
    end_lines: Iterable[ListLine],
) -> str:
    """Return the table of contents; `front_lines` and `end_lines` are lines for pages that the builder adds."""
    lines = [*front_lines, *lines_of_contents(book, words, DEPTH), *end_lines]
    return _list("contents", "h1", lambda words: words("Contents"), words, second_words, lines)


def lines_of_contents(book: Assembly, words: Words, depth: int) -> Iterator[ListLine]:
    """Yield the lines of the contents: parts, and headings down to a level. A heading without text has no line."""
    form = words("Part %s")
    for child in book.body.children:
        if isinstance(child, book_part):
            text, language, second = _bilingual_text(child)
            yield ListLine(child["ids"][0], 0, form % child["number"], text, language, second=second)
        elif isinstance(child, nodes.Element):
            for level, section, title in headings(child, depth):
                number, (text, language, second) = number_text(section.get("secnumber", ())), _bilingual_text(title)
                if title["ids"] and text:
                    yield ListLine(title["ids"][0], level, number, text, language, is_in_part(title), second)


def lists_of_numbered(book: Assembly, parts: Iterable[PartKind], words: Words, second_words: Words | None) -> str:
    """Return a list for each kind of numbered element that occurs more than three times."""
    kinds: dict[str, Callable[[Words], str]] = {
        "figure": lambda words: words("Figures"),
        "table": lambda words: words("Tables"),
        **{kind.name: partial(_heading, kind) for kind in parts if kind.list},
        "form": lambda words: words("Forms"),
        "code-block": lambda words: words("Listings"),
    }
    lines = {kind: list(_numbered_lines(book, kind)) for kind in kinds}
    return "".join(
        _list(f"list-of-{kind}", "h2", title, words, second_words, lines[kind])
        for kind, title in kinds.items()
        if len(lines[kind]) > _MAX_UNLISTED
    )


def _heading(kind: PartKind, words: Words) -> str:
    return label_words(words, kind)(kind.list)


def _numbered_lines(book: Assembly, kind: str) -> Iterator[ListLine]:
    for tree in (book.opening, book.body):
        for node in tree.findall(nodes.Element):
            if node.get("figtype") == kind:
                captions = (child for child in node.children if isinstance(child, nodes.caption | nodes.title))
                names = node.findall(lambda child: isinstance(child, nodes.caption | nodes.title | part_title))
                named = cast(nodes.Element, next(iter(names), node))
                words, _, second = _bilingual_text(_without_sources(next(captions, named)))
                yield ListLine(node["ids"][0], 1, node["fignumber"], words, language_of_words(named), second=second)


def _without_sources(caption: nodes.Element) -> nodes.Element:
    """Return a copy of a caption without citations."""
    copy = caption.deepcopy()
    for citation in [node for node in copy.findall(nodes.inline) if "bibtex-citation" in node["classes"]]:
        close_up(citation)
        citation.parent.remove(citation)
    return copy


def _list(
    name: str,
    heading: str,
    title: Callable[[Words], str],
    words: Words,
    second_words: Words | None,
    lines: Iterable[ListLine],
) -> str:
    rows = []
    for line in lines:
        number = f'<span class="number">{html.escape(line.number)}</span> ' if line.number else ""
        language = f' lang="{line.language}"' if line.language else ""
        text = f'<span class="text"{language}>{html.escape(line.text)}</span>'
        if line.second[0]:
            text = with_twin(text, html.escape(line.second[0]), line.second[1])
        rows.append(
            f'<li class="level-{line.level}{" in-part" if line.in_part else ""}" {PDF_TAG}="TOCI">'
            f'<a href="#{html.escape(line.identity)}">{number}{text}'
            f'<span class="leader"></span>{page_of(line.identity)}</a></li>'
        )
    running, shown = html.escape(title(words)), label(title, words, second_words)
    return (
        f'<nav class="{name}-page listing-page"><{heading} id="{name}" {RUNNING}="{running}">{shown}</{heading}>\n'
        f'<ol class="{name} listing" {PDF_TAG}="TOC">\n{"\n".join(rows)}\n</ol></nav>\n'
    )


def index(
    builder: Builder, anchors: AnchorMap, words: Words, second_words: Words | None, foreign: Mapping[str, str]
) -> str:
    """Return the index as a chapter, in the order of Sphinx's index; an empty string without index entries.

    `foreign` maps the terms in the second language of a bilingual edition to its tag.
    """
    letters = terms_by_letter(builder, anchors, foreign, _with_pages)
    if not letters:
        return ""
    title = html.escape(words("Index"))
    heading_of_index = label(lambda words: words("Index"), words, second_words)
    bold = label(lambda words: words("Bold page numbers lead to definitions and main passages."), words, second_words)
    groups = "\n".join(
        f'<div class="{LETTER_GROUP}"><p class="letter">{letter}</p>\n<ul>{terms}</ul></div>'
        for letter, terms in letters
    )
    return (
        f'<section class="{INDEX_OF_TERMS}"><h1 id="{INDEX}" {RUNNING}="{title}">{heading_of_index}</h1>\n'
        f"{f'<p>{bold}</p>' if f' {MAIN}="' in groups else ''}"
        f'<div class="columns">{groups}</div></section>\n'
    )


def terms_by_letter(
    builder: Builder, anchors: AnchorMap, foreign: Mapping[str, str], with_places: Callable[[str, Places], str]
) -> list[tuple[str, str]]:
    """Return each letter of the index with its terms as HTML, in the order of Sphinx's index.

    `with_places` renders a term with its occurrences.
    """

    def line(name: str, targets: Targets) -> str:
        shown = html.escape(name)
        if name in foreign:
            shown = f'<span lang="{html.escape(foreign[name])}">{shown}</span>'
        places = [
            (bool(main), place) for main, address in targets if address and (place := anchors.resolve_uri(address))
        ]
        return with_places(shown, places) if places else shown

    letters = []
    for letter, entries in index_of(builder):
        rows = []
        for name, (targets, inner, _) in entries:
            nested = "".join(f"<li>{line(text, places)}</li>" for text, places in inner)
            rows.append(f"<li>{line(name, targets)}{f'<ul>{nested}</ul>' if nested else ''}</li>")
        letters.append((html.escape(letter), "\n".join(rows)))
    return letters


def _with_pages(term: str, places: Places) -> str:
    field = pages_of((place for _, place in places), (place for is_chief, place in places if is_chief))
    # No line break between the term and its first page number.
    return f"{term},\u00a0{field}"
