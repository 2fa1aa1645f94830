# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever ends a command, at once it says so, leaves the site, and leaves no process behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.system.cache import VARIABLE
from tests.conftest import ROOT, copy_project
from tests.running import SOON, of_session, started, wait_until


@pytest.mark.parametrize("name", [signal.SIGTERM, pytest.param(signal.SIGKILL, marks=pytest.mark.slow)])
def test_a_preview_that_is_ended_leaves_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: signal.Signals
) -> None:
    # The fonts are made in a process of their own, for longer than this test takes, unless they come from the cache.
    monkeypatch.setenv(VARIABLE, "")
    sample = copy_project(ROOT / "tests/sample", tmp_path / "sample")
    words = ["preview", "--publication", "small", "--language", "de", "--port", "0", "--no-browser"]
    with started(sample, *words) as process:
        assert wait_until(lambda: len(of_session(process.pid)) > 2)

        process.send_signal(name)

        assert wait_until(lambda: not of_session(process.pid))
        if name is signal.SIGKILL:
            assert process.wait() == -signal.SIGKILL
        else:
            assert process.wait() == 0
            assert "Traceback" not in process.communicate()[1]


@pytest.mark.parametrize("name", [signal.SIGINT, pytest.param(signal.SIGHUP, marks=pytest.mark.slow)])
def test_a_build_that_is_interrupted_ends_at_once_and_leaves_the_site(fresh_sample: Path, name: signal.Signals) -> None:
    page = fresh_sample / "source/small/second.rst"
    page.write_text(page.read_text(encoding="utf-8") + "\nUn paragrafo.\n", encoding="utf-8")
    with started(fresh_sample, "build", "--language", "it") as process:
        assert wait_until(lambda: len(of_session(process.pid)) > 2)  # a worker, and what it has forked for the edition

        # A terminal sends it to all, others to the one that they know.
        os.killpg(process.pid, name) if name is signal.SIGINT else process.send_signal(name)

        _, complaints = process.communicate(timeout=SOON)
        assert process.returncode == 130
        assert complaints == "interrupted; the earlier site is still there\n"
        assert of_session(process.pid) == []
    assert "Un paragrafo" not in (fresh_sample / "build/site/it/small/second.html").read_text(encoding="utf-8")


def test_a_signal_that_is_ignored_stays_so() -> None:
    """`nohup` and shells that begin a program in the background want it."""
    done = subprocess.run(
        ["/bin/sh", "-c", f'trap "" HUP; exec "{sys.executable}" -c "$0"', PROGRAM],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "went on\n"), done.stderr


PROGRAM = """
import os, signal
from pipeline.system.interruption import interruptible

with interruptible():
    os.kill(os.getpid(), signal.SIGHUP)
    print("went on")
"""

MANAGER = """
import multiprocessing, pathlib, time

held = []

def start(app):
    held.append(multiprocessing.Manager())
    pathlib.Path(app.outdir).mkdir(parents=True, exist_ok=True)
    pathlib.Path(app.confdir, "manager-runs").touch()
    time.sleep(600)

def setup(app):
    app.connect("builder-inited", start)
"""


def test_a_build_ends_though_an_extension_has_started_a_process(sample: Path) -> None:
    """The Manager's process has the worker's pipe open, too."""
    with (sample / "source/conf.py").open("a", encoding="utf-8") as conf:
        conf.write(MANAGER)
    with started(sample, "build", "--language", "it") as process:
        assert wait_until((sample / "source/manager-runs").exists)

        process.send_signal(signal.SIGTERM)

        _, complaints = process.communicate(timeout=20)
        assert process.returncode == 130
        assert "Traceback" not in complaints
        assert of_session(process.pid) == []


AT_THE_START = """
import os, signal, sys

class Interrupting:
    def find_spec(self, name, *rest):
        if name == "pipeline.model.problems":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
"""
AT_THE_END = """
import atexit, os, signal, sys

atexit.register(os.kill, os.getpid(), signal.SIGINT)
"""


@pytest.mark.parametrize("before", [AT_THE_START, AT_THE_END])
def test_a_command_that_is_interrupted_before_or_after_its_work_says_so(before: str) -> None:
    program = f"{before}\nfrom pipeline.__main__ import entry\nsys.argv[1:] = ['schema', '--help']\nentry()"

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (130, "interrupted; the earlier site is still there\n")
