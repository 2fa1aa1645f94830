# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts, tables from data files, and bodies: what their files may not hold, and what readers of each edition get of them."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import lxml.html
import pytest

from pipeline.compose.parts.data import read_data
from pipeline.model.organisations import read_bodies
from pipeline.model.problems import Problem
from tests.books import html_of
from tests.compose.parts.golden import HERE, Built, Press, body

DATA = sorted((HERE / "cases/data").glob("*.csv"))
BODIES = sorted((HERE / "cases/bodies").glob("*.toml"))


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    return Press(tmp_path_factory.mktemp("data") / "project")


@pytest.fixture
def own_press(tmp_path: Path) -> Press:
    return Press(tmp_path / "project")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def figures(built: Built) -> list[lxml.html.HtmlElement]:
    """The charts of an edition."""
    page = lxml.html.fragment_fromstring(built.page("data"))
    return list(page.xpath('//div[@class="chart"]/figure'))


def cells(figure: lxml.html.HtmlElement) -> list[str]:
    """The words in the table of a chart, a row after the other."""
    return [" ".join(cell.text_content().split()) for cell in figure.xpath(".//th | .//td")]


@pytest.mark.parametrize("case", DATA, ids=lambda path: path.stem)
def test_a_mistake_in_a_data_file_is_told_with_its_line(case: Path, tmp_path: Path) -> None:
    def read(path: Path) -> None:
        data = read_data(path)
        if "share" in data.columns:
            data.numbers("share")

    _expect(case, tmp_path, read)


@pytest.mark.parametrize("case", BODIES, ids=lambda path: path.stem)
def test_a_mistake_in_the_bodies_is_told_with_its_line(case: Path, tmp_path: Path) -> None:
    _expect(case, tmp_path, read_bodies)


def _expect(case: Path, folder: Path, read: Callable[[Path], object]) -> None:
    expectation, _, content = case.read_text(encoding="utf-8").partition("\n")
    path = folder / case.name
    path.write_text(content, encoding="utf-8")

    with pytest.raises(Problem) as told:
        read(path)

    problem = told.value
    assert f"{problem.line}: {problem.code}: {problem.message}" == expectation.removeprefix("# expect: ")
    assert problem.path == path
    assert problem.hint


def test_each_paragraph_of_a_body_has_its_own_line() -> None:
    known = read_bodies(HERE / "project/source/bodies.toml")

    assert known.original == "it"
    assert [(text.words, text.line) for text in known.bodies["prova"].found] == [
        ("Ha diretto il lavoro :cite:p:`comune`.", 21),
        ("Ha pubblicato i risultati.", 22),
    ]


def test_a_chart_is_a_table_in_the_language_of_the_edition(press: Press) -> None:
    italian, german = (figures(press.once(tag)) for tag in ("it", "de"))

    assert cells(italian[0]) == ["Paese", "Quota %", "Romania", "25,65", "Altri Paesi, insieme", "3,50"]
    assert cells(german[0]) == ["Land", "Quota %", "Rumänien", "25,65", "Andere Länder zusammen", "3,50"]
    assert cells(german[1])[:5] == ["Posten", "Frauen Personen", "Uomini Personen", "Rumänien", "1.055"]


@pytest.mark.parametrize("builder", ["html", "paged"])
def test_bars_are_as_long_as_their_numbers(press: Press, builder: str) -> None:
    built = press.once("de", builder)

    assert built.warnings == ()
    text = html_of(built.out) if builder == "paged" else next(built.out.rglob("data.html")).read_text(encoding="utf-8")
    page = lxml.html.document_fromstring(text)
    charts = [
        [
            (
                bar.get("class").split()[1],
                float((bar.get("width") or bar.get("style").removeprefix("width: ")).rstrip("%")),
            )
            for bar in figure.xpath(".//tbody//*[contains(@class, 'bar ')]")
        ]
        for figure in page.xpath('//div[@class="chart"]/figure')
    ]
    assert charts[0] == [("series-1", 80), ("series-1", pytest.approx(3.5 / 25.65 * 80, abs=0.1))]
    assert [series for series, _ in charts[1]] == ["series-1", "series-2"] * 2


def test_a_change_of_the_numbers_reaches_chart_and_table(own_press: Press) -> None:
    own_press.build("it")
    change(own_press.source / "handbook/data/origin.csv", "25.65", "26")

    built = own_press.build("it")

    assert cells(figures(built)[0])[3] == "26,0"
    assert built.warnings == ()


def test_a_mistake_in_the_numbers_is_told_in_the_line_of_the_data_file(own_press: Press) -> None:
    change(own_press.source / "handbook/data/origin.csv", "25.65", "25,65")

    (told,) = (one for one in own_press.build("it").warnings if one.path is not None and one.path.suffix == ".csv")

    assert told.line == 3
    assert told.text.startswith("the row has 5 cells, but there are 4 columns; put cells with a comma")


def test_a_link_to_a_data_file_outside_is_refused(own_press: Press) -> None:
    path = own_press.source / "handbook/data/origin.csv"
    path.rename(own_press.source / "origin.csv")
    path.symlink_to(own_press.source / "origin.csv")

    assert any("is outside" in one.text for one in own_press.build("it").warnings)


def test_without_a_sheet_a_name_leads_to_the_table_and_without_a_table_nowhere(own_press: Press) -> None:
    assert 'href="bodies.html#body-aurora"' in own_press.build("it").page("data")
    change(own_press.source / "handbook/bodies.rst", ".. body-sheet:: aurora", "Nulla.")

    page = own_press.build("it").page("data")

    assert 'href="bodies.html#body-prova"' in page
    assert 'href="bodies.html#listed-aurora"><span class="body-name">associazione</span></a>' in page
    assert 'id="listed-aurora"' in own_press.build("it").page("bodies")

    change(own_press.source / "handbook/bodies.rst", ".. bodies:: Tutti gli enti\n   :name: table-bodies", "Nulla.")
    assert "aurora" not in own_press.build("it").page("data")


def test_what_no_table_of_contents_names_is_left_out_of_the_book(own_press: Press) -> None:
    page = own_press.source / "handbook/stray.rst"
    page.write_text(":orphan:\n\nA parte\n=======\n\n.. body-sheet:: lavoro\n\n:body:`prova`\n", encoding="utf-8")
    first = own_press.source / "handbook/second.rst"
    first.write_text(f"{first.read_text(encoding='utf-8')}\nAnche :body:`lavoro`.\n", encoding="utf-8")

    built = own_press.build("it", "paged")

    assert built.warnings == ()
    assert '<span class="body-name">Ministero del Lavoro</span>.' in html_of(built.out)
    assert 'href="stray.html#body-lavoro"' in own_press.build("it").page("second")


def test_a_name_in_another_language_says_so(own_press: Press) -> None:
    change(own_press.source / "bodies.toml", 'original = "it"', 'original = "fr"')

    assert '<span class="body-name" lang="fr">Comune di Prova</span>' in own_press.build("it").page("data")
    assert '<span class="body-name">Gemeinde Prova</span>' in own_press.build("de").page("data")


def test_the_name_of_a_body_is_a_message_of_each_document_that_prints_it(own_press: Press) -> None:
    change(own_press.source / "handbook/index.rst", "   bodies\n", "")
    (own_press.source / "handbook/bodies.rst").unlink()

    found = own_press.build("it", "gettext").messages

    assert "bodies.toml:15: Comune di Prova" in found
    assert not any("Associazione Aurora" in one for one in found)


@pytest.mark.slow
def test_reading_in_several_processes_finds_the_same_places(press: Press, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-j", "2", "-c", press.source]
    subprocess.run([*command, press.source / "handbook", tmp_path], check=True, capture_output=True, text=True)

    for docname in ("data", "bodies"):
        assert body((tmp_path / f"{docname}.html").read_text(encoding="utf-8")) == press.once("it").page(docname)
