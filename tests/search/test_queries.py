# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reader looks for comes first. A case is a line in the file of a language: the query, the place, and why.

A place with an anchor is that passage; without one any passage of that page will do; `-` says that nothing is found.

The tables in `all/` are over all publications, with each page that answers. They were written from the sources, before the search
that they measure; what it does not find stays in them.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.__main__ import main
from tests.conftest import ROOT, copy_project
from tests.search.conftest import TAGS, Open, Search

HERE = Path(__file__).parent


def cases(tag: str) -> Iterator[tuple[str, str]]:
    with (HERE / f"{tag}.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            assert row["why"], row
            yield row["query"], row["place"]


def is_first(results: list[str], place: str) -> bool:
    if place == "-":
        return not results
    return bool(results) and place in (results[0], results[0].partition("#")[0])


@pytest.mark.parametrize(
    ("tag", "each"), [("it", 3), *(pytest.param(tag, 1, marks=pytest.mark.slow) for tag in TAGS)], ids=str
)
def test_what_a_reader_looks_for_comes_first_from_disk(site: Path, open_context: Open, tag: str, each: int) -> None:
    """Each query of a language, or of those in each run the third, sixth …"""
    search = Search(open_context().new_page(), f"{site.as_uri()}/", tag)
    known = list(cases(tag))

    found = [(query, place, search.ask(query)) for query, place in known[::each]]

    assert len(known) >= 15
    assert [(query, place, results[:3]) for query, place, results in found if not is_first(results, place)] == []


@pytest.fixture(scope="module")
def all_publications(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of all publications in all languages."""
    project = copy_project(ROOT, tmp_path_factory.mktemp("all") / "project")
    assert main(["--project", str(project), "build", "--format", "html"]) == 0
    return project / "build/site"


@pytest.mark.slow
def test_nine_of_ten_queries_find_their_page_among_the_first_three(all_publications: Path, open_context: Open) -> None:
    missed: list[tuple[str, str]] = []
    for tag in TAGS:
        search = Search(open_context().new_page(), f"{all_publications.as_uri()}/", tag)
        with (HERE / f"all/{tag}.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                first = {place.partition("#")[0] for place in search.ask(row["query"])[:3]}
                missed += [] if first & set(row["pages"].split()) else [(tag, row["query"])]

    assert len(missed) <= 20, missed
