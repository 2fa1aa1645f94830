# SPDX-License-Identifier: GPL-3.0-or-later
"""What a browser may load for a page of the site, and the quick exit on each."""

from dataclasses import dataclass

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
"""The Content-Security-Policy of every page, in its <meta>: the site's own files and nothing else, nothing inline, no evaluation of texts."""

HEADER = f"{POLICY}; frame-ancestors 'none'"
"""The header for web servers (deploy/headers): a page cannot forbid by itself that others frame it."""

READING, PRIVACY, ACCESSIBILITY = "reading-privately.html", "privacy.html", "accessibility.html"
"""The pages of a language that say what the site does for its readers, beside its front page."""

SEARCH = "search.html"
"""The search of a language, beside its front page."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """The quick exit and the links of every foot, as one page has them; what is empty is left out.

    `href` is where the exit leads, `script` the address of exit.js from the page, `folder` leads to the folder of the
    language's front page (empty with a false `has_pages`: a plain sphinx-build knows of no site).
    """

    href: str
    script: str
    folder: str = ""
    has_pages: bool = True

    @property
    def reading(self) -> str:
        return self.folder + READING if self.has_pages else ""

    @property
    def privacy(self) -> str:
        return self.folder + PRIVACY if self.has_pages else ""

    @property
    def accessibility(self) -> str:
        return self.folder + ACCESSIBILITY if self.has_pages else ""

    @property
    def search(self) -> str:
        return self.folder + SEARCH if self.has_pages else ""
