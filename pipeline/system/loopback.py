# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTP server for browsers on this machine, for `serve` and `preview`, which refuses requests from other sites.

Any site that is open in a browser can send requests to 127.0.0.1, even under its own name (DNS rebinding). So a request is refused
unless it names this address, and comes from one of its pages or from the address bar. The size of a request is limited.
"""

import errno
import os
from abc import ABC, abstractmethod
from collections.abc import Mapping
from email.message import Message
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, override

from pipeline.model.problems import Problem

IMAGE = "WEST_PIPELINE_IMAGE"
"""The environment variable that the container image sets: in a container, connections to published ports do not arrive at 127.0.0.1."""
_PORTS = 10
"""Number of consecutive ports to try."""
BODY_BYTES = 65536
"""Maximum size of a request body: a translation, and the previous one."""


class Refusal(NamedTuple):
    """The reason why a request is refused."""

    status: HTTPStatus
    reason: str


def refusal(command: str, target: str, headers: Message, port: int) -> Refusal | None:
    """Return why a request to a port of 127.0.0.1 is refused, or None if it is accepted.

    Requests by pages of other sites (fetched, embedded or submitted) are refused, except links that a reader follows.
    """
    return _refuse_other_site(headers, port) or _refuse_malformed(command, target, headers)


def _refuse_other_site(headers: Message, port: int) -> Refusal | None:
    hosts = headers.get_all("Host", [])
    if len(hosts) != 1 or hosts[0].lower() not in (f"127.0.0.1:{port}", f"localhost:{port}"):
        return Refusal(HTTPStatus.FORBIDDEN, "this address is for the browsers of this machine")
    is_own = all(origin == f"http://{hosts[0].lower()}" for origin in headers.get_all("Origin", []))
    site, mode = headers.get("Sec-Fetch-Site", "none"), headers.get("Sec-Fetch-Mode", "navigate")
    if is_own and (site in ("none", "same-origin") or mode == "navigate"):
        return None
    return Refusal(HTTPStatus.FORBIDDEN, "this address is for its own pages")


def _refuse_malformed(command: str, target: str, headers: Message) -> Refusal | None:
    if not target.startswith("/"):
        return Refusal(HTTPStatus.BAD_REQUEST, "an address begins with /")
    lengths = headers.get_all("Content-Length", ["0"])
    if "Transfer-Encoding" in headers or len(lengths) != 1 or not (lengths[0].isascii() and lengths[0].isdigit()):
        return Refusal(HTTPStatus.BAD_REQUEST, "a request body needs a Content-Length")
    # Otherwise an unread body would be parsed as the next request on the connection.
    if int(lengths[0][:10]) > (BODY_BYTES if command == "POST" else 0):
        return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the request body is too large")
    return None


def file_below(folder: Path, name: str) -> Path | None:
    """Return the file with a name below a folder, following links; None if it does not exist or is outside."""
    if "\0" in name:
        return None
    base = folder.resolve()
    try:
        path = (base / name).resolve()
        return path if path.is_relative_to(base) and path.is_file() else None
    except OSError:  # a name that is too long for the file system
        return None


class LoopbackServer(ThreadingHTTPServer):
    """A server on 127.0.0.1; in our image, on all addresses of the container.

    Its threads are daemons, so waiting browsers do not keep the process alive.
    """

    daemon_threads = True

    def __init__(self, port: int, handler: type["LoopbackHandler"]) -> None:
        """Bind the port, or the next free one; port 0 means any free port.

        Raises Problem `port-taken` if all are in use or not permitted.
        """
        host = "0.0.0.0" if os.environ.get(IMAGE) else "127.0.0.1"  # noqa: S104
        ports = range(port, port + (_PORTS if port else 1))
        cause = ""
        for candidate in ports:
            try:
                super().__init__((host, candidate), handler)
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
    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore errors: browsers may close connections, and only the command line prints."""


class LoopbackHandler(BaseHTTPRequestHandler, ABC):
    """Answers requests that `refusal` accepts; the base class answers methods without a `do_` with 501."""

    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.0"  # answer malformed requests with a status as well
    server_version = "west-pipeline"
    sys_version = ""
    timeout = 30.0
    """Seconds after which a connection on which nothing comes or goes is closed."""
    fixed_headers: Mapping[str, str] = MappingProxyType({})

    @override
    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        refused = refusal(self.command, self.path, self.headers, self.connection.getsockname()[1])
        if refused is not None:
            self.close_connection = True  # the body has not been read
            self.send_text(*refused)
        return refused is None

    def do_HEAD(self) -> None:
        self.do_GET()

    @abstractmethod
    def do_GET(self) -> None:
        """Answer an accepted request, by `send_data` or `send_text`."""

    def send_text(self, status: HTTPStatus, text: str) -> None:
        self.send_data(f"{text}\n".encode(), "text/plain; charset=utf-8", status=status)

    def send_file(self, file: Path, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        try:
            data = file.read_bytes()
        except OSError:  # removed in the meantime, since a build has replaced the site
            self.send_text(HTTPStatus.NOT_FOUND, "there is no such file")
        else:
            self.send_data(data, kind, status=status)

    def send_data(
        self, data: bytes, kind: str, headers: Mapping[str, str] | None = None, status: HTTPStatus = HTTPStatus.OK
    ) -> None:
        """Send a response; only the headers for HEAD."""
        self.send_response(status)
        self.send_headers(kind, {"Content-Length": str(len(data)), **(headers or {})})
        if self.command != "HEAD":
            self.wfile.write(data)

    def send_headers(self, kind: str, headers: Mapping[str, str]) -> None:
        closing = {"Connection": "close"} if self.close_connection else {}
        for name, value in {
            "Content-Type": kind,
            "Cache-Control": "no-store",
            **self.fixed_headers,
            **headers,
            **closing,
        }.items():
            self.send_header(name, value)
        self.end_headers()

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Print nothing: only the command line prints."""
