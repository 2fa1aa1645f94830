# SPDX-License-Identifier: GPL-3.0-or-later
"""What readers find of releases: old versions at their addresses, change log, offline file."""

import hashlib
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import html

from tests.links import broken_links
from tests.releases.conftest import FIRST, NEWS, NEWS_DE, SECOND, files, rows, run
from tests.safety.pages import DESKTOP, PHONE, Listener, Open, Screen, failing, names, violations
from tests.serving import shown

TAGS = ("it", "de", "sq")


@pytest.fixture(scope="module")
def address(withdrawn: Path) -> Iterator[str]:
    with shown(withdrawn / "build/site") as address:
        yield address


def page(folder: Path, name: str) -> html.HtmlElement:
    return html.parse(str(folder / name)).getroot()


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_an_old_version_stays_as_it_was_at_its_address(second: Path) -> None:
    old = page(second, "build/site/archive/small/1.0/it/small/first.html")
    new = page(second, "build/site/it/small/first.html")

    assert FIRST in text(old.find(".//article"))
    assert SECOND in text(new.find(".//article"))
    (bar,) = old.xpath("//aside[@class='kept-version']")
    assert text(bar) == (
        "Versione 1.0 (25 novembre 2026), conservata così come è stata pubblicata. Esiste una versione più recente."
    )
    assert bar.find(".//a").get("href") == "../../../../../it/small/index.html"
    assert [one.get("content") for one in old.xpath("//meta[@name='robots']")] == ["noindex"]


def test_the_newest_release_names_no_newer_one(second: Path) -> None:
    bar = page(second, "build/site/archive/small/1.1/it/small/first.html").xpath("//aside[@class='kept-version']")[0]

    assert bar.findall(".//a") == []


def test_an_old_version_leads_to_its_own_other_languages(second: Path) -> None:
    old = page(second, "build/site/archive/small/1.0/de/small/first.html")

    assert set(old.xpath("//a[@hreflang='sq']/@href")) == {"../../../../../archive/small/1.0/sq/small/first.html"}


@pytest.mark.parametrize("stage", ["released", "second", "withdrawn"])
def test_every_link_of_the_site_leads_to_something(stage: str, request: pytest.FixtureRequest) -> None:
    assert broken_links(request.getfixturevalue(stage) / "build/site") == []


def test_each_version_has_a_page_with_its_editions(second: Path) -> None:
    told = page(second, "build/site/archive/small/1.0/index.html")

    assert text(told.find(".//h1")) == "Piccolo manuale 1.0"
    assert told.findtext(".//title") == "Piccolo manuale 1.0 – Documenti di prova"
    assert [row.get("lang") for row in told.xpath("//ul[@class='editions']/li")] == list(TAGS)
    assert [one.get("href") for one in told.xpath("//a[@type='application/pdf']")] == [
        f"{tag}/small/small-{tag}.pdf" for tag in TAGS
    ]


@pytest.mark.parametrize(("tag", "news", "lang"), [("it", NEWS, None), ("de", NEWS_DE, None), ("sq", NEWS, "it")])
def test_the_change_log_tells_versions_newest_first(second: Path, tag: str, news: str, lang: str | None) -> None:
    log = page(second, f"build/site/{tag}/small.html").xpath("//section[@class='versions']/ul/li")

    assert [one.find(".//a").get("href") for one in log] == [
        "../archive/small/1.1/index.html",
        "../archive/small/1.0/index.html",
    ]
    said = log[0].find("p")
    assert (text(said), said.get("lang")) == (news, lang)
    assert log[1].xpath(".//a[@type='application/pdf']/@href") == [f"../archive/small/1.0/{tag}/small/small-{tag}.pdf"]


def test_the_manifest_lists_released_files_with_their_checksums(second: Path) -> None:
    found = rows(second, "released")

    assert {(row["version"], row["language"], row["format"]) for row in found} == {
        (version, tag, form) for version in ("1.0", "1.1") for tag in TAGS for form in ("html", "pdf", "epub")
    }
    for row in found:
        data = (second / "build/site" / str(row["path"])).read_bytes()
        if row["format"] != "html":
            assert (hashlib.sha256(data).hexdigest(), len(data)) == (row["sha256"], row["bytes"])


@pytest.mark.parametrize("tag", TAGS)
def test_the_offline_file_holds_all_editions_of_its_language_and_links_to_nothing_else(
    second: Path, tmp_path: Path, tag: str
) -> None:
    link = page(second, f"build/site/{tag}/index.html").xpath("//a[@type='application/zip']")[0]
    with zipfile.ZipFile(second / "build/site" / tag / link.get("href")) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)

    (folder,) = tmp_path.iterdir()
    assert broken_links(folder) == []
    assert (folder / f"{tag}/small/small-{tag}.pdf").is_file()
    others = {other for other in TAGS if other != tag}
    assert others & {path.name for path in folder.iterdir()} == set()
    assert (folder / "index.html").is_file()


def test_the_offline_file_of_the_same_site_is_the_same_bytes(fresh: Path) -> None:
    (place,) = (fresh / "build/site/de").glob("*.zip")
    before = place.read_bytes()
    place.unlink()

    assert run(fresh, "build") == 0

    assert place.read_bytes() == before


def test_the_offline_file_goes_with_the_last_edition_of_its_language(withdrawn: Path) -> None:
    assert list((withdrawn / "build/site/de").glob("*.zip")) == []
    assert page(withdrawn, "build/site/de/index.html").xpath("//a[@type='application/zip']") == []


@pytest.mark.parametrize(
    "name",
    [
        "archive/small/1.0/index.html",
        "archive/small/1.0/sq/small/first.html",
        "archive/small/1.0/it/small/index.html",
        "de/small/index.html",
        "de/small.html",
        "it/small.html",
    ],
)
def test_pages_of_versions_fit_a_phone_break_no_promise_and_are_accessible(
    address: str, open_context: Open, name: str
) -> None:
    for screen, scheme in ((PHONE, "light"), (DESKTOP, "dark")):
        listener = Listener(open_context(viewport=screen, color_scheme=scheme).new_page())

        listener.visit(address + name)

        assert violations(listener.page) == []
        assert listener.complaints == []
        assert {urlsplit(url).netloc for url in listener.asked} == {urlsplit(address).netloc}
        assert listener.page.evaluate("document.documentElement.scrollWidth") <= screen["width"]


@pytest.mark.slow
@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("stage", ["second_in_four", "withdrawn_in_four"])
def test_axe_finds_nothing_in_what_releases_and_withdrawals_make(
    stage: str, scheme: str, screen: Screen, open_context: Open, request: pytest.FixtureRequest
) -> None:
    """Versions kept, with and without a newer one, and the lists of them; what stands where an edition was; what the
    publication's pages and the front pages tell of it. All in four languages.
    """
    site = request.getfixturevalue(stage) / "build/site"
    wanted = [
        name
        for name in names(site)
        if re.search(r"^archive/|^\w\w/(small|index)\.html$|^\w\w/small/index\.html$", name)
    ]
    page = open_context(viewport=screen, color_scheme=scheme).new_page()

    with shown(site) as start:
        assert failing(page, start, wanted) == {}
    assert {name.split("/")[-3] for name in wanted if name.startswith("archive/")} >= {"it", "en", "de", "sq"}


def test_above_a_kept_page_the_keyboard_reaches_the_text_and_the_exit_first(address: str, open_context: Open) -> None:
    page = open_context(viewport=PHONE).new_page()
    page.goto(address + "archive/small/1.0/sq/small/first.html")
    steps = []
    for _ in range(4):
        page.keyboard.press("Tab")
        steps.append(page.evaluate("document.activeElement.className || document.activeElement.textContent"))

    assert steps == ["skip-to-content muted-link", "exit-link", "exit-reading", "Ka një version më të ri."]


def test_a_reader_downloads_the_old_version_of_a_pdf(address: str, open_context: Open, second: Path) -> None:
    opened = open_context(accept_downloads=True).new_page()
    opened.goto(address + "sq/small.html")
    link = opened.locator("section.versions a[type='application/pdf']").last
    link.evaluate("link => link.setAttribute('download', '')")  # as "save link as" does

    with opened.expect_download() as caught:
        link.click()

    assert Path(caught.value.path()).read_bytes() == (second / "archive/small/1.0/sq/small/small-sq.pdf").read_bytes()


def test_nothing_on_the_site_is_left_of_a_version_that_no_file_tells_of(fresh: Path) -> None:
    (fresh / "source/small/releases.toml").unlink()

    assert run(fresh, "build") == 0

    assert not [name for name in files(fresh / "build/site") if re.match("archive/", name)]
    assert rows(fresh, "released") == []
