# SPDX-License-Identifier: GPL-3.0-or-later
"""A word that is divided at the end of a line is read as one, and still found by the programs that search a PDF."""

import subprocess
from pathlib import Path

import pikepdf
import pytest

from pipeline.typeset import typeset
from tests.typeset.reading import runs, structure
from tests.typeset.test_faults import HEADING, little_book

WORDS = "Representatives acknowledge the accommodation, the implementation and the responsibilities."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with a column so narrow that words are divided."""
    folder = tmp_path_factory.mktemp("hyphens")
    typeset(little_book(folder / "book", f'{HEADING}<p style="width: 21mm">{WORDS * 3}</p>'), folder / "book.pdf", {})
    return folder / "book.pdf"


def test_a_line_that_divides_a_word_is_read_without_the_hyphen(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        read = [
            str(span.dictionary.ActualText) for span in structure(pdf).all("Span") if "/ActualText" in span.dictionary
        ]
    printed = {run.text.strip() for run in runs(made) if not run.artifact}

    divided = [text for text in read if f"{text.strip()}-" in printed]
    assert divided
    assert not [text for text in divided if text.endswith("-")]


def test_programs_that_search_see_the_hyphen(made: Path) -> None:
    """They join a word over two lines by it: poppler where pages are read in their order, pdf.js where it searches."""
    with pikepdf.open(made) as pdf:
        streams = [page.Contents.read_bytes() for page in pdf.pages]
        read = [
            str(span.dictionary.ActualText) for span in structure(pdf).all("Span") if "/ActualText" in span.dictionary
        ]
    words = subprocess.run(["pdftotext", "-raw", made, "-"], capture_output=True, text=True, check=True).stdout
    lines = {line.strip() for line in words.splitlines()}

    assert not [stream for stream in streams if b"feff00ad" in stream.lower()]
    assert any(line.endswith(f"{text.split()[-1]}-") for text in read if text.strip() for line in lines)
