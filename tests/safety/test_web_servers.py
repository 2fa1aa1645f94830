# SPDX-License-Identifier: GPL-3.0-or-later
"""nginx and Apache of Debian with the headers that we ship, and `serve`: they say what theme/policy.py says, and so does a browser."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipeline.theme.policy import HEADERS, MEDIA_TYPES, media_type
from tests.conftest import ROOT
from tests.debian import need
from tests.safety.pages import SAMPLE, Listener, Open
from tests.serving import shown

OURS = ROOT / "deploy/headers"
NGINX = """
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
        include {ours};
    }}
}}
"""
MODULES = ("mpm_event", "authz_core", "alias", "autoindex", "dir", "mime", "headers", "filter", "deflate")
"""What Debian loads by itself, and mod_headers."""
APACHE = """
ServerRoot {folder}
PidFile {folder}/pid
ServerName localhost
Listen 127.0.0.1:{port}
User nobody
Group nogroup
ErrorLog /dev/stderr
TypesConfig /dev/null
<VirtualHost *>
    DocumentRoot {site}
    <Directory {site}>
        Require all granted
        Options Indexes FollowSymLinks
    </Directory>
    {whole}
</VirtualHost>
"""
HTACCESS = "    <Directory {site}>\n        AllowOverride FileInfo Indexes\n    </Directory>"


@contextmanager
def listening(command: list[str | Path], folder: Path, port: int) -> Iterator[str]:
    """Run a web server until the block ends; yield its address with a slash at the end."""
    with (folder / "said").open("w") as said, subprocess.Popen(command, stderr=said) as process:
        try:
            for _ in range(200):
                with socket.socket() as asked:
                    if asked.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            assert process.poll() is None, (folder / "said").read_text()
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


def program(name: str) -> str:
    path = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    assert path, f"the tests need {name}: python3 pipeline/bootstrap.py"
    return path


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def nginx(site: Path, folder: Path) -> Iterator[str]:
    need("nginx")
    port, file = free_port(), folder / "nginx.conf"
    file.write_text(NGINX.format(folder=folder, port=port, site=site, ours=OURS / "nginx.conf"))
    with listening([program("nginx"), "-p", folder, "-e", "stderr", "-c", file], folder, port) as address:
        yield address


@contextmanager
def apache(site: Path, folder: Path, whole: str = f"Include {OURS / 'apache.conf'}") -> Iterator[str]:
    port, file = free_port(), folder / "apache.conf"
    modules = "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n" for name in MODULES)
    file.write_text(modules + APACHE.format(folder=folder, port=port, site=site, whole=whole))
    with listening([program("apache2"), "-X", "-f", file], folder, port) as address:
        yield address


@contextmanager
def apache_with_htaccess(site: Path, folder: Path) -> Iterator[str]:
    shutil.copy(OURS / "apache.conf", site / ".htaccess")
    with apache(site, folder, HTACCESS.format(site=site)) as address:
        yield address
    (site / ".htaccess").unlink()


@contextmanager
def our_own(site: Path, folder: Path) -> Iterator[str]:
    with shown(site) as address:
        yield address


@pytest.fixture(scope="module")
def open_site(small_site: Path) -> Iterator[Path]:
    """The small site with a file of each kind, where everybody may read it: Apache gives up the rights of root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        site = Path(shutil.copytree(small_site, folder / "site"))
        (site / "kinds").mkdir()
        for suffix in (*MEDIA_TYPES, ".inv"):
            (site / f"kinds/file{suffix}").write_text("something")
        yield site


@pytest.fixture(scope="module", params=[our_own, nginx, apache, apache_with_htaccess], ids=lambda one: one.__name__)
def web_server(
    request: pytest.FixtureRequest, open_site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Where the site is served, with a slash at the end."""
    with request.param(open_site, tmp_path_factory.mktemp("server")) as address:
        yield address


def asked(url: str, method: str = "GET") -> tuple[int, dict[str, str]]:
    """The status and the headers of an answer; a redirection is not followed."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=20)
    connection.request(method, parts.path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}


def test_each_kind_of_file_has_its_type_and_the_policy(web_server: str, open_site: Path) -> None:
    files = [*sorted((open_site / "kinds").iterdir()), open_site / "SHA256SUMS", open_site / "it/index.html"]
    expected = {name.lower(): value for name, value in HEADERS.items()}
    found = {}
    for path in files:
        status, said = asked(web_server + path.relative_to(open_site).as_posix())
        own = {name: said.get(name, "") for name in expected}
        kind = said.get("content-type", "").replace(";charset", "; charset")
        if (status, own, kind) != (200, expected, media_type(path)):
            found[path.name] = (status, own, kind)

    assert found == {}


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("it/", 200),
        ("it", 301),
        ("nothing.html", 404),
        ("_portal/", (403, 404)),
        ("kinds/", (403, 404)),
        ("it/gone/a.pdf", 302),
    ],
    ids=str,
)
def test_every_answer_has_the_policy(web_server: str, name: str, status: int | tuple[int, ...]) -> None:
    got, said = asked(web_server + name)

    assert got in (status if isinstance(status, tuple) else (status,))
    assert {key: said.get(key.lower()) for key in HEADERS} == HEADERS
    if status == 302:  # a download that is gone leads to its edition, or what is said in place of it
        assert urlsplit(said["location"]).path == "/it/gone/index.html"


def test_at_an_address_of_nothing_there_is_help_in_every_language(web_server: str, open_context: Open) -> None:
    page = open_context().new_page()
    failed: list[str] = []
    page.on("response", lambda got: failed.append(got.url) if got.status > 399 else None)

    page.goto(f"{web_server}it/small/nothing.html")

    assert failed == [f"{web_server}it/small/nothing.html"]  # its style sheets and scripts are there
    headings = page.locator(".not-found h1, .not-found h2").all_inner_texts()
    assert "A questo indirizzo non c’è nessuna pagina" in headings
    assert "Unter dieser Adresse gibt es keine Seite" in headings
    assert page.locator(".exit").count() > 0
    links = page.locator(".not-found a").evaluate_all("all => all.map(one => one.href)")
    assert {asked(link)[0] for link in links if link.startswith("http")} == {200}


def test_no_server_takes_what_is_sent(web_server: str) -> None:
    assert asked(f"{web_server}index.html", "PUT")[0] in (405, 501)
    assert asked(f"{web_server}index.html", "DELETE")[0] in (405, 501)


@pytest.mark.parametrize("web_server", [nginx], indirect=True, ids=["nginx"])
def test_the_browser_reports_no_violation(web_server: str, open_context: Open) -> None:
    listener = Listener(open_context(locale="fr-FR").new_page())

    for name, _, _ in SAMPLE:
        listener.visit(web_server + name)

    assert listener.complaints == []


@pytest.mark.parametrize("web_server", [nginx], indirect=True, ids=["nginx"])
def test_nobody_can_frame_a_page(web_server: str, address: str, open_context: Open) -> None:
    page = open_context().new_page()
    page.route(f"{address}trap", lambda route: route.fulfill(body=f'<iframe src="{web_server}it/index.html"></iframe>'))

    page.goto(f"{address}trap")
    page.wait_for_load_state("networkidle")

    assert page.frames[1].locator(".exit, .masthead").count() == 0


def test_no_kind_of_file_is_missing_in_the_policy(small_site: Path) -> None:
    octets = {"SHA256SUMS", ".buildinfo", ".inv"}
    found = {path.suffix or path.name for path in small_site.rglob("*") if path.is_file()}

    assert found - MEDIA_TYPES.keys() - octets == set()
