# SPDX-License-Identifier: GPL-3.0-or-later
"""Serves the site to a browser of this machine, as a web server would."""

import errno
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from os import PathLike
from pathlib import Path

from pipeline.model.problems import Problem

_TYPES = {
    "": "application/octet-stream",
    ".css": "text/css; charset=utf-8",
    ".epub": "application/epub+zip",
    ".html": "text/html; charset=utf-8",
    ".inv": "application/octet-stream",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}


class _Handler(SimpleHTTPRequestHandler):
    """Files of the site with their right types, never kept by the browser; no listings of folders, no log."""

    # The mimetypes of the machine are not asked: they differ from one to the next.
    extensions_map = _TYPES

    def guess_type(self, path: str | PathLike[str]) -> str:
        name = Path(path)
        return "text/plain; charset=utf-8" if name.name == "SHA256SUMS" else _TYPES.get(name.suffix.lower(), _TYPES[""])

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def list_directory(self, path: str | PathLike[str]) -> BytesIO | None:  # noqa: ARG002  the base class's signature
        self.send_error(HTTPStatus.NOT_FOUND)
        return None

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the command line alone prints."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a browser that goes away in the middle of a page is no error, and the command line alone prints."""


def serve(site: Path, port: int) -> ThreadingHTTPServer:
    """Return a server on 127.0.0.1 that has the port and is ready to `serve_forever`; port 0 takes any that is free.

    Raises Problem `no-site` when nothing is built yet, `port-taken` when another program has the port.
    """
    if not (site / "index.html").is_file():
        cause, hint = f"{site / 'index.html'} does not exist", "build it first: make"
        raise Problem("no-site", "there is no site to show", cause=cause, hint=hint)
    try:
        return _Server(("127.0.0.1", port), partial(_Handler, directory=str(site)))
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        hint = f"end the other program, or choose another port: west-pipeline serve --port {port + 1}"
        cause = error.strerror or str(error)
        raise Problem("port-taken", f"port {port} cannot be used", cause=cause, hint=hint) from None
