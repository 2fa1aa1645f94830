# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP for the browsers of this machine: what `serve` and `preview` ask of a request before they answer it.

Any site that is open in a browser here can send requests to 127.0.0.1, by a name of its own too (DNS rebinding). So a request is
refused unless it names this very address, comes from a page of it or from the address bar, and is short and quick.
"""

import errno
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from email.message import Message
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedReader, RawIOBase
from pathlib import Path
from socket import socket
from threading import BoundedSemaphore
from time import monotonic
from types import MappingProxyType
from typing import NamedTuple, override

from pipeline.model.problems import Problem

CONNECTIONS = 64
"""Maximum number of open connections; a browser keeps six, and one for each visible tab of the preview."""
_PORTS = 10
"""Number of consecutive ports to try."""
BODY_BYTES = 65536
"""As much as a page may send: a translation, and the one that was there when somebody began."""
HEAD_BYTES = 65536
_FULL = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Refusal(NamedTuple):
    """Why a request is not answered."""

    status: HTTPStatus
    reason: str


def refusal(command: str, target: str, headers: Message, port: int) -> Refusal | None:
    """Return why a request that came to a port of 127.0.0.1 is refused; None where it is answered.

    What a page of another site fetches, embeds or sends is refused; a link on it is followed.
    """
    return _of_another_site(headers, port) or _out_of_form(command, target, headers)


def _of_another_site(headers: Message, port: int) -> Refusal | None:
    hosts = headers.get_all("Host", [])
    if len(hosts) != 1 or hosts[0].lower() not in (f"127.0.0.1:{port}", f"localhost:{port}"):
        return Refusal(HTTPStatus.FORBIDDEN, "this address is for the browsers of this machine")
    is_own = all(origin == f"http://{hosts[0].lower()}" for origin in headers.get_all("Origin", []))
    site, mode = headers.get("Sec-Fetch-Site", "none"), headers.get("Sec-Fetch-Mode", "navigate")
    if is_own and (site in ("none", "same-origin") or mode == "navigate"):
        return None
    return Refusal(HTTPStatus.FORBIDDEN, "this address is for its own pages")


def _out_of_form(command: str, target: str, headers: Message) -> Refusal | None:
    if not target.startswith("/"):
        return Refusal(HTTPStatus.BAD_REQUEST, "an address begins with /")
    lengths = headers.get_all("Content-Length", ["0"])
    if "Transfer-Encoding" in headers or len(lengths) != 1 or not (lengths[0].isascii() and lengths[0].isdigit()):
        return Refusal(HTTPStatus.BAD_REQUEST, "what is sent says its length")
    # A body that nobody reads would be taken for the next request of the connection.
    if int(lengths[0][:10]) > (BODY_BYTES if command == "POST" else 0):
        return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "so much cannot be sent to this address")
    return None


def file_below(folder: Path, name: str) -> Path | None:
    """Return the file of that name below a folder, links followed; None if it does not exist or lies outside."""
    if "\0" in name:
        return None
    base = folder.resolve()
    try:
        path = (base / name).resolve()
        return path if path.is_relative_to(base) and path.is_file() else None
    except OSError:  # a name that is too long for the file system
        return None


class LoopbackServer(ThreadingHTTPServer):
    """A server on 127.0.0.1. Its threads end with the process: a browser that waits holds nothing up."""

    daemon_threads = True

    def __init__(self, port: int, handler: type["LoopbackHandler"]) -> None:
        """Take the port, or the first of the next ones that is free; any that is free where it is 0.

        Raises Problem `port-taken` when other programs have them all, or the system gives it to nobody.
        """
        self._places = BoundedSemaphore(CONNECTIONS)
        ports = range(port, port + (_PORTS if port else 1))
        cause = ""
        for candidate in ports:
            try:
                super().__init__(("127.0.0.1", candidate), handler)
            except OSError as error:
                if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                    raise
                cause = error.strerror or str(error)
            else:
                return
        raise Problem(
            "port-taken",
            f"none of the ports {ports[0]} to {ports[-1]} can be used",
            cause=cause,
            hint=f"end another program, or choose a port with --port {ports[-1] + 1}",
        )

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    @override
    def verify_request(self, request: object, client_address: object) -> bool:
        """Accept the connection, or turn it away if there are too many."""
        has_place = self._places.acquire(blocking=False)
        if not has_place:
            assert isinstance(request, socket)
            request.setblocking(False)
            with suppress(OSError):
                request.send(_FULL)
        return has_place

    @override
    def process_request_thread(self, request: object, client_address: object) -> None:
        try:
            super().process_request_thread(request, client_address)  # type: ignore[arg-type]  # as the base class has it
        finally:
            self._places.release()

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a browser that goes away in the middle of a page is no error, and the command line alone prints."""


class _Request(RawIOBase):
    """What a connection sends, as one request at a time: bounded in seconds and bytes, whatever the pace."""

    def __init__(self, connection: socket) -> None:
        self._connection = connection
        self._until, self._left = 0.0, 0

    def begin(self, seconds: float) -> None:
        self._until, self._left = monotonic() + seconds, HEAD_BYTES + BODY_BYTES

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the buffered reader gives no other
        usual, seconds = self._connection.gettimeout(), self._until - monotonic()
        if seconds <= 0 or self._left <= 0:
            raise TimeoutError
        self._connection.settimeout(seconds)
        try:
            number = self._connection.recv_into(buffer)
        finally:
            self._connection.settimeout(usual)
        self._left -= number
        return number


class LoopbackHandler(BaseHTTPRequestHandler, ABC):
    """Answers what `refusal` lets through; methods without a `do_` are answered with 501 by the base class."""

    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.0"  # what is no request is answered with a status too
    server_version = "west-pipeline"
    sys_version = ""
    timeout = 30.0
    """Seconds within which the browser takes what it is sent."""
    seconds = 15.0
    """Seconds within which a whole request is there, counted from the end of the one before it."""
    fixed_headers: Mapping[str, str] = MappingProxyType({})

    @override
    def setup(self) -> None:
        super().setup()
        self.rfile.close()
        self._request = _Request(self.connection)
        self.rfile = BufferedReader(self._request)

    @override
    def handle_one_request(self) -> None:
        self._request.begin(self.seconds)
        super().handle_one_request()  # a TimeoutError ends the connection

    @override
    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        found = refusal(self.command, self.path, self.headers, self.connection.getsockname()[1])
        if found is not None:
            self.close_connection = True  # what was sent has not been read
            self.send_text(*found)
        return found is None

    def do_HEAD(self) -> None:
        self.do_GET()

    @abstractmethod
    def do_GET(self) -> None:
        """Answer a request that was let through, by `send_data` or `send_text`."""

    def send_text(self, status: HTTPStatus, text: str) -> None:
        self.send_data(f"{text}\n".encode(), "text/plain; charset=utf-8", status=status)

    def send_file(self, file: Path, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        try:
            data = file.read_bytes()
        except OSError:  # gone since it was looked for: another site has taken the place of this one
            self.send_text(HTTPStatus.NOT_FOUND, "there is no such file")
        else:
            self.send_data(data, kind, status=status)

    def send_data(
        self, data: bytes, kind: str, more: Mapping[str, str] | None = None, status: HTTPStatus = HTTPStatus.OK
    ) -> None:
        """Send an answer with its headers; to HEAD, the headers alone."""
        self.send_response(status)
        self.send_headers(kind, {"Content-Length": str(len(data)), **(more or {})})
        if self.command != "HEAD":
            self.wfile.write(data)

    def send_headers(self, kind: str, more: Mapping[str, str]) -> None:
        closing = {"Connection": "close"} if self.close_connection else {}
        for name, value in {
            "Content-Type": kind,
            "Cache-Control": "no-store",
            **self.fixed_headers,
            **more,
            **closing,
        }.items():
            self.send_header(name, value)
        self.end_headers()

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the command line alone prints."""
