# SPDX-License-Identifier: GPL-3.0-or-later
"""Each offprint as it is printed: what stands where on which page, in which order it is read, and that it is valid."""

import re
from collections import Counter
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from tests.offprints.conftest import CARDS, LANGUAGES, LEAFLETS, NAMES, offprint
from tests.typeset import reading, verapdf

MM = 72 / 25.4
DRAFT = "Bozza della versione 1.0, testo del 25 novembre 2026"
A4, LANDSCAPE, A6 = (210, 297), (297, 210), (105, 148)
A5, A5_LANDSCAPE = (148, 210), (210, 148)
PANELS = {
    # page and left edge of the panel in millimetres
    "Fronte del foglio": (1, 197),
    "Aletta interna": (1, 0),
    "Dietro": (1, 97),
    "Interno sinistro": (2, 0),
    "Interno medio": (2, 100),
    "Interno destro": (2, 200),
}
READ_AS = ("Fronte del foglio", "Aletta interna", "Interno sinistro", "Interno medio", "Interno destro", "Dietro")


def sizes(path: Path) -> list[tuple[int, int]]:
    with pikepdf.open(path) as pdf:
        boxes = [[float(number) for number in page.mediabox] for page in pdf.pages]
    return [(round((box[2] - box[0]) / MM), round((box[3] - box[1]) / MM)) for box in boxes]


def read_aloud(path: Path) -> list[tuple[str, str]]:
    """What is read, without the hash of the sheet's text."""
    return [(role, re.sub(r" \([0-9a-f]{7}\)$", "", text)) for role, text in reading.read_aloud(path)]


def texts(path: Path) -> list[str]:
    return [text for _, text in read_aloud(path)]


@pytest.mark.parametrize("profile", sorted(verapdf.PROFILES))
@pytest.mark.parametrize("name", NAMES)
def test_passes_verapdf(built: Path, name: str, profile: str) -> None:
    assert verapdf.broken_rules(offprint(built, "de", name), profile) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_has_the_pages_of_its_kind(built: Path, language: str) -> None:
    assert {name: sizes(offprint(built, language, name)) for name in NAMES} == {
        "paper": [A4, A4],
        "form-contact": [A4],
        "checklist-before": [A4],
        "leaflet-passers": [LANDSCAPE, LANDSCAPE],
        "leaflet-small": [A5_LANDSCAPE, A5_LANDSCAPE],
        "card-large": [A5, A5],
        "card-passers": [A6, A6],
        "card-neutral": [(85, 55), (85, 55)],
        "form-neutral": [A4],
    }


def test_each_panel_of_a_leaflet_stands_in_its_place(built: Path) -> None:
    runs = reading.runs(offprint(built, "it", "leaflet-passers"))
    found = {run.text: (run.page, run.left / MM) for run in runs if run.text in PANELS}

    assert found.keys() == PANELS.keys()
    for heading, (page, left) in PANELS.items():
        assert found[heading][0] == page
        assert left + 7 < found[heading][1] < left + 10, heading


def test_no_text_comes_near_the_edge_or_a_fold(built: Path) -> None:
    folds = {1: (97, 197), 2: (100, 200)}

    for run in reading.runs(offprint(built, "it", "leaflet-passers")):
        assert 8 < run.height / MM < 202
        assert all(abs(run.left / MM - fold) > 6 for fold in folds[run.page])


def test_a_leaflet_is_read_in_the_order_in_which_it_is_opened(built: Path) -> None:
    read = read_aloud(offprint(built, "it", "leaflet-passers"))

    assert [text for role, text in read if role in ("H1", "H2")] == list(READ_AS)
    assert [role for role, _ in read if role in ("H1", "H2")] == ["H1", "H2", "H2", "H2", "H2", "H2"]
    # A line ends within its words.
    assert [text.replace("testodel", "testo del") for _, text in read][-4:] == [
        "Per chi passa",
        f"Fogli di prova, {DRAFT}",
        "Gruppo di prova · CC BY-SA 4.0",
        "sheets.example/it/sheets",
    ]


def test_a_helpline_tells_number_cost_hours_and_languages(built: Path) -> None:
    found = texts(offprint(built, "it", "card-passers"))

    assert found[:6] == [
        "Davanti",
        "Numero verde",
        "800 000 000",
        "gratuito",
        "24 ore su 24",
        "italiano, inglese",
    ]
    with pikepdf.open(offprint(built, "it", "card-passers")) as pdf:
        assert [str(link.A.URI) for link in reading.links(pdf)] == ["tel:800000000"]


def test_a_passer_by_reads_who_called_when_and_nothing_of_sources(built: Path) -> None:
    found = texts(offprint(built, "it", "leaflet-passers"))

    at = found.index("+43 1 000000")
    assert found[at - 2 : at + 2] == ["Austria", "Linea di prova", "+43 1 000000", "verificato in data 3 marzo 2026"]
    assert "non verificat" not in " ".join(found)


@pytest.mark.parametrize(
    ("language", "first", "second"), [("it", "800 000 000", "+43 1 000000"), ("de", "+43 1 000000", "800 000 000")]
)
def test_the_number_of_the_reader_s_country_comes_first(built: Path, language: str, first: str, second: str) -> None:
    numbers = [text for text in texts(offprint(built, language, "leaflet-passers")) if text in (first, second)]

    assert numbers[-2:] == [first, second]


def figures(path: Path) -> list[str]:
    with pikepdf.open(path) as pdf:
        return [str(figure.dictionary.Alt) for figure in reading.structure(pdf).all("Figure")]


def test_pictures_and_the_code_say_in_the_language_of_the_sheet_what_they_are(built: Path) -> None:
    assert figures(offprint(built, "de", "leaflet-passers")) == [
        "Häuser an einer Straße, mit Licht in einem Fenster und in einer Tür",
        "Ein Auge",
        "QR-Code mit der Adresse dieser Publikation: https://sheets.example/de/sheets/",
    ]
    assert figures(offprint(built, "de", "form-contact")) == []


@pytest.mark.parametrize("name", [*LEAFLETS, *CARDS])
def test_a_telephone_reads_the_code_though_the_print_is_coarse(built: Path, name: str) -> None:
    with pypdfium2.PdfDocument(offprint(built, "de", name)) as pdf:
        pictures = [page.render(scale=100 / 72, grayscale=True).to_pil() for page in pdf]

    found = [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)]
    assert found == ["https://sheets.example/de/sheets/"]
    assert "sheets.example/de/sheets" in texts(offprint(built, "de", name))


def test_a_neutral_card_tells_nobody_what_its_number_is_for_or_who_wrote_it(built: Path) -> None:
    path = offprint(built, "it", "card-neutral")

    assert texts(path) == [
        "Davanti",
        "Telefono",
        "800 000 000",
        "Sul retro",
        "Il dubbio basta.",
        DRAFT,
    ]
    with pikepdf.open(path) as pdf:
        assert "/Author" not in pdf.docinfo
        assert "/Keywords" not in pdf.docinfo


def test_a_form_with_a_neutral_number_tells_nobody_who_wrote_it(built: Path) -> None:
    path = offprint(built, "it", "form-neutral")

    assert texts(path)[:4] == [
        DRAFT,
        "Da leggere insieme",
        "Si può chiamare.",
        "Telefono",
    ]
    assert "Fogli" not in " ".join(run.text for run in reading.runs(path))
    with pikepdf.open(path) as pdf:
        assert "/Author" not in pdf.docinfo
        assert "/Keywords" not in pdf.docinfo


def test_there_is_room_for_the_imprint_of_who_hands_a_sheet_out(built: Path) -> None:
    found = texts(offprint(built, "de", "card-large"))

    at = found.index("Logo")
    assert found[at : at + 3] == ["Logo", "Medieninhaber (Name, Verlagsort):", "Hersteller (Name, Herstellungsort):"]
    assert "Logo" not in texts(offprint(built, "de", "card-passers"))


def test_half_the_paper_has_the_same_sheet_smaller(built: Path) -> None:
    large, small = (reading.runs(offprint(built, "it", f"leaflet-{name}")) for name in ("passers", "small"))

    assert " ".join(run.text for run in small).split() == " ".join(run.text for run in large).split()
    # Small letters are wider in proportion, so that places within a line differ, and a line may end a word before.
    said = Counter(run.text for run in large)
    # The imprint at the foot has a line more or less.
    places = {run.text: run.height for run in large if said[run.text] == 1 and run.height > 120}
    there = [run for run in small if run.text in places]
    assert len(there) > len(large) / 2
    assert [run.height for run in there] == pytest.approx([places[run.text] / 2**0.5 for run in there], abs=2)


def test_a_form_makes_sense_alone(built: Path) -> None:
    path = offprint(built, "it", "form-contact")
    (page,) = reading.text_of_pages(path, artifacts=True)

    assert read_aloud(path)[:2] == [
        ("P", f"Fogli di prova, {DRAFT}"),
        ("H1", "Modulo 1 Scheda di contatto"),
    ]
    # Of a reference out of it the words stay, without a page that this sheet does not have.
    assert "si veda  Un contributo ." in page
    assert "Gruppo di prova · CC BY-SA 4.0 1 / 1" in page


def test_a_draft_says_so_on_every_offprint(built: Path) -> None:
    for name in NAMES:
        assert "Übersetzungsentwurf" in " ".join(reading.text_of_pages(offprint(built, "de", name)))


def test_a_checklist_has_its_boxes_and_title(built: Path) -> None:
    read = read_aloud(offprint(built, "it", "checklist-before"))

    assert [text for role, text in read if role == "H1"] == ["Lista di controllo · Prima del colloquio"]
    assert [text for _, text in read][-2:] == ["Nessuno può sentire.", "I telefoni sono silenziosi."]


def test_each_says_its_title_and_language(built: Path) -> None:
    titles = {
        "paper": "Ein Beitrag",
        "form-contact": "Formular 1: Kontaktbogen",
        "form-neutral": "Zum gemeinsamen Lesen",
        "checklist-before": "Checkliste: Vor dem Gespräch",
        "leaflet-passers": "Folder: Für alle, die vorbeigehen",
        "card-passers": "Karte: Kärtchen für alle",
    }
    for name, title in titles.items():
        with pikepdf.open(offprint(built, "de", name)) as pdf:
            assert str(pdf.docinfo.Title) == title
            assert str(pdf.Root.Lang) == "de"
