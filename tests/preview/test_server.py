# SPDX-License-Identifier: GPL-3.0-or-later
"""The server of the preview: its pages, and who may settle what. What it refuses besides is in tests/loopback."""

import json
import re
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Thread

import pytest

from pipeline.preview.orders import Edit, Lookup, Order, OrderAnswer, OrderOutcome, Settlement, Signing, Undo, Wording
from pipeline.preview.server import Server
from pipeline.preview.snapshot import Paragraph, PreviewDocument, Snapshot
from tests.serving import previewed

PAGE = '<!doctype html>\n<html><head><title>x</title></head><body class="a"><main>words</main></body></html>'


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    shown = tmp_path / "shown"
    (shown / "chapters").mkdir(parents=True)
    (shown / "index.html").write_text(PAGE)
    (shown / "chapters/one.html").write_text(PAGE)
    (shown / "picture.svg").write_text("<svg/>")
    with previewed(shown) as server:
        yield server


def ask(
    server: Server, path: str, method: str = "GET", body: str | None = None, **headers: str
) -> tuple[HTTPResponse, str]:
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    names = {name.replace("_", "-"): value.encode() for name, value in headers.items()}
    connection.request(method, path, body=body, headers=names)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


def test_a_page_has_the_bar_and_a_strict_policy(server: Server) -> None:
    answer, text = ask(server, "/")

    assert answer.status == 200
    assert 'data-document="index"' in text
    assert "<main>words</main>" in text
    assert "'unsafe" not in answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "<script>" not in text
    assert "style=" not in text


def test_a_text_with_tags_is_shown_as_it_is(server: Server) -> None:
    _, text = ask(server, "/_preview/side-by-side/index")

    assert "&lt;b&gt;parole" in text
    assert "<b>parole" not in text


def test_types_are_told_and_nothing_is_kept(server: Server) -> None:
    answer, _ = ask(server, "/picture.svg")

    assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


OTHERS = Paragraph("def", "due", "it", translation="dy", place="locales/sq/LC_MESSAGES/small.po:1", others=("dyja",))
DECISION = {"message": OTHERS.id, "seen": OTHERS.seen, "side": "theirs", "number": 0}


def decide(server: Server, body: object = DECISION, what: str = "settle", **headers: str) -> int:
    """Send a decision as the preview's own page does, but for these headers; "" leaves one out."""
    server.board.put(Snapshot((PreviewDocument("index", "First", (OTHERS,)),), pages=1))
    own = {
        "Origin": server.address.rstrip("/"),
        "Content_Type": "application/json; charset=utf-8",
        "X_Preview_Token": server.drawer.token,
        "Sec_Fetch_Site": "same-origin",
        "Sec_Fetch_Mode": "cors",
    }
    given = {name: value for name, value in (own | headers).items() if value}
    return ask(server, f"/_preview/{what}", "POST", body if isinstance(body, str) else json.dumps(body), **given)[
        0
    ].status


def carry_out(server: Server) -> list[Order]:
    """Do what the session does, until the server is closed; return what was decided."""
    found: list[Order] = []

    def work() -> None:
        while server.fileno() != -1:
            for order, future in server.board.orders():
                found.append(order)
                future.set_result(OrderAnswer(OrderOutcome.WRITTEN))
            time.sleep(0.01)

    Thread(target=work, daemon=True).start()
    return found


def test_a_page_of_the_preview_can_settle_what_it_shows(server: Server) -> None:
    found = carry_out(server)

    assert decide(server) == 200
    assert decide(server, Sec_Fetch_Site="", Sec_Fetch_Mode="") == 200
    assert found == [Settlement(OTHERS, "theirs", 0)] * 2
    assert f'data-token="{server.drawer.token}"' in ask(server, "/")[1]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": ""},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
        {"X_Preview_Token": ""},
        {"X_Preview_Token": "à"},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"},
        {"Sec_Fetch_Site": "same-site"},
    ],
    ids=str,
)
def test_nobody_else_can_settle_anything(server: Server, headers: dict[str, str]) -> None:
    found = carry_out(server)

    assert decide(server, **headers) == 403
    assert found == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[",
        "[" * 3000,
        "[]",
        DECISION | {"seen": "another"},
        DECISION | {"message": "../../etc/passwd"},
        DECISION | {"side": "both"},
        DECISION | {"number": 1},
        DECISION | {"number": -1},
        DECISION | {"number": "0"},
        {"message": OTHERS.id},
    ],
    ids=lambda body: str(body)[:40],
)
def test_what_is_not_shown_is_not_settled(server: Server, body: object) -> None:
    found = carry_out(server)

    assert decide(server, body) == 409
    assert found == []


EDIT = {"message": OTHERS.id, "base": {"text": "dy", "fuzzy": False}, "text": "dyshe\r\n😀", "fuzzy": True}


def test_what_a_page_can_ask_for(server: Server) -> None:
    found = carry_out(server)

    assert decide(server, EDIT, "edit") == 200
    assert decide(server, {"message": OTHERS.id}, "undo") == 200
    assert decide(server, {"message": OTHERS.id, "text": "dy", "name": " A. B. "}, "sign") == 200
    assert decide(server, {"message": OTHERS.id}, "suggestions") == 200
    edit = Edit(OTHERS, Wording("dy", fuzzy=False), Wording("dyshe\n😀", fuzzy=True))
    assert found == [edit, Undo(OTHERS), Signing(OTHERS, "dy", "A. B."), Lookup(OTHERS)]


@pytest.mark.parametrize("what", ["edit", "undo", "sign", "suggestions"])
@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"X_Preview_Token": ""}, {"Content_Type": "text/plain"}], ids=str
)
def test_nobody_else_can_edit_anything(server: Server, what: str, headers: dict[str, str]) -> None:
    found = carry_out(server)

    assert decide(server, EDIT | {"name": "A. B."}, what, **headers) == 403
    assert found == []


@pytest.mark.parametrize(
    "body",
    [
        EDIT | {"message": "nothing"},
        EDIT | {"base": "dy"},
        EDIT | {"fuzzy": 1},
        EDIT | {"text": ["dy"]},
        json.dumps(EDIT | {"text": "half"}).replace("half", "\\ud800"),
    ],
    ids=lambda body: str(body)[:40],
)
def test_what_is_no_edit_is_not_written(server: Server, body: object) -> None:
    found = carry_out(server)

    assert decide(server, body, "edit") == 409
    assert found == []


def test_the_token_is_in_no_address_and_no_header(server: Server) -> None:
    """So it is in no history, log or referrer."""
    answer, text = ask(server, "/")

    assert text.count(server.drawer.token) == 1
    assert server.drawer.token not in str(answer.headers)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not re.search(rf"(?:href|src|action)=[^>]*{re.escape(server.drawer.token)}", text)
