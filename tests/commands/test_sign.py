# SPDX-License-Identifier: GPL-3.0-or-later
"""A reader signs a translation; what changes afterwards is no longer reviewed, and the edition says so."""

import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.model.project import Project
from pipeline.model.publication import Review
from pipeline.publishing.templates import templates
from pipeline.translations.edition_inputs import load_inputs

DE = "locales/de/LC_MESSAGES/small.po"


def sign(project: Path, *options: str, name: str = "Una lettrice") -> int:
    edition = {"--publication": "small", "--language": "de"}
    asked = [word for option, value in edition.items() if option not in options for word in (option, value)]
    return main(["sign", "--project", str(project), *asked, "--name", name, *options])


def review(project: Path, slug: str = "small") -> Review:
    loaded = Project.load(project)
    (edition,) = loaded.editions(slug, "de")
    return load_inputs(loaded, edition, templates(loaded)).review


@pytest.fixture
def project(sample: Path) -> Path:
    assert main(["update", "--project", str(sample)]) == 0
    shared = sample / "locales/de/LC_MESSAGES/shared.po"
    shared.unlink(missing_ok=True)
    return sample


def test_what_is_signed_is_reviewed_until_it_changes(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (project / DE).read_text(encoding="utf-8")
    assert review(project) is Review.DRAFT

    assert sign(project) == 0

    assert "counts as reviewed" in capsys.readouterr().out
    assert review(project) is Review.REVIEWED
    text = (project / DE).read_text(encoding="utf-8")
    assert text.partition("\n\n")[2] == before.partition("\n\n")[2], "only the header is written"
    assert '"X-Reviewed-By: Una lettrice\\n"' in text
    subprocess.run(["msgfmt", "-c", "-o", "/dev/null", str(project / DE)], check=True)

    (project / DE).write_text(text.replace("Eine Fußnote.", "Eine andere Fußnote."), encoding="utf-8")
    assert review(project) is Review.PARTLY
    assert sign(project) == 0
    assert review(project) is Review.REVIEWED


def test_a_changed_original_drops_out(project: Path) -> None:
    assert sign(project) == 0
    page = project / "source/small/first.rst"
    page.write_text(page.read_text(encoding="utf-8").replace("chiede aiuto", "chiede un aiuto"), encoding="utf-8")
    assert main(["update", "--project", str(project)]) == 0

    assert review(project) is Review.PARTLY


def test_what_was_read_in_one_publication_is_not_said_of_another(sample: Path) -> None:
    shutil.copytree(sample / "source/small", sample / "source/other")
    page = sample / "source/other/first.rst"
    page.write_text(page.read_text(encoding="utf-8").replace("Nota a piè", "Un’altra nota a piè"), encoding="utf-8")
    assert main(["update", "--project", str(sample), "--language", "de"]) == 0

    assert sign(sample) == 0

    assert review(sample) is Review.REVIEWED, "its shared texts are signed with it"
    assert review(sample, "other") is Review.DRAFT, "nobody has read a text of its own"
    assert sign(sample, "--publication", "other") == 0
    assert review(sample, "other") is Review.PARTLY, "one of its texts is only suggested"


def test_one_document_is_signed_alone(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sign(project, "--document", "first") == 0
    assert review(project) is Review.PARTLY
    assert "partly reviewed" in capsys.readouterr().out

    assert sign(project, "--document", "second", "--document", "index", "--document", "publication.toml") == 0
    assert review(project) is Review.REVIEWED, "what was signed before still counts"


def test_tools_may_wrap_the_header_as_they_like(project: Path) -> None:
    assert sign(project) == 0
    done = subprocess.run(["msgcat", "--width=40", str(project / DE)], capture_output=True, check=True)
    (project / DE).write_bytes(done.stdout)

    assert review(project) is Review.REVIEWED


@pytest.mark.parametrize(
    ("options", "name", "told"),
    [
        (("--document", "nowhere"), "Lettrice", "small [de] has no document 'nowhere'"),
        ((), 'Lettrice "L"', "a header cannot contain the name 'Lettrice"),
        (("--language", "it"), "Lettrice", "small [it] is the original"),
    ],
)
def test_what_cannot_be_signed_is_told(
    project: Path, options: tuple[str, ...], name: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (project / DE).read_bytes()

    assert sign(project, *options, name=name) == 3

    assert told in capsys.readouterr().err
    assert (project / DE).read_bytes() == before
