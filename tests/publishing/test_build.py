# SPDX-License-Identifier: GPL-3.0-or-later
"""The build as an editor meets it: what is made, why, and what stays when something fails."""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.system.lock import project_lock
from tests.conftest import TEMPORARY

DE = "locales/de/LC_MESSAGES/small.po"
SQ = "locales/sq/LC_MESSAGES/small.po"


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_no_temporary_file_is_left(built_sample: Path) -> None:
    assert list(built_sample.with_name(TEMPORARY).iterdir()) == []


def test_the_site_holds_every_edition_and_its_manifest(built_sample: Path) -> None:
    site = built_sample / "build/site"
    rows = json.loads((site / "editions.json").read_text(encoding="utf-8"))
    rows = rows if isinstance(rows, list) else rows["artefacts"]

    assert {(row["language"], row["format"]) for row in rows} == {
        (language, name) for language in ("it", "de", "sq") for name in ("html", "pdf", "epub")
    }
    for row in rows:
        path = site / row["path"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == row["sha256"]
        assert path.stat().st_size == row["bytes"]
        assert row["state"] == "complete"
    assert {row["review"] for row in rows if row["language"] == "de"} == {"draft"}
    sums = dict(reversed(line.split("  ", 1)) for line in (site / "SHA256SUMS").read_text().splitlines())
    assert sums == {name: one for name, one in hashes(site).items() if name != "SHA256SUMS"}


def test_a_second_run_has_nothing_to_do(fresh_sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = hashes(fresh_sample / "build/site")

    assert main(["build", "--project", str(fresh_sample)]) == 0

    assert re.fullmatch(r"Nothing to do: 3 editions up to date in build/site\. [\d.]+ s\n", capsys.readouterr().out)
    assert hashes(fresh_sample / "build/site") == before


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("de/small/second.html", "small [de]: making HTML: its files are gone\n"),
        ("sq/small/small-sq.pdf", "small [sq]: making HTML+PDF: its files are gone\n"),
        ("it/index.html", ""),
        ("SHA256SUMS", ""),
    ],
)
def test_what_is_lost_from_the_site_comes_back(
    fresh_sample: Path, capsys: pytest.CaptureFixture[str], lost: str, said: str
) -> None:
    site = fresh_sample / "build/site"
    before = hashes(site)
    (site / lost).unlink()

    assert main(["build", "--project", str(fresh_sample)]) == 0

    assert hashes(site) == before
    assert said in capsys.readouterr().out


def test_a_build_that_asks_for_no_more_than_is_done_reads_nothing(
    fresh_sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "--project", str(fresh_sample)]) == 0
    capsys.readouterr()

    for narrowed, editions in (
        ((), "3 editions"),
        (("--format", "html"), "3 editions"),
        (("--language", "de", "--format", "pdf"), "1 edition"),
        (("--publication", "small"), "3 editions"),
    ):
        assert main(["build", "--project", str(fresh_sample), "--verbose", *narrowed]) == 0
        said = capsys.readouterr().out
        assert re.fullmatch(rf"Nothing to do: {editions} up to date in build/site\. [\d.]+ s\n", said)

    (fresh_sample / "source/small/first.rst").touch()
    assert main(["build", "--project", str(fresh_sample), "--verbose"]) == 0
    said = capsys.readouterr().out
    assert "checking what has changed" in said
    assert "Nothing to do" in said


@pytest.mark.slow
def test_an_edition_that_fails_again_makes_no_other_due(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["build", "--project", str(sample), "--format", "html"]
    right = (sample / DE).read_bytes()
    replace(sample / DE, 'msgstr "Erstens"', 'msgstr "Erstens :ref:`second`"')
    assert main(command) == 3
    pages = hashes(sample / "build/site/it/small")
    assert not any("../../de/small" in page.read_text() for page in (sample / "build/site/it/small").glob("*.html"))
    capsys.readouterr()

    assert main([*command, "--again"]) == 3

    said = capsys.readouterr()
    assert "small [de]: making HTML" in said.out
    assert "[it]: making" not in said.out
    assert "[sq]: making" not in said.out
    assert "small [de]: not made" in said.err
    assert hashes(sample / "build/site/it/small") == pages

    assert main([*command, "--language", "sq"]) == 0
    assert "Nothing to do" in capsys.readouterr().out

    (sample / DE).write_bytes(right)
    assert main(command) == 0
    assert "small [it]: making HTML: the other editions have changed" in capsys.readouterr().out
    assert "../../de/small" in (sample / "build/site/it/small/index.html").read_text()


@pytest.mark.parametrize(
    ("altered", "said"),
    [
        ("de/small/second.html", "small [de]: making HTML: its files were altered\n"),
        ("sq/small/small-sq.epub", "small [sq]: making EPUB: its files were altered\n"),
        ("it/index.html", ""),
        ("_search/it/small/0.js", ""),
        ("SHA256SUMS", ""),
    ],
)
def test_what_somebody_altered_on_the_site_is_made_again(
    fresh_sample: Path, capsys: pytest.CaptureFixture[str], altered: str, said: str
) -> None:
    site = fresh_sample / "build/site"
    before = hashes(site)
    (site / altered).write_bytes((site / altered).read_bytes().replace(b"e", b"a"))

    assert main(["build", "--project", str(fresh_sample)]) == 0

    assert hashes(site) == before
    assert said in capsys.readouterr().out


def test_a_changed_word_makes_its_edition_alone_and_says_why(
    fresh_sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = fresh_sample / "build/site"
    before = hashes(site)
    replace(fresh_sample / SQ, "kërkon ndihmë", "kërkon mbështetje")

    assert main(["build", "--project", str(fresh_sample)]) == 0

    said = capsys.readouterr().out
    assert "small [sq]: making HTML+PDF+EPUB: new translations\n" in said
    assert "[de]: making" not in said
    assert "[it]: making" not in said
    changed = {name for name, one in hashes(site).items() if before.get(name) != one}
    own = ("sq/", "_search/sq/")
    assert [name for name in changed if not name.startswith(own) and name not in ("editions.json", "SHA256SUMS")] == []


def test_a_changed_word_writes_its_page_alone(fresh_sample: Path) -> None:
    """The PDF has other bytes then, whose number each page says, but not a kilobyte more."""
    command = ["build", "--project", str(fresh_sample), "--language", "sq"]
    replace(fresh_sample / SQ, "kërkon ndihmë", "ndihmë kërkon")
    assert main(command) == 0, "the sample was built elsewhere: all pages are written"
    pages = [fresh_sample / f"build/work/sq/small/html/{name}.html" for name in ("first", "second")]
    before = [page.stat().st_mtime_ns for page in pages]

    replace(fresh_sample / SQ, "ndihmë kërkon", "kërkon ndihmë")
    assert main(command) == 0

    assert [page.stat().st_mtime_ns > time for page, time in zip(pages, before, strict=True)] == [True, False]


def test_a_narrowed_command_leaves_all_else_alone_and_ends_at_once_the_second_time(
    fresh_sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def others() -> dict[str, tuple[int, int]]:
        stats = {path: path.stat() for path in site.rglob("*") if {"de", "it"} & set(path.relative_to(site).parts)}
        return {str(path): (one.st_ino, one.st_mtime_ns) for path, one in stats.items() if path.is_file()}

    site = fresh_sample / "build/site"
    command = ["build", "--project", str(fresh_sample), "--language", "sq", "--format", "html"]
    before = others()
    replace(fresh_sample / SQ, "kërkon ndihmë", "kërkon mbështetje")

    assert main(command) == 0

    assert others() == before
    assert "kërkon mbështetje" in (site / "_search/sq/small/0.js").read_text(encoding="utf-8")
    with zipfile.ZipFile(next((site / "sq").glob("*.zip"))) as packed:
        page = next(name for name in packed.namelist() if name.endswith("sq/small/first.html"))
        assert "kërkon mbështetje" in packed.read(page).decode()
    sums = dict(reversed(line.split("  ", 1)) for line in (site / "SHA256SUMS").read_text().splitlines())
    assert sums == {name: one for name, one in hashes(site).items() if name != "SHA256SUMS"}
    capsys.readouterr()
    assert main([*command, "--verbose"]) == 0
    assert re.fullmatch(r"Nothing to do: 1 edition up to date in build/site\. [\d.]+ s\n", capsys.readouterr().out)


def test_a_narrowed_command_does_not_look_at_other_publications(
    fresh_sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(fresh_sample / "source/small", fresh_sample / "source/other")
    assert main(["build", "--project", str(fresh_sample), "--publication", "other", "--format", "html"]) == 0
    assert "other [de]: held back: " in capsys.readouterr().out
    (fresh_sample / "source/other/second.rst").write_bytes(b"Caff\xe8\n")
    replace(fresh_sample / SQ, "kërkon ndihmë", "kërkon mbështetje")

    command = [
        "build",
        "--project",
        str(fresh_sample),
        "--publication",
        "small",
        "--language",
        "sq",
        "--format",
        "html",
    ]
    assert main(command) == 0

    told = json.loads((fresh_sample / "build/site/editions.json").read_text(encoding="utf-8"))
    assert [(row["publication"], row["language"]) for row in told["held"]] == [("other", "de"), ("other", "sq")]
    assert (fresh_sample / "build/site/it/other/index.html").is_file()


def test_a_conflict_marker_is_one_line_and_yesterdays_edition_stays(
    fresh_sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = fresh_sample / "build/site"
    before = hashes(site)
    replace(fresh_sample / DE, 'msgid "Primo"', '<<<<<<< HEAD\nmsgid "Primo"')
    replace(fresh_sample / SQ, "kërkon ndihmë", "kërkon mbështetje")
    line = (fresh_sample / DE).read_text(encoding="utf-8").splitlines().index("<<<<<<< HEAD") + 1

    assert main(["build", "--project", str(fresh_sample)]) == 3

    said = capsys.readouterr()
    assert f"{DE}:{line}: " in said.err
    assert "small [de]: not made; the earlier edition stays on the site" in said.err
    after = hashes(site)
    assert {name: one for name, one in after.items() if name.startswith("de/small/")} == {
        name: one for name, one in before.items() if name.startswith("de/small/")
    }
    assert "kërkon mbështetje" in (site / "sq/small/first.html").read_text(encoding="utf-8")


def test_a_fuzzy_message_never_reaches_a_reader(fresh_sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(fresh_sample / DE, 'msgid "Secondo"', '#, fuzzy\nmsgid "Secondo"')

    assert main(["build", "--project", str(fresh_sample)]) == 0

    page = (fresh_sample / "build/site/de/small/second.html").read_text(encoding="utf-8")
    assert "Zweitens" not in page
    assert "small [de]: making" in capsys.readouterr().out


def test_an_edition_below_its_threshold_is_held_back(fresh_sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (fresh_sample / SQ).unlink()

    assert main(["build", "--project", str(fresh_sample)]) == 0

    said = capsys.readouterr().out
    assert re.search(
        r"^small \[sq\]: held back: 1?\d% translated, published from 90%; "
        r"\d+ messages to translate, the first at source/small/\S+:\d+; the earlier edition stays",
        said,
    )
    assert (fresh_sample / "build/site/sq/small/index.html").is_file()


def test_what_is_held_back_names_the_message_that_waits(fresh_sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(fresh_sample / "source/project.toml", "publish_at = 90", "publish_at = 100")
    catalogue = fresh_sample / "locales/de/LC_MESSAGES/small.po"
    replace(catalogue, 'msgstr "Zweitens"', 'msgstr ""')
    line = catalogue.read_text(encoding="utf-8").split('msgid "Secondo"')[0].count("\n") + 1

    assert main(["build", "--project", str(fresh_sample), "--language", "de"]) == 0

    said = capsys.readouterr().out
    assert f"; 1 message to translate, the first at locales/de/LC_MESSAGES/small.po:{line}; the earlier" in said


def test_editions_that_are_all_held_back_are_not_called_up_to_date(
    fresh_sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (fresh_sample / SQ).unlink()

    assert main(["build", "--project", str(fresh_sample), "--language", "sq"]) == 0

    said = capsys.readouterr().out
    assert "held back" in said
    assert "Nothing to do" not in said


def test_works_that_cannot_be_read_and_a_script_in_a_drawing_are_told_with_their_lines(
    fresh_sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = hashes(fresh_sample / "build/site")
    works = fresh_sample / "source/references.bib"
    works.write_text("@book{who2003,\n  author = {A, B},\n  title = {Open,\n}\n", encoding="utf-8")

    assert main(["build", "--project", str(fresh_sample), "--language", "it"]) == 3

    assert "references.bib:5: the bibliography cannot be read as BibTeX [broken-references]" in capsys.readouterr().err
    works.unlink()
    drawing = fresh_sample / "source/small/drawing.svg"
    drawing.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">\n<script>x()</script></svg>', encoding="utf-8"
    )
    first = fresh_sample / "source/small/first.rst"
    first.write_text(first.read_text(encoding="utf-8") + "\n.. image:: drawing.svg\n   :alt: A\n", encoding="utf-8")

    assert main(["build", "--project", str(fresh_sample), "--language", "it"]) == 3

    assert "source/small/drawing.svg:2: a drawing may not contain a script" in capsys.readouterr().err
    after = hashes(fresh_sample / "build/site")
    assert {n: one for n, one in after.items() if n.startswith("it/small/")} == {
        n: one for n, one in before.items() if n.startswith("it/small/")
    }


@pytest.mark.slow
def test_a_warning_that_sphinx_repeats_is_told_once(fresh_sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (fresh_sample / "source/small/second.rst").write_text("", encoding="utf-8")

    assert main(["build", "--project", str(fresh_sample), "--language", "it"]) == 3

    told = [line.removeprefix("  cause: ") for line in capsys.readouterr().err.splitlines() if ".rst" in line]
    assert told
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xef\xbb\xbfTerzo\n=====\n\nCaff\xe8.\n", "third.rst:4: the file is not UTF-8 [bad-encoding]"),
        (
            b":language: fr\n\nTroisi\xc3\xa8me\n=========\n\nTexte.\n",
            "third.rst:1: the document is written in a language that the project does not have [unknown-language]",
        ),
        (
            b":orphan:\n\nTerzo\n=====\n\n.. image:: https://example.org/a.png\n   :alt: A\n",
            "third.rst:6: a picture would be loaded from outside",
        ),
        (
            b":orphan:\n\nTerzo\n=====\n\n" + b"https://example.org/ " * 1200,
            "third.rst:6: a paragraph is too complex to be parsed [too-deep]",
        ),
    ],
    ids=["encoding", "language", "remote-picture", "addresses"],
)
def test_what_a_document_has_wrong_is_told_with_its_line(
    content: bytes, said: str, fresh_sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (fresh_sample / "source/small/third.rst").write_bytes(content)

    assert main(["build", "--project", str(fresh_sample), "--language", "it"]) == 3

    assert f"source/small/{said}" in capsys.readouterr().err
    assert (fresh_sample / "build/site/it/small/index.html").is_file()


def test_a_copied_original_stops_its_edition(fresh_sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    original = "La rete dei servizi risponde entro trenta giorni."
    catalogue = (fresh_sample / DE).read_text(encoding="utf-8")
    entry = catalogue.index(f'msgid "{original}"')
    start = catalogue.index("msgstr ", entry)
    end = catalogue.index("\n", start)
    (fresh_sample / DE).write_text(catalogue[:start] + f'msgstr "{original}"' + catalogue[end:], encoding="utf-8")
    replace(fresh_sample / SQ, "kërkon ndihmë", "kërkon mbështetje")
    before = hashes(fresh_sample / "build/site/de/small")

    assert main(["build", "--project", str(fresh_sample), "--format", "html"]) == 3

    output = capsys.readouterr()
    line = catalogue.count("\n", 0, start) + 1
    assert f"{DE}:{line}: copied-original: " in output.err
    assert "[catalogue-errors]" in output.err
    assert hashes(fresh_sample / "build/site/de/small") == before
    assert "mbështetje" in (fresh_sample / "build/site/sq/small/first.html").read_text(encoding="utf-8")


def test_a_broken_source_stops_every_edition_and_leaves_the_site(
    fresh_sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = hashes(fresh_sample / "build/site")
    replace(fresh_sample / "source/small/second.rst", "La rete", ":nonsense:`La` rete")

    assert main(["build", "--project", str(fresh_sample)]) == 3

    said = capsys.readouterr().err
    assert "source/small/second.rst:9" in said
    assert "Traceback" not in said
    assert hashes(fresh_sample / "build/site") == before


@pytest.mark.slow
def test_the_pages_alone_keep_the_pdf(fresh_sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pdf = fresh_sample / "build/site/sq/small/small-sq.pdf"
    before = pdf.read_bytes()
    replace(fresh_sample / SQ, "kërkon ndihmë", "kërkon mbështetje")

    assert main(["build", "--project", str(fresh_sample), "--format", "html", "--language", "sq"]) == 0

    assert pdf.read_bytes() == before
    assert main(["build", "--project", str(fresh_sample)]) == 0
    assert "small [sq]: making HTML+PDF+EPUB: new translations" in capsys.readouterr().out
    assert pdf.read_bytes() != before


def test_two_builds_at_once_the_second_says_who_holds_the_lock(
    fresh_sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with project_lock(fresh_sample / "build"):
        assert main(["build", "--project", str(fresh_sample)]) == 3

    assert f"process {os.getpid()}, since " in capsys.readouterr().err


def test_a_build_folder_on_another_disk_is_made_there(tmp_path: Path) -> None:
    (tmp_path / "build").symlink_to("disk/build")

    with project_lock(tmp_path / "build"):
        assert (tmp_path / "disk/build/.gitignore").is_file()


def test_a_killed_build_leaves_the_site_and_the_next_one_ends_the_work(fresh_sample: Path) -> None:
    site = fresh_sample / "build/site"
    before = hashes(site)
    replace(fresh_sample / "source/small/second.rst", "trenta", "quaranta")
    for catalogue in (DE, SQ):
        replace(fresh_sample / catalogue, "entro trenta giorni", "entro quaranta giorni")
    words = ["--json", "--verbose", "build", "--project", str(fresh_sample)]
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline", *words], stdout=subprocess.PIPE, start_new_session=True, text=True
    ) as started:
        assert started.stdout is not None
        assert any('"event": "Working"' in line for line in started.stdout)  # an edition is in the making
        os.killpg(started.pid, signal.SIGKILL)

    assert hashes(site) == before
    assert main(["build", "--project", str(fresh_sample)]) == 0
    assert "quaranta giorni" in (site / "it/small/second.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_publication_taken_away_leaves_the_site(fresh_sample: Path) -> None:
    folder = fresh_sample / "build/site/de/gone"
    folder.mkdir()
    (folder / "index.html").write_text("old")
    replace(fresh_sample / SQ, "kërkon ndihmë", "kërkon mbështetje")

    assert main(["build", "--project", str(fresh_sample)]) == 0

    assert not folder.exists()


def test_no_text_of_the_project_becomes_live_markup(sample: Path) -> None:
    """Titles, keywords, names: whatever stands in the TOML files reaches the reader as the signs that it is."""
    evil = '<script>alert(1)</script> "'
    quoted = evil.replace('"', '\\"')
    described = sample / "source/small/publication.toml"
    replace(described, 'title = "Piccolo manuale"', f'title = "Piccolo {quoted}"\nsubtitle = "{quoted}"')
    heading = f"Piccolo {evil}"
    lines = "=" * len(heading)
    former = "===============\nPiccolo manuale\n==============="
    replace(sample / "source/small/index.rst", former, f"{lines}\n{heading}\n{lines}")
    replace(described, 'authors = ["Gruppo di prova"]', f'authors = ["{quoted}"]\nkeywords = ["{quoted}"]')
    replace(described, 'version = "1.0"', f'version = "1.0"\norigin = "{quoted}"\ndescription = "{quoted}"')
    replace(sample / "source/project.toml", 'publisher = "Gruppo di prova"', f'publisher = "{quoted}"')

    assert main(["build", "--project", str(sample), "--language", "it"]) == 0

    live = [
        str(path.relative_to(sample))
        for path in (sample / "build/site").rglob("*")
        if path.suffix in (".html", ".svg", ".xml") and "<script>alert" in path.read_text(encoding="utf-8")
    ]
    assert live == []
    page = (sample / "build/site/it/small/index.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'content="&lt;script' in page


def test_the_design_of_topics_gives_the_text_more_of_the_page(fresh_sample: Path) -> None:
    def left_edge() -> float:
        """Where the paragraphs of the first chapter begin, in points from the edge of the paper."""
        pdf = fresh_sample / "build/site/it/small/small-it.pdf"
        done = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, text=True, check=True)
        return float(re.findall(r'xMin="([\d.]+)"[^>]*>Una</word>', done.stdout)[0])

    book = left_edge()
    replace(fresh_sample / "source/small/publication.toml", 'kind = "manual"', 'kind = "manual"\ndesign = "topics"')
    assert main(["build", "--project", str(fresh_sample), "--language", "it"]) == 0

    assert book - left_edge() == pytest.approx(13 * 72 / 25.4, abs=0.5)
