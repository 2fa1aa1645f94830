# SPDX-License-Identifier: GPL-3.0-or-later
"""References between publications: a manual and a guide that refer to each other, and a notice in one language."""

import io
import re
import subprocess
import urllib.request
import zipfile
from contextlib import redirect_stdout
from pathlib import Path, PurePosixPath
from types import SimpleNamespace

import pytest
from lxml import html

from pipeline.__main__ import main
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.portal.versions.relink import relink
from pipeline.publishing.events import Due
from pipeline.publishing.references import References
from pipeline.publishing.rounds import independent
from pipeline.publishing.templates import templates
from pipeline.system.steps import steps_in
from pipeline.translations.edition_inputs import load_inputs
from tests.conftest import ROOT, copy_project
from tests.preview.conftest import running
from tests.publishing.test_build import replace

HERE = Path(__file__).parent / "references"
CONTACT = "source/handbook/contact.rst"
SAFETY = "source/guide/safety.rst"
SAID = "said.txt"
"""The file beside the built project with what the command printed that made its PDFs."""
WHY = "its references to other publications have changed"


def build(project: Path, *arguments: str) -> int:
    return main(["build", "--project", str(project), *arguments])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with its German editions, whose PDFs are built from nothing by one command; tests that change it come last."""
    project = copy_project(HERE, tmp_path_factory.mktemp("references") / "project")
    assert build(project, "--publication", "notice") == 0  # the others lead to it; it is in Italian alone
    with project.with_name(SAID).open("w", encoding="utf-8") as said, redirect_stdout(said):
        assert build(project, "--language", "de", "--format", "pdf") == 0
    with redirect_stdout(io.StringIO()) as said:
        assert build(project, "--language", "de") == 0
    # The two name each other's pages, and have settled: no PDF is made by the second command.
    assert "[de]: making HTML+EPUB: " in said.getvalue()
    assert "PDF: " not in said.getvalue()
    return project


def links(project: Path, page: str) -> dict[str, html.HtmlElement]:
    tree = html.parse(str(project / "build/site" / page))
    return {
        " ".join(one.text_content().split()): one
        for one in tree.xpath("//a[contains(concat(' ', @class, ' '), ' pub ')]")
    }


def printed(project: Path, slug: str) -> str:
    path = project / f"build/site/de/{slug}/{slug}-de.pdf"
    done = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True)
    return " ".join(re.sub(r"(?<=\w)-\n", "", done.stdout).split())


def test_an_edition_that_is_made_twice_is_named_once_at_the_end_with_its_own_seconds(built: Path) -> None:
    said = built.with_name(SAID).read_text(encoding="utf-8")

    published = re.findall(r"^(\w+) \[de\]: published in ([\d.]+) s", said, re.MULTILINE)
    last = dict(published)
    assert len(published) > len(last) == 2, "books that name each other's pages are made twice"
    took = steps_in(built / "build").seconds()
    assert {slug: float(seconds) for slug, seconds in last.items()} == {
        slug: pytest.approx(took[f"de/{slug}/pdf"], abs=0.06) for slug in last
    }
    files = [line for line in said.splitlines() if line.endswith("-de.pdf")]
    assert len(files) == len({*files}) == len(last)


def test_a_page_leads_to_the_same_language_and_says_title_number_and_publication(built: Path) -> None:
    found = {words: link.get("href") for words, link in links(built, "de/guide/safety.html").items()}

    assert found == {
        "Erster Kontakt, in Verfahrenshandbuch": "../../de/handbook/contact.html",
        "Ablauf 1: Erstkontakt, in Verfahrenshandbuch": "../../de/handbook/contact.html#procedure-contact",
        "Schritt 1.1: Sprechen, in Verfahrenshandbuch": "../../de/handbook/contact.html#step-talk",
        "dem Formular": "../../de/handbook/contact.html#form-contact",
        "Menschenhandel, in Verfahrenshandbuch": "../../de/handbook/words.html#term-tratta",
        "Verfahrenshandbuch": "../../de/handbook/index.html",
        "Avviso (auf Italienisch)": "../../it/notice/index.html",
    }
    for href in found.values():
        path, _, anchor = href.partition("#")
        page = built / "build/site/de/guide" / path
        assert page.is_file()
        assert not anchor or f'id="{anchor}"' in page.read_text()


def test_a_link_into_another_language_says_which(built: Path) -> None:
    link = links(built, "de/guide/safety.html")["Avviso (auf Italienisch)"]

    assert link.get("hreflang") == "it"
    assert [one.text_content() for one in link.xpath('.//em//*[@lang="it"]')] == ["Avviso"]


def test_a_book_prints_the_page_of_the_other_book(built: Path) -> None:
    guide, handbook = printed(built, "guide"), printed(built, "handbook")

    assert "Das Verfahren ist Ablauf 1: Erstkontakt, in Verfahrenshandbuch, S. 1, sein Schritt" in guide
    assert "Gefragt wird nach dem Formular (Verfahrenshandbuch, S. 2) und Menschenhandel" in guide
    assert "Das Ganze heißt Verfahrenshandbuch." in guide
    # The two refer to each other: neither could wait for the other, and both have the page of the other.
    assert "Die Regeln stehen unter Sicherheit, in Leitfaden, S. 1; siehe auch den Leitfaden." in handbook


def test_an_epub_says_where_in_words(built: Path) -> None:
    with zipfile.ZipFile(built / "build/site/de/guide/guide-de.epub") as book:
        page = html.fromstring(
            book.read("OEBPS/safety.xhtml")
            if "OEBPS/safety.xhtml" in book.namelist()
            else book.read(next(name for name in book.namelist() if name.endswith("safety.xhtml")))
        )
    text = " ".join(page.text_content().split())

    assert "nach dem Formular (Verfahrenshandbuch) und Menschenhandel, in Verfahrenshandbuch." in text
    assert page.xpath('//a[contains(@class, "pub")]/@href') == []


def test_books_that_refer_to_each_other_leave_nothing_to_do(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(built, "--language", "de") == 0

    assert capsys.readouterr().out.startswith("Nothing to do: 2 editions up to date")


def test_an_edition_is_offered_where_readers_have_it(built: Path) -> None:
    """A book that is held back in a language is referred to in the one it was written in, then in any."""
    project = Project.load(built)
    found = templates(project)
    desks = {edition: load_inputs(project, edition, found) for edition in project.editions()}
    german = project.language("de")
    guide = Edition(project.publication("guide"), german)

    def told(*offered: str) -> tuple[object, object]:
        there = {one for one in project.editions("handbook") if one.language.tag in offered}
        fact = References(project, found, desks.get, there.__contains__, lambda _: None).facts(guide)["handbook"]
        target = fact.targets["#procedure-contact"]
        return fact.tag, (target.title, target.tag)

    assert told("it", "de") == ("de", ("Erstkontakt", "de"))
    assert told("it") == ("it", ("Primo contatto", "it"))
    assert told() == ("", ("Primo contatto", "it"))


def test_a_preview_prints_the_words_and_leads_nowhere(built: Path) -> None:
    with running(built, "guide", "de") as desk:
        desk.wait(1)
        with urllib.request.urlopen(f"{desk.address}safety.html", timeout=60) as answer:
            page = html.fromstring(answer.read())

    found = page.xpath("//span[contains(concat(' ', @class, ' '), ' pub ')]")
    assert "Ablauf 1: Erstkontakt, in Verfahrenshandbuch" in [one.text_content() for one in found]
    assert page.xpath("//a[contains(concat(' ', @class, ' '), ' pub ')]") == []


def test_a_kept_version_leads_to_the_first_page_of_another_publication() -> None:
    """Which pages that has by now, nobody knows."""
    page = '<a class="pub reference" href="../../de/handbook/contact.html#form-contact">Formular 1</a>'
    own = PurePosixPath("archive/guide/1.0/de/guide")

    moved = relink(page, own / "safety.html", own, lambda _: "../../../../../de/handbook/index.html")

    assert 'href="../../../../../de/handbook/index.html"' in moved


def test_what_leads_nowhere_is_a_warning_with_file_line_and_what_was_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = copy_project(HERE, tmp_path / "project")
    wrong = {
        "handbuch#procedure-contact": "there is no publication handbuch; did you mean handbook?",
        "handbook#procedure-contakt": "handbook has no label procedure-contakt; did you mean procedure-contact",
        "handbook/contacts": "handbook has no document contacts; did you mean contact",
        "handbook:term:trata": "handbook has no glossary term trata; did you mean tratta?",
        "handbook#bare": "handbook#bare has no title to print; write the words before it",
        "guide#safety": "guide is this publication; refer to its own labels with :ref:",
    }
    lines = [line for target in wrong for line in (f":pub:`{target}`", "")]
    path = project / SAFETY
    path.write_text("\n".join([".. _safety:", "", "Sicherheit", "==========", "", *lines]), encoding="utf-8")

    assert build(project, "--publication", "guide", "--language", "de", "--format", "html") == 3

    said = capsys.readouterr().err
    for number, remark in enumerate(wrong.values()):
        sentence, _, step = remark.partition("; ")
        assert f"{SAFETY}:{6 + 2 * number}: {sentence}" in said
        assert step in said


def test_a_translation_that_leads_elsewhere_is_named_with_its_line(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    po = built / "locales/it/LC_MESSAGES/guide.po"
    before = po.read_text(encoding="utf-8")
    try:
        replace(po, 'msgstr "Il capitolo è :pub:`handbook/contact`."', 'msgstr "Il capitolo è :pub:`handbook/words`."')
        line = before.splitlines().index('msgstr "Il capitolo è :pub:`handbook/contact`."') + 1

        assert build(built, "--publication", "guide", "--language", "it", "--format", "html") == 3

        said = capsys.readouterr().err
        assert f"guide.po:{line}: " in said
        assert ":pub:`handbook/words` should be :pub:`handbook/contact`" in said

        replace(
            po,
            'msgid "Das Kapitel',
            '# allow: changed-target because the chapter is called so here\nmsgid "Das Kapitel',
        )
        replace(po, ":pub:`handbook/words`", ":pub:`handbook/worte`")
        assert build(built, "--publication", "guide", "--language", "it", "--format", "html") == 3

        said = capsys.readouterr().err
        place = f"(translation: locales/it/LC_MESSAGES/guide.po:{line + 1})"
        assert re.search(rf"handbook has no document worte {re.escape(place)}", said)
    finally:
        po.write_text(before, encoding="utf-8")


@pytest.mark.slow
def test_an_edition_is_made_again_when_its_target_is_and_only_then(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The title of a target, then a target that is gone."""
    replace(built / CONTACT, "Il colloquio si tiene", "Il colloquio iniziale si tiene")
    replace(built / "locales/de/LC_MESSAGES/handbook.po", "Il colloquio si tiene", "Il colloquio iniziale si tiene")

    assert build(built, "--language", "de", "--format", "html") == 0

    assert "guide [de]: making" not in capsys.readouterr().out

    replace(built / "locales/de/LC_MESSAGES/handbook.po", '"Erstkontakt"', '"Erste Begegnung"')

    assert build(built, "--language", "de", "--format", "html") == 0

    assert f"guide [de]: making HTML: {WHY}\n" in capsys.readouterr().out
    assert "Ablauf 1: Erste Begegnung, in Verfahrenshandbuch" in links(built, "de/guide/safety.html")

    replace(built / CONTACT, ":name: procedure-contact", ":name: procedure-meeting")

    assert build(built, "--language", "de", "--format", "html") == 3

    said = capsys.readouterr().err
    assert f"{SAFETY}:8: handbook has no label procedure-contact" in said
    assert "did you mean contact" in said
    assert "guide [de]: not made; the earlier edition stays on the site" in said


def test_books_that_refer_to_each_other_come_before_those_that_refer_to_them() -> None:
    """Else the page numbers of all that refer to them are unknown, and they are made twice."""
    one, other, third, last = Project.load(ROOT).all_editions()[:4]
    leads_to = {one: (other,), other: (one,), third: (one,), last: ()}
    inputs = SimpleNamespace(references=SimpleNamespace(editions=leads_to.__getitem__))
    dues = [Due(edition, (Format.PDF,), ()) for edition in (third, one, other, last)]

    first = independent(inputs, dues)  # type: ignore[arg-type]  # all that it asks for

    assert [due.edition for due in first] == [one, other, last]
    assert [due.edition for due in independent(inputs, [dues[0]])] == [third]  # type: ignore[arg-type]  # as above
