# SPDX-License-Identifier: GPL-3.0-or-later
"""releases.toml: what is written is read back, and a mistake in it is named with its line."""

import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import EditionState, Format, Review
from pipeline.model.releases import Release, ReleasedFile, Releases, Withdrawal
from pipeline.model.releases_file import releases_of, to_toml
from tests.conftest import ROOT

MISTAKES = sorted((Path(__file__).parent / "mistakes").glob("*.toml"))
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), min_size=1).filter(
    lambda text: text == text.strip()
)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("files") / "sample"
    shutil.copytree(ROOT / "tests/sample", folder)
    shutil.copy(ROOT / "source/conf.py", folder / "source")
    return Project.load(folder)


@given(title=TEXTS, text=TEXTS, moment=MOMENTS, day=st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_what_is_written_is_read_back(project: Project, title: str, text: str, moment: datetime, day: date) -> None:
    file = ReleasedFile(Format.PDF, PurePosixPath("it/small/small-it.pdf"), title, 1, 8, "0" * 64, "form-consent")
    identifier = "urn:uuid:9f0ffea0-ae36-5a35-bc4c-b8324dfe50e2"
    release = Release(
        slug="small",
        version="1.0-beta+2",
        tag="it",
        identifier=identifier,
        date=day,
        released=moment,
        title=title,
        subtitle=text,
        description="",
        translated=0,
        messages=12,
        percent=100,
        state=EditionState.COMPLETE,
        review=Review.PARTLY,
        changes=text,
        changes_tag="de",
        files=(file, file),
    )
    withdrawal = Withdrawal(
        "small", "2.0", "sq", identifier, moment, title, text, "it", "it", (("de", title), ("sq", text))
    )
    written = Releases(project.publication("small"), (release,), (withdrawal,))
    written.path.write_text(to_toml(written), encoding="utf-8")

    try:
        assert releases_of(written.publication) == written
    finally:
        written.path.unlink()


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_a_mistake_is_named_with_its_line(project: Project, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    (expected,) = re.findall(r"^# expect: (.*)$", text, re.MULTILINE)
    publication = project.publication("small")
    place = publication.folder / "releases.toml"
    shutil.copy(path, place)

    try:
        with pytest.raises(Problem) as caught:
            releases_of(publication)
    finally:
        place.unlink()

    assert f"{place}:{expected}" in str(caught.value)
    assert caught.value.hint
