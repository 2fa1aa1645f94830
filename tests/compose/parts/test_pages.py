# SPDX-License-Identifier: GPL-3.0-or-later
import shutil
import subprocess
import sys
from pathlib import Path

import lxml.html
import pytest

from pipeline.model.problems import Problem
from tests.compose.parts.golden import MESSAGES, PAGES, Press, body, identities


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    return Press(tmp_path_factory.mktemp("parts") / "project")


@pytest.fixture
def own_press(tmp_path: Path) -> Press:
    return Press(tmp_path / "project")


@pytest.mark.parametrize("golden", PAGES, ids=lambda path: path.stem)
def test_a_page_is_what_its_golden_file_says(press: Press, golden: Path) -> None:
    language, _, docname = golden.stem.partition("-")

    assert press.once(language).page(docname) == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("builder", ["html", "singlehtml", "text", "latex", "man", "texinfo", "gettext"])
def test_no_builder_stumbles_over_a_part(press: Press, builder: str) -> None:
    # A manual page has no cells that span columns; Sphinx says so of any table.
    told = [one for one in press.once("it", builder).warnings if "table cell spanning" not in one.text]

    assert told == []


def test_a_translation_has_no_warning_of_its_own(press: Press) -> None:
    assert press.once("de").warnings == ()


def test_each_text_is_one_message_with_its_place_and_no_word_of_a_glossary_or_of_ours_is_among_them(
    press: Press,
) -> None:
    assert list(press.once("it", "gettext").messages) == MESSAGES.read_text(encoding="utf-8").splitlines()


def test_anchors_are_the_same_in_each_language(press: Press) -> None:
    for path in sorted(press.once("it").out.glob("*.html")):
        if path.stem in ("genindex", "search"):
            continue
        assert identities(press.once("it").page(path.stem)) == identities(press.once("de").page(path.stem))


def test_plain_text_says_numbers_and_labels_too(press: Press) -> None:
    text = (press.once("de", "text").out / "first.txt").read_text(encoding="utf-8")

    for words in (
        "Verfahren 1: Erster *Kontakt*",
        "1.1 Ein sicherer Ort",
        "Wer: Streetwork",
        "Checkliste: Vor dem Gespräch",
    ):
        assert words in text


def test_pages_put_together_keep_the_numbers_of_the_publication(press: Press) -> None:
    page = body((press.once("it", "singlehtml").out / "index.html").read_text(encoding="utf-8"))

    assert '<span class="step-number">1.3</span> Dopo' in page
    assert '<span class="step-number">2.1</span> Valutare il rischio' in page


def test_reading_in_several_processes_gives_the_same_pages(press: Press, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-j", "2", "-c", press.source]
    subprocess.run([*command, press.source / "handbook", tmp_path], check=True, capture_output=True, text=True)

    for docname in ("first", "references", "contacts", "glossary"):
        assert body((tmp_path / f"{docname}.html").read_text(encoding="utf-8")) == press.once("it").page(docname)


def test_a_mistake_in_the_contacts_stops_the_edition_with_file_and_line(own_press: Press) -> None:
    contacts = own_press.source / "contacts.toml"
    contacts.write_text(contacts.read_text(encoding="utf-8").replace('"at"', '"zz"', 1), encoding="utf-8")

    with pytest.raises(Problem) as told:
        own_press.build("it")

    assert (told.value.code, told.value.path, told.value.line) == ("unknown-country", contacts, 19)


@pytest.mark.parametrize(
    ("name", "old", "new", "docname"),
    [
        ("contacts.toml", "gratuito", "a pagamento", "contacts"),
        ("terminology.tsv", "Un dono.", "Un regalo.", "glossary"),
    ],
)
def test_a_change_in_a_shared_file_reaches_the_page(
    own_press: Press, name: str, old: str, new: str, docname: str
) -> None:
    assert new not in own_press.build("it").page(docname)
    path = own_press.source / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    built = own_press.build("it")

    assert new in built.page(docname)
    assert built.warnings == ()


def test_a_new_procedure_moves_the_numbers_in_pages_that_only_refer_to_the_next(own_press: Press) -> None:
    assert ">Procedura 2<" in own_press.build("it").page("references")
    page = own_press.source / "handbook/first.rst"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n.. procedure:: Nuova\n", encoding="utf-8")

    built = own_press.build("it")

    assert ">Procedura 3<" in built.page("references")
    assert ">Passo 3.1<" in built.page("references")
    assert '<span class="step-number">3.1</span>' in built.page("second")


def test_a_changed_title_reaches_the_pages_that_refer_to_it(own_press: Press) -> None:
    own_press.build("it")
    page = own_press.source / "handbook/first.rst"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("Un luogo sicuro", "Un posto sicuro"), encoding="utf-8")

    assert ">Un posto sicuro<" in own_press.build("it").page("references")


def test_a_directive_of_an_adopted_project_goes_before_ours(own_press: Press) -> None:
    conf = own_press.source / "conf.py"
    theirs = "from docutils.parsers.rst.directives.admonitions import Note\ndef setup(app):\n    app.add_directive('checklist', Note)\n"
    (own_press.source / "theirs.py").write_text(theirs, encoding="utf-8")
    conf.write_text(
        conf.read_text(encoding="utf-8").replace(
            '["sphinxcontrib.bibtex"]',
            '["sphinxcontrib.bibtex", "theirs"]\nimport sys\nsys.path.insert(0, str(__import__("pathlib").Path(__file__).parent))\nextensions = extensions',
        ),
        encoding="utf-8",
    )
    page = own_press.source / "handbook/first.rst"
    shutil.copy(page, page.with_suffix(".kept"))
    page.write_text("Pagina\n======\n\n.. checklist:: Una nota altrui\n", encoding="utf-8")
    try:
        assert 'class="admonition note"' in own_press.build("it").page("first")
    finally:
        sys.modules.pop("theirs", None)
        sys.path.remove(str(own_press.source))


def test_a_project_has_parts_of_its_own_without_code(own_press: Press) -> None:
    with (own_press.source / "project.toml").open("a", encoding="utf-8") as file:
        file.write(PARTS)
    document = own_press.source / "handbook/recipes.rst"
    document.write_text(RECIPES, encoding="utf-8")
    index = document.with_name("index.rst")
    index.write_text(
        index.read_text(encoding="utf-8").replace("   first\n", "   first\n   recipes\n"), encoding="utf-8"
    )
    (own_press.root / "locales/de/LC_MESSAGES/shared.po").write_text(LABELS, encoding="utf-8")

    first, again = (
        own_press.build("de"),
        own_press.build("de", "singlehtml"),
    )  # this one reads the parts from their file

    assert [*first.warnings, *again.warnings] == []
    page = lxml.html.fragment_fromstring(first.page("recipes"))
    recipe, exercise = page.xpath(".//section[@aria-labelledby]")
    assert (recipe.get("class"), exercise.get("class")) == ("procedure recipe", "checklist exercise")
    assert " ".join(recipe.text_content().split()).startswith("Rezept 1 Minestrone¶ Personen 4 1.1 Tagliare")
    assert " ".join(exercise.text_content().split()).startswith("Übung Respirare")
    assert exercise.xpath('.//ul[contains(@class, "checklist-items")]//span[@class="box"]')
    (link,) = page.xpath('./p/a[contains(@class, "internal")]')
    assert link.text_content() == "Rezept 1"
    assert {"recipes.rst:4: Minestrone", "recipes.rst:6: 4"} <= {*own_press.build("it", "gettext").messages}

    described = own_press.source / "project.toml"
    described.write_text(described.read_text(encoding="utf-8").replace('"Esercizio"', '"Attività"'), encoding="utf-8")
    assert "Attività</span> Respirare" in own_press.build("de").page("recipes")


def test_a_part_of_a_name_that_sphinx_has_is_refused(own_press: Press) -> None:
    with (own_press.source / "project.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[parts]]\nname = "note"\nlabel = "Nota"\n')

    with pytest.raises(Problem, match="a kind of part cannot be called 'note'"):
        own_press.build("it")


PARTS = """
[[parts]]
name = "recipe"
label = "Ricetta %s"
list = "Ricette"
steps = true
facts = { serves = "Persone" }

[[parts]]
name = "exercise"
label = "Esercizio"
boxes = true
"""
RECIPES = """Ricette
=======

.. recipe:: Minestrone
   :name: recipe-minestrone
   :serves: 4

   .. step:: Tagliare

      Tutto.

.. exercise:: Respirare

   - Dentro.
   - Fuori.

:numref:`recipe-minestrone`
"""
LABELS = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Ricetta %s"
msgstr "Rezept %s"

msgid "Persone"
msgstr "Personen"

msgid "Esercizio"
msgstr "Übung"
"""
