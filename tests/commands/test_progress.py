# SPDX-License-Identifier: GPL-3.0-or-later
"""How far translations are, as the team reads it: in the terminal, as JSON, and on its page of the site."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from pipeline.__main__ import main
from pipeline.catalogue.reading import read
from pipeline.model.publication import Language, Progress
from pipeline.portal.pages.progress_page import Bar
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


def test_the_page_shows_bars_and_works_without_anything_from_elsewhere(
    sample: Path, capsys: pytest.CaptureFixture[str], open_context: Callable[..., BrowserContext]
) -> None:
    untranslate(sample, "Zweitens")
    path = sample / DE
    path.write_text(
        path.read_text(encoding="utf-8").replace('msgid "Primo"', '#, fuzzy\nmsgid "Primo"'), encoding="utf-8"
    )

    assert main(["progress", "--project", str(sample)]) == 0

    assert "chapter by chapter: build/site/progress/index.html" in capsys.readouterr().out
    page = open_context(viewport={"width": 400, "height": 900}).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((sample / "build/site/progress/index.html").as_uri())
    assert all(one.startswith("file:") for one in asked)
    bars = page.locator("section[aria-labelledby=small] > .wide .bar")
    assert bars.count() == 2
    # The number stands beside its bar, and is heard once.
    assert page.get_by_role("img").count() == 0
    rows = page.locator("section[aria-labelledby=small] > .wide tbody tr")
    done = [rows.nth(number).locator("th, .done").all_inner_texts() for number in range(2)]
    assert [(name, share.strip()[:1]) for name, share in done] == [("Deutsch", "9"), ("Shqip", "1")]
    assert done[1][1].strip() == "100%"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert rows.nth(0).locator("td").nth(3).inner_text() == "1 unfinished"
    interface = page.locator("section[aria-labelledby=interface] tbody tr")
    cells = [interface.nth(number).locator("th, td").all_inner_texts() for number in range(interface.count())]
    assert ["Deutsch", "shared", "100%", "6 / 6", "2 / 2"] in [[cell.strip() for cell in row[:5]] for row in cells]
    widths = page.eval_on_selector_all(
        "section[aria-labelledby=small] > .wide rect.translated", "all => all.map(e => +e.getAttribute('width'))"
    )
    assert widths[0] <= 990
    assert widths[1] == 1000


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


def test_a_narrowed_command_leaves_the_page_as_it_is(sample: Path) -> None:
    assert main(["progress", "--project", str(sample), "--language", "de"]) == 0

    assert not (sample / "build/site/progress").exists()


@pytest.mark.parametrize(
    ("done", "bar"),
    [
        (Progress(), Bar(1000, 0)),
        (Progress(3, 0, 1, 9999, 0, 1), Bar(990, 0)),
        (Progress(1, 1, 1, 500, 1, 499), Bar(500, 1)),
        (Progress(0, 1, 0, 0, 10, 0), Bar(0, 1000)),
    ],
)
def test_a_bar_is_never_full_before_all_is_done(done: Progress, bar: Bar) -> None:
    assert Bar.of(done) == bar


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
