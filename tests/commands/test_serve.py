# SPDX-License-Identifier: GPL-3.0-or-later
"""A word of the server of this machine when it cannot. What it says with files is in tests/safety, what it refuses in tests/loopback."""

import socket
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from pipeline.commands.serve import serve
from pipeline.model.problems import Problem
from tests.serving import running


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text("something")
    return tmp_path


def test_of_ports_in_use_the_next_is_taken(site: Path) -> None:
    with running(first := serve(site, 0)), running(second := serve(site, first.server_port)):
        assert first.server_port < second.server_port < first.server_port + 10


def test_ports_that_are_all_in_use_are_a_problem_with_another_as_the_next_step(site: Path) -> None:
    with ExitStack() as stack:
        first = serve(site, 0)
        stack.enter_context(running(first))
        for port in range(first.server_port + 1, first.server_port + 10):
            with suppress(OSError):  # it is in use already
                stack.enter_context(socket.create_server(("127.0.0.1", port)))

        with pytest.raises(Problem) as caught:
            serve(site, first.server_port)

    assert caught.value.code == "port-taken"
    assert f"--port {first.server_port + 10}" in caught.value.hint


def test_without_a_site_there_is_nothing_to_show(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        serve(tmp_path / "nothing", 0)

    assert caught.value.code == "no-site"
