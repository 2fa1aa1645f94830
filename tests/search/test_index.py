# SPDX-License-Identifier: GPL-3.0-or-later
"""What the search reads is what the pages say: all of it, at places that are there, of editions that are offered."""

import gzip
import posixpath
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import html

from pipeline.languages import profile_of
from pipeline.model.project import Project
from pipeline.portal.page_text import read_texts
from pipeline.portal.search.index import read_script, scripts_of
from pipeline.portal.search.page import stemmer
from pipeline.portal.search.words import SearchTexts, word_scripts
from tests.search.conftest import TAGS, Open, Search
from tests.web import building

WORD = re.compile(r"\w+")
PASSAGES = "//article//p | //article//li | //article//td | //article//th | //article//dt | //article//figcaption"
WITHOUT = (
    "ancestor-or-self::*[contains(@class, 'edition-notice') or contains(@class, 'imprint') or contains(@class, 'kind')"
    " or contains(@class, 'toctree-wrapper') or contains(@class, 'offprint') or @aria-hidden='true' or self::svg"
    " or contains(@class, 'search-marks') or contains(@class, 'explanation') or contains(@class, 'paper-only') or contains(@class, 'enlarged-back')"
    " or self::nav]"
)


def texts(site: Path, tag: str, slug: str) -> dict[str, list[tuple[str, str, str]]]:
    """The passages of an edition by page: anchor, title, text."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for script in (site / f"_search/{tag}/{slug}").glob("*.js"):
        pages, sections = read_script(script.read_bytes())
        for page, anchor, title, text, *_ in sections:
            assert isinstance(page, int)
            found.setdefault(str(pages[page][0]), []).append((str(anchor), str(title), str(text)))
    return found


def editions(site: Path) -> list[tuple[str, str]]:
    return [(path.parent.name, path.name) for path in site.glob("_search/*/*") if path.is_dir()]


def test_every_passage_is_at_a_place_that_is_there(site: Path) -> None:
    dead = []
    for tag, slug in editions(site):
        for name, passages in texts(site, tag, slug).items():
            ids = set(html.parse(str(site / tag / slug / name)).xpath("//@id"))
            dead += [(tag, slug, name, anchor) for anchor, _, _ in passages if anchor and anchor not in ids]

    assert len(editions(site)) == 8
    assert dead == []


def test_every_word_of_the_texts_is_in_the_index_of_its_page(site: Path) -> None:
    lost = []
    for tag, slug in editions(site):
        for name, passages in texts(site, tag, slug).items():
            known = {word for passage in passages for part in passage for word in WORD.findall(part)}
            for one in html.parse(str(site / tag / slug / name)).xpath(PASSAGES):
                if not one.xpath(WITHOUT):
                    said = " ".join(one.xpath(f".//text()[not({WITHOUT.replace('-or-self', '')})]"))
                    lost += [(tag, name, word) for word in WORD.findall(said) if word not in known and len(word) > 3]

    assert lost == []


def test_every_page_of_a_language_leads_to_its_search(site: Path) -> None:
    without = []
    for tag in TAGS:
        for path in (site / tag).rglob("*.html"):
            root = html.parse(str(path)).getroot()
            targets = [urlsplit(one).path for one in root.xpath("//a/@href | //form/@action")]
            folder = path.parent.relative_to(site).as_posix()
            if f"{tag}/search.html" not in {posixpath.normpath(posixpath.join(folder, one)) for one in targets}:
                without.append(path.relative_to(site).as_posix())

    assert without == []


def test_what_a_query_loads_is_small(site: Path) -> None:
    """A reader on a slow line gets it packed: three scripts for any query, one for each word, and the texts of ten results."""
    for tag in TAGS:
        sizes = {path.stem: len(gzip.compress(path.read_bytes())) for path in (site / "_search" / tag).glob("*.js")}

        assert sizes["contents"] < 5_000
        assert max(size for name, size in sizes.items() if name not in ("contents", "stemmer")) < 12_000


@pytest.fixture(scope="module")
def partial(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """An edition in Italian, and one in English of which a part is translated. Not to be changed."""
    project = building.make_project(tmp_path_factory.mktemp("partial") / "project")
    building.make_site(project)
    return project


@pytest.fixture
def small(partial: Project, tmp_path: Path) -> Project:
    """The same, for one test to change."""
    return Project.load(shutil.copytree(partial.root, tmp_path / "project"))


def test_what_is_not_translated_is_found_in_its_own_language(partial: Project, open_context: Open) -> None:
    page = open_context().new_page()
    results = page.locator(".search-results li")
    english = Search(page, f"{partial.site.as_uri()}/", "en")

    english.ask("porta uscita")
    said = results.first.locator(".search-text")
    assert said.locator("span[lang=it]").inner_text() == said.inner_text()
    assert said.locator("span[lang=it] mark").all_inner_texts() == ["porta", "uscita", "uscita"]

    english.ask("interpreters")
    heading, said = results.first.locator("h2"), results.first.locator(".search-text")
    assert heading.locator("[lang=it]").all_inner_texts() == ["La lingua"]
    assert [one.strip() for one in said.locator("[lang=it]").all_inner_texts()] == [
        "Una nota con un collegamento: licenza.",
        "Le due cose insieme sono rare.",
    ]
    assert said.inner_text().startswith("Interpreters are trained, never relatives;")

    english.ask("tabelle")
    assert results.first.locator(".search-place [lang=it], h2 [lang=it]").all_inner_texts() == ["Tabelle"]


def test_letters_that_scripts_count_twice_are_counted_twice(tmp_path: Path) -> None:
    page = (
        "<html lang='de'><meta charset='utf-8'><main><section id='a'><h1>𝒜 <span lang='it'>uno</span></h1>"
        "<p>𝒜𝒜 zwei <em lang='en'>three  four</em>.</p><a class='enlarge' href='#'>Vergrößern</a><p lang='en'>fi<kbd>v</kbd>e</p><p lang='en'>six</p></section></main></html>"
    )
    (tmp_path / "index.html").write_text(page, encoding="utf-8")

    (script,) = scripts_of(read_texts(tmp_path, ["index.html"]), "slug")

    _, (row,) = read_script(script)
    assert row == [
        0,
        "",
        "𝒜 uno",
        "𝒜𝒜 zwei three four. five · six",
        0,
        [[3, 6, "it"]],
        [[10, 20, "en"], [22, 32, "en"]],
    ]


def test_words_are_at_their_places_compounds_at_their_last_part_and_digits_together() -> None:
    sections = [[0, "", "Unterkunft", "Eine Notunterkunft, eine Unterkunft."], [0, "a", "Notruf", "Ruf 800 290 290!"]]

    scripts = dict(word_scripts([SearchTexts("slug", "Titel", [sections])], {}, has_compounds=True))

    lines = "".join(scripts.values())
    # From passage 0: the word 0 of the title, which ends at 1, and the fourth word of the text, which begins at 2.
    assert "unterkunft 0.0.5\\n" in lines
    assert "unterkunft< 0.3" in lines
    assert "800290290 1.3\\n" in lines
    assert '"scripts":["6.1C 6.1"]' in scripts["contents"]


def test_an_edition_that_is_not_offered_is_not_found(small: Project, open_context: Open) -> None:
    page = open_context().new_page()
    start = f"{small.site.as_uri()}/"
    english = Search(page, start, "en")
    assert english.ask("meeting") != []
    assert not list((small.site / "_search/de").glob("field-guide/*")), "held back from the beginning"

    # As after `withdraw`: the other edition is still there.
    building.draw(small, tuple(one for one in small.editions("field-guide") if one.language.tag == "it"))

    assert not (small.site / "_search/en/field-guide").exists()
    assert english.ask("meeting") == []
    assert page.locator("select[name=in] option").count() == 1
    assert Search(page, start, "it").ask("tabelle") != []


def test_a_page_that_has_changed_is_found_by_its_new_words(small: Project) -> None:
    scripts, page = small.site / "_search/it", small.site / "it/field-guide/chapters/tables.html"

    page.write_text(page.read_text(encoding="utf-8").replace("</h1>", "</h1><p>Xilofono.</p>", 1), encoding="utf-8")
    building.draw(small, small.editions("field-guide"))

    assert any("Xilofono." in script.read_text(encoding="utf-8") for script in scripts.glob("field-guide/*.js"))
    assert any("xilofono " in script.read_text(encoding="utf-8") for script in scripts.glob("words-*.js"))


def test_a_language_of_its_own_stemmer_of_snowball_or_of_none() -> None:
    assert b"femij" not in stemmer(profile_of("sq"))
    assert b"siteSearch.isFolded = true" in stemmer(profile_of("sq"))
    assert b"GermanStemmer" in stemmer(profile_of("de-AT"))
    assert stemmer(profile_of("mk")) == b""
