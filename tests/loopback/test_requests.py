# SPDX-License-Identifier: GPL-3.0-or-later
"""What `serve` and `preview` answer and what they refuse: a row of requests.toml each."""

import re
import socket
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from pipeline.commands.serve import serve
from pipeline.system import loopback
from pipeline.system.loopback import LoopbackServer
from tests.serving import previewed, running

ROWS = tomllib.loads((Path(__file__).parent / "requests.toml").read_text(encoding="utf-8"))
SERVERS = ("serve", "preview")
PAGE = "<!doctype html>\n<html><head><title>x</title></head><body><main>words</main></body></html>"
_WAIT = 20


def fill(site: Path) -> Path:
    """Write a site, and beside it what nobody may read."""
    for name in ("index.html", "folder/index.html"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(PAGE)
    (site / "empty").mkdir()
    (site.parent / "secret.txt").write_text("nobody may read this")
    (site / "leads-out.txt").symlink_to(site.parent / "secret.txt")
    (site / "folder-out").symlink_to(site.parent)
    return site


@contextmanager
def started(name: str, folder: Path) -> Iterator[LoopbackServer]:
    site = fill(folder / "site")
    if name == "preview":
        with previewed(site) as server:
            yield server
    else:
        other = serve(site, 0)
        with running(other):
            yield other


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, LoopbackServer]]:
    with ExitStack() as stack:
        yield {name: stack.enter_context(started(name, tmp_path_factory.mktemp(name))) for name in SERVERS}


def connect(server: LoopbackServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.server_port), _WAIT)


def filled(text: str, port: int) -> str:
    """Put in the address, and characters as often as they are asked for: {a100}, {9x100}."""
    known = text.replace("{host}", f"127.0.0.1:{port}").replace("{port}", str(port))
    return re.sub(r"\{(\w)x?(\d+)\}", lambda match: match[1] * int(match[2]), known)


def raw(row: Mapping[str, object], port: int) -> bytes:
    """Return the request of a row as it is sent."""
    if isinstance(whole := row.get("sent"), str):
        return filled(whole, port).encode()
    lines = row.get("headers", [])
    assert isinstance(lines, list)
    times = row.get("times", 1)
    assert isinstance(times, int)
    own = [] if any(line.startswith("Host:") for line in lines) else ["Host: {host}"]
    return filled("\r\n".join(["GET / HTTP/1.1", *own, *lines * times, "", ""]), port).encode()


def answer(server: LoopbackServer, request: bytes) -> bytes:
    """Send a request and nothing more; return all that comes back until the server closes."""
    parts = []
    with connect(server) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                parts.append(part)
        except OSError:
            pass  # closed before all of it was read
    return b"".join(parts)


@pytest.mark.parametrize(
    ("name", "row"),
    [
        pytest.param(name, row, id=f"{name}: {row['name']}")
        for row in ROWS["answered"] + ROWS["refused"]
        for name in SERVERS
        if row.get("to", name) == name
    ],
)
def test_each_request_has_its_answer(
    servers: Mapping[str, LoopbackServer], name: str, row: Mapping[str, object]
) -> None:
    said = answer(servers[name], raw(row, servers[name].server_port))

    status = re.match(rb"HTTP/1\.1 (\d+) ", said)
    assert (int(status[1]) if status else 0) == row["status"], said[:200]
    assert len(re.findall(rb"HTTP/1\.1 \d+ ", said)) <= 1, "a second request was seen"
    assert b"nobody may read this" not in said
    assert b"Access-Control-Allow" not in said
    assert row in ROWS["answered"] or b"<main>words" not in said


def test_a_connection_is_used_again(servers: Mapping[str, LoopbackServer]) -> None:
    for server in servers.values():
        request = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{server.server_port}\r\n\r\n".encode()

        assert answer(server, request * 3).count(b"<main>words") == 3


def test_it_listens_to_this_machine_alone(servers: Mapping[str, LoopbackServer]) -> None:
    assert {server.server_address[0] for server in servers.values()} == {"127.0.0.1"}


@pytest.mark.parametrize("name", SERVERS)
def test_in_the_image_published_ports_reach_it_and_it_refuses_the_same(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(loopback.IMAGE, "1")
    with started(name, tmp_path) as server:

        def status(host: str) -> bytes:
            # 127.0.0.2 stands for the address at which the host's traffic comes in.
            with socket.create_connection(("127.0.0.2", server.server_port), _WAIT) as connection:
                connection.sendall(f"GET / HTTP/1.1\r\nHost: {host}:{server.server_port}\r\n\r\n".encode())
                return connection.recv(1024).split()[1]

        assert server.address == f"http://127.0.0.1:{server.server_port}/"
        assert [status(host) for host in ("127.0.0.1", "localhost", "127.0.0.2", "evil.example")] == [
            b"200",
            b"200",
            b"403",
            b"403",
        ]
