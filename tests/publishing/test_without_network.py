# SPDX-License-Identifier: GPL-3.0-or-later
"""After set-up nothing is fetched: the sample that all tests share is built in a network namespace that has no network."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.offline import without_network


def test_the_sample_is_built_without_a_network(built_sample: Path) -> None:
    if not without_network():
        pytest.skip("this machine lets nobody make a network namespace (unshare --net)")
    site = built_sample / "build/site/it/small"

    assert {path.suffix for path in site.iterdir()} >= {".html", ".pdf", ".epub"}


def test_a_namespace_without_a_network_reaches_nothing() -> None:
    if not without_network():
        pytest.skip("this machine lets nobody make a network namespace (unshare --net)")
    with socket.create_server(("127.0.0.1", 0)) as server:
        ask = f"import socket; socket.create_connection({server.getsockname()!r}, 5)"

        subprocess.run([sys.executable, "-c", ask], check=True)
        inside = subprocess.run([*without_network(), sys.executable, "-c", ask], capture_output=True, check=False)

    assert b"Network is unreachable" in inside.stderr
