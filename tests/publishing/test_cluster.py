# SPDX-License-Identifier: GPL-3.0-or-later
"""A build on a cluster: real Dask workers in folders of their own, which share no more with the build than a server for objects."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from distributed import Client

from tests.running import SOON, of_session, started, wait_until
from tests.structure import PACKAGE

pytestmark = pytest.mark.slow  # it begins six processes, and makes three editions twice

STOPPING = """

def _stop(app, *_):
    # While its file lies in the folder, the German edition stops in the middle of its pages.
    import os, time
    place = Path(FOLDER, app.config.language)
    if place.is_file():
        place.with_suffix(".aside").write_text(str(os.getpid()))
        place.with_suffix(".aside").rename(place.with_suffix(".stopped"))
    while place.is_file():
        time.sleep(0.1)


def setup(app):
    app.connect("html-page-context", _stop)
"""


@contextmanager
def running(log: Path, *command: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs until the block ends, with a folder of its own for all that it writes."""
    folder = log.with_suffix("")
    folder.mkdir()
    own = {"HOME": str(folder), "TMPDIR": str(folder), "WEST_PIPELINE_CACHE": str(folder / "cache"), **environment}
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **own}, stdout=file, stderr=file, start_new_session=True
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a store on a server of this machine that speaks as S3 does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for name, value in {
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
    }.items():
        monkeypatch.setenv(name, value)
    program = Path(sys.executable).with_name("moto_server")
    with running(tmp_path / "server.log", str(program), "--host", "127.0.0.1", "--port", str(port)):
        assert wait_until(lambda: _answers(port))
        make = "import s3fs; s3fs.S3FileSystem().mkdir('west')"
        subprocess.run([sys.executable, "-c", make], check=True)
        yield "s3://west/store"


def _answers(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, dict[str, subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its workers by name; the code of one is not the code of this project."""
    changed = tmp_path / "changed/pipeline"
    shutil.copytree(PACKAGE, changed, ignore=shutil.ignore_patterns("__pycache__"))
    with (changed / "model/message.py").open("a") as file:  # which all formats are made by
        file.write("# another release\n")
    file, program = tmp_path / "scheduler.json", str(Path(sys.executable).with_name("dask"))
    host = ("--host", "127.0.0.1")
    with ExitStack() as stack:
        of_scheduler = (program, "scheduler", *host, "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        stack.enter_context(running(tmp_path / "scheduler.log", *of_scheduler))
        assert wait_until(lambda: file.is_file() and bool(file.read_text()))
        address = json.loads(file.read_text())["address"]
        workers = {}
        for name, environment in {"one": {}, "two": {}, "other": {"PYTHONPATH": str(changed.parent)}}.items():
            of_worker = (program, "worker", address, *host, "--no-nanny", "--nthreads", "1", "--name", name)
            log = tmp_path / f"{name}.log"
            workers[name] = stack.enter_context(running(log, *of_worker, "--no-dashboard", **environment))
            assert wait_until(lambda log=log: b"Registered to" in log.read_bytes())
        yield address, workers


def test_a_cluster_makes_the_same_bytes_though_a_worker_is_killed(
    sample: Path, tmp_path: Path, store: str, cluster: tuple[str, dict[str, subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    place = tmp_path / "stops/de"
    place.parent.mkdir()
    with (sample / "source/conf.py").open("a") as conf:
        conf.write(STOPPING.replace("FOLDER", repr(str(place.parent))))
    here, clone = (Path(shutil.copytree(sample, tmp_path / name)) for name in ("here", "clone"))
    assert [event for event in _build(here) if event["event"] == "Failed"] == []

    def build_and_kill(project: Path, which: Callable[[int], int], *words: str) -> list[dict[str, Any]]:
        """Build, and kill one of the processes that make the German edition, in the middle of its pages."""
        place.touch()
        with started(project, "build", "--json", "--scheduler", address, *words) as build:
            assert wait_until(place.with_suffix(".stopped").is_file)
            os.kill(which(int(place.with_suffix(".stopped").read_text())), signal.SIGKILL)
            place.with_suffix(".stopped").unlink()
            place.unlink()
            return _events(build)

    def worker_of(process: int) -> int:
        (found,) = {*_ancestors(process)} & {worker.pid for worker in workers.values()}
        return found

    events = build_and_kill(sample, worker_of, "--store", store)

    assert [event["worker"] for event in events if event["event"] == "WorkerLeftOut"] == ["other"]
    published = [event for event in events if event["event"] == "Published"]
    assert {event["edition"]["language"] for event in published} == {"it", "de", "sq"}
    assert not any(event["is_fetched"] or event["warnings"] for event in published)
    assert events[-1]["exit"] == 0
    assert _files(sample) == _files(here)

    # Another clone gets the same from the store alone.
    fetched = [event for event in _build(clone, "--store", store) if event["event"] == "Published"]
    assert [event["is_fetched"] for event in fetched] == [True] * 3
    assert _files(clone) == _files(here)

    # Where the process of a job is killed, and not the worker, the worker makes the call once more.
    shutil.rmtree(clone / "build")
    events = build_and_kill(clone, lambda process: process, "--store", f"{store}-2", "--language", "de")
    (published,) = [event for event in events if event["event"] == "Published"]
    assert published["warnings"] == []


def test_an_interrupted_build_waits_for_no_worker_and_leaves_nothing_to_them(
    sample: Path, tmp_path: Path, cluster: tuple[str, dict[str, subprocess.Popen[bytes]]]
) -> None:
    address, _ = cluster
    places = [tmp_path / "stops" / tag for tag in ("it", "de", "sq")]
    places[0].parent.mkdir()
    with (sample / "source/conf.py").open("a") as conf:
        conf.write(STOPPING.replace("FOLDER", repr(str(places[0].parent))))
    for place in places:
        place.touch()

    def begun() -> dict[Path, int]:
        """The processes that are in the middle of an edition, by the file that stops it."""
        stopped = {place: place.with_suffix(".stopped") for place in places}
        return {place: int(file.read_text()) for place, file in stopped.items() if file.is_file()}

    words = ("build", "--format", "html", "--scheduler", address, "--store", str(tmp_path / "store"))
    with started(sample, *words) as build:
        assert wait_until(lambda: len(begun()) == 2)
        build.send_signal(signal.SIGINT)
        assert build.wait(SOON) == 130  # it waits for none of them
        assert of_session(build.pid) == []
    assert all(Path(f"/proc/{process}").exists() for process in begun().values())

    for place in begun():
        place.unlink()
    with Client(address, set_as_default=False) as client:
        assert wait_until(lambda: not any(client.processing().values()))
    assert len(begun()) == 2  # the third job was taken back
    assert not (sample / "build/site").exists()


def _build(project: Path, *words: str) -> list[dict[str, Any]]:
    with started(project, "build", "--json", *words) as process:
        return _events(process)


def _events(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    lines, complaints = process.communicate(timeout=5 * SOON)
    assert complaints == ""
    return [json.loads(line) for line in lines.splitlines()]


def _ancestors(process: int) -> Iterator[int]:
    while process > 1:
        process = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
        yield process


def _files(project: Path) -> dict[str, bytes]:
    site = project / "build/site"
    return {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}
