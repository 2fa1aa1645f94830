# SPDX-License-Identifier: GPL-3.0-or-later
"""Random small books in all four languages: none is lost, none crashes, all are valid. `python -m tests.fuzz` does thousands.

What was found is a file in `cases`, which says in its comment what it was; all of them together are a book that has no fault.
"""

import re
from itertools import product
from pathlib import Path

import pytest

from pipeline.model.publication import Format
from pipeline.publishing.findings import diagnostics
from tests.fuzz.books import KINDS, Book, book, smaller
from tests.fuzz.making import edition, faults, of_file
from tests.fuzz.shrinking import shrunk
from tests.fuzz.words import LANGUAGES
from tests.fuzz.writing import SLUG, begin
from tests.typeset import reading

CASES = sorted(Path(__file__).with_name("cases").glob("*.rst"))
ONCE = re.compile(r"^   once: (.+)$", re.MULTILINE)
"""In the comment of a case with an offprint: words that stand there once."""


SAMPLE = range(len(KINDS) * len(LANGUAGES))
"""Each kind of publication in each language."""
AT_ONCE = (0, 5, 10, 15, 16)
"""Those that `make test` makes: each kind, and each language."""


@pytest.mark.parametrize(
    "seed", [*AT_ONCE, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(40) if seed not in AT_ONCE)]
)
def test_a_random_book_has_no_fault(seed: int, tmp_path: Path) -> None:
    """Its offprints go through veraPDF too. That it has the same bytes a second time is tried with `pytest -m slow`."""
    formats = (Format.PDF, Format.HTML) if seed % 16 == 0 else (Format.PDF,)

    assert faults(book(seed, 0), tmp_path, formats=formats, profiles=True, twice=seed % 20 == 7) == []


def test_the_sample_has_each_kind_in_each_language() -> None:
    assert {(one.kind, one.language) for one in map(book, SAMPLE)} == set(product(KINDS, LANGUAGES))
    books = [book(seed, 0) for seed in AT_ONCE]
    assert {made.kind for made in books} == set(KINDS)
    assert {made.language for made in books} == set(LANGUAGES)


def book_of(cases: list[Path], root: Path) -> None:
    """A project whose publication has these files as its chapters."""
    folder = begin(root)
    (folder / "publication.toml").write_text(
        'title = "Cases"\nkind = "manual"\noriginal = "en"\nversion = "1.0"\ndate = 2026-11-25\n', encoding="utf-8"
    )
    names = "\n".join(f"   {path.stem}" for path in cases)
    (folder / "index.rst").write_text(f"Cases\n=====\n\n.. toctree::\n   :numbered:\n\n{names}\n", encoding="utf-8")
    for path in cases:
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["it", "en"])
def test_what_was_found_is_mended(tmp_path: Path, language: str) -> None:
    """In Italian, nothing is translated: all of it says that it is in English."""
    book_of(CASES, tmp_path)

    made = edition(tmp_path, language, {})

    assert diagnostics(made.found.values(), tmp_path) == ()
    pdfs = {path.stem: path for path in made.folder.rglob("*.pdf")}
    assert [fault for path in pdfs.values() for fault in of_file(path, profiles=language == "en")] == []
    for case in CASES:
        for words in ONCE.findall(case.read_text(encoding="utf-8")):
            pages = reading.text_of_pages(pdfs[f"{SLUG}-{language}-{case.stem}"])
            assert " ".join(pages).count(words) == 1


def test_a_note_of_a_translated_heading_has_its_number(tmp_path: Path) -> None:
    case = Path(__file__).with_name("cases") / "note-in-a-heading.rst"
    book_of([case], tmp_path)

    made = edition(tmp_path, "it", {case.stem: {"Section *of* [#a]_": "Sezione *di* [#a]_"}}, (Format.HTML,))

    page = (made.folder / f"{case.stem}.html").read_text(encoding="utf-8")
    (heading,) = re.findall(r"<h2>.*?</h2>", page, re.DOTALL)
    (place,) = re.findall(r'href="#a" id="(\w+)".*?<span[^>]*>\[</span>2<', heading)
    assert page.count(f'id="{place}"') == page.count(f'href="#{place}"') == 1


def test_the_same_number_gives_the_same_book() -> None:
    assert book(7, 2) == book(7, 2)
    assert book(7, 2) != book(8, 2)


def test_a_book_becomes_as_small_as_its_fault() -> None:
    def is_broken(one: Book) -> bool:
        return any(block.kind == "table" for block in one.all())

    whole = next(one for seed in range(100) if is_broken(one := book(seed, 2)))

    small = shrunk(whole, is_broken, seconds=60)

    assert [block.kind for block in small.all() if block.kind not in ("chapter", "section")] == ["table"]
    assert not any(is_broken(one) for one in smaller(small))
