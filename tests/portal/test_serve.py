# SPDX-License-Identifier: GPL-3.0-or-later
"""A word of the server of this machine when it cannot. What it says with files is in tests/safety, what it refuses in tests/loopback."""

from pathlib import Path

import pytest

from pipeline.model.problems import Problem
from pipeline.portal.serve import serve
from tests.serving import running


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text("something")
    return tmp_path


def test_a_port_in_use_is_a_problem_with_another_port_as_the_next_step(site: Path) -> None:
    with running(server := serve(site, 0)), pytest.raises(Problem) as caught:
        serve(site, server.server_port)

    assert caught.value.code == "port-taken"
    assert f"--port {server.server_port + 1}" in caught.value.hint


def test_without_a_site_there_is_nothing_to_show(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        serve(tmp_path / "nothing", 0)

    assert caught.value.code == "no-site"
