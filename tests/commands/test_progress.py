# SPDX-License-Identifier: GPL-3.0-or-later
"""How far translations are, as the team reads it: in the terminal and as JSON."""

import json
import re
import shutil
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.catalogue.reading import read
from pipeline.model.publication import Language
from tests.running import at_a_terminal

DE = "locales/de/LC_MESSAGES/small.po"


def untranslate(project: Path, translation: str, instead: str = "") -> None:
    path = project / DE
    text = path.read_text(encoding="utf-8")
    assert f'msgstr "{translation}"' in text
    path.write_text(text.replace(f'msgstr "{translation}"', f'msgstr "{instead}"'), encoding="utf-8")


def test_chapters_and_findings_are_told(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    untranslate(sample, "Zweitens")
    untranslate(sample, "Eine Fußnote.", "Eine *Fußnote.")

    assert main(["progress", "--project", str(sample), "--json"]) == 0

    rows = {row["language"]: row for row in json.loads(capsys.readouterr().out) if "publication" in row}
    assert rows["de"]["findings"]["error"] == 1
    assert rows["de"]["review"] == "draft"
    chapters = {one["document"]: one for one in rows["de"]["chapters"]}
    assert list(chapters) == ["publication.toml", "index", "first", "second", "shared"]
    assert (chapters["second"]["untranslated"], chapters["first"]["percent"]) == (1, 100)
    assert chapters["second"]["title"] == "Secondo"
    assert rows["sq"]["percent"] == 100


def test_the_interface_waits_in_a_new_language(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "language", "ro", "--project", str(sample)]) == 0
    assert main(["update", "--project", str(sample), "--language", "ro"]) == 0
    readers = sample / "locales/ro/LC_MESSAGES/readers.po"
    found = read(readers, Language("ro", "Română")).translations
    assert found["Contents"] == "Cuprins", "Sphinx itself says that in Romanian"
    text = readers.read_text(encoding="utf-8")
    readers.write_text(
        text.replace('msgid "Licence"\nmsgstr ""', 'msgid "Licence"\nmsgstr "Licență"'), encoding="utf-8"
    )
    capsys.readouterr()

    assert main(["progress", "--project", str(sample), "--language", "ro", "--json"]) == 0

    rows = {row["interface"]: row for row in json.loads(capsys.readouterr().out) if "interface" in row}
    assert list(rows) == ["readers", "sphinx", "tools", "shared"]
    assert rows["readers"]["translated"] == len(found) + 1
    labels = read(sample / "locales/ro/LC_MESSAGES/sphinx.po", Language("ro", "Română"))
    assert rows["sphinx"]["untranslated"] == len(labels.messages) > 20
    assert labels.find("Note") is None, "Sphinx itself says that in Romanian"


def test_a_language_that_the_pipeline_speaks_waits_for_nothing_where_a_project_words_some_things_itself(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = (
        (sample / DE)
        .read_text(encoding="utf-8")
        .partition("\n\n")[0]
        .replace("Source-Language: it", "Source-Language: en")
    )
    own = sample / "locales/de/LC_MESSAGES/readers.po"
    own.write_text(f'{header}\n\nmsgid "Contents"\nmsgstr "Übersicht"\n', encoding="utf-8")

    assert main(["progress", "--project", str(sample), "--language", "de", "--json"]) == 0

    rows = {row["interface"]: row for row in json.loads(capsys.readouterr().out) if "interface" in row}
    assert rows["readers"]["percent"] == 100


@pytest.mark.parametrize(("called", "said"), [("", "1 number that nobody has called"), ("2026-11-25", "")])
def test_numbers_that_nobody_has_called_are_counted(
    sample: Path, capsys: pytest.CaptureFixture[str], called: str, said: str
) -> None:
    (sample / "source/contacts.toml").write_text(
        'original = "it"\n\n[[contact]]\nid = "line"\ncountry = "it"\nservice = "Linea"\nnumber = "800 290 290"\n'
        f'source = "ministry"\nsource_date = "2026"\nverified_on = "{called}"\n',
        encoding="utf-8",
    )

    assert main(["progress", "--project", str(sample), "--json"]) == 0
    counts = [row["uncalled"] for row in json.loads(capsys.readouterr().out) if "uncalled" in row]
    assert main(["progress", "--project", str(sample)]) == 0

    assert counts == ([1] if said else [])
    assert (f"source/contacts.toml: {said}" in capsys.readouterr().out) == bool(said)


@pytest.mark.parametrize("columns", [80, pytest.param(120, marks=pytest.mark.slow)])
def test_a_terminal_shows_which_edition_it_is_and_how_much_is_done(sample: Path, columns: int) -> None:
    (sample / "source/small").rename(sample / "source/a-publication-with-a-long-name")
    for catalogue in sample.glob("locales/*/LC_MESSAGES/small.po"):
        catalogue.rename(catalogue.with_stem("a-publication-with-a-long-name"))
    (sample / "locales/sq/LC_MESSAGES/a-publication-with-a-long-name.po").unlink()
    (sample / "locales/sq/LC_MESSAGES/shared.po").unlink()

    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", at_a_terminal(columns, sample, "progress", "--language", "sq"))

    head, row, *_ = shown[shown.rindex("publication ") :].splitlines()
    assert head.split()[:3] == ["publication", "language", "done"]
    assert row.split()[:3] == ["a-publication-with-a-long-name", "sq", "0%"]
    assert "since the last release" not in head  # nothing was released
    assert "suggested" not in head


def test_a_publication_that_cannot_be_read_stops_neither_progress_nor_kits(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(sample / "source/small", sample / "source/broken")
    (sample / "source/broken/first.rst").write_bytes("Città\n=====\n".encode("latin-1"))

    assert main(["progress", "--project", str(sample)]) == 3

    said = capsys.readouterr()
    assert "small" in said.out
    assert "source/broken/first.rst:1: " in said.err
    assert main(["kit", "make", "--language", "sq", "--project", str(sample)]) == 3
    said = capsys.readouterr()
    assert "source/broken/first.rst:1: " in said.err
    assert "wrote build/kits/sq-" in said.out
    assert main(["kit", "make", "--language", "sq", "--publication", "small", "--project", str(sample)]) == 0
