# SPDX-License-Identifier: GPL-3.0-or-later
"""Each patch of WeasyPrint is still needed, and helps: its cases fail in stock WeasyPrint, and pass with it.

A case is a file `PATCH-WHAT.html` that says in `<meta name="expect">` what is to be seen on its pages.
"""

import ast
import inspect
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.request import urlopen

import pikepdf
import pytest
from weasyprint import HTML
from weasyprint.formatting_structure import boxes
from weasyprint.text.fonts import FontConfiguration

from pipeline.typeset.engine import patches
from pipeline.typeset.engine.patches.hyphens import undivided_text
from tests.conftest import ROOT

CASES = sorted(Path(__file__).parent.glob("*-*.html"))
BY_NAME = {patch.__name__.rpartition(".")[2]: patch for patch in patches.PATCHES}
EXPECT = re.compile(r'<meta name="expect" content="([^"]*)">')


def patch_of(case: Path) -> ModuleType:
    return BY_NAME[case.stem.partition("-")[0]]


@pytest.fixture
def stock(monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint without patches."""
    for patch in patches.PATCHES:
        for owner, name, original, _ in patch.REPLACEMENTS:
            if original is None:
                monkeypatch.delattr(owner, name, raising=False)
            else:
                monkeypatch.setattr(owner, name, original)


def rendered(case: Path) -> Any:
    return HTML(filename=case).render(FontConfiguration())


def boxes_of(document: Any, name: str) -> Iterator[Any]:
    """The boxes of the element with an identifier."""
    for page in document.pages:
        for box in page._page_box.descendants():
            if box.element is not None and box.element.get("id") == name and box.element_tag == box.element.tag:
                yield box


def is_as_expected(document: Any, expectation: str) -> bool:
    verb, *names = expectation.split()
    return VERBS[verb](document, *names)


def same_page(document: Any, *names: str) -> bool:
    """Whether links to these identifiers lead to the same page."""
    first = [next(at for at, page in enumerate(document.pages) if name in page.anchors) for name in names]
    return len(set(first)) == 1


def is_printed(document: Any, name: str) -> bool:
    return next(boxes_of(document, name), None) is not None


def is_within(document: Any, name: str) -> bool:
    """Whether all words of a block are within its width."""
    return all(
        box.content_box_x() - 0.5 <= text.position_x
        and text.position_x + text.width <= box.content_box_x() + box.width + 0.5
        for box in boxes_of(document, name)
        for text in box.descendants()
        if isinstance(text, boxes.TextBox) and text.text.strip()
    )


def is_balanced(document: Any, name: str) -> bool:
    widths = [
        line.width
        for box in boxes_of(document, name)
        for line in getattr(box, "children", ())
        if isinstance(line, boxes.LineBox)
    ]
    return len(widths) > 1 and min(widths) > 0.7 * max(widths)


def is_at_top(document: Any, name: str) -> bool:
    return next(boxes_of(document, name)).border_box_y() == 0


def has_fonts(document: Any, count: str) -> bool:
    document.write_pdf()
    return len(document.fonts) == int(count)


def is_divided(document: Any, name: str) -> bool:
    """Whether all lines of a word but the last one know that the hyphen at their end is none of its own."""
    *divided, last = [undivided_text(box) for box in boxes_of(document, name) if isinstance(box, boxes.TextBox)]
    return bool(divided) and all(divided) and not last


def is_embedded(document: Any, name: str) -> bool:
    """Whether the PDF has a picture with the same compressed pixels as its PNG, in a colour space with a palette."""
    (source,) = (box.element.get("src") for box in boxes_of(document, name))
    with pikepdf.open(io.BytesIO(document.write_pdf())) as pdf:
        (picture,) = (
            item for item in pdf.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
        )
        has_palette = isinstance(picture.ColorSpace, pikepdf.Array)
        return has_palette and picture.read_raw_bytes() in urlopen(source).read()


VERBS: dict[str, Callable[..., bool]] = {
    "same-page": same_page,
    "printed": is_printed,
    "within": is_within,
    "balanced": is_balanced,
    "at-top": is_at_top,
    "fonts": has_fonts,
    "divided": is_divided,
    "embedded": is_embedded,
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
@pytest.mark.usefixtures("stock")
def test_a_fault_is_in_stock_weasyprint_and_its_patch_removes_it(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (expectation,) = EXPECT.findall(case.read_text(encoding="utf-8"))
    assert not is_as_expected(rendered(case), expectation), f"WeasyPrint no longer needs this patch: {case.name}"

    for owner, name, _, replacement in patch_of(case).REPLACEMENTS:
        monkeypatch.setattr(owner, name, replacement, raising=False)

    assert is_as_expected(rendered(case), expectation)


@pytest.mark.parametrize("name", BY_NAME)
def test_a_patch_has_a_case_and_an_issue(name: str) -> None:
    patch = BY_NAME[name]

    assert any(patch_of(case) is patch for case in CASES)
    assert patch.ISSUE.startswith("https://github.com/Kozea/WeasyPrint/issues/") or (ROOT / patch.ISSUE).is_file()


@pytest.mark.parametrize(
    ("patch", "name", "length"), [("lines", "split_inline_box", 6), ("table_heads", "table_layout", 5)]
)
def test_tuples_that_patches_take_apart_are_as_long_as_ever(patch: str, name: str, length: int) -> None:
    (original,) = (original for _, attribute, original, _ in BY_NAME[patch].REPLACEMENTS if attribute == name)
    (function,) = ast.parse(inspect.getsource(original)).body
    nested = [node for node in ast.walk(function) if isinstance(node, ast.FunctionDef) and node is not function]
    inner = {node for one in nested for node in ast.walk(one)}

    returned = [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node not in inner]

    assert {len(value.elts) for value in returned if isinstance(value, ast.Tuple)} == {length}
