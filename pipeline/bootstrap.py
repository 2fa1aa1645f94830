# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes .venv ready. Runs on any Python 3 with the standard library alone, before anything of the project can be imported."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Dict, List, NoReturn, Optional

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
WEBLATE = ROOT / ".venv-weblate"
WANTED = (3, 13)
PATIENCE, PAUSE = 1800, 3
"""Seconds to wait in all for another installation to end, and between two attempts."""

# What `doctor` names: libraries and programs, and the dictionaries of the profiles of languages. By the name of a Debian package
# the version that is needed at least; empty where any will do.
TO_RUN = {}  # type: Dict[str, str]
_ROW = re.compile(r'^packages\.debian = \[(.*)\](?:\nminimum\.debian = "(.*)")?', re.MULTILINE)
for _file in [ROOT / "pipeline/system/machine.toml", *sorted((ROOT / "pipeline" / "languages").glob("*.toml"))]:
    for _packages, _minimum in _ROW.findall(_file.read_text(encoding="utf-8")):
        TO_RUN.update(dict.fromkeys(re.findall(r'"([^"]+)"', _packages), _minimum))
# The tests print each script in the fonts of pipeline/system/script_fonts.toml, read catalogues with GNU gettext, PDF files with poppler and veraPDF, EPUB files with epubcheck, and pages with Chromium:
# in its headless build, which opens a page in a quarter of the time, and which Ubuntu does not have.
_DISTRIBUTION = Path("/etc/os-release")
_IS_UBUNTU = _DISTRIBUTION.exists() and "ubuntu" in _DISTRIBUTION.read_text(encoding="utf-8")
TO_TEST = {"gettext": "0.21", "poppler-utils": "22", "default-jre-headless": "2:1.11", "epubcheck": "4.2.6"}
TO_TEST.update({"nginx-light": "1.18", "apache2-bin": "2.4.50", "rsync": "3.2", "openssh-client": "1:8.2"})
TO_TEST.update({"gcc": "", "libc6-dev": "", "jq": "", "chromium" if _IS_UBUNTU else "chromium-headless-shell": "120"})
TO_TEST.update({"fonts-noto-core": "", "fonts-noto-cjk": "", "fonts-symbola": ""})
# Weblate's services, and what some of its libraries are compiled with.
FOR_WEBLATE = ["postgresql", "valkey-server", "git", "build-essential", "python3-dev", "pkg-config", "libacl1-dev"]
FOR_WEBLATE += ["libcairo2-dev", "libgirepository-2.0-dev", "gir1.2-pango-1.0", "gir1.2-rsvg-2.0", "liblz4-dev"]
FOR_WEBLATE += ["libpq-dev", "libssl-dev", "libxmlsec1-dev", "libxxhash-dev", "libzstd-dev"]


def main(words: List[str]) -> None:
    """Install what is missing: Debian packages, then Python packages.

    Words: `test` for what the tests need besides, `weblate` for a Weblate that they can be run against.
    """
    if "weblate" in words:
        install_weblate()
        return
    testing = "test" in words
    python = find_python()
    system_packages({**TO_RUN, **(TO_TEST if testing else {})}, python)
    lock = ROOT / ("requirements-test.txt" if testing else "requirements.txt")
    if not runs(PYTHON):
        say("making .venv with " + python)
        shutil.rmtree(VENV, ignore_errors=True)
        run([python, "-m", "venv", str(VENV)])
    pip = [PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    say("installing Python packages from " + lock.name)
    run([*pip, "--require-hashes", "--requirement", str(lock)])
    run([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    for ready in ["run", "test"] if testing else ["run"]:
        (VENV / f"ready-to-{ready}").write_text("make compares the time of this file with what it was installed from\n")


def install_weblate() -> None:
    """Install a Weblate into an environment of its own: it pins other versions of libraries that are ours too."""
    python = find_python()
    system_packages(dict.fromkeys(FOR_WEBLATE, ""), python)
    say("installing Weblate into " + WEBLATE.name + ", which takes some minutes")
    shutil.rmtree(str(WEBLATE), ignore_errors=True)
    run([python, "-m", "venv", str(WEBLATE)])
    lock = ROOT / "tests" / "weblate" / "requirements.txt"
    pip = [str(WEBLATE / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    run([*pip, "--require-hashes", "--requirement", str(lock)])
    (WEBLATE / "ready").write_text("make compares the time of this file with what it was installed from\n")


def find_python() -> str:
    """Path of the first Python that is new enough. The first on the PATH may be older, or a shim that does not run."""
    names = ["python3.13", "python3.14", "python3", "python", "/usr/bin/python3", "~/.local/bin/python3.13"]
    for name in names:
        path = shutil.which(str(Path(name).expanduser()))
        if path and runs(path):
            return path
    stop(
        f"there is no Python {WANTED[0]}.{WANTED[1]} or newer on this machine",
        "asked: " + ", ".join(names),
        [
            "on Debian 13 and later, and Ubuntu 25.04 and later:  sudo apt-get install python3 python3-venv",
            "anywhere, with the uv installer:  pipx install uv && uv python install 3.13",
            "then run make again",
        ],
    )


def runs(python: str) -> bool:
    """Whether this is a Python that starts and is new enough."""
    ask = f"import sys; sys.exit(0 if sys.version_info[:2] >= {WANTED} else 1)"
    try:
        return subprocess.call([python, "-c", ask], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def system_packages(minimums: Dict[str, str], python: str) -> None:
    """Install the Debian packages that are missing or too old, or stop with the command that does."""
    if not shutil.which("dpkg-query"):
        say("not a Debian system: Pango 1.44 or newer and HarfBuzz must be there already")
        return
    if subprocess.call([python, "-c", "import ensurepip, venv"], stderr=subprocess.DEVNULL):
        minimums = {**minimums, "python3-venv": ""}
    missing = lacking(minimums)
    if not missing:
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if os.geteuid():
        if not shutil.which("sudo") or subprocess.call(["sudo", "-n", "true"], stderr=subprocess.DEVNULL):
            stop(
                "Debian packages are missing: " + " ".join(missing),
                "they can be installed by root only, and sudo would ask for a password",
                ["sudo apt-get update && sudo " + " ".join(install), "then run make again"],
            )
        install = ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C", *install]
    say("installing Debian packages: " + " ".join(missing))
    update = [*install[: install.index("apt-get")], "apt-get", "update", "--quiet"]
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive", LC_ALL="C")
    # An unreachable third source must not stop us: whether the packages are there is what the install tells.
    when_unlocked(update, environment)
    succeed([*install, "--quiet"], when_unlocked([*install, "--quiet"], environment))
    old = [f"{name} {minimums[name]}" for name in lacking(minimums) if minimums[name]]
    if old:
        cause = "this system has older ones, or keeps back a newer one"
        stop("Debian packages are too old; needed at least: " + ", ".join(old), cause, ["use Debian 13 or later"])


def when_unlocked(command: List[str], environment: Dict[str, str]) -> "subprocess.CompletedProcess[bytes]":
    """Run the package manager; while another installation holds its lock, say so, wait, and try again."""
    until = time.monotonic() + PATIENCE
    waits = False
    while True:
        # It waits for one of its locks by itself, if it is told to, and not for the others.
        patient = [*command, "--option", "DPkg::Lock::Timeout=60"] if waits else command
        done = attempt(patient, environment)
        if not done.returncode or b"Could not get lock" not in done.stdout or time.monotonic() > until:
            return done
        if not waits:
            holder = re.search(rb"held by process (\d+ \([^)]*\))", done.stdout)
            who = f" (process {holder[1].decode()})" if holder else ""
            say(f"another installation is running{who}; waiting for it to end, for {PATIENCE // 60} minutes at most")
        waits = True
        time.sleep(PAUSE)


def lacking(minimums: Dict[str, str]) -> List[str]:
    """The packages that are not installed, or in a version that is older than is needed.

    A package that another provides is there (Ubuntu renames libraries), in the version that is said there, or in any.
    """
    asked = subprocess.run(
        ["dpkg-query", "--show", "--showformat", "${db:Status-Status}\t${Package}\t${Version}\t${Provides}\n"],
        stdout=subprocess.PIPE,
        check=True,
    )
    versions = {}  # type: Dict[str, List[str]]
    for row in asked.stdout.decode("utf-8", "replace").splitlines():
        status, package, version, provided = row.split("\t")
        if status == "installed":
            versions.setdefault(package, []).append(version)
            for name, of_it in re.findall(r"([^\s,()]+)(?: \(= ([^)]*)\))?", provided):
                versions.setdefault(name, []).append(of_it)
    return [
        name
        for name, minimum in minimums.items()
        if not any(not version or not minimum or is_at_least(version, minimum) for version in versions.get(name, []))
    ]


def is_at_least(version: str, minimum: str) -> bool:
    return subprocess.call(["dpkg", "--compare-versions", version, "ge", minimum]) == 0


def run(command: List[str], environment: Optional[Dict[str, str]] = None) -> None:
    """Run a program; where it fails, stop with its name and what it said last."""
    succeed(command, attempt(command, environment))


def attempt(command: List[str], environment: Optional[Dict[str, str]] = None) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)


def succeed(command: List[str], done: "subprocess.CompletedProcess[bytes]") -> None:
    """Stop where a program has failed."""
    if done.returncode:
        said = done.stdout.decode("utf-8", "replace").strip().splitlines()[-15:]
        stop(
            f"this command failed with exit code {done.returncode}: {' '.join(command)}",
            "\n         ".join(said) or "it said nothing",
            ["look at the lines above; is the network there? then run make again"],
        )


def say(text: str) -> None:
    print("set-up: " + text, flush=True)


def stop(message: str, cause: str, steps: List[str]) -> NoReturn:
    print("set-up: " + message + " [set-up]\n  cause: " + cause, file=sys.stderr)
    print("  next:  " + "\n         ".join(steps), file=sys.stderr)
    sys.exit(3)


if __name__ == "__main__":
    main(sys.argv[1:])
