# SPDX-License-Identifier: GPL-3.0-or-later
"""The container: what it installs is what the pipeline takes from a machine; built and run without network by buildah."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from pipeline.languages import profiles
from pipeline.system.machine import packages_of
from tests.conftest import ROOT
from tests.debian import bootstrap, need

FILES = [ROOT / "Containerfile", ROOT / ".devcontainer/Containerfile"]


def instructions(path: Path) -> list[tuple[str, str]]:
    """Return each instruction of a Containerfile with its arguments."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    whole = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in whole.splitlines()) if word]


def test_the_container_has_what_the_pipeline_takes_from_a_machine() -> None:
    (*_, installed) = [rest for word, rest in instructions(FILES[0]) if word == "RUN"]
    complete = [profile for profile in profiles() if "-" not in profile.tag and not any(profile.missing)]
    dictionaries = {name for profile in complete for name in profile.packages["debian"]}

    names = {*re.findall(r"\b(?:lib|hunspell-|myspell-)[\w.-]+", installed)}

    # git is for those who edit, outside.
    assert names == {*packages_of("debian"), *dictionaries} - {"git"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_a_container_begins_with_debian_and_ends_without_root(path: Path) -> None:
    told = instructions(path)
    users = [rest for word, rest in told if word == "USER"]
    origins = [name for word, rest in told if word == "COPY" and "--from" not in rest for name in rest.split()[:-1]]

    assert {rest.split()[0] for word, rest in told if word == "FROM"} == {"${BASE}"}
    assert ("ARG", "BASE=debian:13-slim") in told
    assert users == ["west"]
    assert [name for name in origins if not (ROOT / name).exists()] == []


def test_editors_open_this_repository_in_a_container_that_is_there() -> None:
    folder = ROOT / ".devcontainer"
    settings = json.loads((folder / "devcontainer.json").read_text(encoding="utf-8"))

    assert (folder / settings["build"]["dockerfile"]).is_file()
    assert settings["remoteUser"] in dict(instructions(folder / "Containerfile"))["USER"]
    assert settings["postCreateCommand"] == "python3 pipeline/bootstrap.py"


@pytest.mark.slow
def test_the_container_is_small_the_same_twice_and_publishes_without_network(tmp_path: Path) -> None:
    need("buildah", "mmdebstrap", "netavark")
    # Whoever has fewer rights than root of a whole machine cannot raise limits.
    (tmp_path / "containers.conf").write_text(
        '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n'
    )
    environment = {**os.environ, "CONTAINERS_CONF": str(tmp_path / "containers.conf")}
    store = ["buildah", "--storage-driver", "vfs", "--root", tmp_path / "store", "--runroot", tmp_path / "run"]

    def call(*words: str | Path, code: int = 0) -> str:
        done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout[-2000:] + done.stderr[-2000:]
        return done.stdout.strip()

    # In place of debian:13-slim, which is on another machine.
    call(*bootstrap(tmp_path / "base.tar", "ca-certificates"))
    empty = call(*store, "from", "scratch")
    call(*store, "add", empty, tmp_path / "base.tar", "/")
    call(*store, "commit", "--quiet", empty, "localhost/base")
    here = ["--isolation", "chroot", "--network", "host", "--volume", "/etc/ssl/certs:/etc/ssl/certs:ro"]
    here += ["--build-arg", "BASE=localhost/base", "--timestamp", call("git", "log", "-1", "--format=%ct")]

    def layers(tag: str) -> list[str]:
        call(*store, "build", *here, "--no-cache", "--quiet", "--tag", tag, ".")
        return list(json.loads(call(*store, "inspect", "--type", "image", tag))["OCIv1"]["rootfs"]["diff_ids"])

    assert layers("west-pipeline") == layers("again")
    # One image by two names is listed twice.
    (size,) = set(call(*store, "images", "--noheading", "--format", "{{.Size}}", "west-pipeline").splitlines())
    assert float(size.removesuffix(" MB")) < 500
    container = call(*store, "from", "localhost/west-pipeline")
    (tmp_path / "work").mkdir(mode=0o777)
    (tmp_path / "work").chmod(0o777)
    inside = [*store, "run", "--isolation", "chroot", "--volume", f"{tmp_path / 'work'}:/work", container, "--"]

    call("unshare", "--net", *inside, "west-pipeline", "new", "project", "books")
    said = call("unshare", "--net", *inside, "west-pipeline", "--project", "books", "build")

    assert "4 editions made" in said
    assert (tmp_path / "work/books/build/site/SHA256SUMS").stat().st_uid == 1000
    assert_answers_where_ports_are_published(
        [*inside, "west-pipeline", "--project", "books", "serve", "--port", "0"], environment
    )
    assert "missing" not in call("unshare", "--net", *inside, "west-pipeline", "doctor").replace("missing  git", "")


def assert_answers_where_ports_are_published(command: Sequence[str | Path], environment: Mapping[str, str]) -> None:
    """Ask a server in the container by another address than its own 127.0.0.1, as a published port does."""
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as server:
        assert server.stdout is not None
        port = int(re.findall(r":(\d+)/", server.stdout.readline())[0])
        try:
            with closing(HTTPConnection("127.0.0.2", port, timeout=20)) as connection:
                connection.request("GET", "/", headers={"Host": f"127.0.0.1:{port}"})
                with connection.getresponse() as response:
                    assert response.status == 200
        finally:
            os.killpg(server.pid, signal.SIGKILL)
