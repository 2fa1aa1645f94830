# SPDX-License-Identifier: GPL-3.0-or-later
"""Several languages in one edition: abstracts in all of them, a paper and a list of contacts in a language of their own."""

from pathlib import Path

import pytest
from lxml import html

from pipeline.__main__ import main

PAPER = """:language: de

.. _paper:

=======
Beitrag
=======

.. abstract::
   :authors: Arbeitsgruppe
   :keywords: Schutz; Recht

   Ein *kurzer* Beitrag, vgl. :ref:`first`.

Der Text des Beitrags.

.. contacts::

.. bibliography::
"""
CONTACTS = """original = "sq"

[[contact]]
id = "al-line"
country = "al"
service = "Linja e ndihmës"
number = "116 006"
source = "renate"
"""
TRANSLATIONS = {
    "de/LC_MESSAGES/small.po": {},
    "de/LC_MESSAGES/shared+sq.po": {"Linja e ndihmës": "Hilfetelefon"},
    "it/LC_MESSAGES/shared+sq.po": {"Linja e ndihmës": "Linea di aiuto"},
    "it/LC_MESSAGES/small+de.po": {
        "Beitrag": "Contributo",
        "Arbeitsgruppe": "Gruppo di lavoro",
        "Schutz; Recht": "tutela; diritto",
        "Ein *kurzer* Beitrag, vgl. :ref:`first`.": "Un contributo *breve*, vedi :ref:`first`.",
        "Der Text des Beitrags.": "Il testo del contributo.",
    },
    "sq/LC_MESSAGES/small+de.po": {
        "Beitrag": "Kumtesë",
        "Arbeitsgruppe": "Grupi i punës",
        "Schutz; Recht": "mbrojtje; e drejta",
        "Ein *kurzer* Beitrag, vgl. :ref:`first`.": "Një kumtesë e *shkurtër*, shih :ref:`first`.",
        "Der Text des Beitrags.": "Teksti i kumtesës.",
    },
}


def translate(path: Path, translations: dict[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for original, translation in translations.items():
        empty = f'msgid "{original}"\nmsgstr ""\n'
        assert empty in text, text
        text = text.replace(empty, f'msgid "{original}"\nmsgstr "{translation}"\n')
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def project(sample: Path) -> Path:
    (sample / "source/small/paper.rst").write_text(PAPER, encoding="utf-8")
    (sample / "source/contacts.toml").write_text(CONTACTS, encoding="utf-8")
    (sample / "source/references.bib").write_text(
        "@misc{renate, title = {Help}, author = {Renate}, year = {2023}}\n", encoding="utf-8"
    )
    index = sample / "source/small/index.rst"
    index.write_text(index.read_text(encoding="utf-8") + "   paper\n", encoding="utf-8")
    assert main(["update", "--project", str(sample)]) == 0
    for name, translations in TRANSLATIONS.items():
        translate(sample / "locales" / name, translations)
    return sample


def build(project: Path, *options: str) -> int:
    return main(["build", "--project", str(project), "--format", "html", *options])


def page(project: Path, language: str) -> html.HtmlElement:
    return html.parse(project / f"build/site/{language}/small/paper.html").getroot()


def abstracts(tree: html.HtmlElement) -> list[tuple[str, str]]:
    return [(one.get("lang", ""), one.xpath("string(p[2])")) for one in tree.find_class("abstract")]


def test_each_abstract_is_printed_in_all_languages_the_editions_own_first(project: Path) -> None:
    assert build(project) == 0

    german = (("de", "Ein kurzer Beitrag, vgl. first."), ("", "Ein kurzer Beitrag, vgl. Erstes Kapitel."))
    italian, albanian = "Un contributo breve, vedi ", "Një kumtesë e shkurtër, shih "
    found = {language: abstracts(page(project, language)) for language in ("it", "de", "sq")}
    assert [lang for lang, _ in found["it"]] == ["", "de", "sq"]
    assert [lang for lang, _ in found["sq"]] == ["", "it", "de"]
    assert found["it"][0][1].startswith(italian)
    assert found["it"][1] == german[0]
    assert found["sq"][0][1].startswith(albanian)
    assert found["sq"][1][1].startswith(italian)
    keywords = [one.text_content() for one in page(project, "de").find_class("keywords")]
    assert keywords == [
        "Schlagwörter: Schutz; Recht",
        "Parole chiave: tutela; diritto",
        "Fjalë kyçe: mbrojtje; e drejta",
    ]
    # Another language's references lead nowhere: its catalogue names the places of its own edition.
    assert not page(project, "it").xpath("//div[@class='abstract' and @lang]//a")
    assert page(project, "sq").find_class("original-language")[0].text_content() == "Gjuha e origjinalit: gjermanisht"


@pytest.mark.slow
def test_an_abstract_translated_anew_reaches_the_other_editions(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(project) == 0
    path = project / "locales/sq/LC_MESSAGES/small+de.po"
    path.write_text(path.read_text(encoding="utf-8").replace("Një kumtesë e *shkurtër*", "Një tekst"), encoding="utf-8")
    capsys.readouterr()

    assert build(project) == 0

    assert "the abstracts in other languages have changed" in capsys.readouterr().out
    assert abstracts(page(project, "it"))[2][1].startswith("Një tekst")


def test_a_shared_list_has_a_catalogue_of_its_own_language(project: Path) -> None:
    assert not (project / "locales/sq/LC_MESSAGES/shared+sq.po").exists()
    assert build(project) == 0

    services = {
        language: page(project, language).find_class("contact-service")[0].text_content()
        for language in ("it", "de", "sq")
    }
    assert services == {"it": "Linea di aiuto", "de": "Hilfetelefon", "sq": "Linja e ndihmës"}


def test_what_is_not_translated_of_a_shared_list_is_marked_as_what_it_is(project: Path) -> None:
    catalogue = project / "locales/de/LC_MESSAGES/shared+sq.po"
    catalogue.write_text(catalogue.read_text(encoding="utf-8").replace("Hilfetelefon", ""), encoding="utf-8")

    assert build(project, "--language", "de") == 0

    assert page(project, "de").find_class("contact-service")[0].get("lang") == "sq"


def test_an_abstract_without_keywords_is_told_with_its_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = project / "source/small/paper.rst"
    paper.write_text(PAPER.replace("   :keywords: Schutz; Recht\n", ""), encoding="utf-8")

    assert build(project, "--language", "it") == 3

    told = capsys.readouterr()
    assert "paper.rst:9" in told.out + told.err
    assert "an abstract has no keywords" in told.out + told.err


def test_the_papers_messages_are_nowhere_but_in_the_catalogue_of_its_language(project: Path) -> None:
    names = {path.stem for path in (project / "build/templates").glob("*.pot")}
    assert names == {"small", "small+de", "shared", "shared+sq"}
    assert "Beitrag" not in (project / "locales/de/LC_MESSAGES/small.po").read_text(encoding="utf-8")


def test_the_list_of_bodies_is_in_the_language_of_the_edition_wherever_it_stands(project: Path) -> None:
    (project / "source/bodies.toml").write_text(
        'original = "sq"\n\n[[body]]\nid = "bashkia"\nname = "Bashkia"\ncountry = "al"\nkind = "municipality"\n'
        'role = "Partner"\nfound = []\nsought = ""\n',
        encoding="utf-8",
    )
    folder = project / "source/small"
    (folder / "names.rst").write_text("Elenco\n======\n\n.. bodies::\n", encoding="utf-8")
    with (folder / "second.rst").open("a", encoding="utf-8") as second:
        second.write("\nNe fa parte :body:`bashkia`.\n")
    with (folder / "index.rst").open("a", encoding="utf-8") as index:
        index.write("   names\n")
    assert main(["update", "--project", str(project)]) == 0
    locales = project / "locales/de/LC_MESSAGES"
    translate(locales / "shared+sq.po", {"Bashkia": "Gemeinde"})
    translate(locales / "small.po", {"Elenco": "Verzeichnis", "Ne fa parte :body:`bashkia`.": "Dazu: :body:`bashkia`."})

    assert build(project, "--language", "de") == 0

    site = project / "build/site/de/small"
    assert html.parse(site / "names.html").getroot().find_class("body-title")[0].text_content() == "Gemeinde"
    assert html.parse(site / "second.html").getroot().find_class("body-name")[0].text_content() == "Gemeinde"
