# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page forbids the browser to load from elsewhere, and the browser has nothing to object to on any of them."""

import re
from pathlib import Path

import pytest
from lxml import html

from pipeline.theme.policy import HEADERS, NOT_FOUND, POLICY
from tests.conftest import ROOT
from tests.safety.pages import SAMPLE, Listener, Open, names

INLINE = (
    "//script[not(@src) and not(@type='application/ld+json')] | //style | //@style | //@*[starts-with(name(), 'on')]"
    " | //@href[starts-with(., 'javascript:')] | //@src[starts-with(., 'data:')] | //@href[starts-with(., 'data:')]"
)


def parsed(path: Path) -> html.HtmlElement:
    return html.parse(str(path)).getroot()


def objections(site: Path) -> list[str]:
    """Pages without the policy before all else that loads, and pages with something inline."""
    found = []
    for name in names(site):
        root = parsed(site / name)
        says = root.xpath("//meta[@http-equiv='Content-Security-Policy']")
        loads = root.xpath("//link[@rel='stylesheet'] | //script")
        if [one.get("content") for one in says] != [POLICY] or says[0].xpath("preceding::link | preceding::script"):
            found.append(f"{name}: no policy")
        if root.xpath("//meta[@name='referrer']/@content") != ["no-referrer"]:
            found.append(f"{name}: tells others where a reader comes from")
        found += [f"{name}: inline {one}" for one in root.xpath(INLINE)]
        assert loads, name
    return found


def test_every_kind_of_page_has_the_policy_and_nothing_inline(small_site: Path) -> None:
    assert objections(small_site) == []


@pytest.mark.slow
def test_every_page_of_the_publications_has_the_policy_and_nothing_inline(site: Path) -> None:
    assert objections(site) == []


def test_no_script_makes_code_from_text_or_styles_from_code(small_site: Path) -> None:
    risky = re.compile(r"\beval\(|new Function|setAttribute\(\s*[\"']style|javascript:")
    # Sphinx's own file evaluates texts where it is asked to; plurals.js takes the place of the only one who asks.
    scripts = [path for path in small_site.rglob("*.js") if path.name not in ("doctools.js", "furo.js")]

    assert [path.name for path in scripts if risky.search(path.read_text(encoding="utf-8"))] == []


def test_the_files_of_headers_say_the_policy() -> None:
    def said(name: str, form: str) -> dict[str, str]:
        lines = (ROOT / "deploy/headers" / name).read_text(encoding="utf-8").splitlines()
        found = [match for line in lines if (match := re.fullmatch(form, line))]
        return {match[1]: match[2] for match in found}

    nginx = said("nginx.conf", r'add_header ([\w-]+) "([^"]+)" always;')
    apache = said("apache.conf", r'Header always set ([\w-]+) "([^"]+)"')
    static = said("_headers", r"  ([\w-]+): (.+)")

    assert nginx == apache == static == HEADERS


# test_web_servers.py visits a page of each kind where it is served.
def test_from_disk_no_page_violates_its_policy(small_site: Path, open_context: Open) -> None:
    listener = Listener(open_context(color_scheme="dark", locale="fr-FR").new_page())
    start = f"{small_site.as_uri()}/"

    for name in names(small_site):
        if name != NOT_FOUND:  # servers alone show that one, and its addresses begin at the top of the site
            listener.visit(start + name)

    assert listener.complaints == []
    assert [url for url in listener.asked if not url.startswith(start)] == []


def test_without_scripts_no_page_violates_its_policy(address: str, open_context: Open) -> None:
    listener = Listener(open_context(java_script_enabled=False).new_page())

    for name, _, _ in SAMPLE:
        listener.page.goto(address + name)

    assert listener.complaints == []


def test_nothing_that_a_reader_does_violates_the_policy_or_is_remembered(address: str, open_context: Open) -> None:
    page = open_context(viewport={"width": 600, "height": 800}).new_page()
    listener = Listener(page)

    listener.visit(f"{address}it/search.html?q=tabelle")
    with page.expect_navigation():
        page.locator(".search-results li a").first.click()
    assert page.evaluate("localStorage.length") == 0
    page.locator(".mobile-header .theme-toggle").click()
    page.locator("label.nav-overlay-icon").click()
    page.locator(".sidebar-tree a").last.click()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="English").first.click()
    listener.gather()

    assert listener.complaints == []
    assert page.evaluate("Object.keys(localStorage)") == ["theme"]
    assert page.evaluate("sessionStorage.length") == 0
    assert page.context.cookies() == []


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tag", ["it", "en", "de", "sq"])
def test_no_page_of_the_publications_violates_its_policy(
    site: Path, whole_address: str, open_context: Open, tag: str, scheme: str
) -> None:
    listener = Listener(open_context(color_scheme=scheme, locale="fr-FR").new_page())

    for name in names(site):
        if name.startswith(f"{tag}/"):
            listener.visit(whole_address + name)

    assert listener.complaints == []
    assert [url for url in listener.asked if not url.startswith((whole_address, "data:"))] == []


def test_a_browser_keeps_no_pages_for_reading_without_a_network(address: str, open_context: Open) -> None:
    page = open_context(locale="fr-FR").new_page()
    page.goto(f"{address}it/index.html")

    refused = page.evaluate(
        "navigator.serviceWorker.register('../_portal/copy.js').then(() => '', error => error.name)"
    )

    assert refused == "SecurityError"
    assert page.evaluate("caches.keys()") == []
