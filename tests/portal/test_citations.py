# SPDX-License-Identifier: GPL-3.0-or-later
"""What programs for literature read, read by such programs: every text comes back as it was, and a body stays a body."""

import json
import re

import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from pybtex.database import BibliographyData, Entry, parse_bytes

from pipeline.model.project import Project
from pipeline.model.publication import Artefact
from pipeline.portal.build import build_portal
from tests.portal.conftest import ABOUT, PAPER_TITLES, URL

TITLE = "Tratta & diritti: 100 % «prova»: Un volume_di_prova"


@pytest.fixture
def drawn(known: Project, volume: list[Artefact]) -> Project:
    build_portal(known, volume, [], known.site)
    return known


def bibtex(project: Project, name: str) -> Entry:
    read: BibliographyData = parse_bytes((project.site / name).read_bytes(), "bibtex")
    (entry,) = read.entries.values()
    return entry


def plain(value: str) -> str:
    """A field's text as TeX sets it."""
    value = re.sub(r"(?<!\\)[{}]", "", re.sub(r"\\text(brace\w+)\{\}", r"\\\1 ", value))
    return re.sub(
        r"\\(braceleft |braceright |.)",
        lambda found: {"braceleft ": "{", "braceright ": "}"}.get(found[1], found[1]),
        value,
    )


def csl(project: Project, name: str) -> dict[str, object]:
    (item,) = json.loads((project.site / name).read_text(encoding="utf-8"))
    assert isinstance(item, dict)
    return item


def ris(project: Project, name: str) -> dict[str, object]:
    data = (project.site / name).read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    (item,) = rispy.loads(data.decode())
    assert isinstance(item, dict)
    return item


def test_bibtex_has_one_entry_with_all_that_is_known(drawn: Project) -> None:
    entry = bibtex(drawn, "it/closing-volume.bib")

    assert (entry.type, entry.key) == ("book", "closing-volume-it")
    assert plain(entry.fields["title"]) == TITLE
    assert [entry.fields[name] for name in ("year", "version", "isbn", "doi", "langid")] == [
        "2026",
        "2.0",
        "978-3-16-148410-0",
        "10.5281/zenodo.1234567",
        "italian",
    ]
    assert entry.fields["url"] == f"{URL}/it/closing-volume.html"
    assert plain(entry.fields["keywords"]) == "tratta, diritti #1"


def test_in_bibtex_a_body_has_no_first_name(drawn: Project) -> None:
    persons = bibtex(drawn, "it/closing-volume.bib").persons["author"]

    assert [plain(" ".join(one.last_names)) for one in persons] == list(ABOUT["it"].authors)
    assert not any(one.first_names or one.middle_names or one.prelast_names for one in persons)


def test_in_bibtex_a_paper_is_a_part_of_a_book(drawn: Project) -> None:
    entry = bibtex(drawn, "de/closing-volume.austria.bib")

    assert entry.type == "incollection"
    assert plain(entry.fields["title"]) == PAPER_TITLES["de"]
    assert plain(entry.fields["booktitle"]) == "Handel & Rechte: 100 % „Probe“: Ein Band"
    assert entry.fields["pages"] == "17--22"
    assert entry.fields["isbn"] == "978-0-306-40615-7"
    assert "doi" not in entry.fields
    # German by its spelling since 1996, as TeX calls it.
    assert entry.fields["langid"] == "ngerman"


def test_ris_comes_back_as_it_was(drawn: Project) -> None:
    item = ris(drawn, "it/closing-volume.ris")

    assert item["type_of_reference"] == "BOOK"
    assert item["authors"] == list(ABOUT["it"].authors)
    assert item["title"] == TITLE
    assert item["keywords"] == ["tratta", "diritti #1"]
    assert (item["year"], item["language"], item["edition"]) == ("2026", "it", "2.0")
    assert item["abstract"] == "Primo capoverso <em>con segni</em>. Secondo capoverso."


def test_in_ris_a_paper_has_its_pages(drawn: Project) -> None:
    item = ris(drawn, "it/closing-volume.austria.ris")

    assert item["type_of_reference"] == "CHAP"
    assert (item["start_page"], item["end_page"]) == ("17", "22")
    assert item["secondary_title"] == TITLE
    assert item["file_attachments1"] == f"{URL}/it/closing-volume/closing-volume-it-austria.pdf"


def cited(item: dict[str, object]) -> str:
    """As the style that comes with citeproc-py cites it."""
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON([dict(item)]), formatter.plain)
    bibliography.register(Citation([CitationItem(item["id"])]))
    (entry,) = bibliography.bibliography()
    return str(entry)


def test_csl_json_is_cited_as_the_work_of_a_body(drawn: Project) -> None:
    item = csl(drawn, "it/closing-volume.csl.json")

    assert item["author"] == [{"literal": author} for author in ABOUT["it"].authors]
    assert item["issued"] == {"date-parts": [[2026, 11, 26]]}
    said = cited(item)
    assert "Collettivo di prova" in said
    assert "2026" in said
    assert "Tratta & diritti" in said


def test_csl_json_names_the_original_of_a_translation(drawn: Project) -> None:
    assert csl(drawn, "de/closing-volume.csl.json")["original-title"] == "Tratta & diritti: 100 % «prova»"
    assert csl(drawn, "it/closing-volume.austria.csl.json")["original-title"] == PAPER_TITLES["de"]
    assert "original-title" not in csl(drawn, "de/closing-volume.austria.csl.json")
    assert "17–22" in cited(csl(drawn, "it/closing-volume.austria.csl.json"))


def test_nothing_is_invented(project: Project, volume: list[Artefact]) -> None:
    build_portal(project, volume, [], project.site)

    item = csl(project, "it/closing-volume.austria.csl.json")
    entry = bibtex(project, "it/closing-volume.bib")
    assert not {"URL", "DOI"} & item.keys()
    assert "url" not in entry.fields
    assert "url" not in ris(project, "it/closing-volume.ris")
