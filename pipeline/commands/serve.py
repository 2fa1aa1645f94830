# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `serve`: serve the site to a browser on this machine, as a web server would."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, override
from urllib.parse import quote, unquote, urlsplit

from pipeline.commands.arguments import Command, Option
from pipeline.model.problems import Problem
from pipeline.report.lines import WELL, Serving
from pipeline.report.session import Session
from pipeline.system.loopback import LoopbackHandler, LoopbackServer, file_below
from pipeline.theme.policy import HEADERS, NOT_FOUND, base_path, media_type

_DOWNLOAD = re.compile(r"(.+/.+/)[^/]+[.](?:pdf|epub)")
"""The path of a download in the folder of its edition; if it is gone, the edition's first page says why (so do deploy/headers)."""


@dataclass(frozen=True)
class ServeCommand(Command):
    port: Annotated[
        int,
        Option(
            "--port", type=int, default=8000, help="a port; if it is taken, the next free one is used (default: 8000)"
        ),
    ]

    def run(self, session: Session) -> int:
        with serve(session.project.site, self.port, session.project.site_url) as server:
            session.presenter().add(Serving(server.address))
            server.serve_forever()
        return WELL


class FileServer(LoopbackServer):
    """Serves the folder of the site, below `base`, the path of its public URL, with a slash at both ends."""

    def __init__(self, site: Path, port: int, base: str) -> None:
        super().__init__(port, _Handler)
        self.site, self.base = site, base


class _Handler(LoopbackHandler):
    """Sends files of the site with their types, uncached; no folder listings."""

    server: FileServer
    fixed_headers = HEADERS

    @override
    def do_GET(self) -> None:
        # The site is served at the root; only links of the 404 page begin with the base path.
        name = unquote(urlsplit(self.path).path).removeprefix(self.server.base).lstrip("/")
        file = file_below(self.server.site, f"{name}index.html" if name.endswith("/") or not name else name)
        if file is not None:
            self.send_file(file, media_type(file))
        elif file_below(self.server.site, f"{name}/index.html") is not None:
            self._redirect(f"{name}/", HTTPStatus.MOVED_PERMANENTLY)
        elif edition := _DOWNLOAD.fullmatch(name):
            self._redirect(f"{edition[1]}index.html", HTTPStatus.FOUND)
        elif (page := file_below(self.server.site, NOT_FOUND)) is not None:
            self.send_file(page, media_type(page), HTTPStatus.NOT_FOUND)
        else:  # a site that an older version built has no 404 page
            self.send_text(HTTPStatus.NOT_FOUND, "there is no such file")

    def _redirect(self, name: str, status: HTTPStatus) -> None:
        self.send_data(b"", "text/plain; charset=utf-8", {"Location": f"/{quote(name)}"}, status)


def serve(site: Path, port: int, site_url: str = "") -> FileServer:
    """Return a server bound to the port and ready to `serve_forever`; port 0 takes any free port.

    `site_url` is the public URL of the site, empty if unknown.

    Raises Problem `no-site` if nothing is built yet, `port-taken` if another program has the port.
    """
    if not (site / "index.html").is_file():
        cause, hint = f"{site / 'index.html'} does not exist", "build it first: make"
        raise Problem("no-site", "there is no site to show", cause=cause, hint=hint)
    return FileServer(site, port, base_path(site_url))
