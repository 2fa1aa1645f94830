# SPDX-License-Identifier: GPL-3.0-or-later
"""The Content-Security-Policy, HTTP headers and media types of the site, and the quick exit of each page."""

from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import urlsplit

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; worker-src 'none'"
)
"""The Content-Security-Policy of every page, in its <meta>: only files of the site, nothing inline, no eval."""

HEADERS = {
    # Cannot be set in a <meta>.
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""The HTTP headers of every file of the site, sent by `serve`, and by web servers through deploy/headers."""

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
"""Suffix -> Content-Type."""

READING, PRIVACY, ACCESSIBILITY = "reading-privately.html", "privacy.html", "accessibility.html"
"""The information pages of a language, next to its front page."""

TEXT = "text"
"""Prefix (with a dot) of the names of text-only pages, next to the front page; no publication has this name."""

SEARCH = "search.html"
"""The search page of a language, next to its front page."""

NOT_FOUND = "404.html"
"""The page for missing addresses; its path relative to the site."""


def base_path(site_url: str) -> str:
    """Return the path of the site's URL, with a slash at both ends; `/` if the URL is unknown."""
    return f"/{urlsplit(site_url).path.strip('/')}/".replace("//", "/")


def media_type(path: PurePath) -> str:
    """Return the Content-Type of a file of the site."""
    kind = ".txt" if path.name == "SHA256SUMS" else path.suffix.lower()
    return MEDIA_TYPES.get(kind, "application/octet-stream")


@dataclass(frozen=True, slots=True)
class QuickExit:
    """The quick exit and the footer links of a page; empty links are omitted.

    `href` is the target of the exit, `script` the relative URL of exit.js, `folder` the relative URL of the front page's folder.
    Without `has_pages`, as in a plain sphinx-build, the site has no pages to link to.
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
