# SPDX-License-Identifier: GPL-3.0-or-later
"""Offprints on the site: in the manifest, among the checksums, linked where the part stands and on the front page."""

import hashlib
import json
import re
from pathlib import Path

import lxml.html
import pytest

from pipeline.__main__ import main
from tests.offprints.conftest import LANGUAGES, NAMES, offprint
from tests.publishing.test_build import hashes, replace


def test_the_manifest_knows_each_with_pages_size_and_checksum(built: Path) -> None:
    site = built / "build/site"
    rows = json.loads((site / "editions.json").read_text(encoding="utf-8"))["artefacts"]
    parts = {(row["language"], row["document"]): row for row in rows if row["document"]}

    assert parts.keys() == {(language, name) for language in LANGUAGES for name in NAMES}
    for row in parts.values():
        data = (site / row["path"]).read_bytes()
        assert (row["bytes"], row["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
        assert row["pages"] == (1 if row["document"].startswith(("form", "checklist")) else 2)
    assert parts["it", "form-contact"]["title"] == "Modulo 1: Scheda di contatto"
    sums = (site / "SHA256SUMS").read_text(encoding="utf-8")
    assert all(f"{row['sha256']}  {row['path']}\n" in sums for row in parts.values())


def test_pages_link_to_it_where_the_part_stands(built: Path) -> None:
    folder = built / "build/site/it/sheets"
    found = {}
    for page in ("tools", "paper", "leaflets"):
        tree = lxml.html.parse(str(folder / f"{page}.html")).getroot()
        for link in tree.xpath('//p[@class="offprint"]/a'):
            before = link.getparent().getprevious()
            found[link.get("href")] = (before.tag, " ".join(link.text_content().split()).replace("\xa0", " "))

    assert {Path(href).stem.removeprefix("sheets-it-") for href in found} == set(NAMES)
    for href, (tag, text) in found.items():
        assert (folder / href).is_file()
        assert tag == ("h1" if "paper" in href else "p")
        assert re.fullmatch(r"(Stampa quest\w .*|Solo questo contributo) \(PDF, [12] pagin[ae], \d+ kB\)", text)


def test_pages_say_what_is_filled_in_and_where_it_stays(built: Path) -> None:
    site = built / "build/site/de"
    page, about = ((site / name).read_text(encoding="utf-8") for name in ("sheets/tools.html", "sheets.html"))

    for text in (page, about):
        assert "am Bildschirm ausfüllen" in text
        assert "bleibt in der Datei auf Ihrem Gerät" in text
    assert "am Bildschirm abhaken" in page
    assert "Bildschirm ausfüllen" not in (site / "sheets/paper.html").read_text(encoding="utf-8")


def test_the_publications_page_lists_them(built: Path) -> None:
    site = built / "build/site/de"
    tree = lxml.html.parse(str(site / "sheets.html")).getroot()

    links = tree.xpath('//section[@class="offprints"]//a')
    assert [link.text for link in links] == [
        "Formular 1: Kontaktbogen",
        "Checkliste: Vor dem Gespräch",
        "Folder: Für alle, die vorbeigehen",
        "Folder: Für alle, die vorbeigehen",
        "Karte: Kärtchen ohne Namen",
        "Karte: Kärtchen für alle",
        "Karte: Kärtchen für alle",
        "Zum gemeinsamen Lesen",
    ]
    assert all((site / link.get("href")).is_file() for link in links)


def test_a_paper_has_a_page_of_its_own(built: Path) -> None:
    site = built / "build/site/de"
    tree = lxml.html.parse(str(site / "sheets.paper.html")).getroot()

    assert "Ein Beitrag" in tree.xpath("//h1")[0].text_content()
    assert all((site / link).is_file() for link in tree.xpath('//a[@type="application/pdf"]/@href'))
    assert tree.xpath('//a[@type="application/pdf"]')


@pytest.mark.slow
def test_one_that_is_taken_out_goes_from_the_site_and_the_others_keep_their_bytes(own: Path) -> None:
    replace(own / "source/project.toml", 'de = "Deutsch"\n', "")
    assert main(["--project", str(own), "build"]) == 0
    folder = own / "build/site/it/sheets"
    before = hashes(folder)
    text = (own / "source/sheets/leaflets.rst").read_text(encoding="utf-8")
    before_card, _, card = text.rpartition(".. card::")
    (own / "source/sheets/leaflets.rst").write_text(
        f"{before_card}.. form::{card.partition('.. form::')[2]}", encoding="utf-8"
    )

    assert main(["--project", str(own), "build", "--format", "pdf"]) == 0

    after = hashes(folder)
    gone = offprint(own, "it", "card-passers").name
    kept = [f"sheets-it-{name}.pdf" for name in NAMES if name != "card-passers"]
    assert gone in before
    assert gone not in after
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
