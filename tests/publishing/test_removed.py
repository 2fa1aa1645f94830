# SPDX-License-Identifier: GPL-3.0-or-later
"""A chapter that is deleted is gone from everything that is published, whichever format is built next."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest
from lxml import html
from playwright.sync_api import BrowserContext

from pipeline.__main__ import main
from pipeline.model.project import Project
from pipeline.publishing.events import Cleared, Published
from pipeline.publishing.making import unused
from pipeline.publishing.record import read
from pipeline.publishing.run import build
from pipeline.report.builds import lines_for, reminders
from pipeline.system.steps import steps_in

WORDS = {"it": "entro trenta giorni", "de": "innerhalb von dreißig Tagen"}
"""Of the chapter that is deleted."""
REASON = "Le cifre erano sbagliate."
REASON_DE = "Die Zahlen waren falsch."
FORMER = f"""
[[moved]]
from = "second"
to = "first"

[[removed]]
document = "old/numbers"
reason = "{REASON}"
"""


@dataclass(frozen=True, slots=True)
class Built:
    """A project after a build, and what that printed."""

    project: Path
    code: int
    out: str
    err: str

    @property
    def site(self) -> Path:
        return self.project / "build/site"


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def run(project: Path, *words: str) -> Built:
    with pytest.MonkeyPatch.context() as patch:
        out, err = io.StringIO(), io.StringIO()
        patch.setattr("sys.stdout", out)
        patch.setattr("sys.stderr", err)
        code = main([*words, "--project", str(project)])
    return Built(project, code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def deleted(built_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The second chapter is deleted, Albanian is held back, and the Italian PDF alone is built. Not to be changed."""
    project = tmp_path_factory.mktemp("deleted") / "sample"
    shutil.copytree(built_sample, project, symlinks=True)
    (project / "source/small/second.rst").unlink()
    replace(project / "source/small/index.rst", "   second\n", "")
    replace(project / "source/small/first.rst", ".. _first:\n", ".. _first:\n.. _second:\n")
    (project / "locales/sq/LC_MESSAGES/small.po").unlink()
    return run(project, "build", "--publication", "small", "--language", "it", "--format", "pdf")


def searched(site: Path, tag: str) -> str:
    """Return what the search reads of the publication."""
    return "".join(path.read_text(encoding="utf-8") for path in (site / f"_search/{tag}/small").glob("*.js"))


@pytest.mark.parametrize("tag", ["it", "de"])
def test_its_page_and_all_that_leads_to_it_is_gone_in_every_language(deleted: Built, tag: str) -> None:
    own = deleted.site / tag / "small"
    assert not (own / "second.html").exists()
    for page in own.rglob("*.html"):
        assert "second.html" not in page.read_text(encoding="utf-8"), page
    assert "second.html" not in searched(deleted.site, tag)
    assert f"{tag}/small/second.html" not in (deleted.site / "SHA256SUMS").read_text(encoding="utf-8")


@pytest.mark.parametrize("tag", ["it", "de"])
def test_its_words_are_gone_from_every_file(deleted: Built, tag: str) -> None:
    (zipped,) = (deleted.site / tag).glob("*.zip")
    with zipfile.ZipFile(zipped) as archive:
        assert not [name for name in archive.namelist() if name.endswith("second.html")]
    with zipfile.ZipFile(deleted.site / f"{tag}/small/small-{tag}.epub") as book:
        assert not [name for name in book.namelist() if WORDS[tag].encode() in book.read(name)]
    pdf = deleted.site / f"{tag}/small/small-{tag}.pdf"
    text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
    assert WORDS[tag] not in " ".join(text.split())


def test_the_build_says_why_and_what_it_took_off(deleted: Built) -> None:
    assert "small [de]: making HTML+PDF+EPUB: removed from the sources: second\n" in deleted.out
    for tag in ("it", "de"):
        assert f"small [{tag}]: removed from the site: second.html\n" in deleted.out
    assert deleted.out.count("if the address of second.html was given out") == 1


def test_an_edition_that_cannot_be_made_is_told_of_until_it_is_gone(deleted: Built) -> None:
    assert (deleted.site / "sq/small/second.html").exists()
    assert deleted.code == 3
    assert (
        "small [sq]: the earlier edition on the site still has documents that the sources no longer have: second\n"
        in deleted.err
    )
    assert "west-pipeline withdraw --publication small --language sq" in deleted.err
    again = run(deleted.project, "build")
    assert (again.code, again.err) == (3, deleted.err)


def test_links_of_an_earlier_edition_to_pages_that_have_gone_are_named_until_they_are_gone(deleted: Built) -> None:
    gone = "small [sq]: warning: the earlier edition on the site links to pages that have gone: de/small/second.html, it/small/second.html"
    assert gone in deleted.err
    for tag in ("de", "it"):
        assert f"../../{tag}/small/second.html" in (deleted.site / "sq/small/second.html").read_text(encoding="utf-8")


def test_a_language_that_leaves_the_project_leaves_the_site_with_all_its_pages(deleted: Built, tmp_path: Path) -> None:
    project = tmp_path / "sample"
    shutil.copytree(deleted.project, project)
    replace(project / "source/project.toml", 'de = "Deutsch"\n', "")

    events = list(build(Project.load(project), ()))

    assert Cleared(("de",)) in events
    assert not (project / "build/site/de").exists()
    assert " de/" not in (project / "build/site/SHA256SUMS").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def declared(deleted: Built, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """After that, publication.toml says where the chapter's text is now, and why another is withdrawn. Not to be changed."""
    project = tmp_path_factory.mktemp("declared") / "sample"
    shutil.copytree(deleted.project, project)
    described = project / "source/small/publication.toml"
    described.write_text(described.read_text(encoding="utf-8") + FORMER, encoding="utf-8")
    with (project / "locales/de/LC_MESSAGES/small.po").open("a", encoding="utf-8") as catalogue:
        catalogue.write(f'\nmsgid "{REASON}"\nmsgstr "{REASON_DE}"\n')
    list(build(Project.load(project), ()))
    return Built(project, 0, "", "")


def page(built: Built, name: str) -> html.HtmlElement:
    return html.parse(str(built.site / name)).getroot()


@pytest.mark.parametrize(
    ("tag", "heading", "title"),
    [("it", "Questa pagina si è spostata", "Primo"), ("de", "Diese Seite ist umgezogen", "Erstens")],
)
def test_the_address_of_a_document_that_moved_leads_on(declared: Built, tag: str, heading: str, title: str) -> None:
    root = page(declared, f"{tag}/small/second.html")

    assert root.get("lang") == tag
    assert root.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=first.html"]
    assert root.xpath("//link[@rel='canonical']/@href") == ["first.html"]
    assert root.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert root.findtext(".//h1") == heading
    assert [(one.get("href"), one.text) for one in root.xpath("//main//div//a")] == [("first.html", title)]


@pytest.mark.parametrize(
    ("tag", "reason", "marked"), [("it", "REASON", None), ("de", "REASON_DE", None), ("sq", "REASON", "it")]
)
def test_the_address_of_a_document_that_was_withdrawn_tells_why(
    declared: Built, tag: str, reason: str, marked: str | None
) -> None:
    root = page(declared, f"{tag}/small/old/numbers.html")

    (said,) = root.xpath("//p[contains(@class, 'withdrawn')]/span")
    assert (said.text, said.get("lang")) == (globals()[reason], marked)
    assert root.xpath("//meta[@http-equiv='refresh']") == []
    for address in root.xpath("//a/@href | //link[@rel='stylesheet']/@href | //script/@src"):
        if not address.startswith(("http", "#")):
            assert (declared.site / f"{tag}/small/old" / address).resolve().is_file(), address


def test_a_declared_page_is_taken_off_even_where_the_edition_cannot_be_made(declared: Built) -> None:
    assert "tridhjetë" not in (declared.site / "sq/small/second.html").read_text(encoding="utf-8")
    assert " sq/small/second.html\n" in (declared.site / "SHA256SUMS").read_text(encoding="utf-8")


@pytest.mark.parametrize("tag", ["it", "de", "sq"])
def test_former_addresses_are_not_searched(declared: Built, tag: str) -> None:
    said = searched(declared.site, tag)

    assert "second.html" not in said
    assert "numbers.html" not in said


def test_a_former_address_works_from_disk_without_scripts(
    declared: Built, tmp_path: Path, open_context: Callable[..., BrowserContext]
) -> None:
    (zipped,) = (declared.site / "de").glob("*.zip")
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(tmp_path)
    (place,) = tmp_path.glob("*/de/small")
    shown = open_context(java_script_enabled=False).new_page()

    shown.goto((place / "second.html").as_uri())
    shown.wait_for_url("**/first.html")

    assert shown.locator("h1").first.inner_text().startswith("1")


def test_what_is_declared_is_told_by_the_build_as_such(declared: Built, deleted: Built) -> None:
    edition = Project.load(declared.project).editions("small", "it")[0]
    event = Published(edition, (), 1.0, removed=("second.html", "_static/x.css"))
    printed = "\n".join(line.text for line in lines_for(event))

    assert "removed from the site: second.html (its address leads to first.html)" in printed
    assert not list(reminders([event]))
    assert deleted.out.count("source/small/publication.toml can keep it: [[moved]]") == 1


def test_a_file_that_is_copied_as_it_is_leaves_the_edition_when_it_is_deleted(fresh_sample: Path) -> None:
    copied = fresh_sample / "source/_copied"
    copied.mkdir()
    for name in ("stays.css", "goes.css"):
        (copied / name).write_text("p { margin: 0 }\n")
    with (fresh_sample / "source/conf.py").open("a", encoding="utf-8") as configuration:
        configuration.write('html_static_path = html_extra_path = ["_copied"]\n')
    words = ("build", "--format", "html", "--language", "it")
    published = run(fresh_sample, *words).site / "it/small"
    assert (published / "goes.css").is_file()
    assert (published / "_static/goes.css").is_file()

    (copied / "goes.css").unlink()
    run(fresh_sample, *words)

    for folder in (published, published / "_static"):
        assert (folder / "stays.css").is_file()
        assert not (folder / "goes.css").exists()


@pytest.mark.parametrize("spelled", [quote, escape, lambda name: escape(name.replace(" ", "%20"))])
@pytest.mark.parametrize("name", ["chart.svg", "due parole & più.png"])
def test_pictures_and_downloads_that_no_page_names_any_more_are_unused(
    tmp_path: Path, name: str, spelled: Callable[[str], str]
) -> None:
    for path in (
        f"_images/{name}",
        f"_images/old {name}",
        f"_downloads/1a2b/{name}",
        "_static/style.css",
        "deep/page.html",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    words = f'<img src="../_images/{spelled(name)}"><a href="../_downloads/3c4d/{spelled(name)}">'
    (tmp_path / "deep/page.html").write_text(words, encoding="utf-8")

    assert {one.relative_to(tmp_path).as_posix() for one in unused(tmp_path)} == {
        f"_images/old {name}",
        f"_downloads/1a2b/{name}",
    }


def test_a_format_that_is_given_up_leaves_no_link_to_it(fresh_sample: Path) -> None:
    with (fresh_sample / "source/small/publication.toml").open("a", encoding="utf-8") as described:
        described.write('formats = ["html", "epub"]\n')

    assert run(fresh_sample, "build", "--language", "de").code == 0

    site = fresh_sample / "build/site"
    assert list((site / "de").rglob("*.pdf")) == []
    pages = [*(site / "de/small").glob("*.html"), site / "de/small.html"]
    assert [page.name for page in pages if "small-de.pdf" in page.read_text(encoding="utf-8")] == []
    assert "small-de.pdf" not in (site / "editions.json").read_text(encoding="utf-8")
    (edition,) = Project.load(fresh_sample).all_editions("small", "de")
    record = read(steps_in(fresh_sample / "build"), edition)
    assert record is not None
    assert (dict(record.page_map), record.offprints) == ({}, ())
