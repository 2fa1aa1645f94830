# SPDX-License-Identifier: GPL-3.0-or-later
"""Withdrawing: the edition goes, its reason stands wherever it was, and it can be taken back."""

from pathlib import Path

import pytest
from lxml import html

from tests.releases.conftest import REASON, REASON_DE, archived, copy, files, rows, run

WORDS = ("withdraw", "--publication", "small", "--language")


def main_of(project: Path, name: str) -> str:
    (main,) = html.parse(str(project / "build/site" / name)).getroot().xpath("//main")
    return " ".join(main.text_content().split())


def test_the_reason_stands_in_place_of_the_edition(withdrawn: Path) -> None:
    pages = {"index.html", "first.html", "second.html"}
    assert set(files(withdrawn / "build/site/de/small")) == pages
    assert set(files(withdrawn / "build/site/archive/small/1.1/de/small")) == {*pages, "genindex.html"}
    for name in ("de/small/index.html", "de/small/second.html", "archive/small/1.1/de/small/first.html"):
        said = main_of(withdrawn, name)
        assert said.startswith("Kleines Handbuch Diese Ausgabe wurde am ")
        assert f"Grund: {REASON_DE}" in said
        titled = html.parse(str(withdrawn / "build/site" / name)).findtext(".//title")
        assert titled == "Kleines Handbuch – Probedokumente"


def test_of_an_older_version_the_address_alone_is_emptied(withdrawn: Path, second: Path) -> None:
    former = files(second / "build/site/archive/small/1.0/it/small")
    assert set(files(withdrawn / "build/site/archive/small/1.0/it/small")) == {
        name for name in former if name.endswith(".html")
    }
    assert REASON in main_of(withdrawn, "archive/small/1.0/it/small/index.html")
    newer = "build/site/archive/small/1.1/it/small"
    assert files(withdrawn / newer).keys() == files(second / newer).keys()
    assert (withdrawn / "build/site/it/small/small-it.pdf").is_file()


def test_the_archive_keeps_the_files(withdrawn: Path, second: Path) -> None:
    assert archived(withdrawn) == archived(second)
    assert "reason" in (withdrawn / "archive/small/releases.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "reason"),
    [("de/index.html", REASON_DE), ("de/small.html", REASON_DE), ("it/small.html", REASON), ("sq/small.html", REASON)],
)
def test_the_portal_tells_every_reader(withdrawn: Path, name: str, reason: str) -> None:
    assert reason in main_of(withdrawn, name)


def test_at_the_address_of_a_file_that_is_gone_its_withdrawal_is_named(withdrawn: Path) -> None:
    root = html.parse(str(withdrawn / "build/site/404.html")).getroot()

    (said,) = root.xpath("//section[@lang='de']//p[a[@href='/de/small/index.html']]")
    assert said.text_content().startswith("Kleines Handbuch: zurückgezogen am ")
    assert root.xpath("//section[@lang='it' or @lang='sq']//a[contains(@href, '/small/')]") == []


def test_the_page_of_the_version_tells_it_in_place_of_the_files(withdrawn: Path) -> None:
    root = html.parse(str(withdrawn / "build/site/archive/small/1.1/index.html")).getroot()
    (german,) = root.xpath("//ul[@class='editions']/li[@lang='de']")

    assert f"Grund: {REASON_DE}" in " ".join(german.text_content().split())
    assert german.findall(".//a") == []


def test_a_reason_that_is_not_translated_is_marked(withdrawn: Path) -> None:
    root = html.parse(str(withdrawn / "build/site/sq/small.html")).getroot()

    assert REASON in [one.text for one in root.xpath("//main//span[@lang='it']")]


def test_nothing_leads_to_its_files_any_more(withdrawn: Path) -> None:
    assert not [row for row in rows(withdrawn, "artefacts") if row["language"] == "de"]
    assert {(row["version"], row["language"]) for row in rows(withdrawn, "released")} == {
        ("1.0", "de"),
        ("1.0", "sq"),
        ("1.1", "it"),
        ("1.1", "sq"),
    }
    (row,) = rows(withdrawn, "withdrawn")
    assert (row["language"], row["version"], row["reason"]) == ("de", "1.1", REASON)
    for tag in ("it", "sq"):
        pages = files(withdrawn / "build/site" / tag / "small")
        assert not [name for name, data in pages.items() if name.endswith(".html") and b"/de/small/" in data]


def test_taken_back_it_is_as_before(
    withdrawn: Path, second: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = copy(withdrawn, tmp_path / "back")

    assert run(project, *WORDS, "de", "--undo") == 0
    assert run(project, *WORDS, "it", "--released", "1.0", "--undo") == 0

    assert "small [de]: version 1.1 is offered again" in capsys.readouterr().out
    assert files(project / "source") == files(second / "source")
    assert set(files(project / "build/site")) == set(files(second / "build/site"))
    for tag in ("it", "de", "sq"):
        for folder in (f"archive/small/1.0/{tag}", f"archive/small/1.1/{tag}", f"{tag}/small"):
            before, after = files(second / "build/site" / folder), files(project / "build/site" / folder)
            assert {name: data for name, data in after.items() if name.endswith(".html")} == {
                name: data for name, data in before.items() if name.endswith(".html")
            }
    assert (project / "build/site/de/feed.atom").read_bytes() == (second / "build/site/de/feed.atom").read_bytes()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("de", "--reason", "Noch einmal."), "version 1.1 of small [de] is withdrawn already [nothing-to-withdraw]"),
        (("it", "--released", "0.9", "--reason", "Alt."), "was never released as version 0.9 [nothing-to-withdraw]"),
        (("it", "--reason", "  "), "[missing-reason]"),
        (("it", "--reason", "Uno.", "--reason", "it=Due."), "two reasons in the language it [missing-reason]"),
        (("it", "--reason", "fr=Le numéro ne répond plus."), "[unknown-language]"),
        (("sq", "--undo"), "version 1.1 of small [sq] is not withdrawn [nothing-to-withdraw]"),
    ],
)
def test_what_cannot_be_withdrawn_says_why_and_changes_nothing(
    withdrawn: Path, words: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(withdrawn / "source")

    assert run(withdrawn, *WORDS, *words) == 3

    said = capsys.readouterr().err
    assert code in said
    assert "next:" in said
    assert files(withdrawn / "source") == before


@pytest.mark.parametrize("words", [("it",), ("it", "--reason", "x", "--undo")])
def test_a_withdrawal_has_a_reason_or_is_taken_back(fresh: Path, words: tuple[str, ...]) -> None:
    assert run(fresh, *WORDS, *words) == 2


def test_an_edition_that_was_never_released_can_be_withdrawn(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (fresh / "source/small/releases.toml").unlink()

    assert run(fresh, *WORDS, "sq", "--reason", REASON, "--reason", f"de={REASON_DE}") == 0

    said = capsys.readouterr().out
    assert "  readers in Shqip see the reason in another language; next: " in said
    assert 'west-pipeline withdraw --publication small --language sq --reason sq="…", or west-pipeline update' in said
    assert set(files(fresh / "build/site/sq/small")) == {"index.html", "first.html", "second.html"}
    assert REASON in main_of(fresh, "sq/small/index.html")
    assert REASON_DE in main_of(fresh, "de/small.html")
    assert REASON in (fresh / "build/site/sq/feed.atom").read_text(encoding="utf-8")
    assert run(fresh, "release", "--language", "sq") == 3
    assert "small [sq]: not released: version 1.0 is withdrawn" in capsys.readouterr().out

    assert run(fresh, *WORDS, "sq", "--reason", "sq=Numri nuk përgjigjet më.") == 0

    said = capsys.readouterr().out
    assert "small [sq]: version 1.0 now has its reason in more languages\n" in said
    assert "next:" not in said
    assert "Numri nuk përgjigjet më." in main_of(fresh, "sq/small/index.html")
