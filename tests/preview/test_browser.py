# SPDX-License-Identifier: GPL-3.0-or-later
"""The preview in Chromium: the place and the focus stay, no mouse is needed, and nothing rests on colour alone."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from pipeline.commands.preview.session import Renewed
from tests.preview.conftest import Desk

type Open = Callable[..., BrowserContext]

ARRIVES = 'msgstr "Një person vjen në sportel dhe kërkon ndihmë. [#note]_"'
ARRIVED = "Una persona arriva allo sportello e chiede aiuto. [#note]_"
ALSO = "another translation, received"
BROKEN = ARRIVES[:-1]
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"region": {"enabled": False}},  # the frame around the text is the edition's own, and tested with it
}
SOON = 15_000
"""Milliseconds in which a renewal is on the page even on a machine that does other things."""


@pytest.fixture
def page(desk: Desk, open_context: Open) -> Page:
    context = open_context(
        viewport={"width": 1000, "height": 500}, permissions=["clipboard-read", "clipboard-write"], locale="sq-AL"
    )
    page = context.new_page()
    page.set_default_timeout(SOON)
    page.goto(f"{desk.address}first.html")
    expect(marks(page).first).to_be_attached()
    return page


def marks(page: Page) -> Locator:
    return page.locator("button.preview-mark")


def paragraph(page: Page, words: str) -> Locator:
    return page.locator("[data-message]", has_text=words).last


def make_long(desk: Desk) -> None:
    """Enough paragraphs to scroll, each of its own."""
    text = "".join(f"Frase numero {number} di tante.\n\n" for number in range(60))
    desk.edit(desk.rst, "Il colloquio", f"{text}Il colloquio")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.className + ' ' + document.activeElement.id"))


def test_a_saved_translation_shows_up_and_the_place_stays(desk: Desk, page: Page) -> None:
    make_long(desk)
    paragraph(page, "Frase numero 50").evaluate("one => one.scrollIntoView({ behavior: 'instant' })")
    page.wait_for_timeout(100)
    before = paragraph(page, "Frase numero 50").bounding_box()

    desk.edit(desk.po, ARRIVES, 'msgstr "Një person tjetër [#note]_ vjen. ' + "Dhe kështu me radhë. " * 60 + '"')

    expect(paragraph(page, "Një person tjetër")).to_be_attached()
    after = paragraph(page, "Frase numero 50").bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 2


def test_a_saved_source_shows_up(desk: Desk, page: Page) -> None:
    desk.edit(desk.rst, "Una persona arriva", "Una signora arriva")

    expect(paragraph(page, "Una signora arriva")).to_be_visible()
    expect(page.locator("#preview-status")).to_have_text("Faqja u përditësua.")


def test_a_paragraph_keeps_the_focus_through_a_renewal(desk: Desk, page: Page) -> None:
    mark = paragraph(page, "Biseda").locator("button")
    mark.focus()

    desk.edit(desk.po, "Biseda zhvillohet", "Biseda do të zhvillohet")

    expect(paragraph(page, "Biseda do të").locator("button")).to_be_focused()


def test_each_state_has_a_sign_words_and_a_form_of_its_own(desk: Desk, page: Page) -> None:
    desk.edit(desk.po, 'msgid "Primo"', '#, fuzzy\nmsgid "Primo"')
    desk.edit(desk.po, ARRIVES, 'msgstr ""')
    desk.edit(desk.po, "një dhomë", "një  dhomë")
    said = {
        "Primo": ("…", "i papërfunduar, hollësi", "dotted"),
        "Una persona": ("○", "i papërkthyer, hollësi", "dashed"),
        "Biseda": ("!", "me vërejtje, hollësi", "double"),
        "Një poshtëshënim": ("✓", "i përkthyer, hollësi", "solid"),
    }
    for words, (sign, name, line) in said.items():
        mark = paragraph(page, words).locator("button.preview-mark")
        expect(mark).to_have_accessible_name(name)
        expect(mark.locator("[aria-hidden]")).to_have_text(sign)
        assert paragraph(page, words).evaluate("one => getComputedStyle(one).borderLeftStyle") == line
    legend = page.get_by_role("list", name="Paragrafët e kësaj faqeje")
    assert legend.get_by_role("listitem").all_inner_texts() == [
        "! me vërejtje 1",
        "⇄ dy përkthime 0",
        "○ i papërkthyer 1",
        "≈ origjinali ka ndryshuar 0",
        "? sugjerim 0",
        "… i papërfunduar 1",
        "✓ i përkthyer 1",
    ]


def test_of_two_translations_one_is_taken_by_keyboard(desk: Desk, page: Page) -> None:
    """Hers, then ours; the page, the panel and the status follow, the focus stays in the panel, axe finds nothing."""
    others = f"# e jona\n# {ALSO}: Vjen dikush.\n# {ALSO}: Dikush vjen. [#note]_\n"
    desk.edit(desk.po, f'msgid "{ARRIVED}"', f'{others}msgid "{ARRIVED}"')
    before = desk.po.read_text(encoding="utf-8").split("\n\n")
    expect(page.locator('article [data-mark="conflict"]').first).to_be_attached()
    mark = paragraph(page, "Një person vjen").locator("button.preview-mark")
    expect(mark).to_have_accessible_name("dy përkthime, hollësi")
    assert paragraph(page, "Një person vjen").evaluate("one => getComputedStyle(one).borderLeftWidth") == "5px"
    mark.press("Enter")
    panel, status = page.get_by_role("dialog"), page.locator("#preview-status")
    group = panel.get_by_role("group", name="Erdhi një përkthim tjetër")
    expect(group.get_by_role("listitem")).to_have_count(2)
    expect(panel.locator("[data-part=comments] li")).to_have_text(["e jona"])
    assert Axe().run(page, options=RULES).response["violations"] == []

    take = group.get_by_role("button", name="Merr këtë").last
    expect(take).to_have_accessible_description("Dikush vjen. [#note]_")
    take.press("Enter")

    expect(status).to_have_text(re.compile("U mor. Përkthimi tjetër ruhet si koment.|Faqja u përditësua."))
    expect(paragraph(page, "Dikush vjen.")).to_be_visible()
    expect(panel.get_by_role("textbox", name="Përkthimi")).to_have_value("Dikush vjen. [#note]_")
    expect(panel).to_be_focused()
    expect(group.get_by_role("listitem")).to_have_text([re.compile("Vjen dikush.")])
    group.get_by_role("button", name="Mbaj përkthimin e tanishëm").press("Enter")

    expect(group).to_be_hidden()
    text = desk.po.read_text(encoding="utf-8")
    (now,) = set(text.split("\n\n")[1:]) - set(before)
    assert 'msgstr "Dikush vjen. [#note]_"' in now
    assert now.startswith("# e jona\n# earlier translation: Një person vjen")
    assert ALSO not in text
    assert len(set(before[1:]) - set(text.split("\n\n"))) == 1, "all other entries keep their bytes"


def test_what_has_changed_meanwhile_is_not_written(desk: Desk, page: Page) -> None:
    note = f"# {ALSO}: Dikush vjen. [#note]_\n"
    desk.edit(desk.po, f'msgid "{ARRIVED}"', f'{note}msgid "{ARRIVED}"')
    paragraph(page, "Një person vjen").locator("button.preview-mark").click()
    group = page.get_by_role("group", name="Erdhi një përkthim tjetër")
    expect(group).to_be_visible()
    page.route("**/_preview/page.json*", lambda route: route.abort())  # the page does not hear of the change

    desk.edit(desk.po, "# another translation, received: Dikush", "# another translation, received: Askush")
    changed = desk.po.read_bytes()
    group.get_by_role("button", name="Merr këtë").click()

    expect(page.locator("#preview-status")).to_have_text("ky mesazh ndërkohë ndryshoi; nuk u shkrua asgjë")
    assert desk.po.read_bytes() == changed


def test_by_keyboard_alone_to_the_panel_and_back(desk: Desk, page: Page) -> None:
    desk.edit(desk.po, "një dhomë", "një  dhomë")
    expect(page.locator('[data-mark="findings"]').first).to_be_attached()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # behind the link that skips to the text, the bar begins with what is to be done
    expect(paragraph(page, "Biseda").locator("button")).to_be_focused()

    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("textbox", name="Përkthimi")).to_be_focused()
    expect(panel.get_by_role("heading", level=2)).to_have_text("! i përkthyer, me vërejtje")
    expect(panel).to_contain_text("Il colloquio si tiene in una stanza chiusa, vedi :ref:`second`.")
    expect(panel.locator("[data-part=findings] li")).to_contain_text("doubled-space")
    expect(panel.locator("[data-part=original]")).to_have_attribute("lang", "it")

    page.keyboard.press("Escape")
    expect(panel).not_to_be_attached()
    expect(paragraph(page, "Biseda").locator("button")).to_be_focused()


def test_a_letter_leads_to_the_first_task_from_the_start_of_a_page(desk: Desk, page: Page) -> None:
    desk.edit(desk.po, ARRIVES, 'msgstr ""')
    expect(page.locator("button.preview-mark[data-mark=untranslated]")).to_have_count(1)
    assert page.evaluate("document.activeElement === document.body")

    page.keyboard.press("n")

    expect(page.locator("button.preview-mark[data-mark=untranslated]")).to_be_focused()


def test_on_a_telephone_the_bar_is_one_line(desk: Desk, open_context: Open) -> None:
    page = open_context(viewport={"width": 360, "height": 780}).new_page()
    page.goto(f"{desk.address}first.html")
    expect(marks(page).first).to_be_attached()

    box = page.locator(".preview-bar").bounding_box()

    assert box is not None
    assert box["height"] < 50


def test_arrows_lead_from_paragraph_to_paragraph_and_tab_leads_on(desk: Desk, page: Page) -> None:
    marks(page).first.focus()
    assert marks(page).evaluate_all("all => all.filter(one => one.tabIndex === 0).length") == 1

    page.keyboard.press("ArrowDown")
    expect(marks(page).nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(marks(page).last).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    expect(marks(page).first).to_be_focused()
    page.keyboard.press("Tab")
    assert "preview-mark" not in focused(page)


def test_file_and_line_are_copied_by_a_click(desk: Desk, page: Page) -> None:
    paragraph(page, "Biseda").locator("button").click()
    place = page.get_by_role("dialog").locator("[data-part=place]")
    said = place.inner_text()
    place.click()

    assert said.startswith("locales/sq/LC_MESSAGES/small.po:")
    assert page.evaluate("navigator.clipboard.readText()") == said
    expect(page.locator("#preview-status")).to_have_text(f"U kopjua: {said}")


def test_the_panel_goes_on_with_what_is_saved(desk: Desk, page: Page) -> None:
    paragraph(page, "Biseda").locator("button").click()

    desk.edit(desk.po, "Biseda zhvillohet", "Biseda do të zhvillohet")

    expect(page.get_by_role("dialog").get_by_role("textbox", name="Përkthimi")).to_have_value(
        re.compile("Biseda do të")
    )


def test_the_terms_are_beside_the_paragraph(desk: Desk, page: Page) -> None:
    page.goto(f"{desk.address}second.html")
    paragraph(page, "Rrjeti i shërbimeve përgjigjet").locator("button").click()

    expect(page.get_by_role("dialog").locator("[data-part=terms] li")).to_have_text(
        "rete dei servizi → rrjeti i shërbimeve"
    )


def test_a_broken_file_is_told_above_the_last_good_page(desk: Desk, page: Page) -> None:
    renewed: Renewed = desk.edit(desk.po, ARRIVES, ARRIVES[:-1])
    troubles = page.get_by_role("region", name="Kjo duhet ndrequr së pari")

    expect(troubles).to_contain_text(renewed.troubles[0].place)
    expect(troubles).to_contain_text("tekstit i mungon thonjëza në fund")
    expect(troubles).to_contain_text("Faqja shihet siç ishte më parë.")
    expect(paragraph(page, "Një person vjen")).to_be_visible()
    expect(page.locator("#preview-status")).to_have_text("Faqja nuk mund të përditësohet.")

    page.reload()
    expect(paragraph(page, "Një person vjen")).to_be_visible()
    expect(troubles).to_contain_text("tekstit i mungon thonjëza në fund")
    desk.edit(desk.po, ARRIVES[:-1], ARRIVES)
    expect(troubles).to_be_hidden()


def test_side_by_side_shows_every_message_and_renews_itself(desk: Desk, page: Page) -> None:
    page.get_by_role("link", name="Krah për krah").click()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(4)
    expect(rows.nth(1).locator("td").nth(1)).to_have_attribute("lang", "it")

    desk.edit(desk.po, "Biseda zhvillohet", "Biseda do të zhvillohet")
    expect(page.locator("tbody")).to_contain_text("Biseda do të zhvillohet")
    rows.nth(2).locator("button.preview-mark").click()
    expect(page.get_by_role("dialog")).to_contain_text("small.po:")

    page.keyboard.press("Escape")
    page.get_by_role("link", name="Faqja").click()
    expect(page).to_have_url(f"{desk.address}first.html")


def test_the_publications_own_texts_have_their_page_side_by_side(desk: Desk, page: Page) -> None:
    page.goto(f"{desk.address}_preview/side-by-side/publication.toml")

    expect(page.locator("tbody")).to_contain_text("Doracak i vogël")


def test_under_its_policy_no_page_complains_or_asks_another_host(desk: Desk, open_context: Open) -> None:
    page = open_context().new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for name in ("", "first.html", "genindex.html", "search.html?q=rrjeti", "_preview/side-by-side/first"):
        page.goto(desk.address + name)
        expect(page.locator("#preview")).to_be_visible()
        page.wait_for_timeout(200)

    assert complaints == []
    assert [url for url in asked if not url.startswith((desk.address, "data:"))] == []


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_on_a_narrow_screen_nothing_scrolls_sideways(desk: Desk, open_context: Open, scheme: str) -> None:
    page = open_context(viewport={"width": 320, "height": 600}, color_scheme=scheme).new_page()
    for name in ("first.html", "_preview/side-by-side/first"):
        page.goto(desk.address + name)
        marks(page).first.evaluate("one => one.click()")
        expect(page.get_by_role("dialog")).to_be_visible()

        width = page.evaluate(
            "Math.max(...[document.documentElement, ...document.querySelectorAll('main, article')].map(e => e.scrollWidth))"
        )
        assert width <= 320, name


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_axe_finds_nothing_on_pages_with_every_state_the_panel_and_a_broken_file(
    desk: Desk, open_context: Open, scheme: str
) -> None:
    desk.edit(desk.po, 'msgid "Primo"', '#, fuzzy\n#| msgid "Prima"\nmsgid "Primo"')
    desk.edit(desk.po, "një dhomë", "një  dhomë")
    desk.edit(desk.po, 'msgstr "Një poshtëshënim."', 'msgstr ""')
    desk.edit(desk.po, ARRIVES, BROKEN)
    page = open_context(
        viewport={"width": 1000, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    ).new_page()
    found = []
    for name in ("first.html", "_preview/side-by-side/first", "genindex.html"):
        page.goto(desk.address + name)
        expect(page.locator("#preview-troubles")).to_be_visible()
        if name != "genindex.html":
            page.locator('button.preview-mark[data-mark="changed"]').click()
            expect(page.locator("#preview-panel ins")).to_have_text("Primo")
        answer = Axe().run(page, options=RULES).response["violations"]
        found += [f"{name} {one['id']}: {node['html'][:120]}" for one in answer for node in one["nodes"]]

    assert found == []


def test_a_paragraph_that_readers_get_in_the_original_is_in_its_language(desk: Desk, page: Page) -> None:
    desk.edit(desk.po, ARRIVES, 'msgstr ""')

    expect(paragraph(page, "Una persona")).to_have_attribute("lang", "it")
    desk.edit(
        desk.po,
        'allo sportello e chiede aiuto. [#note]_"\nmsgstr ""',
        f'allo sportello e chiede aiuto. [#note]_"\n{ARRIVES}',
    )
    expect(paragraph(page, "Një person vjen")).not_to_have_attribute("lang", "it")


def test_next_to_do_leads_on_to_the_next_document_that_has_something(desk: Desk, page: Page) -> None:
    desk.edit(desk.po, "tridhjetë ditëve.", "tridhjetë  ditëve.")
    page.reload()
    expect(marks(page).first).to_be_attached()
    page.get_by_role("button", name="Puna e radhës").click()

    expect(page).to_have_url(f"{desk.address}second.html")
    expect(paragraph(page, "Rrjeti i shërbimeve").locator("button")).to_be_focused()


def test_to_side_by_side_and_back_one_stays_at_the_paragraph(desk: Desk, page: Page) -> None:
    paragraph(page, "Biseda").locator("button").click()
    page.get_by_role("link", name="Krah për krah").click()

    row = page.locator("tbody tr", has_text="Biseda").get_by_role("button")
    expect(row).to_be_focused()
    row.press("Enter")
    page.get_by_role("link", name="Faqja", exact=True).click()
    expect(paragraph(page, "Biseda").locator("button")).to_be_focused()


def test_shift_three_times_does_not_leave_the_preview(desk: Desk, page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_timeout(300)

    assert page.url == f"{desk.address}first.html"
    assert page.locator(".exit").count() == 0


def test_a_tab_that_nobody_sees_lets_go_and_catches_up_when_it_is_seen(desk: Desk, page: Page) -> None:
    """A browser has six connections to a server; the seventh chapter would wait for ever."""
    seen = "Object.defineProperty(document, 'hidden', { value: %s, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))"
    page.evaluate(seen % "true")
    desk.edit(desk.po, "Biseda zhvillohet", "Biseda do të zhvillohet")
    page.wait_for_timeout(500)
    expect(paragraph(page, "Biseda zhvillohet")).to_be_attached()

    page.evaluate(seen % "false")
    expect(paragraph(page, "Biseda do të")).to_be_attached()


def test_a_page_that_waits_goes_on_when_the_server_comes_back_with_pages(desk: Desk, page: Page) -> None:
    page.route("**/_preview/events", lambda route: route.abort())
    page.reload()
    expect(marks(page).first).not_to_be_attached()
    page.unroute("**/_preview/events")

    expect(marks(page).first).to_be_attached(timeout=15_000)
