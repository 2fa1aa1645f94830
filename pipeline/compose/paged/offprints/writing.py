# SPDX-License-Identifier: GPL-3.0-or-later
"""Offprints: each leaflet, card, form, checklist and paper of a publication written down beside the book, for a PDF of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

from pipeline.compose.docutils_tree import nearest
from pipeline.compose.nodes.titled_parts import part, title_identity
from pipeline.compose.paged.assembly import Assembly
from pipeline.compose.paged.description import check_anchors, metadata, places, without_scripts, written
from pipeline.compose.paged.expected import expected
from pipeline.compose.paged.facts import Facts
from pipeline.compose.paged.objections import Objection
from pipeline.compose.paged.offprints.excerpt import language_of
from pipeline.compose.paged.offprints.leaflet import folded as folded_content
from pipeline.compose.paged.offprints.offprint import Content
from pipeline.compose.paged.offprints.papers import authors_of, paper, papers, title_of
from pipeline.compose.paged.offprints.sheets import sheet
from pipeline.compose.paged.page import page
from pipeline.compose.paged.translator import plain
from pipeline.compose.parts.checklists import checklist
from pipeline.compose.parts.forms import form
from pipeline.compose.parts.leaflets import card, folded, leaflet
from pipeline.model.publication import Language
from pipeline.system.files import write_if_changed

if TYPE_CHECKING:
    from pipeline.compose.paged.builder import PagedBuilder

FOLDER = "offprints"
PARTS: dict[type[nodes.Element], str] = {leaflet: "leaflet", card: "card", form: "form", checklist: "checklist"}
"""What becomes an offprint wherever it stands, and how it is called."""

type _Maker = Callable[["PagedBuilder", Assembly, nodes.Element, Facts], Content]


@dataclass(frozen=True, slots=True)
class _Found:
    """A part of the book that becomes an offprint; `place` is its document and its identifier there (empty: all of it)."""

    kind: str
    title: str
    facts: Facts
    place: tuple[str, str]
    content: Content
    headings: tuple[str, ...]


def write(builder: "PagedBuilder", book: Assembly, edition: Facts, object_to: Objection) -> None:
    """Write `offprints/<name>.html` and `.json` for each, in a folder that holds nothing else."""
    folder = Path(builder.outdir) / FOLDER
    names: set[str] = set()
    for position, found in enumerate(_all(builder, book, edition)):
        name = _name(found, names)
        names.add(name)
        text = without_scripts(page(found.facts, found.content.text))
        if found.kind != "paper":  # whose references name pages of the volume
            check_anchors(text, object_to)
        data = _described(found, name, position, edition)
        write_if_changed(folder / f"{name}.html", text.encode())
        write_if_changed(folder / f"{name}.json", written(data).encode())
    for former in folder.glob("*.*"):
        if former.stem not in names:
            former.unlink()


def _all(builder: "PagedBuilder", book: Assembly, edition: Facts) -> Iterator[_Found]:
    for chapter in papers(book):
        yield _paper(builder, book, chapter, edition)
    for tree in (book.opening, book.body):
        for element in tree.findall(part):
            if type(element) in PARTS and nearest(element.parent, folded) is None:
                yield _part(builder, book, element, edition)


def _part(builder: "PagedBuilder", book: Assembly, element: nodes.Element, edition: Facts) -> _Found:
    make = folded_content if isinstance(element, folded) else sheet
    content = make(builder, book, element, edition)
    label = str(element.get("fignumber") or element.get("kind", ""))
    title = str(element["title"])
    if label and not title.startswith(label):
        title = f"{label}: {title}"
    document, identity = book.names.place_of(element["ids"][0])
    headings = tuple(title_identity(node) for tree in content.trees for node in tree.findall(part) if node["ids"])
    own = replace(edition, title=title, subtitle="", description="", doi="", isbn="")
    return _Found(PARTS[type(element)], title, own, (document, identity), content, headings)


def _paper(builder: "PagedBuilder", book: Assembly, chapter: nodes.section, edition: Facts) -> _Found:
    content = paper(builder, book, chapter, edition)
    title = plain(title_of(chapter))
    document, _ = book.names.place_of(title_of(chapter)["ids"][0])
    tag = language_of(chapter)
    own = replace(
        edition,
        title=title,
        subtitle="",
        description="",
        doi="",
        isbn="",
        authors=(authors_of(chapter),),
        language=Language(tag, "") if tag else edition.language,
    )
    return _Found("paper", title, own, (document, ""), content, ())


def _name(found: _Found, taken: set[str]) -> str:
    """The name in addresses: that of the part, or of the paper's document; with a number where two have the same."""
    document, identity = found.place
    name = identity or document.replace("/", "-")
    number = 2
    while name in taken:
        name, number = f"{identity or document.replace('/', '-')}-{number}", number + 1
    return name


def _described(found: _Found, name: str, position: int, edition: Facts) -> dict[str, object]:
    document, identity = found.place
    known = places(*found.content.trees)
    return {
        **metadata(found.facts),
        **known,
        "headings": [*known["headings"], *found.headings],
        # An identifier for machines: the edition's, and the part's in it.
        "identifier": f"{edition.identifier}#{name}",
        "name": name,
        "sheet": found.kind,
        "position": position,
        "document": document,
        "anchor": identity,
        "design": found.content.design,
        "expected": [one for tree in found.content.trees for one in expected(tree)],
        # Its lines break as they do in the book.
        "typography": edition.language.tag,
        **found.content.told,
    }
