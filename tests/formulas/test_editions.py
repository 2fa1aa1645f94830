# SPDX-License-Identifier: GPL-3.0-or-later
"""Formulas in the editions of a publication: pages, PDF, EPUB, catalogues, search; and what is said of broken ones."""

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pikepdf
import pytest
from lxml import etree, html

from pipeline.__main__ import main
from pipeline.model.project import Project
from pipeline.publishing.templates import templates
from tests.conftest import ROOT, copy_project
from tests.epub.reading import Epub, faults
from tests.safety.pages import PHONE, Open, violations
from tests.typeset import reading, structural, verapdf

HERE = Path(__file__).parent
MATHML = "{http://www.w3.org/1998/Math/MathML}"
SAID = "Der Anteil ist die Zahl der Frauen geteilt durch die aller Personen."


def with_formulas(project: Path) -> Path:
    """The sample project in Italian and German, with a chapter of formulas."""
    copy_project(ROOT / "tests/sample", project)
    for name in ("formulas.rst", "commands.rst"):
        shutil.copy(HERE / name, project / "source/small")
    for path, text in (
        (project / "source/small/index.rst", "   formulas\n   commands\n"),
        (project / "locales/de/LC_MESSAGES/small.po", (HERE / "de.po").read_text(encoding="utf-8")),
    ):
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    described = project / "source/project.toml"
    described.write_text(described.read_text(encoding="utf-8").replace('sq = "Shqip"\n', ""), encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = with_formulas(tmp_path_factory.mktemp("formulas") / "project")
    assert main(["--project", str(made), "build", "--language", "it", "--format", "html"]) == 0
    assert main(["--project", str(made), "build", "--language", "de"]) == 0
    return made


@pytest.fixture(scope="module")
def german(project: Path) -> Path:
    return project / "build/site/de/small"


@pytest.fixture(scope="module")
def page(german: Path) -> html.HtmlElement:
    return html.document_fromstring((german / "formulas.html").read_bytes())


@pytest.fixture(scope="module")
def alternatives(german: Path) -> list[str]:
    """What the PDF says of its formulas, in the order of reading."""
    with pikepdf.open(german / "small-de.pdf") as pdf:
        return [str(one.dictionary.Alt) for one in reading.structure(pdf).all("Formula")]


def test_words_are_messages_and_signs_are_not(project: Path) -> None:
    found = templates(Project.load(project))
    originals = [message.original for template in found if template.name == "small" for message in template.messages]

    assert {"donne", "tutte le persone", "se $x$ è nota", "altrimenti"} <= set(originals)
    assert [text for text in originals if "\\sum" in text or "b^2" in text] == []
    assert originals.count("assistite il primo gennaio") == 1


def test_pages_show_mathml_in_the_language_of_the_edition(page: html.HtmlElement) -> None:
    texts = [str(text).replace("\xa0", " ").strip() for text in page.xpath("//mtext/text()")]

    assert texts[:4] == ["Frauen", "alle Personen", "wenn", "bekannt ist"]
    assert "sonst & 5 %" in texts
    assert page.xpath("//mn[text()='0,75']")
    assert page.xpath("string((//math[@display='block'])[1]/@alttext)") == SAID
    assert not page.xpath("//script[contains(@src, 'mathjax')] | //*[contains(text(), '\\frac')]")


def test_references_name_the_formula_in_the_language(project: Path, page: html.HtmlElement) -> None:
    (link,) = page.xpath("//a[@href='#equation-share' and not(@class='headerlink')]")
    italian = (project / "build/site/it/small/formulas.html").read_text(encoding="utf-8")

    assert link.text_content() == "Formel\xa0(1)"
    assert ">formula\xa0(1)<" in italian
    assert [found.text for found in page.find_class("formula-number")] == ["(1)", "(2)", "(3)"]
    assert page.xpath("//a[@class='headerlink' and @title='Link zu dieser Formel']")


def test_numbers_and_references_are_those_of_the_document(german: Path) -> None:
    page = html.document_fromstring((german / "commands.html").read_bytes())
    formulas = [found.text_content() for found in page.xpath("//math")]

    assert formulas == ["an∈ℝ", "(Q)", "y¯=‖y‖2", "gewx=12(R)gewy=13S"]
    assert [found.text for found in page.find_class("formula-number")] == ["(Q)"]
    assert not page.xpath("//code[contains(., '\\')]")


def test_identifiers_stand_once(page: html.HtmlElement) -> None:
    names = page.xpath("//@id")

    assert len(names) == len(set(names))


def test_the_search_reads_formulas_as_they_are_written(project: Path) -> None:
    script = "".join(path.read_text("utf-8") for path in (project / "build/site/_search/de/small").glob("*.js"))

    assert r"Der Anteil p = \\frac{a}{n} geht von 0{,}5 bis 1; siehe Formel (1)." in script
    assert SAID in script


@pytest.mark.parametrize("profile", verapdf.IN_TURN)
def test_the_pdf_passes_verapdf(german: Path, profile: str) -> None:
    assert verapdf.broken_rules(german / "small-de.pdf", profile) == []


def test_the_pdf_passes_the_structural_checker(german: Path) -> None:
    assert structural.faults(german / "small-de.pdf") == []


def test_the_pdf_has_each_formula_as_its_author_wrote_it(alternatives: list[str]) -> None:
    assert alternatives[:4] == [r"p = \frac{a}{n}", "0{,}5", "1", SAID]
    assert re.fullmatch(r"a_1 \+ a_2 .* = b_1 .* \+ b_7", alternatives[13])
    assert alternatives[14:17] == [r"\frac{a}{n} \in \mathbb{R}", r"\text{(Q)}", r"\bar{y} = \lVert y \rVert_2"]


def test_a_heading_says_its_formulas_in_bookmarks_and_contents(german: Path) -> None:
    with pikepdf.open(german / "small-de.pdf") as pdf, pdf.open_outline() as outline:
        titles = [child.title for item in outline.root for child in item.children]

    heading = r"Der \chi^2-Test und der Bruch \frac{\text{Fälle}}{n}"
    assert any(title.endswith(heading) for title in titles)
    assert heading in " ".join(" ".join(reading.text_of_pages(german / "small-de.pdf")[:4]).split())


def test_a_long_formula_in_a_sentence_goes_on_in_the_next_line(german: Path) -> None:
    told = subprocess.run(["pdftotext", "-bbox", german / "small-de.pdf", "-"], capture_output=True, check=True)
    words = re.findall(r'xMax="([\d.]+)" yMax="([\d.]+)">(.)', told.stdout.decode())
    places = {letter: [(float(right), float(foot)) for right, foot, sign in words if sign == letter] for letter in "𝑎𝑏"}

    assert {foot for _, foot in places["𝑎"]}.isdisjoint({foot for _, foot in places["𝑏"][-3:]})
    assert max(right for right, _ in (*places["𝑎"], *places["𝑏"])) < (210 - 30) / 25.4 * 72


def test_the_pdf_numbers_formulas_and_names_their_page(german: Path) -> None:
    text = "".join(" ".join(reading.text_of_pages(german / "small-de.pdf")).split())

    assert "sieheFormel(1)(S.3)." in text
    assert "(2)" in text


def test_letters_of_formulas_are_text_in_one_typeface(german: Path) -> None:
    book = german / "small-de.pdf"
    with pikepdf.open(book) as pdf:
        assert len([name for name in reading.fonts(pdf) if "STIX" in name]) == 1

    assert book.stat().st_size < 70_000
    assert "allePersonen" in "".join(reading.text_of_pages(book)).replace(" ", "")


@pytest.mark.slow
def test_the_epub_says_which_pages_have_formulas(german: Path, tmp_path: Path) -> None:
    book = german / "small-de.epub"
    read_book = Epub(book)

    assert faults(book, tmp_path / "told.json") == []
    assert "MathML" in read_book.said("schema:accessibilityFeature")
    assert [item.get("href") for item in _items(book) if item.get("properties") == "mathml"] == [
        "formulas.xhtml",
        "commands.xhtml",
    ]


def _items(book: Path) -> list[etree._Element]:
    with zipfile.ZipFile(book) as archive:
        return list(etree.fromstring(archive.read("_book.opf")).iter("{*}item"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_long_formulas_scroll_in_their_box(german: Path, open_context: Open, scheme: str) -> None:
    page = open_context(viewport=PHONE, color_scheme=scheme).new_page()
    page.goto((german / "formulas.html").as_uri())
    boxes = json.loads(
        page.evaluate(
            "JSON.stringify([...document.querySelectorAll('.formula-box, .formula')].map("
            "e => [e.scrollWidth > e.clientWidth && getComputedStyle(e).overflowX == 'auto', e.tabIndex]))"
        )
    )

    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert sum(scrolls for scrolls, _ in boxes) >= 2
    assert all(reach == 0 for scrolls, reach in boxes if scrolls)
    assert any(reach == -1 for _, reach in boxes)
    assert violations(page) == []


def test_a_formula_stays_with_the_signs_close_to_it(page: html.HtmlElement) -> None:
    together = [found.text_content() for found in page.find_class("with-formula")]

    assert any(text.startswith("(") and text.endswith(").") for text in together)


def test_a_translation_that_breaks_a_formula_is_named_by_its_line(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalogue = project / "locales/de/LC_MESSAGES/small.po"
    before = catalogue.read_text(encoding="utf-8")
    try:
        broken = before.replace("text{betreute Personen}", "text{betreute \\\\foo}")
        assert broken != before
        catalogue.write_text(broken, encoding="utf-8")
        line = (
            broken.splitlines().index('"Nel testo c’è anche una formula lunga: :math:`\\\\text{persone assistite} = "')
            + 3
        )  # its msgstr

        assert main(["--project", str(project), "build", "--language", "de", "--format", "html"]) != 0
    finally:
        catalogue.write_text(before, encoding="utf-8")
    said = capsys.readouterr()
    told = said.out + said.err
    assert "the formula cannot be shown: the command \\foo is not allowed in text" in told
    assert re.search(rf"locales/de/LC_MESSAGES/small\.po:{line}\b", told)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The project, not built."""
    return with_formulas(tmp_path / "project")


def test_a_formula_in_a_sentence_that_no_line_holds_is_named_by_its_line(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (own / "source/small/formulas.rst").read_text(encoding="utf-8")
    wide = " + ".join(["abc"] * 18)
    text += f"\nTroppo larga: :math:`x = \\frac{{{wide}}}{{\\sqrt{{2}}}}`.\n"
    (own / "source/small/formulas.rst").write_text(text, encoding="utf-8")

    assert main(["--project", str(own), "build", "--language", "it", "--format", "pdf"]) == 3

    told = " ".join(capsys.readouterr().err.split())
    line = len(text.splitlines())
    assert re.search(rf"formulas\.rst:{line}: the formula has a part that is \d+ % wider than a line", told)
    assert "display it separately, with .. math::" in told
