# SPDX-License-Identifier: GPL-3.0-or-later
"""What a page costs a reader who pays for her line: all that is loaded for it, as it stands on the disk."""

import gzip
from pathlib import Path

import pytest

from tests.safety.pages import TAGS, Open, names

FRONT = 150_000
CHAPTER = 300_000
TEXT = 15_000
"""Of text alone, as it is sent."""


def weight(address: str, name: str, open_context: Open) -> int:
    """Bytes of all that the browser asks for, with nothing in its store."""
    page = open_context(viewport={"width": 1280, "height": 4000}, locale="fr-FR").new_page()
    loaded: list[int] = []
    page.on("response", lambda response: loaded.append(len(response.body())))
    page.goto(address + name, wait_until="networkidle")
    return sum(loaded)


@pytest.mark.parametrize("tag", TAGS)
def test_a_front_page_is_light(address: str, open_context: Open, tag: str) -> None:
    assert weight(address, f"{tag}/index.html", open_context) < FRONT


def test_a_chapter_is_light(address: str, open_context: Open) -> None:
    assert weight(address, "it/field-guide/chapters/first-contact.html", open_context) < CHAPTER


@pytest.mark.slow
def test_text_alone_is_light(site: Path) -> None:
    pages = [*site.glob("*/text.*.html")]

    assert len(pages) > 20
    assert [path.name for path in pages if len(gzip.compress(path.read_bytes())) >= TEXT] == []


@pytest.mark.slow
@pytest.mark.parametrize("tag", TAGS)
def test_the_pages_of_the_publications_are_light(site: Path, whole_address: str, open_context: Open, tag: str) -> None:
    heavy = {}
    for name in names(site):
        if name.startswith(f"{tag}/"):
            limit = FRONT if name == f"{tag}/index.html" else CHAPTER
            told = weight(whole_address, name, open_context)
            # The page of results brings the words of a whole publication.
            heavy |= {name: told} if told >= limit and not name.endswith("search.html") else {}

    assert heavy == {}
