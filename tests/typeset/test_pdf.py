# SPDX-License-Identifier: GPL-3.0-or-later
"""The finished PDF: valid, tagged as the text is, numbered rightly, in our fonts, whole."""

import json
import re
from pathlib import Path

import pikepdf
import pytest

from pipeline.model.publication import Language
from pipeline.theme import phrases
from pipeline.typeset import typeset
from pipeline.words import Words
from tests.books import html_of
from tests.typeset import reading, verapdf
from tests.typeset.conftest import FACTS, Made

OUR_FONTS = re.compile(r"Source-(Serif-4|Sans-3|Code-Pro)\b")


@pytest.mark.parametrize("profile", sorted(verapdf.PROFILES))
def test_passes_verapdf(made: Made, profile: str) -> None:
    assert verapdf.broken_rules(made.pdf, profile) == []


def test_verapdf_finds_an_untagged_file(tmp_path: Path, made: Made) -> None:
    with pikepdf.open(made.pdf) as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(tmp_path / "untagged.pdf")

    assert verapdf.broken_rules(tmp_path / "untagged.pdf", "ua1")


def test_embeds_our_fonts_alone(made: Made) -> None:
    with pikepdf.open(made.pdf) as pdf:
        names = reading.fonts(pdf)

    assert len(names) > 4
    assert [name for name in names if not OUR_FONTS.match(name)] == []


def test_every_letter_of_the_language_is_in_the_text(books: dict[str, Made]) -> None:
    text = " ".join(reading.text_of_pages(books["sq"].pdf))

    assert "ndërkombëtar" in text
    assert "çdo" in text.lower()
    assert "�" not in text


def test_contents_name_the_pages_on_which_headings_stand(made: Made) -> None:
    with pikepdf.open(made.pdf) as pdf:
        here = reading.destinations(pdf)["contents"]
        wanted = {title: page for level, title, page in reading.outline(pdf) if level < 3 and page != here}
        labels = _labels(pdf)
    contents = reading.text_of_pages(made.pdf)[here - 1]

    assert len(wanted) == 7
    for title, page in wanted.items():
        assert re.search(rf"{re.escape(title)} +{labels[page - 1]}\b", re.sub(r" +", " ", contents)), title


def test_bookmarks_follow_the_headings(made: Made) -> None:
    with pikepdf.open(made.pdf) as pdf:
        levels = [level for level, _, _ in reading.outline(pdf)]

    assert levels == [1, 1, 1, 2, 3, 1, 2, 2, 1, 1]


def test_pages_are_labelled_roman_then_arabic(made: Made) -> None:
    with pikepdf.open(made.pdf) as pdf:
        labels = _labels(pdf)

    assert labels[:6] == ["i", "ii", "iii", "iv", "1", "2"]
    assert len(labels) == made.result.pages


def test_printed_numbers_are_the_labels(made: Made) -> None:
    with pikepdf.open(made.pdf) as pdf:
        labels = _labels(pdf)
    printed = {run.page: run.text.strip() for run in reading.runs(made.pdf) if run.artifact and run.height < 80}

    assert printed == {page: label for page, label in enumerate(labels, 1) if page > 3}


def test_references_name_the_page_of_their_target(made: Made) -> None:
    text = html_of(made.folder)
    target = re.search(
        r'href="#(second--[^"]*)"><span class="std std-ref">[^<]*</span><span class="page-reference"[^>]*>', text
    )
    assert target
    with pikepdf.open(made.pdf) as pdf:
        page = reading.destinations(pdf)[target[1]]
        label = _labels(pdf)[page - 1]

    named = Words(made.folder.name)("(p. %s)") % label

    assert named.replace(" ", "") in re.sub(r"\s", "", reading.text_of_pages(made.pdf)[4])


def test_each_note_is_at_the_foot_of_the_page_of_its_call_or_the_next(made: Made) -> None:
    notes = json.loads(made.folder.joinpath("book.json").read_text(encoding="utf-8"))["notes"]
    with pikepdf.open(made.pdf) as pdf:
        found = list(reading.structure(pdf).all("Note"))
        calls = list(reading.structure(pdf).all("Reference"))

    assert [str(note.dictionary.ID) for note in found] == notes
    for call, note in zip(calls, found, strict=True):
        assert min(note.all_pages()) - min(call.all_pages()) in (0, 1)


def test_notes_stand_low_on_the_page(made: Made) -> None:
    note = next(run for run in reading.runs(made.pdf) if "Seconda nota" in run.text or "Shënimi i dytë" in run.text)

    assert note.height < 200


def test_running_heads_are_artifacts_and_stay_away_from_chapter_openers(made: Made) -> None:
    with pikepdf.open(made.pdf) as pdf:
        chapters = {page for level, _, page in reading.outline(pdf) if level == 1}
    heads = {run.page for run in reading.runs(made.pdf) if run.artifact and run.height > 780}

    assert heads
    assert not heads & chapters
    assert made.result.pages not in heads


def test_what_goes_on_over_pages_is_one_element(made: Made) -> None:
    with pikepdf.open(made.pdf) as pdf:
        tables = list(reading.structure(pdf).all("Table"))
        heads = list(tables[0].all("THead"))

    assert len(tables) == 1
    assert len(tables[0].all_pages()) >= 3
    assert len(heads) == 1
    assert len(heads[0].all_pages()) == 1


def test_repeated_table_heads_are_drawn_as_artifacts(made: Made) -> None:
    drawn = [run for run in reading.runs(made.pdf) if run.text == "Che cosa si fa"]

    assert [run.artifact for run in drawn] == [False, True, True]


def test_a_table_says_on_later_pages_alone_that_it_is_continued(made: Made) -> None:
    words = {"it": "continua dalla pagina precedente", "sq": "vazhdon nga faqja e mëparshme"}[made.folder.name]
    with pikepdf.open(made.pdf) as pdf:
        first, *later = sorted(next(reading.structure(pdf).all("Table")).all_pages())
    pages = [page for page, text in enumerate(reading.text_of_pages(made.pdf, artifacts=True), 1) if words in text]

    assert pages == later
    assert first not in pages
    assert not any(words in text for text in reading.text_of_pages(made.pdf))


def test_code_is_highlighted_and_read_without_the_numbers_of_its_lines(made: Made) -> None:
    (read,) = (words for _, words in reading.read_aloud(made.pdf) if "un_comando" in words)
    with pikepdf.open(made.pdf) as pdf:
        names = reading.fonts(pdf)

    assert read.replace(" ", "") == 'defun_comando():return"risposta"'
    assert "Source-Code-Pro-Semi-Bold" in names


def test_leaders_are_artifacts(made: Made) -> None:
    dots = [run for run in reading.runs(made.pdf) if run.text.strip() == "."]

    assert len(dots) > 100
    # The full stops after a reference's closing bracket are the only others.
    assert sum(not run.artifact for run in dots) < 10


def test_table_heads_have_a_scope_and_lists_say_their_numbering(made: Made) -> None:
    with pikepdf.open(made.pdf) as pdf:
        root = reading.structure(pdf)
        scopes = {str(head.dictionary.A.Scope) for head in root.all("TH")}
        numbering = {str(found.dictionary.A.ListNumbering) for found in root.all("L")}

    assert scopes == {"/Column", "/Row"}
    assert {"/Decimal", "/None"} <= numbering


def test_list_items_hold_a_label_and_a_body(made: Made) -> None:
    with pikepdf.open(made.pdf) as pdf:
        items = list(reading.structure(pdf).all("LI"))
        roles = [{kid.role for kid in item.kids} for item in items]

    assert all("LBody" in found for found in roles)
    assert any(found == {"Lbl", "LBody"} for found in roles)


def test_passages_in_another_language_are_marked(made: Made) -> None:
    with pikepdf.open(made.pdf) as pdf:
        languages = {
            str(element.dictionary.Lang) for element in reading.structure(pdf).all() if "/Lang" in element.dictionary
        }

    assert {"en", "de"} <= languages


def test_links_are_described_by_their_words_and_lead_somewhere(made: Made) -> None:
    with pikepdf.open(made.pdf) as pdf:
        names = reading.destinations(pdf)
        found = [(str(link.Contents), str(link.get("/Dest", ""))) for link in reading.links(pdf)]

    assert len(found) > 10
    assert {target for _, target in found if target} <= set(names)
    assert not [words for words, target in found if words == target or words.startswith("http")]
    assert any(words.startswith("1.1 ") for words, _ in found)


def test_one_area_for_each_line_of_a_link(made: Made) -> None:
    with pikepdf.open(made.pdf) as pdf:
        areas = pdf.pages[reading.destinations(pdf)["contents"] - 1].Annots

    assert len(areas) == 10  # two are in the words about the publication, below the contents


def test_pictures_have_their_description(made: Made) -> None:
    with pikepdf.open(made.pdf) as pdf:
        figures = list(reading.structure(pdf).all("Figure"))
        words = [str(figure.dictionary.Alt) for figure in figures]

    assert words == ["Due riquadri uniti da una linea: accoglienza, integrazione"]


def test_contents_are_tagged_as_contents(made: Made) -> None:
    with pikepdf.open(made.pdf) as pdf:
        contents = list(reading.structure(pdf).all("TOC"))

    assert len(contents) == 1
    assert {kid.role for kid in contents[0].kids} == {"TOCI"}


def test_metadata_name_title_language_publisher_rights(made: Made) -> None:
    language = made.folder.name
    title = {"it": "Guida di prova", "sq": "Udhëzues prove"}[language]
    with pikepdf.open(made.pdf) as pdf:
        meta = pdf.open_metadata()
        assert str(pdf.Root.Lang) == language
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert (meta["dc:title"], str(pdf.docinfo.Title)) == (title, title)
        assert set(meta["dc:language"]) == {language}
        assert len(meta["dc:creator"]) == 2
        assert meta["dc:publisher"]
        assert meta["dc:rights"] == "CC-BY-SA-4.0"
        assert meta["dc:identifier"] == f"handbook-1.2-{language}"
        assert meta["xmp:ModifyDate"] == FACTS[language].date.isoformat()
        assert str(pdf.docinfo.ModDate).startswith("D:" + FACTS[language].date.isoformat().replace("-", ""))


def test_a_draft_says_so_on_title_page_and_imprint(books: dict[str, Made]) -> None:
    draft, original = (reading.text_of_pages(books[language].pdf) for language in ("sq", "it"))

    assert Words("sq")("Draft translation") in draft[1]
    assert Words("sq")("Draft translation: no native speaker has read it yet.") in " ".join(draft[2].split())
    assert "61" in draft[2]
    said = phrases.changed_notice(3, Language("it", "Italiano"), Language("sq", "Shqip"), Words("sq"))
    assert said in " ".join(draft[2].split())
    assert Words("it")("Draft translation") not in " ".join(original)


def test_a_form_has_a_page_of_its_own(made: Made) -> None:
    with pikepdf.open(made.pdf) as pdf:
        places = reading.destinations(pdf)
    page = reading.text_of_pages(made.pdf)[places["second--form-contact"] - 1]

    assert places["second--form-contact"] == places["second--checklist-before"] + 1
    assert page.split()[0] == (Words(made.folder.name)("Form %s") % 1).split()[0]
    assert "Consenso al colloquio" in page
    assert "Il luogo è tranquillo" not in page


def test_steps_carry_their_number(made: Made) -> None:
    text = " ".join(reading.text_of_pages(made.pdf))

    assert re.search(r"1\.1 +Creare un luogo sicuro", text)
    assert re.search(r"1\.2 +Scrivere la scheda", text)


def test_what_is_not_translated_is_marked_as_the_original_language(books: dict[str, Made]) -> None:
    with pikepdf.open(books["sq"].pdf) as pdf:
        languages = {str(element.dictionary.get("/Lang", "")) for element in reading.structure(pdf).all()}

    assert "it" in languages


def test_the_page_behind_a_reference_is_said_in_the_language_of_the_edition(books: dict[str, Made]) -> None:
    with pikepdf.open(books["sq"].pdf) as pdf:
        passages = [one for one in reading.structure(pdf).all() if str(one.dictionary.get("/Lang", "")) == "it"]
        within = [part for one in passages for part in one.all() if str(part.dictionary.get("/Lang", "")) == "sq"]

    text = html_of(books["sq"].folder)
    assert len(within) >= text.count('<span class="page-reference" lang="sq">') > 0
    assert '<span class="page-reference" lang="sq"> (f.\u00a0<span class="page-of"' in text


@pytest.mark.parametrize("made", ["sq"], indirect=True)
def test_a_map_that_still_holds_gives_the_same_bytes(made: Made, tmp_path: Path) -> None:
    typeset(made.folder, tmp_path / "again.pdf", made.result.map)

    assert (tmp_path / "again.pdf").read_bytes() == made.pdf.read_bytes()


def _labels(pdf: pikepdf.Pdf) -> list[str]:
    return [page.label for page in pdf.pages]
