# SPDX-License-Identifier: GPL-3.0-or-later
"""A paper out of its volume: a title page of its own, then the page that it has there, word for word."""

import re
from pathlib import Path

import pikepdf

from tests.offprints.conftest import offprint
from tests.typeset import reading


def test_it_has_the_pages_of_the_volume(built: Path) -> None:
    volume = reading.text_of_pages(built / "build/site/it/sheets/sheets-it.pdf", artifacts=True)
    _, page = reading.text_of_pages(offprint(built, "it", "paper"), artifacts=True)

    same = [text for text in volume if re.sub(r"^\d ", "", text) == page or text == page]
    assert len(same) == 1
    with pikepdf.open(offprint(built, "it", "paper")) as pdf:
        labels = list(pdf.Root.PageLabels.Nums)
    number = int(labels[3].St)
    assert [int(labels[0]), str(labels[1].S), int(labels[2]), str(labels[3].S)] == [0, "/r", 1, "/D"]
    assert page.endswith(f" {number} ")


def test_its_title_page_names_authors_volume_and_page(built: Path) -> None:
    title, page = reading.text_of_pages(offprint(built, "it", "paper"), artifacts=True)
    number = page.split()[-1]

    assert title.startswith("Scrittrice di prova Un contributo Fogli di prova. Un volume")
    assert re.search(rf"Pagine +{number} +del volume", title)
    assert re.search(rf"In: +Fogli di prova. Un volume . Gruppo di prova, 2026, pp. +{number} \.", title)


def test_its_note_stands_at_its_foot_and_a_reference_names_the_page_in_the_volume(built: Path) -> None:
    _, page = reading.text_of_pages(offprint(built, "it", "paper"))
    _, whole = reading.text_of_pages(offprint(built, "it", "paper"), artifacts=True)

    assert "La nota del contributo." in page
    assert re.search(r"rinvia a +Scheda di contatto +\(p. +2 +\)", page)
    assert re.search(rf"Seconda sezione +\(p. +{whole.split()[-1]} +\)", page)
