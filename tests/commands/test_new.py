# SPDX-License-Identifier: GPL-3.0-or-later
"""The first files of a project, of a publication and of a language, as an editor asks for them."""

import re
import subprocess
from datetime import date
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.model.project import Project
from pipeline.proofread.dictionaries import dictionary


def test_a_new_project_gets_a_folder_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "books"
    assert main(["new", "project", str(folder)]) == 0
    described = folder / "source/first-steps/publication.toml"

    assert f"date = {date.today()}\n" in described.read_text(encoding="utf-8")
    assert [language.tag for language in Project.load(folder).languages] == ["en", "it", "de", "sq"]
    described.write_text("yours")
    assert main(["new", "project", str(folder)]) == 3
    assert "[already-there]" in capsys.readouterr().err
    assert described.read_text() == "yours"


def test_a_new_publication_builds_at_once_without_a_warning(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["new", "publication", "field-notes", "--kind", "report", "--original", "de", "--title", 'Die „Notizen" 1']

    assert main([*words, "--project", str(sample)]) == 0
    assert main(["build", "--project", str(sample), "--publication", "field-notes"]) == 0

    assert "field-notes [de]: published" in capsys.readouterr().out
    assert (sample / "build/site/de/field-notes/field-notes-de.pdf").is_file()
    assert Project.load(sample).publication("field-notes").title == 'Die „Notizen" 1'


def test_a_new_language_is_one_line_and_its_catalogues_come_with_the_next_update(sample: Path) -> None:
    described = sample / "source/project.toml"
    before = described.read_text(encoding="utf-8")

    assert main(["new", "language", "pt-BR", "--project", str(sample)]) == 0
    assert main(["update", "--project", str(sample), "--language", "pt-BR"]) == 0

    assert described.read_text(encoding="utf-8") == before.rstrip("\n") + '\npt-BR = "Português (Brasil)"\n'
    made = sorted(path.name for path in (sample / "locales/pt_BR/LC_MESSAGES").iterdir())
    assert made == ["readers.po", "shared.po", "small.po", "sphinx.po", "tools.po"]
    for name in made:
        path = sample / "locales/pt_BR/LC_MESSAGES" / name
        done = subprocess.run(
            ["msgfmt", "-c", "-o", "/dev/null", str(path)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        source = "en" if name in ("readers.po", "sphinx.po", "tools.po") else "it"
        assert f'"X-Source-Language: {source}\\n"' in path.read_text(encoding="utf-8")


def test_a_new_language_says_what_comes_next(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (sample / "source/terminology.tsv").write_text("key\tit\tro\tdefinition_it\n", encoding="utf-8")

    assert main(["new", "language", "ro", "--project", str(sample)]) == 0

    said = capsys.readouterr().out
    assert re.search(r"translate \d+ messages that readers see in locales/ro/LC_MESSAGES/readers.po", said)
    assert re.search(r"translate \d+ messages of commands, .* in locales/ro/LC_MESSAGES/tools.po", said)
    assert "labels that Sphinx lacks in locales/ro/LC_MESSAGES/sphinx.po" in said
    assert "add the columns definition_ro to source/terminology.tsv" in said
    assert ("install hunspell-ro" in said) == (dictionary("ro") is None)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["publication", "small"], "already-there"),
        (["publication", "Größe"], "bad-slug"),
        (["publication", "search"], "bad-slug"),
        (["publication", "next", "--original", "fr"], "unknown-language"),
        (["language", "de"], "already-there"),
        (["language", "xx"], "unknown-language"),
    ],
)
def test_what_cannot_begin_says_why(
    sample: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: str
) -> None:
    before = sorted(sample.rglob("*"))

    assert main(["new", *words, "--project", str(sample)]) == 3

    assert f"[{code}]" in capsys.readouterr().err
    assert sorted(sample.rglob("*")) == before
