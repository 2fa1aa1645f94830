# SPDX-License-Identifier: GPL-3.0-or-later
"""The search of a site, as a reader uses it: from disk or served."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.serving import shown

type Open = Callable[..., BrowserContext]

TAGS = ("it", "en", "de", "sq")


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where the site is served, with a slash at the end."""
    with shown(site) as address:
        yield address


class Search:
    """The search page of a language in a browser. `start` is the site's address, with a slash at the end."""

    def __init__(self, page: Page, start: str, tag: str) -> None:
        self.page = page
        self.address = f"{start}{tag}/search.html"

    def ask(self, query: str, slug: str = "") -> list[str]:
        """The places of the results that are shown, relative to the language's folder, without the words to mark."""
        self.page.goto(f"{self.address}?{urlencode({'q': query} | ({'in': slug} if slug else {}))}")
        self.page.locator(".search-results[aria-busy=false]").wait_for(state="attached")
        links = self.page.locator(".search-results h2 a")
        return [place(href) for href in links.evaluate_all("all => all.map(one => one.getAttribute('href'))")]

    @property
    def said(self) -> str:
        return self.page.locator(".search-status").inner_text()


def place(href: str) -> str:
    parts = urlsplit(href)
    return f"{parts.path}#{parts.fragment}" if parts.fragment else parts.path
