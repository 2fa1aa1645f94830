# SPDX-License-Identifier: GPL-3.0-or-later
"""What is an ISBN or a DOI, and what only looks like one."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.identifiers import DOI, is_isbn, looks_like_isbn
from pipeline.model.problems import Problem
from pipeline.model.project import Project

PROJECT = Path(__file__).parents[1] / "portal/project"


def described(folder: Path, told: str) -> Path:
    """A project with one publication, of which publication.toml tells this last."""
    own = folder / "source/leaflet"
    own.mkdir(parents=True)
    for name in ("project.toml", "conf.py"):
        shutil.copy(PROJECT / name, folder / "source")
    text = (PROJECT / "street-leaflet/publication.toml").read_text(encoding="utf-8")
    (own / "index.rst").write_text("Leaflet\n=======\n", encoding="utf-8")
    (own / "publication.toml").write_text(f"{text}{told}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "text", ["978-3-16-148410-0", "9783161484100", "979 10 90636 07 1", "3-16-148410-X", "0306406152"]
)
def test_an_isbn_is_one_with_or_without_hyphens(text: str) -> None:
    assert is_isbn(text)


@pytest.mark.parametrize(
    "text", ["978-3-16-148410-1", "3-16-148410-0", "977-3-16-148410-0", "978-3-16-14841", "ISBN", ""]
)
def test_a_wrong_digit_or_a_missing_one_is_found(text: str) -> None:
    assert not is_isbn(text)


@given(st.integers(0, 999_999_999), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(body: int, place: int, more: int) -> None:
    start = f"978{body:09}"
    (right,) = [start + digit for digit in "0123456789" if is_isbn(start + digit)]

    wrong = f"{right[:place]}{(int(right[place]) + more) % 10}{right[place + 1 :]}"

    assert not is_isbn(wrong)


@pytest.mark.parametrize("text", ["10.5281/zenodo.1234567", "10.1000.10/123", "10.1002/(sici)1096-8644(199601)99:1"])
def test_a_doi_has_no_address_before_it(text: str) -> None:
    assert DOI.match(text)
    assert not DOI.match(f"https://doi.org/{text}")


@pytest.mark.parametrize("text", ["10.1/x", "10.5281/", "10.5281/with space", "doi:10.5281/x", '10.5281/"x"'])
def test_what_is_no_doi_is_refused(text: str) -> None:
    assert not DOI.match(text)


@pytest.mark.parametrize(
    ("key", "text", "code", "said"),
    [
        ("isbn", "978-3-16-148410-1", "bad-isbn", "check digit"),
        ("isbn", "978", "bad-isbn", "13 digits"),
        ("doi", "https://doi.org/10.5281/zenodo.1", "bad-value", "without a URL"),
    ],
)
def test_a_publication_with_a_wrong_one_is_refused_in_its_line(
    tmp_path: Path, key: str, text: str, code: str, said: str
) -> None:
    root = described(tmp_path, f'{key} = "{text}"')
    lines = (root / "source/leaflet/publication.toml").read_text(encoding="utf-8").splitlines()

    with pytest.raises(Problem) as caught:
        Project.load(root)

    assert (caught.value.code, caught.value.line) == (code, len(lines))
    assert said in f"{caught.value.cause} {caught.value.hint}"


def test_looking_like_one_is_not_being_one() -> None:
    assert looks_like_isbn("978-3-16-148410-1")
    assert not looks_like_isbn("978-3-16")


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ('isbn = "978-3-16-148410-0"', {"it": "978-3-16-148410-0", "de": ""}),
        ('isbn = { de = "978-0-306-40615-7" }', {"it": "", "de": "978-0-306-40615-7"}),
        ('[isbn]\nit = "978-3-16-148410-0"\nde = "0306406152"', {"it": "978-3-16-148410-0", "de": "0306406152"}),
    ],
)
def test_an_isbn_is_that_of_one_edition(tmp_path: Path, told: str, found: dict[str, str]) -> None:
    project = Project.load(described(tmp_path, told))

    assert {tag: project.editions("leaflet", tag)[0].isbn for tag in found} == found


def test_an_isbn_of_a_language_without_an_edition_is_refused(tmp_path: Path) -> None:
    root = described(tmp_path, '[isbn]\nfr = "978-3-16-148410-0"')

    with pytest.raises(Problem) as caught:
        Project.load(root)

    assert caught.value.code == "unknown-key"
