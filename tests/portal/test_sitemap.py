# SPDX-License-Identifier: GPL-3.0-or-later
"""What search engines are told of the whole site."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest
from lxml import etree

from pipeline.model.project import Project
from pipeline.model.publication import Artefact
from pipeline.portal.build import build_portal
from pipeline.portal.records.items import Addresses
from pipeline.portal.records.sitemap import MAX_ADDRESSES, SitemapPage, sitemap
from tests.conftest import once
from tests.portal.conftest import URL

NAMES = {
    "map": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


def listed(project: Project) -> Mapping[str, Mapping[str, str]]:
    """By address, the other languages of each page of the site's map."""
    found = etree.parse(str(project.site / "sitemap.xml"))
    return {
        str(url.findtext("map:loc", namespaces=NAMES)): {
            link.get("hreflang", ""): link.get("href", "") for link in url.findall("xhtml:link", NAMES)
        }
        for url in found.getroot()
    }


def test_without_an_address_there_is_none(project: Project, volume: list[Artefact]) -> None:
    build_portal(project, volume, [], project.site)

    assert not (project.site / "sitemap.xml").exists()
    assert not list((project.site / "_covers").glob("*.png"))


def test_it_goes_when_the_address_goes(known: Project, project: Project, volume: list[Artefact]) -> None:
    build_portal(known, volume, [], known.site)
    assert (known.site / "sitemap.xml").is_file()
    build_portal(project, volume, [], project.site)

    assert not (project.site / "sitemap.xml").exists()


def test_the_map_names_pages_that_are_there_with_their_other_languages(known: Project, volume: list[Artefact]) -> None:
    build_portal(known, volume, [], known.site)

    found = listed(known)
    assert all((known.site / address.removeprefix(f"{URL}/")).is_file() for address in found)
    assert found[f"{URL}/it/closing-volume.austria.html"] == {
        tag: f"{URL}/{tag}/closing-volume.austria.html" for tag in ("it", "de")
    }
    assert found[f"{URL}/de/closing-volume/index.html"] == {
        tag: f"{URL}/{tag}/closing-volume/index.html" for tag in ("it", "de")
    }
    assert found[f"{URL}/sq/index.html"]["x-default"] == f"{URL}/index.html"
    # Each language names the others, and they name it.
    assert all(
        address in found[other].values()
        for address, others in found.items()
        for other in others.values()
        if other in found
    )


READ = """
import json, sys
from pathlib import Path
from usp.tree import sitemap_from_str
pages = sitemap_from_str(Path(sys.argv[1]).read_text()).all_pages()
print(json.dumps({page.url: dict(page.alternates or []) for page in pages}))
"""


@pytest.mark.slow
def test_another_program_reads_the_same_in_the_map(known: Project, volume: list[Artefact], shared_folder: Path) -> None:
    def make(folder: Path) -> None:
        uv = [sys.executable, "-m", "uv"]
        subprocess.run([*uv, "venv", "--quiet", "--python", sys.executable, folder], check=True)
        install = [*uv, "pip", "install", "--quiet", "--python", folder / "bin/python"]
        subprocess.run([*install, "ultimate-sitemap-parser==1.8.1"], check=True)

    python = once(shared_folder / "sitemap-parser", make) / "bin/python"
    build_portal(known, volume, [], known.site)

    read = subprocess.run([python, "-c", READ, known.site / "sitemap.xml"], capture_output=True, check=True)

    assert json.loads(read.stdout) == listed(known)


def test_a_page_without_an_edition_is_not_in_it(known: Project, volume: list[Artefact]) -> None:
    build_portal(known, volume, [], known.site)

    assert (known.site / "sq/closing-volume.html").is_file()
    assert f"{URL}/sq/closing-volume.html" not in listed(known)


def test_a_map_of_too_many_addresses_is_divided(known: Project) -> None:
    pages = [SitemapPage(PurePosixPath(f"it/book/page{number:06}.html")) for number in range(MAX_ADDRESSES + 1)]

    (index, listed), *parts = sitemap(pages, Addresses.of(known))

    found = [etree.fromstring(data).xpath("//map:url/map:loc/text()", namespaces=NAMES) for _, data in parts]
    assert index == PurePosixPath("sitemap.xml")
    assert [len(addresses) <= MAX_ADDRESSES for addresses in found] == [True, True]
    assert {*found[0], *found[1]} == {Addresses.of(known).absolute(page.path) for page in pages}
    assert etree.fromstring(listed).xpath("//map:sitemap/map:loc/text()", namespaces=NAMES) == [
        Addresses.of(known).absolute(path) for path, _ in parts
    ]
