# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms that are filled in on a screen: real editions in four languages, each field as PDF/A and PDF/UA want it and as its form says.

`make test` makes two of them: the original, and a translation.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf.form import CheckboxField, Form, RadioButtonGroup, TextField
from pypdfium2 import raw

from pipeline.__main__ import main
from tests.conftest import copy_project, once
from tests.typeset import reading, structural, verapdf

PROJECT = Path(__file__).parent / "fields"
LANGUAGES = (
    *("it", "de"),
    *(pytest.param("en", marks=pytest.mark.slow), pytest.param("sq", marks=pytest.mark.slow)),
)
PARTS = BOOK, FORM, CHECKLIST = "", "-form-contact", "-checklist-before"
_PRINTED = 4
_MULTILINE, _RADIO = 1 << 12, 1 << 15
TYPED = "Äußerst früh: një fëmijë, çdo ditë – perché no? È già così."
NAMES = "Ștefan Țăran, Đorđe Ćosić, Київ, Ђурђа, Ọlá Ẹniọlá Ṣadé, Wałęsa, Ελένη, Nguyễn"
"""Of people who may be concerned, in alphabets and with accents that WinAnsi does not have."""


@dataclass(frozen=True)
class Editions:
    """Builds the edition of a language when it is first asked for, once for all tests; not to be changed."""

    folder: Path

    def project(self, language: str) -> Path:
        def make(project: Path) -> None:
            copy_project(PROJECT, project)
            assert main(["--project", str(project), "build", "--format", "pdf", "--language", language]) == 0

        return once(self.folder / f"fields-{language}", make)

    def pdf(self, language: str, part: str) -> Path:
        return self.project(language) / f"build/site/{language}/sheets/sheets-{language}{part}.pdf"


@pytest.fixture(scope="session")
def editions(shared_folder: Path) -> Editions:
    return Editions(shared_folder)


def fields(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """Each field of a file by its name, in the order in which the file lists them."""
    return {str(field.T): field for field in pdf.Root.AcroForm.Fields}


def widgets(pdf: pikepdf.Pdf) -> Iterator[tuple[int, Any]]:
    """The page from 1 and the annotation of each field, as the pages hold them."""
    for number, page in enumerate(pdf.pages, 1):
        for one in page.obj.get("/Annots", ()):
            if one.Subtype == pikepdf.Name.Widget:
                yield number, one


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_passes_verapdf_and_the_structural_checks(editions: Editions, language: str, part: str) -> None:
    path = editions.pdf(language, part)

    assert [verapdf.broken_rules(path, profile) for profile in verapdf.PROFILES] == [[], []]
    assert structural.faults(path) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_the_same_in_every_language_and_in_book_and_offprints(editions: Editions, language: str) -> None:
    found = {}
    for part in PARTS:
        with pikepdf.open(editions.pdf(language, part)) as pdf:
            found[part] = list(fields(pdf))
            assert len(found[part]) == len(pdf.Root.AcroForm.Fields)

    assert found[FORM] == [
        "tools--form-contact-field-1",
        "tools--form-contact-field-2",
        "tools--form-contact-field-3-choice-1",
        "tools--form-contact-field-3-choice-2",
        "tools--form-contact-field-3-choice-3",
        "tools--form-contact-field-3",
        "tools--form-contact-field-4-choice",
        "tools--form-contact-field-5",
        "tools--form-contact-field-5-2",
        "tools--form-contact-field-6",
    ]
    assert found[CHECKLIST] == [f"tools--checklist-before-item-{number}" for number in (1, 2, 3)]
    assert found[BOOK] == found[FORM] + found[CHECKLIST]


@pytest.mark.parametrize(
    ("language", "label", "choice", "item"),
    [
        (
            "it",
            "Codice della persona",
            "Pericolo immediato: non si sa",
            "La porta è chiusa, come dice Scheda di contatto.",
        ),
        pytest.param(
            "en",
            "Code of the person",
            "Immediate danger: not known",
            "The door is closed, as Contact sheet says.",
            marks=pytest.mark.slow,
        ),
        ("de", "Code der Person", "Unmittelbare Gefahr: nicht bekannt", "Die Tür ist zu, wie Kontaktbogen sagt."),
        pytest.param(
            "sq",
            "Kodi i personit",
            "Rrezik i menjëhershëm: nuk dihet",
            "Dera është e mbyllur, siç thotë Fleta e kontaktit.",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_labels_are_read_aloud_in_the_language_of_the_edition(
    editions: Editions, language: str, label: str, choice: str, item: str
) -> None:
    with pikepdf.open(editions.pdf(language, FORM)) as pdf:
        found = fields(pdf)
        question = found["tools--form-contact-field-4-choice"]
        said = [str(one.TU) for one in question.Kids]

        assert str(found["tools--form-contact-field-1"].TU) == label
        assert str(found["tools--form-contact-field-6"].TU) == f"{label} (2)"
        assert str(question.TU) == choice.partition(":")[0]
        assert said[2] == choice
        assert all(str(one.TU).strip() for _, one in widgets(pdf))
    for part in (CHECKLIST, BOOK):
        with pikepdf.open(editions.pdf(language, part)) as pdf:
            assert str(fields(pdf)["tools--checklist-before-item-2"].TU) == item


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_field_has_its_own_drawing_and_nothing_runs(editions: Editions, language: str, part: str) -> None:
    with pikepdf.open(editions.pdf(language, part)) as pdf:
        form = pdf.Root.AcroForm
        assert "/NeedAppearances" not in form
        assert "/XFA" not in form
        for _, one in widgets(pdf):
            assert not {"/A", "/AA"} & set(one.keys())
            assert int(one.F) == _PRINTED
            assert list(one.AP.keys()) == ["/N"]
            kind = one.get("/FT") or one.Parent.FT
            if kind == pikepdf.Name.Tx:
                assert float(one.AP.N.BBox[2]) == pytest.approx(float(one.Rect[2] - one.Rect[0]), abs=0.02)
                assert float(one.AP.N.BBox[3]) == pytest.approx(float(one.Rect[3] - one.Rect[1]), abs=0.02)
            else:
                assert str(one.AS) == "/Off"
                assert len(one.AP.N) == 2
                assert one.AP.N.Off.read_bytes() == b""
        assert not {"/AA", "/OpenAction"} & set(pdf.Root.keys())
        assert b"/JavaScript" not in editions.pdf(language, part).read_bytes()


def test_kinds_follow_the_source(editions: Editions) -> None:
    with pikepdf.open(editions.pdf("de", FORM)) as pdf:
        found = fields(pdf)
        kinds = {
            name.removeprefix("tools--form-contact-field-"): (field.FT, field.get("/Ff", 0))
            for name, field in found.items()
        }
        several = [name for name, (kind, flags) in kinds.items() if kind == "/Tx" and flags & _MULTILINE]
        once_only = [name for name, (kind, flags) in kinds.items() if kind == "/Btn" and flags & _RADIO]
        states = [sorted(one.AP.N.keys()) for one in found["tools--form-contact-field-4-choice"].Kids]

    assert several == ["2", "5", "5-2"]
    assert once_only == ["4-choice"]
    assert states == [["/1", "/Off"], ["/2", "/Off"], ["/3", "/Off"]]


def test_the_font_has_the_letters_of_names_from_all_of_europe_and_africa(editions: Editions) -> None:
    with pikepdf.open(editions.pdf("it", FORM)) as pdf:
        form = pdf.Root.AcroForm
        (name,) = form.DR.Font.keys()
        font = form.DR.Font[name]
        (descendant,) = font.DescendantFonts
        glyphs = descendant.CIDToGIDMap.read_bytes()

        assert str(form.DA).startswith(f"{name} 10.5 Tf")
        assert descendant.FontDescriptor.FontFile2.read_bytes()[:4] == b"\x00\x01\x00\x00"
        wanted = NAMES + TYPED + "„“”«»’—€ĐđĐąęįųőűȘșʼ"
        assert [one for one in wanted if glyphs[2 * ord(one) : 2 * ord(one) + 2] == b"\0\0"] == []


def test_a_checklist_brings_no_font(editions: Editions) -> None:
    with pikepdf.open(editions.pdf("it", CHECKLIST)) as pdf:
        assert set(pdf.Root.AcroForm.keys()) == {"/Fields"}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_field_is_a_form_of_the_structure_in_the_order_of_the_pages(
    editions: Editions, language: str, part: str
) -> None:
    with pikepdf.open(editions.pdf(language, part)) as pdf:
        held = []
        for element in reading.structure(pdf).all("Form"):
            (kid,) = element.dictionary.K
            assert kid.Type == pikepdf.Name.OBJR
            held.append(kid.Obj.objgen)
            parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
            assert parents[int(kid.Obj.StructParent)].objgen == element.dictionary.objgen
        on_pages = [one.objgen for _, one in widgets(pdf)]
        listed = [one.objgen for field in fields(pdf).values() for one in field.get("/Kids", [field])]

        assert held == on_pages == listed
        assert all(page.Tabs == pikepdf.Name.S for page in pdf.pages)


def test_a_field_stands_with_its_label(editions: Editions) -> None:
    with pikepdf.open(editions.pdf("de", FORM)) as pdf:
        around = [element.parent.role for element in reading.structure(pdf).all("Form") if element.parent]

    assert set(around) == {"Div", "LBody"}
    assert around.count("LBody") == 6


def filled(source: Path, target: Path, text: str = "") -> None:
    """Set all ticks; or write a text in all lines, and leave it to the program that shows it to compose that."""
    with pikepdf.open(source) as pdf:
        for _, field in Form(pdf).items():
            if isinstance(field, TextField) and text:
                field._field.obj.V = pikepdf.String(text)
            elif isinstance(field, CheckboxField) and not text:
                field.checked = True
            elif isinstance(field, RadioButtonGroup) and not text:
                field.options[1].select()
        if text:
            pdf.Root.AcroForm.NeedAppearances = True
        pdf.save(target)


def seen(path: Path, page: int, box: Any) -> float:
    """The share of dark points in the middle of a rectangle of a page, as poppler draws it."""
    left, bottom, right, top = (float(edge) for edge in box)
    with pikepdf.open(path) as pdf:
        height = float(pdf.pages[page - 1].MediaBox[3])
    inner = (top - bottom) / 4  # what is written or ticked, and neither the frame nor the line
    area = [left + inner, height - top + inner, right - left - 2 * inner, top - bottom - 2 * inner]
    x, y, width, tall = (round(one * 2) for one in area)
    command = f"pdftoppm -r 144 -gray -f {page} -l {page} -x {x} -y {y} -W {width} -H {tall}".split()
    picture = subprocess.run([*command, str(path)], capture_output=True, check=True).stdout
    points = picture[re.match(rb"P5\s+\d+\s+\d+\s+\d+\s", picture).end() :]  # type: ignore[union-attr]  # it is a PGM
    return sum(point < 128 for point in points) / len(points)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_shows(editions: Editions, tmp_path: Path, language: str) -> None:
    for part in (FORM, CHECKLIST):
        empty, ticked, written = editions.pdf(language, part), tmp_path / "ticked.pdf", tmp_path / "written.pdf"
        filled(empty, ticked)
        filled(empty, written, TYPED)
        command = ["pdftotext", "-raw", str(written), "-"]
        text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        with pikepdf.open(ticked) as pdf:
            places = [(page, [float(edge) for edge in one.Rect], one.get("/AS")) for page, one in widgets(pdf)]

        assert " ".join(text.split()).count(TYPED) == (6 if part == FORM else 0)
        assert len(places) == (12 if part == FORM else 3)
        for page, box, state in places:
            if box[3] - box[1] > 30:  # whose lines are dark, too
                continue
            before, after = seen(empty, page, box), seen(written if state is None else ticked, page, box)
            assert before < 0.01
            assert (after > 0.05) == (state != "/Off")


@pytest.mark.parametrize("names", [NAMES[:40], NAMES[40:]], ids=["latin-and-cyrillic", "others"])
def test_poppler_shows_names_in_other_alphabets(editions: Editions, tmp_path: Path, names: str) -> None:
    filled(editions.pdf("de", FORM), tmp_path / "filled.pdf", names)
    command = ["pdftotext", "-raw", str(tmp_path / "filled.pdf"), "-"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)

    assert done.stderr == ""
    assert " ".join(done.stdout.split()).count(names.strip()) == 6


def test_a_character_that_the_font_lacks_is_shown_as_a_box(editions: Editions, tmp_path: Path) -> None:
    filled(editions.pdf("de", FORM), tmp_path / "filled.pdf", "你")
    done = subprocess.run(["pdftotext", tmp_path / "filled.pdf", "-"], capture_output=True, check=True, text=True)

    assert done.stderr == ""
    with pikepdf.open(tmp_path / "filled.pdf") as pdf:
        page, box = next((page, one.Rect) for page, one in widgets(pdf) if one.get("/FT") == pikepdf.Name.Tx)
    assert seen(tmp_path / "filled.pdf", page, box) > seen(editions.pdf("de", FORM), page, box)


def typed_in_pdfium(source: Path, target: Path, text: str) -> None:
    """Click into the first field of the first page, type as a person does, and save."""
    with pikepdf.open(source) as pdf:
        box = next(one.Rect for _, one in widgets(pdf) if one.get("/FT") == pikepdf.Name.Tx)
        x, y = (float(box[0]) + float(box[2])) / 2, (float(box[1]) + float(box[3])) / 2
    document = pypdfium2.PdfDocument(source)
    document.init_forms()
    first = document[0]
    form, page = document.formenv.raw, first.raw
    raw.FORM_OnAfterLoadPage(page, form)
    raw.FORM_OnLButtonDown(form, page, 0, x, y)
    raw.FORM_OnLButtonUp(form, page, 0, x, y)
    for sign in text:
        raw.FORM_OnChar(form, page, ord(sign), 0)
    raw.FORM_ForceToKillFocus(form)
    document.save(target)


def test_a_field_of_one_line_takes_no_more_than_it_shows(editions: Editions, tmp_path: Path) -> None:
    typed_in_pdfium(editions.pdf("de", FORM), tmp_path / "typed.pdf", NAMES * 2)

    with pikepdf.open(tmp_path / "typed.pdf") as pdf:
        taken = next(str(one.V) for one in fields(pdf).values() if "/V" in one)
    assert len(NAMES) / 2 < len(taken) < len(NAMES) * 2
    assert (NAMES * 2).startswith(taken)


@pytest.mark.parametrize("names", [NAMES[:40], NAMES[40:]], ids=["latin-and-cyrillic", "others"])
def test_the_viewer_of_chrome_shows_names_in_other_alphabets_in_our_font(
    editions: Editions, tmp_path: Path, names: str
) -> None:
    typed_in_pdfium(editions.pdf("de", FORM), tmp_path / "typed.pdf", names)

    with pikepdf.open(tmp_path / "typed.pdf") as pdf:
        field = next(one for one in fields(pdf).values() if "/V" in one)
        assert str(field.V) == names
        drawn = field.AP.N.read_bytes()
        used = set(re.findall(r"/\w+(?= [\d.]+ Tf)", drawn.decode("latin-1")))
        (own,) = pdf.Root.AcroForm.DR.Font.keys()
    # Every letter in the one font of the form, none in what the machine happens to have.
    assert used == {own}
    shown = subprocess.run(
        ["pdftotext", "-raw", str(tmp_path / "typed.pdf"), "-"], capture_output=True, check=True, text=True
    )
    assert names.strip() in " ".join(shown.stdout.split())


def test_an_empty_form_looks_as_if_it_had_no_fields(editions: Editions, tmp_path: Path) -> None:
    path = editions.pdf("it", FORM)
    with pikepdf.open(path) as pdf:
        del pdf.Root.AcroForm
        for page in pdf.pages:
            if "/Annots" in page.obj:
                del page.obj["/Annots"]
        pdf.save(tmp_path / "bare.pdf")
    drawn = [
        subprocess.run(["pdftoppm", "-r", "72", str(one)], capture_output=True, check=True).stdout
        for one in (path, tmp_path / "bare.pdf")
    ]

    assert drawn[0] == drawn[1]


def test_a_form_costs_little(editions: Editions) -> None:
    with pikepdf.open(editions.pdf("de", FORM)) as pdf:
        font = len(pdf.Root.AcroForm.DR.Font.Wingdings.DescendantFonts[0].FontDescriptor.FontFile2.read_raw_bytes())

    assert font < 62_000
