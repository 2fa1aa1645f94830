# SPDX-License-Identifier: GPL-3.0-or-later
"""A build on a cluster: real Dask workers in folders of their own, which share only the store with the build."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import Client

from pipeline.model.project import Project
from tests.bench.corpus import write_sources
from tests.conftest import ROOT, copy_project
from tests.publishing.clusters import cluster_of
from tests.running import SOON, of_session, started, wait_until
from tests.structure import PACKAGE

pytestmark = pytest.mark.slow  # it begins six processes, and makes three editions twice

EDITIONS = int(os.environ.get("EDITIONS", "1000"))
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


@pytest.fixture
def store(tmp_path: Path) -> str:
    return str(tmp_path / "store")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, dict[str, subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its workers by name; the code of one is not the code of this project."""
    changed = tmp_path / "changed/pipeline"
    shutil.copytree(PACKAGE, changed, ignore=shutil.ignore_patterns("__pycache__"))
    with (changed / "model/message.py").open("a") as file:  # which all formats are made by
        file.write("# another release\n")
    other = {"PYTHONPATH": str(changed.parent)}
    with cluster_of(tmp_path / "cluster", {"one": {}, "two": {}, "other": other}, "--no-nanny") as (address, workers):
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
    assert not any(event["is_fetched"] for event in published)
    assert not any(event["event"] == "Warned" for event in events)
    assert events[-1]["exit"] == 0
    assert _files(sample) == _files(here)

    # Another clone gets the same from the store alone.
    fetched = [event for event in _build(clone, "--store", store) if event["event"] == "Published"]
    assert [event["is_fetched"] for event in fetched] == [True] * 3
    assert _files(clone) == _files(here)

    # Where the process of a job is killed, and not the worker, the worker makes the call once more.
    shutil.rmtree(clone / "build")
    events = build_and_kill(clone, lambda process: process, "--store", f"{store}-2", "--language", "de")
    assert sum(event["event"] == "Published" for event in events) == 1
    assert not any(event["event"] == "Warned" for event in events)


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


def test_a_thousand_editions_made_by_four_workers(tmp_path: Path, store: str) -> None:
    """One of them is killed on the way, with its nanny; the bytes are those of a build on this machine."""
    here = tmp_path / "here"
    write_sources(copy_project(ROOT / "tests/sample", tmp_path / "seed"), here, (EDITIONS + 3) // 4, 4)
    there = Path(shutil.copytree(here, tmp_path / "there"))
    killed = []
    with cluster_of(tmp_path / "cluster", {name: {} for name in ("one", "two", "three", "four")}) as (address, workers):
        words = ("build", "--format", "html", "--json", "--scheduler", address, "--store", store)
        with started(there, *words) as build:
            assert build.stdout is not None
            events = []
            for line in build.stdout:
                events.append(json.loads(line))
                published = sum(event["event"] == "Published" for event in events)
                if published == EDITIONS // 4 and not killed:
                    killed = of_session(workers["three"].pid)
                    for process in killed:
                        os.kill(process, signal.SIGKILL)
            assert build.wait(SOON) == 0

    assert killed
    assert sum(event["event"] == "Published" for event in events) == len(Project.load(there).all_editions())
    assert [event for event in _build(here, "--format", "html") if event["event"] == "Failed"] == []
    assert _files(there) == _files(here)


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
