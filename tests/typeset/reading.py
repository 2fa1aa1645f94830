# SPDX-License-Identifier: GPL-3.0-or-later
"""What a PDF holds, read back with pikepdf: words with their place and mark, the structure tree, fonts, outline."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf


@dataclass(frozen=True)
class Run:
    """A run of words: its page from 1, where it begins in points (`height` from the page's foot, `left` from its left edge).

    `artifact` says whether it is one, `mark` is the number by which the structure names it, -1 if there is none.
    """

    text: str
    page: int
    height: float
    artifact: bool
    left: float = 0.0
    mark: int = -1


@dataclass
class Element:
    """An element of the structure tree, with the pages (from 1) on which its content stands."""

    role: str
    dictionary: Any
    parent: "Element | None"
    kids: list["Element"] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)

    def all(self, role: str = "") -> Iterator["Element"]:
        for kid in self.kids:
            if not role or kid.role == role:
                yield kid
            yield from kid.all(role)

    def all_pages(self) -> set[int]:
        return self.pages.union(*(kid.all_pages() for kid in self.kids))


def runs(path: Path) -> list[Run]:
    with pikepdf.open(path) as pdf:
        fonts: dict[str, dict[int, str]] = {}
        return [run for number, page in enumerate(pdf.pages, 1) for run in _runs_of_page(page, number, fonts)]


def text_of_pages(path: Path, *, artifacts: bool = False) -> list[str]:
    """The words of each page, without running heads unless asked for; a line that was broken is put together."""
    found = runs(path)
    pages = [""] * max(run.page for run in found)
    for run in found:
        if artifacts or not run.artifact:
            pages[run.page - 1] += run.text + "\n"
    return [re.sub(r"-\n(?=\w)", "", page).replace("\n", " ") for page in pages]


def _runs_of_page(page: Any, number: int, fonts: dict[str, dict[int, str]]) -> Iterator[Run]:
    matrix, stack, marks, meaning, at = pikepdf.Matrix(), [], [], {}, pikepdf.Matrix()
    numbers: list[int] = []
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "q":
                stack.append(matrix)
            case "Q":
                matrix = stack.pop()
            case "cm":
                matrix = pikepdf.Matrix(*map(float, operands)) @ matrix
            case "Tm":
                at = pikepdf.Matrix(*map(float, operands)) @ matrix
            case "BDC" | "BMC":
                marks.append(str(operands[0]) == "/Artifact")
                properties = operands[1] if len(operands) > 1 else {}
                numbers.append(int(properties.get("/MCID", -1)))
            case "EMC":
                marks.pop()
                numbers.pop()
            case "Tf":
                meaning = _meaning(str(operands[0]), page, fonts)
            case "Tj" | "TJ":
                parts = operands[0] if str(instruction.operator) == "TJ" else operands
                text = "".join(_decoded(bytes(part), meaning) for part in parts if isinstance(part, pikepdf.String))
                yield Run(text, number, at.f, any(marks), at.e, max(numbers, default=-1))


def _meaning(name: str, page: Any, fonts: dict[str, dict[int, str]]) -> dict[int, str]:
    if name not in fonts:
        table = page.resources.Font[name].ToUnicode.read_bytes().decode()
        fonts[name] = {
            int(glyph, 16): bytes.fromhex(letters).decode("utf-16-be")
            for glyph, letters in re.findall(r"<([0-9a-fA-F]+)> <([0-9a-fA-F]+)>\n", table)
        }
    return fonts[name]


def _decoded(data: bytes, meaning: dict[int, str]) -> str:
    return "".join(meaning.get(int.from_bytes(data[at : at + 2]), "�") for at in range(0, len(data), 2))


def structure(pdf: pikepdf.Pdf) -> Element:
    """The Document element. Each marked content that it names is checked to exist once at most."""
    numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    seen: set[tuple[int, int]] = set()

    def read(dictionary: Any, parent: Element | None) -> Element:
        element = Element(str(dictionary.S)[1:], dictionary, parent)
        for kid in kids(dictionary):
            if isinstance(kid, tuple):
                mark = (numbers[kid[0]], kid[1])
                assert mark not in seen
                seen.add(mark)
                element.pages.add(mark[0])
            else:
                element.kids.append(read(kid, element))
        return element

    root = pdf.Root.StructTreeRoot.K
    return read(root[0] if isinstance(root, pikepdf.Array) else root, None)


def kids(dictionary: Any) -> Iterator[Any]:
    """What an element of the structure holds: elements, and marks as (the page's object, number); links are left out."""
    held = dictionary.get("/K", pikepdf.Array())
    for kid in held if isinstance(held, pikepdf.Array) else [held]:
        if isinstance(kid, int):
            yield dictionary.Pg.objgen, kid
        elif kid.get("/Type") == pikepdf.Name.MCR:
            yield kid.get("/Pg", dictionary.get("/Pg")).objgen, int(kid.MCID)
        elif kid.get("/Type") != pikepdf.Name.OBJR:
            yield kid


def read_aloud(path: Path) -> list[tuple[str, str]]:
    """What stands in the structure tree, in its order: the role of each element that holds words, and the words."""
    words: dict[tuple[int, int], str] = {}
    for run in runs(path):
        words[run.page, run.mark] = words.get((run.page, run.mark), "") + run.text
    with pikepdf.open(path) as pdf:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}

        def read(dictionary: Any) -> Iterator[tuple[str, str]]:
            own = ""
            for kid in kids(dictionary):
                if isinstance(kid, tuple):
                    own += words.get((numbers[kid[0]], kid[1]), "")
                    continue
                if own:
                    yield str(dictionary.S)[1:], own
                    own = ""
                yield from read(kid)
            if own:
                yield str(dictionary.S)[1:], own

        return list(read(pdf.Root.StructTreeRoot.K[0]))


def fonts(pdf: pikepdf.Pdf) -> set[str]:
    """The names of all fonts, without the six letters of a subset; each is checked to be embedded."""
    found = set()
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == pikepdf.Name.FontDescriptor:
            assert any(key in thing for key in ("/FontFile2", "/FontFile3"))
            found.add(str(thing.FontName)[1:].partition("+")[2])
    return found


def outline(pdf: pikepdf.Pdf) -> list[tuple[int, str, int]]:
    """The bookmarks: level from 1, title, page from 1."""
    numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}

    def read(items: Any, level: int) -> Iterator[tuple[int, str, int]]:
        for item in items:
            yield level, item.title, numbers[item.destination[0].objgen]
            yield from read(item.children, level + 1)

    with pdf.open_outline() as found:
        return list(read(found.root, 1))


def destinations(pdf: pikepdf.Pdf) -> dict[str, int]:
    """The page, from 1, of each name that a link may lead to."""
    numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    names: Any = list(pdf.Root.Names.Dests.Names)
    return {str(name): numbers[place[0].objgen] for name, place in zip(names[::2], names[1::2], strict=True)}


def links(pdf: pikepdf.Pdf) -> list[Any]:
    return [
        annotation
        for page in pdf.pages
        for annotation in page.get("/Annots", [])
        if annotation.Subtype == pikepdf.Name.Link
    ]
