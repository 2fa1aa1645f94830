# SPDX-License-Identifier: GPL-3.0-or-later
"""Editing on the page in Chromium, by keyboard alone, beside a second writer; one preview serves all of these tests."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.conftest import ROOT, copy_project
from tests.preview.conftest import TERMS, Desk, running
from tests.preview.test_browser import RULES, SOON, paragraph

type Open = Callable[..., BrowserContext]

REFUSED = "Nuk u ruajt: ndreqeni më parë këtë, ose ruajeni si të papërfunduar."


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    project = copy_project(ROOT / "tests/sample", tmp_path_factory.mktemp("edited") / "sample")
    (project / "source/terminology.tsv").write_text(TERMS, encoding="utf-8")
    with running(project) as desk:
        yield desk


@pytest.fixture
def page(desk: Desk, open_context: Open) -> Page:
    page = open_context(viewport={"width": 1000, "height": 700}, locale="sq-AL").new_page()
    page.set_default_timeout(SOON)
    page.goto(f"{desk.address}first.html")
    expect(page.locator("button.preview-mark").first).to_be_attached()
    return page


def field(page: Page) -> Locator:
    return page.get_by_role("dialog").get_by_role("textbox", name="Përkthimi")


def begin(page: Page, words: str) -> Locator:
    paragraph(page, words).locator("button.preview-mark").press("Enter")
    expect(field(page)).to_be_focused()
    return field(page)


def text(desk: Desk) -> str:
    return desk.po.read_text(encoding="utf-8")


def test_by_keyboard_refused_corrected_saved_undone_and_signed(desk: Desk, page: Page) -> None:
    before = text(desk)
    box = begin(page, "Biseda zhvillohet")
    expect(box).to_have_accessible_description(re.compile("^Il colloquio si tiene"))

    box.fill("Biseda bëhet në një dhomë.")
    page.keyboard.press("Control+Enter")
    alert = page.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_contain_text(REFUSED)
    expect(alert).to_contain_text("Gabim lost-role: mungon :ref:`second`")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_be_focused()
    assert text(desk) == before
    assert Axe().run(page, options=RULES).response["violations"] == []

    page.keyboard.press("End")
    page.keyboard.type(" Shih :ref:`second`.")
    page.keyboard.press("Control+Enter")
    expect(paragraph(page, "Biseda bëhet në një dhomë.")).to_be_visible()
    expect(alert).to_be_empty()
    assert 'msgstr "Biseda bëhet në një dhomë. Shih :ref:`second`."' in text(desk)

    page.get_by_role("button", name="E kam lexuar këtë përkthim").press("Enter")
    page.keyboard.type("A. B.")  # the browser leads to the field that is empty
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("I lexuar dhe i nënshkruar: A. B., 2")

    page.get_by_role("button", name="Zhbëj").press("Enter")
    expect(paragraph(page, "Biseda zhvillohet")).to_be_visible()
    expect(box).to_have_value("Biseda zhvillohet në një dhomë të mbyllur, shih :ref:`second`.")


def test_a_click_on_the_words_begins_and_what_is_typed_waits_for_its_return(desk: Desk, page: Page) -> None:
    before = text(desk)
    paragraph(page, "Një poshtëshënim").click(position={"x": 60, "y": 8})
    field(page).fill("Një shënim i filluar.")
    page.keyboard.press("Alt+ArrowUp")
    expect(field(page)).to_have_value(re.compile("^Biseda"))
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).not_to_be_attached()

    begin(page, "Një poshtëshënim")

    expect(field(page)).to_have_value("Një shënim i filluar.")
    assert text(desk) == before, "nothing is written unless she saves"
    field(page).fill("Një poshtëshënim.")


def test_what_another_program_saves_meanwhile_is_shown_and_kept(desk: Desk, page: Page) -> None:
    box = begin(page, "Një person vjen")
    box.fill("Vjen një njeri. [#note]_")

    desk.edit(desk.po, "Një person vjen në sportel", "Një grua vjen në sportel")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("Skedari ndërkohë ka fjalë të tjera.")
    expect(dialog.get_by_role("heading", name="Tani në skedar")).to_be_visible()
    expect(dialog.locator("[data-part=translation]")).to_have_text(re.compile("^Një grua vjen"))
    expect(box).to_have_value("Vjen një njeri. [#note]_")
    page.keyboard.press("Control+Enter")

    group = dialog.get_by_role("group", name="Erdhi një përkthim tjetër")
    expect(group.get_by_role("listitem")).to_contain_text(["Vjen një njeri. [#note]_"])
    expect(box).to_have_value(re.compile("^Një grua vjen"))
    assert "# another translation, received: Vjen një njeri. [#note]_" in text(desk)
    group.get_by_role("button", name="Merr këtë").press("Enter")
    expect(paragraph(page, "Vjen një njeri.")).to_be_visible()


def test_the_memory_puts_its_words_into_the_field(desk: Desk, page: Page) -> None:
    similar = 'msgid "La rete dei servizi risponde entro novanta giorni."\nmsgstr "Rrjeti përgjigjet brenda nëntëdhjetë ditëve."\n\n'
    desk.edit(desk.po, 'msgid "La rete', f'{similar}msgid "La rete')
    page.goto(f"{desk.address}second.html")
    begin(page, "Rrjeti i shërbimeve përgjigjet")

    page.get_by_role("button", name="Vëre në fushë").press("Enter")

    expect(field(page)).to_have_value("Rrjeti përgjigjet brenda nëntëdhjetë ditëve.")
    expect(field(page)).to_be_focused()
    field(page).fill("Rrjeti i shërbimeve përgjigjet brenda tridhjetë ditëve.")


def test_what_is_typed_survives_a_reload(desk: Desk, page: Page) -> None:
    before = text(desk)
    begin(page, "Biseda").fill("Biseda që nuk u ruajt ende.")
    page.on("dialog", lambda dialog: dialog.accept())

    page.reload()
    expect(page.locator("button.preview-mark").first).to_be_attached()

    expect(begin(page, "Biseda")).to_have_value("Biseda që nuk u ruajt ende.")
    assert text(desk) == before
    assert page.evaluate("Object.keys(localStorage)") == ["preview-drafts sq"]


def test_what_is_typed_survives_a_closed_tab(desk: Desk, page: Page) -> None:
    begin(page, "Biseda zhvillohet").fill("Biseda ende e paruajtur.")
    page.close()

    other = page.context.new_page()
    other.goto(f"{desk.address}first.html")
    expect(begin(other, "Biseda zhvillohet")).to_have_value("Biseda ende e paruajtur.")

    field(other).fill("Biseda zhvillohet në një dhomë me derë që mbyllet. Shihni :ref:`second`.")
    other.evaluate("localStorage.clear()")


def test_the_field_is_as_high_as_the_original_and_takes_its_markup_by_a_key(desk: Desk, page: Page) -> None:
    box = begin(page, "Biseda")
    original = page.locator("#preview-original").inner_text()
    assert int(box.get_attribute("rows") or 0) >= -(-len(original) // 56)
    pieces = page.get_by_role("group", name="Vendos nga origjinali").get_by_role("button")
    expect(pieces.first).to_have_text(":ref:`second`")

    box.fill("Shih ")
    page.keyboard.press("End")
    page.keyboard.press("Alt+1")

    expect(box).to_have_value("Shih :ref:`second`")
    expect(box).to_be_focused()
    assert Axe().run(page, options=RULES).response["violations"] == []


def test_saving_leads_on_to_the_next_that_has_something_to_do(desk: Desk, page: Page) -> None:
    desk.edit(desk.po, 'msgid "Primo"\nmsgstr "', '#, fuzzy\nmsgid "Primo"\nmsgstr "')
    desk.edit(desk.po, 'msgstr "Një poshtëshënim."', 'msgstr ""')
    expect(page.locator('button.preview-mark[data-mark="untranslated"]')).to_be_attached()
    begin(page, "Primo")

    page.keyboard.press("Control+Shift+Enter")

    expect(page.locator("#preview-original")).to_have_text("Nota a piè di pagina.")
    expect(field(page)).to_be_focused()
