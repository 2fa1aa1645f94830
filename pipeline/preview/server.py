# SPDX-License-Identifier: GPL-3.0-or-later
"""Serves the preview on 127.0.0.1 alone, to this machine's browsers alone: no other site can read it or set it to work.

One thing can be asked to be written, by the preview's own pages: which of two translations stays.
"""

import errno
import json
import secrets
from collections.abc import Mapping
from concurrent.futures import TimeoutError as TooLate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition
from pipeline.preview.board import Board
from pipeline.preview.pages import FOLDER, PLACE, Drawer, Page
from pipeline.preview.snapshot import Settlement, Snapshot

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""The pages' own files and nothing else; Furo's style sheet holds its signs as data: addresses."""

_EDITION_STATIC = FOLDER.parent / "edition" / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".woff2": "font/woff2",
}
_ALIVE = 15.0
"""Seconds after which a browser that waits hears that the server still is there."""
_LONGEST = 4096
"""Bytes of what a page may send."""
_PATIENCE = 300.0
"""Seconds that a chapter's PDF may take."""


class Server(ThreadingHTTPServer):
    """Knows what it shows. Its threads end with the process: a browser that waits holds nothing up."""

    daemon_threads = True

    def __init__(self, board: Board, pages: Path, drawer: Drawer, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.board, self.pages, self.drawer = board, pages, drawer

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a browser that goes away in the middle of a page is no error, and the command line alone prints."""


def serve(board: Board, pages: Path, project: Project, edition: Edition, port: int) -> Server:
    """A server that has the port and is ready to `serve_forever`; port 0 takes any that is free.

    `pages` is the folder of the edition's pages. Raises Problem `port-taken` when another program has the port.
    """
    drawer = Drawer(edition, project.locales, project.build / "fonts", secrets.token_urlsafe())
    try:
        return Server(board, pages, drawer, port)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        raise Problem(
            "port-taken",
            f"port {port} cannot be used",
            cause=error.strerror or str(error),
            hint=f"end the other program, or choose another port with --port {port + 1}",
        ) from None


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD, and POST at one address; whatever else is asked is answered with 501 by the base class."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "preview"
    sys_version = ""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        if not self._is_from_here():
            self._text(HTTPStatus.FORBIDDEN, "this address is for the browsers of this machine")
            return
        path = unquote(urlsplit(self.path).path)
        if not path.startswith(PLACE):
            self._page(path)
            return
        what, _, name = path.removeprefix(PLACE).partition("/")
        if what == "events":
            self._events()
        elif what == "page.json":
            document = unquote(urlsplit(self.path).query.removeprefix("document="))
            data = self.server.drawer.data(*self.server.board.latest, document)
            self._bytes(json.dumps(data, ensure_ascii=False).encode(), _TYPES[".json"])
        elif what in ("side-by-side", "pdf"):
            self._of_document(what, name)
        elif what == "fonts":
            self._file(self.server.drawer.fonts, name)
        elif what in ("tokens.css", "icon.svg"):
            self._file(_EDITION_STATIC, what)
        else:
            self._file(FOLDER, what, suffixes=(".css", ".js"))

    def do_POST(self) -> None:
        self.close_connection = True  # what was sent may not have been read
        if self.path != f"{PLACE}settle":
            self._text(HTTPStatus.NOT_IMPLEMENTED, "nothing can be sent to this address")
        elif not self._is_from_our_page():
            self._text(HTTPStatus.FORBIDDEN, "this address is for the preview's own pages")
        else:
            self._settle()

    def _is_from_our_page(self) -> bool:
        """Whether a page of the preview sends this: it alone knows the token, and another site cannot set the header."""
        token = self.headers.get("X-Preview-Token", "").encode()
        return (
            self._is_from_here()
            and self.headers.get("Origin", "") == f"http://{self.headers['Host'].lower()}"
            and self.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
            and self.headers.get_content_type() == "application/json"
            and secrets.compare_digest(token, self.server.drawer.token.encode())
        )

    def _settle(self) -> None:
        words = self.server.drawer.words
        settlement = _settlement(self._sent(), self.server.board.latest[1])
        if settlement is None:
            self._text(HTTPStatus.CONFLICT, words("this message has changed meanwhile; nothing was written"))
            return
        try:
            self.server.board.decide(settlement).result(_PATIENCE)
        except Problem as problem:
            self._text(HTTPStatus.CONFLICT, problem.translated(words))
        except TooLate:
            self._text(HTTPStatus.GATEWAY_TIMEOUT, words("The preview is busy; look whether it was written."))
        else:
            confirmation = words("Taken. The other translation is kept as a comment.")
            self._text(
                HTTPStatus.OK, confirmation if settlement.side == "hers" else words("The present translation stays.")
            )

    def _sent(self) -> object:
        """What was sent as JSON; None where it is none, or too long."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _LONGEST:
            return None
        try:
            return json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            return None

    def _is_from_here(self) -> bool:
        """Whether the browser was told this very address: a name that some site lets lead to 127.0.0.1 is not it.

        What a page of another site fetches or embeds is refused as well; a link to the preview is not.
        """
        port = self.server.server_port
        if self.headers.get("Host", "").lower() not in (f"127.0.0.1:{port}", f"localhost:{port}"):
            return False
        site, mode = self.headers.get("Sec-Fetch-Site", "none"), self.headers.get("Sec-Fetch-Mode", "navigate")
        return site in ("none", "same-origin") or mode == "navigate"

    def _page(self, path: str) -> None:
        _, snapshot = self.server.board.latest
        names = (f"{document.name}.html" for document in snapshot.documents)
        first = next((name for name in names if (self.server.pages / name).is_file()), "index.html")
        name = path.removeprefix("/") or first
        name += "index.html" if name.endswith("/") else ""
        if not snapshot.pages and name.endswith(".html"):
            words = self.server.drawer.words
            text = words("They show up here by themselves as soon as they are there.")
            self._html(self.server.drawer.notice(words("The pages are being made"), text))
            return
        file = _below(self.server.pages, name)
        if file is None:
            self._text(HTTPStatus.NOT_FOUND, f"{name} is not part of this edition")
        elif file.suffix == ".html":
            document = snapshot.document(name.removesuffix(".html"))
            page = Page(document.name if document is not None else "")
            self._html(self.server.drawer.into(file.read_text(encoding="utf-8"), page))
        else:
            self._bytes(file.read_bytes(), _TYPES.get(file.suffix, "application/octet-stream"))

    def _of_document(self, what: str, name: str) -> None:
        _, snapshot = self.server.board.latest
        document = snapshot.document(name)
        if document is None:
            self._text(HTTPStatus.NOT_FOUND, f"there is no document {name!r}")
        elif what == "side-by-side":
            self._html(self.server.drawer.side_by_side(snapshot, document))
        elif self.command == "HEAD":
            self._bytes(b"", _TYPES[".pdf"])
        else:
            self._pdf(name)

    def _pdf(self, name: str) -> None:
        try:
            file = self.server.board.request_pdf(name).result(_PATIENCE)
        except Problem as problem:
            words = self.server.drawer.words
            heading = words("This chapter cannot be printed")
            self._html(self.server.drawer.notice(heading, problem.translated(words)))
        except TooLate:
            self._text(HTTPStatus.GATEWAY_TIMEOUT, "the PDF takes too long")
        else:
            self._bytes(file.read_bytes(), _TYPES[".pdf"], {"Content-Disposition": "inline"})

    def _file(self, folder: Path, name: str, suffixes: tuple[str, ...] = ()) -> None:
        file = _below(folder, name)
        if file is None or (suffixes and file.suffix not in suffixes):
            self._text(HTTPStatus.NOT_FOUND, "there is no such file")
        else:
            self._bytes(file.read_bytes(), _TYPES.get(file.suffix, "application/octet-stream"))

    def _events(self) -> None:
        """Server-Sent Events: the version of what is known, whenever it changes."""
        self.send_response(HTTPStatus.OK)
        self._headers("text/event-stream; charset=utf-8", {"Connection": "close"})
        self.end_headers()
        if self.command == "HEAD":
            return
        self.close_connection = True
        sent_version = -1
        while True:
            version, snapshot = self.server.board.wait(sent_version, _ALIVE)
            event = json.dumps({"version": version, "pages": snapshot.pages})
            self.wfile.write((":\n\n" if version == sent_version else f"data: {event}\n\n").encode())
            sent_version = version
            self.wfile.flush()

    def _html(self, text: str) -> None:
        self._bytes(text.encode(), _TYPES[".html"])

    def _text(self, status: HTTPStatus, text: str) -> None:
        self._bytes(f"{text}\n".encode(), _TYPES[".txt"], status=status)

    def _bytes(
        self, data: bytes, kind: str, more: Mapping[str, str] | None = None, status: HTTPStatus = HTTPStatus.OK
    ) -> None:
        self.send_response(status)
        self._headers(kind, {"Content-Length": str(len(data)), **(more or {})})
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _headers(self, kind: str, more: Mapping[str, str]) -> None:
        fixed = {
            "Content-Type": kind,
            "Content-Security-Policy": POLICY,
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
        }
        for name, value in {**fixed, **more}.items():
            self.send_header(name, value)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the command line alone prints."""


def _settlement(sent: object, snapshot: Snapshot) -> Settlement | None:
    """What a page decided, of a paragraph that is still as the page showed it."""
    match sent:
        case {"message": str(message), "seen": str(seen), "side": "hers" | "ours" as side, "number": int(number)}:
            paragraphs = chain.from_iterable(document.paragraphs for document in snapshot.documents)
            paragraph = next((paragraph for paragraph in paragraphs if paragraph.id == message), None)
            if paragraph is not None and paragraph.seen == seen and 0 <= number < len(paragraph.others):
                return Settlement(paragraph, side, number)
    return None


def _below(folder: Path, name: str) -> Path | None:
    """The file of that name below a folder, links followed; None where there is none or it lies outside."""
    if "\0" in name:
        return None
    base = folder.resolve()
    path = (base / name).resolve()
    return path if path.is_relative_to(base) and path.is_file() else None
