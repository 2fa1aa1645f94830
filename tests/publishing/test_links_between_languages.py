# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of an edition lead to the other languages only where these are on the site, and say no more of them."""

from pathlib import Path

import pytest
from lxml import html

from pipeline.__main__ import main
from tests.links import broken_links

INDEX = "source/small/index.rst"


def build(project: Path, *words: str) -> None:
    assert main(["--project", str(project), "build", "--format", "html", *words]) == 0


def test_a_language_that_was_not_built_is_not_linked(sample: Path) -> None:
    build(sample, "--language", "de")
    assert broken_links(sample / "build/site") == []
    page = (sample / "build/site/de/small/index.html").read_text(encoding="utf-8")
    assert "Italienisch" not in page.partition("<dt>Sprachen</dt>")[2].partition("</dd>")[0]

    build(sample)
    assert "../../de/small/first.html" in (sample / "build/site/it/small/first.html").read_text(encoding="utf-8")
    assert "../../it/small/first.html" in (sample / "build/site/de/small/first.html").read_text(encoding="utf-8")
    assert broken_links(sample / "build/site") == []


@pytest.fixture
def with_new_chapter(fresh_sample: Path) -> Path:
    """The sample after a chapter was added to the original, which makes its translations too incomplete to be published."""
    index = fresh_sample / INDEX
    index.write_text(index.read_text(encoding="utf-8") + "   third\n", encoding="utf-8")
    text = "Terzo\n=====\n\n" + "Una frase che nessuno ha ancora tradotto in altre lingue, e che è lunga.\n" * 5
    (fresh_sample / "source/small/third.rst").write_text(text, encoding="utf-8")
    return fresh_sample


def test_a_page_that_the_earlier_edition_lacks_leads_to_its_first_page(with_new_chapter: Path) -> None:
    assert main(["--project", str(with_new_chapter), "build"]) == 0

    site = with_new_chapter / "build/site"
    assert (site / "it/small/third.html").exists()
    assert not (site / "de/small/third.html").exists()
    page = html.parse(site / "it/small/third.html")
    assert "../../de/small/index.html" in page.xpath("//a[@hreflang='de']/@href")
    assert broken_links(site) == []


def test_once_it_is_translated_pages_lead_to_each_other(with_new_chapter: Path) -> None:
    assert main(["--project", str(with_new_chapter), "build"]) == 0
    described = with_new_chapter / "source/project.toml"
    described.write_text(described.read_text(encoding="utf-8").replace("publish_at = 90", "publish_at = 0"))

    assert main(["--project", str(with_new_chapter), "build"]) == 0

    page = html.parse(with_new_chapter / "build/site/it/small/third.html")
    assert "../../de/small/third.html" in page.xpath("//a[@hreflang='de']/@href")
