# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's nginx with the headers that we ship: what it says, and what a browser says of it."""

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from http.client import HTTPMessage
from pathlib import Path

import pytest

from pipeline.theme.policy import HEADER
from tests.conftest import ROOT
from tests.safety.pages import Listener, Open, names

CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/pid;
error_log stderr;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {site};
        include {headers};
    }}
}}
"""


@pytest.fixture(scope="module")
def nginx(small_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where nginx serves the site, with a slash at the end."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "the tests need nginx"
    folder = tmp_path_factory.mktemp("nginx")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = {"folder": folder, "port": port, "site": small_site, "headers": ROOT / "deploy/headers/nginx.conf"}
    (folder / "nginx.conf").write_text(CONFIGURATION.format(**told))
    command = [program, "-p", folder, "-e", "stderr", "-c", folder / "nginx.conf"]
    with (folder / "said").open("w") as said, subprocess.Popen(command, stderr=said) as process:
        try:
            for _ in range(100):
                with socket.socket() as asked:
                    if asked.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            assert process.poll() is None, (folder / "said").read_text()
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


def headers(url: str) -> HTTPMessage:
    with urllib.request.urlopen(url) as answer:
        found: HTTPMessage = answer.headers
        return found


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("it/", "text/html; charset=utf-8"),
        ("it/field-guide/index.html", "text/html; charset=utf-8"),
        ("it/field-guide/field-guide-it.pdf", "application/pdf"),
        ("_portal/portal.css", "text/css; charset=utf-8"),
        ("_portal/exit.js", "text/javascript; charset=utf-8"),
        ("_portal/icon.svg", "image/svg+xml; charset=utf-8"),
        ("_fonts/serif.woff2", "font/woff2"),
        ("editions.json", "application/json; charset=utf-8"),
        ("SHA256SUMS", "text/plain; charset=utf-8"),
    ],
)
def test_each_file_has_its_type_and_the_policy(nginx: str, name: str, kind: str) -> None:
    said = headers(nginx + name)

    assert said["content-type"] == kind
    assert said["content-security-policy"] == HEADER
    assert said["x-content-type-options"] == "nosniff"
    assert said["referrer-policy"] == "no-referrer"


def test_the_browser_reports_no_violation(nginx: str, small_site: Path, open_context: Open) -> None:
    listener = Listener(open_context(locale="fr-FR").new_page())

    for name in names(small_site):
        listener.visit(nginx + name)

    assert listener.complaints == []


def test_nobody_can_frame_a_page(nginx: str, address: str, open_context: Open) -> None:
    page = open_context().new_page()
    page.route(f"{address}trap", lambda route: route.fulfill(body=f'<iframe src="{nginx}it/index.html"></iframe>'))

    page.goto(f"{address}trap")
    page.wait_for_load_state("networkidle")

    assert page.frames[1].locator(".exit, .masthead").count() == 0
