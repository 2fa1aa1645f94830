# SPDX-License-Identifier: GPL-3.0-or-later
"""What a process costs that dies or hangs in the middle of a build: its own edition. The processes are real, and really killed."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipeline.system.failed_jobs import VARIABLE
from tests.running import SOON, of_session, started, wait_until

STOPPING = """

def _stop(app, *_):
    # The edition whose name lies in the folder stops in the middle of its pages, waiting for a program.
    import os, subprocess
    place = Path(FOLDER, app.config.language)
    if place.is_file():
        aside = place.with_suffix(".aside")
        aside.write_text(f"{os.getpid()} {os.getppid()}")
        aside.rename(place.with_suffix(".stopped"))
        subprocess.run(["sleep", "600"], check=True)


def setup(app):
    app.connect("html-page-context", _stop)
"""


class Stopping:
    """The sample project, in which the German edition stops in the middle until `go_on`."""

    def __init__(self, project: Path, folder: Path) -> None:
        self.project = project
        conf = project / "source/conf.py"
        conf.write_text(
            conf.read_text(encoding="utf-8") + STOPPING.replace("FOLDER", repr(str(folder))), encoding="utf-8"
        )
        folder.mkdir()
        self._place = folder / "de"
        self._place.touch()
        self._stopped = folder / "de.stopped"

    def wait(self) -> tuple[int, int]:
        """Return the process of the edition, and the one that forked it, as soon as it has stopped."""
        assert wait_until(self._stopped.exists)
        edition, group = map(int, self._stopped.read_text(encoding="ascii").split())
        self._stopped.unlink()
        return edition, group

    def go_on(self) -> None:
        self._place.unlink()

    def languages(self) -> set[str]:
        """Return the languages that are on the site."""
        return {page.parts[-3] for page in self.project.glob("build/site/*/small/index.html")}

    @contextmanager
    def build(self) -> Iterator[subprocess.Popen[str]]:
        with started(self.project, "build", "--format", "html", "--json") as process:
            yield process


@pytest.fixture
def stopping(sample: Path, tmp_path: Path) -> Stopping:
    return Stopping(sample, tmp_path / "stops")


def events(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    """Wait for the end of a command; return its events. Nothing of it still runs."""
    lines, complaints = process.communicate(timeout=2 * SOON)
    assert complaints == ""
    assert of_session(process.pid) == []
    return [json.loads(line) for line in lines.splitlines()]


def named(name: str, among: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The events of a name, by language."""
    return {event["edition"]["language"]: event for event in among if event["event"] == name}


def test_an_edition_whose_process_is_killed_is_made_at_the_second_attempt(stopping: Stopping) -> None:
    with stopping.build() as process:
        edition, _ = stopping.wait()
        stopping.go_on()
        os.kill(edition, signal.SIGKILL)
        found = events(process)

    assert named("Published", found).keys() == {"it", "de", "sq"}
    warned = named("Warned", found)
    assert warned.keys() == {"de"}
    (warning,) = warned["de"]["warnings"]
    assert "second attempt" in warning["sentence"]
    assert "SIGKILL" in warning["sentence"]
    assert found[-1]["exit"] == 0
    assert stopping.languages() == {"it", "de", "sq"}


@pytest.mark.slow
def test_an_edition_whose_process_is_killed_twice_is_reported_with_its_memory(stopping: Stopping) -> None:
    with stopping.build() as process:
        for _ in range(2):
            os.kill(stopping.wait()[0], signal.SIGKILL)
        found = events(process)

    problem = named("Failed", found)["de"]["problem"]
    assert problem["code"] == "broken-job"
    assert "small [de]" in problem["message"]
    assert "SIGKILL; it had up to" in problem["cause"]
    assert "MB free" in problem["cause"]
    assert named("Published", found).keys() == {"it", "sq"}
    assert found[-1]["exit"] == 3
    assert stopping.languages() == {"it", "sq"}


@pytest.mark.slow
def test_editions_whose_common_process_is_killed_are_made_each_by_itself(stopping: Stopping) -> None:
    with stopping.build() as process:
        _, group = stopping.wait()
        stopping.go_on()
        os.kill(group, signal.SIGKILL)
        found = events(process)

    assert "second attempt" in named("Warned", found)["de"]["warnings"][0]["sentence"]
    assert found[-1]["exit"] == 0
    assert stopping.languages() == {"it", "de", "sq"}


@pytest.mark.slow  # it waits for most of a minute
def test_an_edition_that_hangs_is_ended_after_its_time_and_others_are_made(
    stopping: Stopping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "0.7")
    with stopping.build() as process:
        found = events(process)

    problem = named("Failed", found)["de"]["problem"]
    assert problem["code"] == "hanging-job"
    assert "0.7 minutes" in problem["message"]
    assert VARIABLE in problem["hint"]
    assert named("Published", found).keys() == {"it", "sq"}
    assert found[-1]["exit"] == 3


@pytest.mark.parametrize("name", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_an_interruption_ends_what_hangs_and_the_programs_that_it_waits_for(
    stopping: Stopping, name: signal.Signals
) -> None:
    with stopping.build() as process:
        stopping.wait()

        # A terminal sends it to all, others to the one that they know.
        os.killpg(process.pid, name) if name is signal.SIGINT else process.send_signal(name)

        found = events(process)
    assert [event["event"] for event in found[-2:]] == ["Interrupted", "Ended"]
    assert process.returncode == 130


def test_a_bound_that_is_no_number_is_a_problem(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "an hour")
    with started(sample, "build", "--format", "html") as process:
        _, complaints = process.communicate(timeout=SOON)

    assert process.returncode == 3
    assert f"{VARIABLE}=an hour is not a number of minutes [bad-value]" in complaints
