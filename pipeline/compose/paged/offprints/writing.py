# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes offprints: each leaflet, card, form, checklist and paper of a publication, for a separate PDF."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from docutils import nodes

from pipeline.bookformat.book import Offprint, PagedBook
from pipeline.compose.docutils_tree import language_of, nearest
from pipeline.compose.editions.english_labels import mark_english
from pipeline.compose.engine.applications import app_of
from pipeline.compose.front_matter import FrontMatter
from pipeline.compose.nodes.titled_parts import part, title_identity
from pipeline.compose.paged.assembly import Assembly
from pipeline.compose.paged.description import check_anchors, describe, for_paper, write_book
from pipeline.compose.paged.offprints.excerpt import OffprintContent, Rendering
from pipeline.compose.paged.offprints.leaflet import folded as folded_content
from pipeline.compose.paged.offprints.leaflet import sheet
from pipeline.compose.paged.offprints.papers import authors_of, paper, papers, title_of
from pipeline.compose.paged.printed_messages import printed_messages
from pipeline.compose.paged.reporting import Report
from pipeline.compose.paged.translator import plain
from pipeline.compose.parts.contacts import is_neutral
from pipeline.compose.parts.leaflets import folded
from pipeline.model.publication import Language

PARTS = frozenset({"leaflet", "card", "form", "checklist"})
"""The names of parts that become offprints."""


@dataclass(frozen=True, slots=True)
class _OffprintSource:
    """A part of the book that becomes an offprint."""

    facts: FrontMatter
    content: OffprintContent
    headings: tuple[str, ...] = ()


def write(builder: Rendering, book: Assembly, edition: FrontMatter, folder: Path, report: Report) -> None:
    """Write `<name>.html` and `<name>.json` of each offprint into a folder, and remove all other files from it."""
    names: set[str] = set()
    for position, source in enumerate(_all_sources(builder, book, edition)):
        offprint = source.content.offprint
        # The name in addresses is that of the part, or of the paper's document; with a number where two have the same.
        stem = name = offprint.anchor or offprint.document.replace("/", "-")
        number = 2
        while name in names:
            name, number = f"{stem}-{number}", number + 1
        names.add(name)
        text = for_paper(mark_english(app_of(builder.env), source.content.text), source.facts.language.tag)
        if offprint.sheet != "paper":  # whose references name pages of the volume
            (text,) = check_anchors([text], report)
        described = _describe(source, replace(offprint, name=name, position=position), edition)
        write_book(folder / f"{name}.json", described, {described.front: text})
    for former in folder.glob("*.*"):
        if former.stem not in names:
            former.unlink()


def _all_sources(builder: Rendering, book: Assembly, edition: FrontMatter) -> Iterator[_OffprintSource]:
    for chapter in papers(book):
        yield _paper(builder, book, chapter, edition)
    for tree in (book.opening, book.body):
        for element in tree.findall(part):
            if element.tagname in PARTS and nearest(element.parent, folded) is None:
                yield _part(builder, book, element, edition)


def _part(builder: Rendering, book: Assembly, element: nodes.Element, edition: FrontMatter) -> _OffprintSource:
    make = folded_content if isinstance(element, folded) else sheet
    content = make(builder, book, element, edition)
    label = str(element.get("fignumber") or element.get("kind", ""))
    title = str(element["title"])
    if label and not title.startswith(label):
        title = f"{label}: {title}"
    headings = tuple(title_identity(node) for tree in content.trees for node in tree.findall(part) if node["ids"])
    facts = replace(edition, title=title, subtitle="", description="", doi="", isbn="")
    if is_neutral(element):
        facts = replace(facts, authors=(), keywords=())
    return _OffprintSource(facts, content, headings)


def _paper(builder: Rendering, book: Assembly, chapter: nodes.section, edition: FrontMatter) -> _OffprintSource:
    content = paper(builder, book, chapter, edition)
    title, tag = title_of(chapter), language_of(chapter)
    language = Language(tag, "") if tag else edition.language
    facts = replace(edition, title=plain(title), authors=(plain(authors_of(chapter)),), language=language)
    facts = replace(facts, subtitle="", description="", doi="", isbn="")
    return _OffprintSource(facts, content)


def _describe(source: _OffprintSource, offprint: Offprint, edition: FrontMatter) -> PagedBook:
    content = source.content
    messages = tuple(message for tree in content.trees for _, message in printed_messages(tree))
    book = describe(source.facts, content.trees, messages)
    return replace(
        book,
        front=f"{offprint.name}.html",
        headings=(*book.headings, *source.headings),
        # An identifier for machines: the edition's, and the part's in it.
        identifier=f"{edition.identifier}#{offprint.name}",
        design=content.design,
        # Its lines break as they do in the book.
        typography=edition.language.tag,
        running=edition.title if offprint.sheet == "paper" else book.running,
        offprint=offprint,
    )
