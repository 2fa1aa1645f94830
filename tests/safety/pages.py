# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of page that a site has, and what a browser says of a page."""

from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from pipeline.theme.policy import ACCESSIBILITY, PRIVACY, READING

type Open = Callable[..., BrowserContext]

type Screen = dict[str, int]

TAGS = ("it", "en", "de", "sq")
PHONE: Screen = {"width": 320, "height": 640}
DESKTOP: Screen = {"width": 1440, "height": 900}

SAMPLE: tuple[tuple[str, str, Screen], ...] = (
    ("index.html", "light", PHONE),
    ("it/index.html", "light", DESKTOP),
    ("en/index.html", "dark", PHONE),
    ("de/index.html", "dark", DESKTOP),
    ("sq/index.html", "light", PHONE),
    ("de/search.html", "light", PHONE),
    ("sq/privacy.html", "dark", DESKTOP),
    ("en/accessibility.html", "light", DESKTOP),
    ("it/reading-privately.html", "dark", PHONE),
    ("it/field-guide.html", "light", DESKTOP),
    ("sq/field-guide.html", "dark", PHONE),
    ("en/field-guide/index.html", "dark", DESKTOP),
    ("it/field-guide/index.html", "light", PHONE),
    ("en/field-guide/chapters/first-contact.html", "light", PHONE),
    ("it/field-guide/chapters/tables.html", "dark", PHONE),
    ("en/field-guide/chapters/words.html", "light", DESKTOP),
    ("it/field-guide/genindex.html", "dark", PHONE),
    ("it/text.field-guide.html", "light", PHONE),
    ("en/text.field-guide.chapters.tables.html", "dark", DESKTOP),
    ("404.html", "dark", PHONE),
)
"""Every kind of page once, languages, schemes and screens spread over them; the whole matrix is slow."""

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
_OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": _RULES}}
_LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation", function (event) {
  window.violations.push(event.violatedDirective + " " + event.blockedURI + " " + event.sourceFile);
});
"""


def is_text(name: str) -> bool:
    """Whether a page is text alone."""
    return "/text." in name


def names(site: Path) -> list[str]:
    """Every page, by its path below the site."""
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def portal(tag: str) -> list[str]:
    return [f"{tag}/{name}" for name in ("index.html", READING, PRIVACY, ACCESSIBILITY)]


def violations(page: Page) -> list[str]:
    """What axe finds, without the advice (no criterion of WCAG) that the two switches of the columns stand in a landmark:
    they open the columns without scripts only where they stand beside the page.
    """
    found = Axe().run(page, options=_OPTIONS).response["violations"]
    return [
        f"{one['id']}: {node['html'][:120]} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
        if not (one["id"] == "region" and "sidebar-toggle" in node["html"])
    ]


def failing(page: Page, address: str, wanted: list[str]) -> dict[str, list[str]]:
    """The pages in which axe finds something, and what."""
    found = {}
    for name in wanted:
        page.goto(address + name)
        if objections := violations(page):
            found[name] = objections
    return found


class Listener:
    """Hears what the browser objects to on a page: violations of a policy, errors, files that do not come."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.asked: list[str] = []
        page.add_init_script(_LISTEN)
        page.on("request", lambda request: self.asked.append(request.url))
        page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        page.on("response", lambda got: self.complaints.append(f"{got.status} {got.url}") if got.status > 399 else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def visit(self, address: str) -> None:
        self.page.goto(address)
        self.gather()

    def gather(self, *, scripts: bool = True) -> None:
        """Take up what the page itself has heard."""
        if scripts:
            self.complaints += self.page.evaluate("window.violations.splice(0)")
