# SPDX-License-Identifier: GPL-3.0-or-later
"""Translations that look like something else reach the reader as the paragraphs that they are. A case is a file."""

import re
from pathlib import Path

import pytest

from tests.compose.conftest import CASES, Workshop


def expected(path: Path, whose: str) -> str:
    found = re.search(rf"^# {whose}: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None, f"{path.name} does not say what {whose} print"
    return found[1]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_reader_gets_the_whole_paragraph(path: Path, workshop: Workshop) -> None:
    assert expected(path, "ours") in workshop.build("de").texts("cases")
    assert expected(path, "reason")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_stock_sphinx_prints_is_what_the_file_says(path: Path, workshop: Workshop) -> None:
    stock = workshop.build("de", whole_paragraphs=False, parser_reuse=False)

    assert any(expected(path, "stock") in text for text in stock.texts("cases"))


def test_a_title_that_begins_like_a_list_is_a_title(workshop: Workshop) -> None:
    assert "1. Kapitel<a" in workshop.build("de").page("first")


def test_a_catalogue_cannot_have_a_file_read(workshop: Workshop) -> None:
    page = workshop.build("de").page("first")

    assert "<p>.. include:: /etc/hostname</p>" in page
