# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetches what a layout may read: files below the given folders. No network, no way out by `..` or a link."""

import mimetypes
import ssl
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from weasyprint.urls import URLFetcher, URLFetcherResponse

from pipeline.media.pictures import Purpose
from pipeline.typeset.engine.photographs import SCREEN, fitted

_TYPES = mimetypes.MimeTypes()  # the standard library's own table, whatever the machine has

_TRUSTS_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Without it WeasyPrint reads the certificates of the system for each layout, which takes 6 ms."""


class FolderFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Opens file URLs below `folders` and data URLs; anything else stops the layout and is remembered in `refused`.

    Unless `strict`, the layout goes on without it, with a picture's alternative text instead, and WeasyPrint warns.
    WeasyPrint swallows the error of a file that an SVG picture asks for: whoever lays out looks at `refused` too.
    Photographs come as they serve the `purpose`.
    """

    def __init__(self, *folders: Path, strict: bool = True, purpose: Purpose = SCREEN) -> None:
        super().__init__(
            ssl_context=_TRUSTS_NOBODY,
            allowed_protocols={"file", "data"},
            allow_redirects=False,
            fail_on_errors=strict,
        )
        self._folders = tuple(folder.resolve() for folder in folders)
        self._purpose = purpose
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme == "data":
            return super().fetch(url, headers)
        path = self._allowed(url)
        kind, _ = _TYPES.guess_type(path.name)
        original = path.read_bytes()
        data, kind = fitted(original, kind or "application/octet-stream", self._purpose)
        # WeasyPrint would read the file of a picture again if the address named one.
        return URLFetcherResponse(url if data is original else f"fitted:{url}", data, {"Content-Type": kind})

    def _allowed(self, url: str) -> Path:
        parts = urlsplit(url)
        if parts.scheme == "file" and parts.netloc in ("", "localhost"):
            path = Path(url2pathname(parts.path)).resolve()
            if path.is_file() and any(path.is_relative_to(folder) for folder in self._folders):
                return path
        self.refused.append(url)
        raise PermissionError(f"{url} is no file of the book")
