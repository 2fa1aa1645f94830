# SPDX-License-Identifier: GPL-3.0-or-later
"""Restricts WeasyPrint to files below given folders: no network, and no escape by `..` or a symbolic link."""

import mimetypes
import ssl
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from weasyprint.urls import URLFetcher, URLFetcherResponse

from pipeline.model.problems import Problem
from pipeline.typeset.engine.pictures import prepared

_TYPES = mimetypes.MimeTypes()  # the table of the standard library, independent of the machine

_TRUSTS_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Saves 6 ms per layout: otherwise WeasyPrint loads the system's certificates."""


class FolderFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Opens file URLs below `folders`, and data URLs. Any other URL stops the layout and is recorded in `refused`.

    Unless `strict`, WeasyPrint only warns, and uses a picture's alternative text. WeasyPrint swallows errors for files that an SVG
    picture refers to, so callers must check `refused` after a layout. Pictures are cached in the folder `picture_cache` if there
    is one.
    """

    def __init__(self, *folders: Path, strict: bool = True, picture_cache: Path | None = None) -> None:
        super().__init__(
            ssl_context=_TRUSTS_NOBODY,
            allowed_protocols={"file", "data"},
            allow_redirects=False,
            fail_on_errors=strict,
        )
        self._folders = tuple(folder.resolve() for folder in folders)
        self._picture_cache = picture_cache
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme == "data":
            return super().fetch(url, headers)
        path = self._allowed(url)
        kind, _ = _TYPES.guess_type(path.name)
        try:
            data, kind = prepared(path.read_bytes(), kind or "application/octet-stream", self._picture_cache)
        except Problem as problem:
            raise OSError(problem.cause) from problem  # which WeasyPrint reports
        # With a file URL WeasyPrint would read the original file again.
        return URLFetcherResponse(f"prepared:{url}", data, {"Content-Type": kind})

    def _allowed(self, url: str) -> Path:
        parts = urlsplit(url)
        if parts.scheme == "file" and parts.netloc in ("", "localhost"):
            path = Path(url2pathname(parts.path)).resolve()
            if path.is_file() and any(path.is_relative_to(folder) for folder in self._folders):
                return path
        self.refused.append(url)
        raise PermissionError(f"{url} is not a file of the book")
