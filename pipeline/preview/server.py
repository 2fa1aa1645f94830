# SPDX-License-Identifier: GPL-3.0-or-later
"""Serves the preview on 127.0.0.1, to browsers on this machine only: no other site can read it or send orders.

Only the preview's own pages can request changes: translations, signatures, resolved conflicts.
"""

import json
import secrets
from concurrent.futures import TimeoutError as TooLate
from http import HTTPStatus
from pathlib import Path
from typing import override
from urllib.parse import unquote, urlsplit

from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition
from pipeline.model.remark import Remark
from pipeline.preview.board import Board
from pipeline.preview.orders import OrderAnswer, OrderOutcome, order_of
from pipeline.preview.pages import FOLDER, PLACE, Page, PageRenderer
from pipeline.system.loopback import LoopbackHandler, LoopbackServer, file_below
from pipeline.theme import policy
from pipeline.theme.policy import MEDIA_TYPES, media_type

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""Content security policy: files of the preview only. Furo's style sheet contains icons as data: URLs."""

HEADERS = policy.HEADERS | {"Content-Security-Policy": POLICY, "Cross-Origin-Resource-Policy": "same-origin"}

_EDITION = FOLDER.parent / "edition"
_ORDERS = ("edit", "undo", "sign", "settle", "suggestions")
"""The orders, which are also the URL paths that they are sent to."""
_STATUS = {
    OrderOutcome.WRITTEN: HTTPStatus.OK,
    OrderOutcome.UNCHANGED: HTTPStatus.OK,
    OrderOutcome.BESIDE: HTTPStatus.CONFLICT,
    OrderOutcome.REFUSED: HTTPStatus.UNPROCESSABLE_ENTITY,
}
_ALIVE = 15.0
"""Seconds between keep-alive messages to waiting browsers."""
_PDF_TIMEOUT = 300.0
"""Timeout for the PDF of a chapter, in seconds."""


class Server(LoopbackServer):
    """The server of an edition's preview. `pages` is the folder of the edition's pages."""

    def __init__(self, board: Board, pages: Path, drawer: PageRenderer, port: int) -> None:
        super().__init__(port, _PreviewHandler)
        self.board, self.pages, self.drawer = board, pages, drawer


def serve(board: Board, pages: Path, project: Project, edition: Edition, port: int) -> Server:
    """Return a server bound to a port, ready for `serve_forever`; port 0 means any free port.

    Raises Problem `port-taken` if the port is in use.
    """
    drawer = PageRenderer(edition, project.locales, project.build / "fonts", secrets.token_urlsafe())
    return Server(board, pages, drawer, port)


class _PreviewHandler(LoopbackHandler):
    """Answers GET and HEAD, and POST for orders."""

    server: Server
    server_version = "preview"
    fixed_headers = HEADERS

    @override
    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if not path.startswith(PLACE):
            self._page(path)
            return
        view, _, name = path.removeprefix(PLACE).partition("/")
        if view == "events":
            self._events()
        elif view == "page.json":
            document = unquote(urlsplit(self.path).query.removeprefix("document="))
            data = self.server.drawer.data(*self.server.board.latest, document)
            self.send_data(json.dumps(data, ensure_ascii=False).encode(), MEDIA_TYPES[".json"])
        elif view in ("side-by-side", "pdf"):
            self._of_document(view, name)
        elif view == "fonts":
            self._file(self.server.drawer.fonts, name)
        elif view == "tokens.css":
            self._file(_EDITION / "css", view)
        elif view == "icon.svg":
            self._file(_EDITION / "static", view)
        else:
            self._file(FOLDER, view, suffixes=(".css", ".js"))

    def do_POST(self) -> None:  # noqa: N802  named by the base class
        self.close_connection = True  # the body may not have been read
        action = self.path.removeprefix(PLACE)
        if action not in _ORDERS or action == self.path:
            self.send_text(HTTPStatus.NOT_IMPLEMENTED, "nothing can be sent to this address")
        elif not self._is_from_our_page():
            self.send_text(HTTPStatus.FORBIDDEN, "this address is for the preview's own pages")
        else:
            self._carry_out(action)

    def _is_from_our_page(self) -> bool:
        """Return whether a page of the preview sent the request: other sites do not know the token, and cannot set the header."""
        token = self.headers.get("X-Preview-Token", "").encode()
        return (
            self.headers.get("Origin", "") == f"http://{self.headers['Host'].lower()}"
            and self.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
            and self.headers.get_content_type() == "application/json"
            and secrets.compare_digest(token, self.server.drawer.token.encode())
        )

    def _carry_out(self, action: str) -> None:
        words = self.server.drawer.words
        order = order_of(action, self._payload(), self.server.board.latest[1])
        if order is None:
            refused = OrderAnswer(
                OrderOutcome.REFUSED, Remark("this message has changed in the meantime; nothing was written")
            )
            self._answer(HTTPStatus.CONFLICT, refused)
            return
        try:
            answer = self.server.board.order(order).result(_PDF_TIMEOUT)
        except Problem as problem:
            self._answer(HTTPStatus.CONFLICT, OrderAnswer(OrderOutcome.REFUSED, problem.translated(words)))
        except TooLate:
            late = OrderAnswer(OrderOutcome.REFUSED, Remark("The preview is busy; check whether it was saved."))
            self._answer(HTTPStatus.GATEWAY_TIMEOUT, late)
        else:
            self._answer(_STATUS[answer.outcome], answer)

    def _answer(self, status: HTTPStatus, answer: OrderAnswer) -> None:
        data = json.dumps(self.server.drawer.answer(answer), ensure_ascii=False).encode()
        self.send_data(data, MEDIA_TYPES[".json"], status=status)

    def _payload(self) -> object:
        """Return the JSON of the request body; None if it is invalid."""
        try:
            return json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
        except (ValueError, RecursionError):
            return None

    def _page(self, path: str) -> None:
        _, snapshot = self.server.board.latest
        names = (f"{document.name}.html" for document in snapshot.documents)
        first = next((name for name in names if (self.server.pages / name).is_file()), "index.html")
        name = path.removeprefix("/") or first
        name += "index.html" if name.endswith("/") else ""
        if not snapshot.pages and name.endswith(".html"):
            words = self.server.drawer.words
            text = words("They appear here as soon as they are ready.")
            self._html(self.server.drawer.notice(words("The pages are being made"), text))
            return
        file = file_below(self.server.pages, name)
        if file is None:
            self.send_text(HTTPStatus.NOT_FOUND, f"{name} is not part of this edition")
        elif file.suffix == ".html":
            document = snapshot.document(name.removesuffix(".html"))
            page = Page(document.name if document is not None else "")
            self._html(self.server.drawer.with_preview(file.read_text(encoding="utf-8"), page))
        else:
            self.send_file(file, media_type(file))

    def _of_document(self, view: str, name: str) -> None:
        _, snapshot = self.server.board.latest
        document = snapshot.document(name)
        if document is None:
            self.send_text(HTTPStatus.NOT_FOUND, f"there is no document {name!r}")
        elif view == "side-by-side":
            self._html(self.server.drawer.side_by_side(snapshot, document))
        elif self.command == "HEAD":
            self.send_data(b"", MEDIA_TYPES[".pdf"])
        else:
            self._pdf(name)

    def _pdf(self, name: str) -> None:
        try:
            file = self.server.board.request_pdf(name).result(_PDF_TIMEOUT)
        except Problem as problem:
            words = self.server.drawer.words
            heading = words("The PDF of this chapter cannot be made")
            self._html(self.server.drawer.notice(heading, problem.translated(words)))
        except TooLate:
            self.send_text(HTTPStatus.GATEWAY_TIMEOUT, "the PDF takes too long")
        else:
            self.send_data(file.read_bytes(), MEDIA_TYPES[".pdf"], {"Content-Disposition": "inline"})

    def _file(self, folder: Path, name: str, suffixes: tuple[str, ...] = ()) -> None:
        file = file_below(folder, name)
        if file is None or (suffixes and file.suffix not in suffixes):
            self.send_text(HTTPStatus.NOT_FOUND, "there is no such file")
        else:
            self.send_file(file, media_type(file))

    def _events(self) -> None:
        """Send the version of the snapshot whenever it changes, as server-sent events."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_headers("text/event-stream; charset=utf-8", {})
        if self.command == "HEAD":
            return
        sent_version = -1
        while True:
            version, snapshot = self.server.board.wait(sent_version, _ALIVE)
            event = json.dumps({"version": version, "pages": snapshot.pages})
            self.wfile.write((":\n\n" if version == sent_version else f"data: {event}\n\n").encode())
            sent_version = version
            self.wfile.flush()

    def _html(self, text: str) -> None:
        self.send_data(text.encode(), MEDIA_TYPES[".html"])
