# SPDX-License-Identifier: GPL-3.0-or-later
"""A project that was taken on keeps its theme; its pages only gain a box with languages, PDF and notices."""

from pathlib import Path

import pytest
from lxml import html
from PIL import Image

from pipeline.bookformat.facts import BookFile, EditionFacts, LanguageLink
from pipeline.model.project import Project
from pipeline.model.publication import Review
from tests.web import building

PROJECT_FILE = """
title = "Handbook"
publisher = "Others"
original = "en"
[languages]
en = "English"
de = "Deutsch"
[layout]
configuration = "docs"
sources = "docs"
locales = "locales"
"""
PUBLICATION_FILE = """
slug = "handbook"
title = "Handbook"
kind = "manual"
original = "en"
version = "1"
date = 2026-11-25
"""
CONFIGURATION = """
extensions = ["pipeline.compose.editions.metadata", "pipeline.compose.web.theme"]
html_theme = "alabaster"
"""


@pytest.fixture
def adopted(tmp_path: Path) -> Project:
    (tmp_path / "docs").mkdir()
    (tmp_path / "project.toml").write_text(PROJECT_FILE)
    (tmp_path / "publication.toml").write_text(PUBLICATION_FILE)
    (tmp_path / "docs/conf.py").write_text(CONFIGURATION)
    (tmp_path / "docs/index.rst").write_text("Handbook\n========\n\nText.\n")
    return Project.load(tmp_path)


def built(project: Project, facts: EditionFacts) -> html.HtmlElement:
    edition = project.editions("handbook", "de")[0]
    out = project.site / edition.folder
    building.compose(project, edition, out, facts)
    return html.parse(str(out / "index.html")).getroot()


def test_its_pages_gain_a_box_within_its_own_theme(adopted: Project) -> None:
    facts = EditionFacts(
        languages=(
            LanguageLink("en", "English", "../../en/handbook"),
            LanguageLink("de", "Deutsch", "../../de/handbook"),
        ),
        pdf=BookFile("handbook-de.pdf", 12, 345_678, {}),
        review=Review.DRAFT,
        portal="../index.html",
    )
    root = built(adopted, facts)

    (box,) = root.xpath("//div[@class='body']/aside")
    assert box.xpath(".//a/@href") == ["../../en/handbook/index.html", "handbook-de.pdf", "../handbook.html"]
    # In the language of the edition as far as the interface's own catalogue goes, so only the measure is looked at.
    assert "346\u00a0kB" in box.text_content()
    assert len(box) == 2
    assert box.xpath("//link[contains(@href, 'alabaster.css')]")


def test_with_an_address_search_engines_are_told_of_each_language(adopted: Project) -> None:
    path = adopted.root / "project.toml"
    path.write_text('site_url = "https://example.org/books/"' + path.read_text())
    languages = (LanguageLink("en", "English", "../../en/handbook"), LanguageLink("de", "Deutsch", "../../de/handbook"))

    root = built(Project.load(adopted.root), EditionFacts(languages=languages))

    site = "https://example.org/books"
    assert root.xpath("//head/link[@rel='canonical']/@href") == [f"{site}/de/handbook/index.html"]
    assert dict(zip(root.xpath("//head/link/@hreflang"), root.xpath("//head/link[@hreflang]/@href"), strict=True)) == {
        tag: f"{site}/{tag}/handbook/index.html" for tag in ("en", "de")
    }


def test_without_facts_its_pages_stay_as_they_are(adopted: Project) -> None:
    assert built(adopted, EditionFacts()).xpath("//aside") == []


def test_a_picture_is_encoded_in_the_one_size_that_its_theme_shows_where_conf_asks_for_it(adopted: Project) -> None:
    docs = adopted.root / "docs"
    extension = 'extensions.append("pipeline.compose.editions.pictures")\nscaled_pictures = True\n'
    (docs / "conf.py").write_text(f"{CONFIGURATION}{extension}")
    Image.effect_noise((2000, 1500), 60).save(docs / "noise.jpg")
    (docs / "index.rst").write_text("Handbook\n========\n\n.. image:: noise.jpg\n   :alt: Noise\n")

    root = built(adopted, EditionFacts())

    (image,) = root.xpath("//div[@class='body']//img")
    (edition,) = {path.parent for path in adopted.site.rglob("_images/*")}
    (encoding,) = (adopted.build / "pictures").rglob("*.jpg")
    assert [f"_images/{path.name}" for path in edition.iterdir()] == [image.get("src")]
    with Image.open(encoding) as picture:
        assert picture.size == (1600, 1200)
