# SPDX-License-Identifier: GPL-3.0-or-later
"""Repairs of tags and metadata that docs/upstream/tags.md lists are still needed: stock WeasyPrint lacks them.

Numbers 1, 2, 4, 5, 6, 7, 8 (heads) and 12 of that list are found in stock tags by tests/typeset/test_structural.py; 13 is ours alone.
"""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import weasyprint.pdf
from fontTools.ttLib import TTFont
from weasyprint import HTML

import pipeline.typeset  # its fonts must be set first

CASE = Path(__file__).with_name("tags.html")

assert pipeline.typeset


@pytest.fixture(scope="module")
def pdf() -> Iterator[pikepdf.Pdf]:
    """The case, with the tags that WeasyPrint writes for PDF/UA-1."""
    with pikepdf.open(io.BytesIO(HTML(filename=CASE).write_pdf(pdf_variant="pdf/ua-1"))) as opened:
        yield opened


def elements(pdf: pikepdf.Pdf, role: str) -> list[Any]:
    name = pikepdf.Name(f"/{role}")
    return [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == name]


def attributes(pdf: pikepdf.Pdf, role: str) -> str:
    return " ".join(str(element.get("/A", "")) for element in elements(pdf, role))


def fonts_have_a_fixed_date(pdf: pikepdf.Pdf) -> bool:
    files = [
        thing.FontFile2 for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/FontFile2" in thing
    ]
    return all(TTFont(io.BytesIO(file.read_bytes()))["head"].modified == 0 for file in files)


def claims_both(pdf: pikepdf.Pdf) -> bool:
    metadata = pdf.Root.Metadata.read_bytes().decode()
    return bool(re.search("pdfaid", metadata) and re.search("pdfuaid", metadata) and re.search("dc:language", metadata))


REPAIRS: dict[str, Callable[[pikepdf.Pdf], bool]] = {
    "3: a table head on its second page is no artifact": lambda pdf: len(elements(pdf, "THead")) == 1,
    "5: a footnote is no Note": lambda pdf: bool(elements(pdf, "Note")),
    "5: contents are no TOC": lambda pdf: bool(elements(pdf, "TOC")),
    "8: a list does not say how it is numbered": lambda pdf: "ListNumbering" in attributes(pdf, "L"),
    "8: a term and its definition are not one item": lambda pdf: len(elements(pdf, "LI")) == 3,
    "9: metadata claim PDF/A or PDF/UA, and name no language": claims_both,
    "10: a link of one line has several areas": lambda pdf: len(pdf.pages[0].get("/Annots", ())) == 1,
    "11: fonts carry the time of day": fonts_have_a_fixed_date,
    "14: role=heading is not looked at": lambda pdf: bool(elements(pdf, "H2")),
}


@pytest.mark.parametrize("name", REPAIRS)
def test_stock_tags_lack_it(pdf: pikepdf.Pdf, name: str) -> None:
    assert not REPAIRS[name](pdf), "WeasyPrint no longer needs this repair"


def test_the_file_of_the_colour_profile_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    files: list[Any] = []
    profile = weasyprint.pdf.ColorProfile
    monkeypatch.setattr(weasyprint.pdf, "ColorProfile", lambda file, *rest: files.append(file) or profile(file, *rest))

    HTML(string="<html lang='en'><title>Empty</title>").write_pdf(pdf_variant="pdf/a-2a")

    assert [file.closed for file in files] == [False], "WeasyPrint no longer needs this repair"
    files[0].close()
