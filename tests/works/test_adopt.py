# SPDX-License-Identifier: GPL-3.0-or-later
"""A project that knows nothing of us: MyST, a node and a theme of its own, one catalogue per document, Brazilian Portuguese."""

import json
import shutil
from pathlib import Path

import pikepdf
import pytest

from pipeline.__main__ import main

ROOT = Path(__file__).resolve().parents[1]


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "build" not in path.relative_to(folder).parts and "__pycache__" not in path.parts
    }


@pytest.fixture
def lanterna(tmp_path: Path, made_fonts: Path) -> Path:
    shutil.copytree(made_fonts, tmp_path / "lanterna/build/fonts")
    return shutil.copytree(
        ROOT / "adopted", tmp_path / "lanterna", ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, made_fonts: Path) -> tuple[Path, dict[str, bytes], int]:
    """The project adopted and built, its files from before, and the exit code."""
    folder = tmp_path_factory.mktemp("adopted") / "lanterna"
    shutil.copytree(ROOT / "adopted", folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = files(folder)
    shutil.copytree(made_fonts, folder / "build/fonts")
    assert main(["adopt", str(folder)]) == 0
    return folder, before, main(["build", "--project", str(folder)])


def test_two_files_are_written_and_nothing_is_touched(built: tuple[Path, dict[str, bytes], int]) -> None:
    folder, before, _ = built
    after = files(folder)

    assert {name: data for name, data in after.items() if name in before} == before
    assert set(after) - set(before) == {"project.toml", "publication.toml"}


def test_each_language_with_catalogues_is_published_with_its_percentage(
    built: tuple[Path, dict[str, bytes], int],
) -> None:
    folder, _, _ = built
    rows = json.loads((folder / "build/site/editions.json").read_text(encoding="utf-8"))
    rows = rows if isinstance(rows, list) else rows["artefacts"]
    states = {(row["language"], row["format"]): row["state"] for row in rows}

    assert states == {
        ("en", "html"): "complete",
        ("en", "pdf"): "complete",
        ("de", "html"): "partial",
        ("de", "pdf"): "partial",
        ("pt-BR", "html"): "partial",
        ("pt-BR", "pdf"): "partial",
    }


def test_pages_keep_the_theme_and_are_translated(built: tuple[Path, dict[str, bytes], int]) -> None:
    page = (built[0] / "build/site/pt-BR/lanterna/usage.html").read_text(encoding="utf-8")

    assert "alabaster.css" in page
    assert 'class="stamp"' in page
    assert "Gire a chave uma vez" in page
    assert "Keep it dry." in page


def test_the_pdf_holds_the_translation_and_the_node(built: tuple[Path, dict[str, bytes], int]) -> None:
    with pikepdf.open(built[0] / "build/site/pt-BR/lanterna/lanterna-pt-BR.pdf") as pdf:
        assert str(pdf.Root.Lang) == "pt-BR"
        assert len(pdf.pages) > 3


def test_a_broken_catalogue_is_refused_alone(lanterna: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adopt", str(lanterna), "--languages", "de"]) == 0

    assert main(["build", "--project", str(lanterna)]) == 3

    assert "docs/locale/de/LC_MESSAGES/contents.po:" in capsys.readouterr().err
    page = (lanterna / "build/site/de/lanterna/usage.html").read_text(encoding="utf-8")
    assert "Drehen Sie den Schlüssel" in page


def test_an_extension_that_is_not_installed_is_named_with_the_command(
    lanterna: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    conf = lanterna / "docs/conf.py"
    conf.write_text(conf.read_text().replace('"stamp"', '"sphinx_that_is_not_there"'))

    assert main(["adopt", str(lanterna)]) == 3

    said = capsys.readouterr().err
    assert "missing-extension" in said
    assert "pip install sphinx-that-is-not-there" in said


def test_a_configuration_that_does_not_run_is_a_problem(lanterna: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (lanterna / "docs/conf.py").write_text("import nothing_of_this_name\n")

    assert main(["adopt", str(lanterna)]) == 3

    said = capsys.readouterr().err
    assert "broken-configuration" in said
    assert "Traceback" not in said


def test_its_catalogues_are_left_to_its_own_tools(
    built: tuple[Path, dict[str, bytes], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["update", "--project", str(built[0])]) == 3

    assert "not-ours" in capsys.readouterr().err


def test_a_second_adoption_says_that_it_is_done(
    built: tuple[Path, dict[str, bytes], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["adopt", str(built[0])]) == 3

    assert "already-there" in capsys.readouterr().err
