# SPDX-License-Identifier: GPL-3.0-or-later
"""What a browser may load for a page of the site, and the quick exit on each."""

from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import urlsplit

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; worker-src 'none'"
)
"""The Content-Security-Policy of every page, in its <meta>: the site's own files and nothing else, nothing inline, no evaluation of texts."""

HEADERS = {
    # A page cannot forbid by itself that others frame it.
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""What every server of the site says with every file: `serve`, and web servers by deploy/headers."""

MEDIA_TYPES = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".bib": "text/plain; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".epub": "application/epub+zip",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".map": "application/json; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".ris": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
"""The Content-Type of each kind of file of the site, by its suffix."""

READING, PRIVACY, ACCESSIBILITY = "reading-privately.html", "privacy.html", "accessibility.html"
"""The pages of a language that say what the site does for its readers, beside its front page."""

TEXT = "text"
"""With this word and a dot begin the names of pages that are text alone, beside the front page; no publication has it."""

SEARCH = "search.html"
"""The search of a language, beside its front page."""

NOT_FOUND = "404.html"
"""The page that web servers show for missing addresses; its path below the site."""


def base_path(site_url: str) -> str:
    """Return the path of the site's address, with a slash at both ends; `/` where the address is not known."""
    return f"/{urlsplit(site_url).path.strip('/')}/".replace("//", "/")


def media_type(path: PurePath) -> str:
    """Return the Content-Type that a file of the site is sent with."""
    kind = ".txt" if path.name == "SHA256SUMS" else path.suffix.lower()
    return MEDIA_TYPES.get(kind, "application/octet-stream")


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
