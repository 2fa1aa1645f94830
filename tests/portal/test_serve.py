# SPDX-License-Identifier: GPL-3.0-or-later
"""The server of this machine: right types, nothing kept, and a word when it cannot."""

from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from pipeline.model.problems import Problem
from pipeline.portal.serve import serve
from tests.serving import running

FILES = {
    "index.html": "text/html; charset=utf-8",
    "style.css": "text/css; charset=utf-8",
    "script.js": "text/javascript; charset=utf-8",
    "editions.json": "application/json",
    "SHA256SUMS": "text/plain; charset=utf-8",
    "book.pdf": "application/pdf",
    "cover.svg": "image/svg+xml",
    "sans.woff2": "font/woff2",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).write_text("something")
    (tmp_path / "folder").mkdir()
    return tmp_path


@pytest.fixture
def port(site: Path) -> Iterator[int]:
    server = serve(site, 0)
    with running(server):
        yield server.server_port


def get(port: int, path: str) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


@pytest.mark.parametrize("name", FILES)
def test_each_file_has_its_type_and_is_not_kept(port: int, name: str) -> None:
    answer = get(port, f"/{name}")

    assert (answer.status, answer.headers["Content-Type"]) == (200, FILES[name])
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_folder_is_not_listed(port: int) -> None:
    assert get(port, "/folder/").status == 404


def test_the_first_page_is_found(port: int) -> None:
    assert get(port, "/").status == 200


def test_a_port_in_use_is_a_problem_with_another_port_as_the_next_step(site: Path, port: int) -> None:
    with pytest.raises(Problem) as caught:
        serve(site, port)

    assert caught.value.code == "port-taken"
    assert f"--port {port + 1}" in caught.value.hint


def test_without_a_site_there_is_nothing_to_show(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        serve(tmp_path / "nothing", 0)

    assert caught.value.code == "no-site"
