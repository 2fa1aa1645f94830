# SPDX-License-Identifier: GPL-3.0-or-later
"""What veraPDF does not see in a tagged PDF: whether its structure is that of the text. The eight faults that WeasyPrint's own
tags have, and all of which veraPDF lets pass, each a small check; a sound file has none.
"""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from pipeline.typeset.proof.languages import language_of
from tests.typeset import reading
from tests.typeset.reading import Element, Run

_LINE_ENDS = re.compile(r"[^\W\d_][,-]?$")
"""A paragraph that ends so has been cut."""
_MANY = 3
_BLOCKS = frozenset({"P", "LBody", "TD", "TH"})


@dataclass(frozen=True)
class Opened:
    """A PDF with its structure; `words` are those of each mark (page from 1, number)."""

    pdf: pikepdf.Pdf
    document: Element
    runs: list[Run]
    words: dict[tuple[int, int], str]
    numbers: dict[Any, int]

    def marks(self, element: Element) -> Iterator[tuple[int, int]]:
        """All marks in an element, in reading order."""
        yield from _marks(element.dictionary, self.numbers)

    def text(self, element: Element) -> str:
        """The words in an element, those of the elements in it too."""
        return " ".join("".join(self.words.get(mark, "") for mark in self.marks(element)).split())


def faults(path: Path) -> list[str]:
    """What is wrong with the structure of a PDF, in words; empty if nothing is."""
    with pikepdf.open(path) as pdf:
        if "/StructTreeRoot" not in pdf.Root:
            return ["it has no structure"]
        runs = reading.runs(path)
        words: dict[tuple[int, int], str] = defaultdict(str)
        for run in runs:
            words[run.page, run.mark] += run.text
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        opened = Opened(pdf, reading.structure(pdf), runs, words, numbers)
        return [fault for check in CHECKS for fault in check(opened)]


def content_outside_the_tree(opened: Opened) -> Iterator[str]:
    """Each word is an artifact or stands in the tree once; what is repeated on each page is an artifact."""
    inside = set(opened.marks(opened.document))
    for run in opened.runs:
        if not run.artifact and run.text.strip() and (run.page, run.mark) not in inside:
            yield f"page {run.page}: “{run.text}” is neither in the tree nor an artifact"
    places: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for run in _read(opened):
        if len(run.text.strip()) > 3:
            places[run.text, round(run.height), round(run.left)].append(run.page)
    at_edge = _edges(opened)
    for (text, height, _), pages in places.items():
        if height in at_edge and (count := _in_a_row(pages)) > _MANY:
            yield f"“{text}” stands in the same place of {count} pages, and is read aloud on each"


def cut_at_page_ends(opened: Opened) -> Iterator[str]:
    """What goes on over pages is one element; a table has one head."""
    for table in opened.document.all("Table"):
        if sum(kid.role == "THead" for kid in table.kids) > 1:  # a table in one of its cells has its own
            yield f"page {min(table.all_pages())}: a table has several heads"
    blocks = [one for one in opened.document.all() if _is_block(one)]
    for one, other in itertools.pairwise(blocks):
        if one.role != other.role or max(one.all_pages(), default=0) + 1 != min(other.all_pages(), default=0):
            continue
        page, text = max(one.all_pages()), opened.text(one)
        is_attribution = text.startswith("—")  # which ends a quotation, and has no full stop
        if one.role == "P" and _LINE_ENDS.search(text) and not is_attribution and opened.text(other)[:1].islower():
            yield f"page {page}: a paragraph is cut: “… {text[-30:]}”"
        if one.role == "Table" and not any(other.all("Caption")) and _head(opened, one) == _head(opened, other) != "":
            yield f"page {page}: a table is cut"


def _is_block(element: Element) -> bool:
    """Whether it is a heading or a block of the text itself, in no other block."""
    around = element.parent
    while around is not None:
        if around.role in {"Table", "L", "Note", "TOC"}:
            return False
        around = around.parent
    return element.role in {"P", "Table", "L"} or re.fullmatch("H[1-6]", element.role) is not None


def _head(opened: Opened, table: Element) -> str:
    return " ".join(opened.text(head) for head in table.all("THead"))


def unmarked_languages(opened: Opened) -> Iterator[str]:
    """What is in another language says so."""
    for element in opened.document.all():
        if element.role not in _BLOCKS or any(kid.role in _BLOCKS for kid in element.kids):
            continue
        if any("/Lang" in kid.dictionary for kid in element.all()):
            continue
        text, marked = opened.text(element), _language(element, opened.pdf)
        if (found := language_of(text, marked)) != marked:
            yield f"page {min(element.all_pages())}: “{text[:50]}” is in {found} and marked as {marked}"


def notes_and_contents(opened: Opened) -> Iterator[str]:
    """Notes have an ID, a label, and a reference before them; contents are TOC of TOCI, each with its link."""
    names: Counter[str] = Counter()
    for note in opened.document.all("Note"):
        names[str(note.dictionary.get("/ID", ""))] += 1
        before = _before(note)
        if before is None or before.role != "Reference":
            yield f"page {min(note.all_pages())}: no reference stands before the note “{opened.text(note)[:40]}”"
        if not any(note.all("Lbl")):
            yield f"page {min(note.all_pages())}: the note “{opened.text(note)[:40]}” has no label"
    yield from (f"{count} notes have the ID “{name}”" for name, count in names.items() if count > 1 or not name)
    for contents in opened.document.all("TOC"):
        if {kid.role for kid in contents.kids} - {"TOCI", "TOC", "Caption"}:
            yield f"page {min(contents.all_pages())}: the contents hold more than their entries"
        if not all(any(entry.all("Link")) for entry in contents.all("TOCI")):
            yield f"page {min(contents.all_pages())}: an entry of the contents leads nowhere"


def empty_tags(opened: Opened) -> Iterator[str]:
    """A span says something of its words; no element stands for nothing; leaders are not read aloud."""
    for element in opened.document.all():
        if element.role in ("NonStruct", "Private"):
            yield f"page {min(element.all_pages(), default=0)}: {element.role} is no structure"
        if element.role == "Span" and not {"/Lang", "/ActualText", "/Alt", "/E"} & set(element.dictionary.keys()):
            yield f"page {min(element.all_pages(), default=0)}: a Span says nothing of “{opened.text(element)[:30]}”"
    for mark in opened.marks(opened.document):
        if re.fullmatch(r"(?:\s*[.·…]\s*){4,}", opened.words.get(mark, "")):
            yield f"page {mark[0]}: a leader is read aloud"
    # A full stop that stands alone, after the title of a work or its address, is read as one.
    rows = itertools.groupby(_read(opened), key=lambda run: (run.page, round(run.height), run.text.strip() == "."))
    for (page, _, is_dot), alike in rows:
        if is_dot and (count := len(list(alike))) > _MANY:
            yield f"page {page}: {count} dots in a row are read aloud"


def silent_links(opened: Opened) -> Iterator[str]:
    """A link says in words where it leads; an address is no word, unless it is what stands on the page."""
    read_aloud = {re.sub(r"\s", "", opened.text(link)) for link in opened.document.all("Link")}
    for number, page in enumerate(opened.pdf.pages, 1):
        for link in page.obj.get("/Annots", ()):
            if link.Subtype != pikepdf.Name.Link:
                continue
            said = str(link.get("/Contents", ""))
            target = str(link.get("/Dest", "")) or str(link.get("/A", {}).get("/URI", ""))
            if not said.strip():
                yield f"page {number}: the link to {target} says nothing"
            elif said == target and re.sub(r"\s", "", said) not in read_aloud:
                yield f"page {number}: a link says no more than {target}"


def tables_and_lists(opened: Opened) -> Iterator[str]:
    """Heads of tables have a scope, lists their numbering, items a body, captions a thing that they name."""
    for element in opened.document.all():
        page = min(element.all_pages(), default=0)
        if element.role == "TH" and not _attribute(element, "/Scope"):
            yield f"page {page}: the head “{opened.text(element)}” has no scope"
        if element.role == "L":
            if not _attribute(element, "/ListNumbering"):
                yield f"page {page}: a list does not say how it is numbered"
            if {kid.role for kid in element.kids} - {"LI", "L", "Caption"}:
                yield f"page {page}: a list holds more than items"
        if element.role == "LI" and not any(kid.role == "LBody" for kid in element.kids):
            yield f"page {page}: an item has no body"
        if element.role == "Figure" and not str(element.dictionary.get("/Alt", "")).strip():
            yield f"page {page}: a figure has no alternative text"
        if element.role == "TR" and not element.kids:
            yield f"page {page}: a row has no cells"
    levels = [int(one.role[1]) for one in opened.document.all() if re.fullmatch(r"H[1-6]", one.role)]
    for above, below in itertools.pairwise([0, *levels]):
        if below > above + 1:
            yield f"a heading of level {below} follows one of level {above}"


def labels_and_language(opened: Opened) -> Iterator[str]:
    """The file says how its pages are numbered, its title, and its language in both places."""
    if "/PageLabels" not in opened.pdf.Root:
        yield "it has no page labels"
    with opened.pdf.open_metadata() as told:
        languages = set(told.get("dc:language", ()))
        if languages != {str(opened.pdf.Root.get("/Lang", ""))}:
            yield f"its metadata say that it is in {', '.join(sorted(languages)) or 'no language'}"
        if not str(told.get("dc:title", "")):
            yield "its metadata have no title"


CHECKS: tuple[Callable[[Opened], Iterator[str]], ...] = (
    content_outside_the_tree,
    cut_at_page_ends,
    unmarked_languages,
    notes_and_contents,
    empty_tags,
    silent_links,
    tables_and_lists,
    labels_and_language,
)
"""In the order of the list of eight in which these faults were found."""


def _read(opened: Opened) -> Iterator[Run]:
    return (run for run in opened.runs if not run.artifact)


def _in_a_row(pages: list[int]) -> int:
    """How many pages follow one another, or each the last but one: a heading of many chapters may begin a page now and then."""
    longest = length = 1
    for page, following in itertools.pairwise(pages):
        length = length + 1 if following - page <= 2 else 1
        longest = max(longest, length)
    return longest


def _edges(opened: Opened) -> set[int]:
    """The heights at which a page's first and last line stand, where it has no artifacts beyond them."""
    by_page: dict[int, list[Run]] = defaultdict(list)
    for run in opened.runs:
        if run.text.strip():
            by_page[run.page].append(run)
    found = set()
    for runs in by_page.values():
        found |= {round(max(run.height for run in runs)), round(min(run.height for run in runs))}
    return found


def _marks(dictionary: Any, numbers: dict[Any, int]) -> Iterator[tuple[int, int]]:
    for kid in reading.kids(dictionary):
        if isinstance(kid, tuple):
            yield numbers[kid[0]], kid[1]
        else:
            yield from _marks(kid, numbers)


def _language(element: Element, pdf: pikepdf.Pdf) -> str:
    at: Element | None = element
    while at is not None:
        if "/Lang" in at.dictionary:
            return str(at.dictionary.Lang)
        at = at.parent
    return str(pdf.Root.get("/Lang", ""))


def _before(element: Element) -> Element | None:
    assert element.parent is not None
    kids = element.parent.kids
    at = kids.index(element)
    return kids[at - 1] if at else None


def _attribute(element: Element, name: str) -> bool:
    given = element.dictionary.get("/A", {})
    return any(name in one for one in ([given] if isinstance(given, pikepdf.Dictionary) else given))
