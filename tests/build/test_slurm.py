# SPDX-License-Identifier: GPL-3.0-or-later
"""The example for Slurm in docs/scaling.md, word by word: it is a script, and a Slurm of one node on this machine makes a project by it."""

import getpass
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.debian import need
from tests.running import wait_until

CONFIGURATION = """
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={node}
SlurmUser={user}
SlurmdUser={user}
AuthInfo=socket={folder}/munge.socket
StateSaveLocation={folder}
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmdParameters=config_overrides
ProctrackType=proctrack/pgid
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=4096
PartitionName=all Nodes=ALL Default=YES
"""


def example(shared: Path) -> str:
    """The commands of the section, on this disk that all nodes see."""
    page = (ROOT / "docs/scaling.md").read_text(encoding="utf-8")
    section = page.partition("### Slurm\n")[2].partition("\n### ")[0]
    return section.split("```\n")[1].replace("/shared/", f"{shared}/")


def test_the_example_is_a_script_without_mistakes(tmp_path: Path) -> None:
    checker = (
        ["shellcheck", "--shell=bash", "--severity=warning", "-"] if shutil.which("shellcheck") else ["bash", "-n"]
    )
    done = subprocess.run(checker, input=example(tmp_path), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.fixture
def slurm(tmp_path: Path) -> Iterator[Path]:
    """The configuration of a Slurm that runs on this machine, with one node of two cores."""
    need("slurmctld", "slurmd", "munge")  # the first brings sbatch
    folder = tmp_path / "slurm"
    (folder / "spool").mkdir(parents=True)
    key, configuration = folder / "key", folder / "slurm.conf"
    key.touch(0o600)
    key.write_bytes(secrets.token_bytes(64))
    host, (controller, node) = socket.gethostname().partition(".")[0], _free_ports()
    values = {"host": host, "controller": controller, "node": node, "user": getpass.getuser(), "folder": folder}
    configuration.write_text(CONFIGURATION.format(**values))
    (folder / "cgroup.conf").write_text("CgroupPlugin=disabled\n")
    munge = [
        f"--{name}={folder}/munge.{name.partition('-')[0]}" for name in ("socket", "pid-file", "log-file", "seed-file")
    ]
    with ExitStack() as stack:
        stack.enter_context(running("munged", "--foreground", "--force", f"--key-file={key}", *munge))
        assert wait_until((folder / "munge.socket").exists)
        stack.enter_context(running("slurmctld", "-D", "-i", "-f", str(configuration)))
        stack.enter_context(running("slurmd", "-D", "-f", str(configuration)))
        asked = ["sinfo", "--noheader", "--format=%t"]
        assert wait_until(lambda: call(asked, tmp_path, SLURM_CONF=str(configuration)) == "idle\n")
        yield configuration


@contextmanager
def running(*command: str) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True) as process:
        try:
            yield
        finally:
            process.terminate()


def _free_ports() -> tuple[int, int]:
    with closing(socket.socket()) as first, closing(socket.socket()) as second:
        for one in (first, second):
            one.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


def call(command: list[str], folder: Path, **environment: str) -> str:
    """Return what a command prints, errors too."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


@pytest.mark.slow
def test_slurm_makes_a_project_by_the_example(sample: Path, tmp_path: Path, slurm: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    script = ["bash", "-c", example(shared)]

    told = call(script, sample, SLURM_CONF=str(slurm))

    logs = [path.read_text() for path in shared.glob("*.log")]
    assert sorted(re.findall(r"^small \[(\w\w)\]: made in", "".join(logs), re.MULTILINE)) == ["de", "it", "sq"]
    assert "3 editions fetched from the store" in told
    assert sorted(path.name for path in sample.iterdir()) == ["build", "locales", "source"]  # nothing is left there

    assert "Nothing to do" in call(script, sample, SLURM_CONF=str(slurm))
