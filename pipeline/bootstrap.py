# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets up .venv. Runs on any Python 3 with the standard library alone, before the project can be imported."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Dict, List, NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
VERSION_TEST = "import sys; sys.exit(sys.version_info < (3, 12))"
LOCK_TIMEOUT = 600
"""Seconds for which apt-get waits for another installation to end."""
_ROW = re.compile(r'^packages\.debian = \[(.*)\](?:\nminimum\.debian = "(.*)")?', re.MULTILINE)


def packages_in(*files: Path) -> Dict[str, str]:
    """Return the Debian packages named in TOML files, with their minimum versions; "" means any version."""
    rows = [row for file in files for row in _ROW.findall(file.read_text(encoding="utf-8"))]
    return {name: minimum for names, minimum in rows for name in re.findall(r'"([^"]+)"', names)}


def reasons_in(*files: Path) -> Dict[str, str]:
    """Return what each Debian package named in TOML files is for: the headings of its table, and of which language or for what."""
    of_file = {"machine": "", "tests": ", for the tests"}
    reasons = {}  # type: Dict[str, str]
    for file in files:
        whose = "tests" if file.parent.name == "tests" else file.stem
        for table in re.split(r"^\[", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            heading = table.partition("]")[0].strip('"') + of_file.get(whose, " in " + whose)
            for names, _ in _ROW.findall(table):
                reasons.update((name, heading) for name in re.findall(r'"([^"]+)"', names))
    return reasons


TO_RUN_FILES = [ROOT / "pipeline/system/machine.toml", *sorted((ROOT / "pipeline" / "languages").glob("*.toml"))]
TO_RUN = packages_in(*TO_RUN_FILES)
"""The packages that `doctor` names: libraries, programs, and the dictionaries of the language profiles."""


def main(words: List[str]) -> None:
    """Install missing Debian packages, then Python packages; with the argument `test` also those that only tests need."""
    testing = "test" in words
    python = find_python()
    system_packages({**TO_RUN, **(test_packages() if testing else {})}, python)
    lock = ROOT / ("requirements-test.txt" if testing else "requirements.txt")
    if not runs(PYTHON):
        say("making .venv with " + python)
        shutil.rmtree(str(VENV), ignore_errors=True)
        require_success(attempt([python, "-m", "venv", str(VENV)]))
    pip = [PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--no-compile"]
    say("installing Python packages from " + lock.name)
    require_success(attempt([*pip, "--require-hashes", "--requirement", str(lock)]))
    require_success(attempt([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]))
    for ready in ["run", "test"] if testing else ["run"]:
        (VENV / f"ready-to-{ready}").write_text("make compares the time of this file with what it was installed from\n")
    say('installed; in this shell, the commands of the handbook work after:  PATH="' + str(VENV / "bin") + ':$PATH"')


def test_packages() -> Dict[str, str]:
    """Return the Debian packages that only tests need. Ubuntu has no headless build of Chromium."""
    packages = packages_in(ROOT / "tests" / "machine.toml")
    system = Path("/etc/os-release")
    if system.exists() and "ubuntu" in system.read_text(encoding="utf-8"):
        packages["chromium"] = packages.pop("chromium-headless-shell")
    return packages


def find_python() -> str:
    """Return the first Python that is new enough. The first on the PATH may be older, or a shim that does not run."""
    names = [
        "python3.13",
        "python3.14",
        "python3.12",
        "python3",
        "python",
        "/usr/bin/python3",
        "~/.local/bin/python3.13",
    ]
    paths = (shutil.which(str(Path(name).expanduser())) for name in names)
    path = next((path for path in paths if path and runs(path)), None)
    return path or stop(
        "there is no Python 3.12 or newer on this machine",
        "tried: " + ", ".join(names),
        "on Debian 13 and later, and Ubuntu 24.04 and later:  sudo apt-get install python3 python3-venv",
        "anywhere, with the uv installer:  pipx install uv && uv python install 3.13",
    )


def runs(python: str) -> bool:
    """Return whether this Python starts and is new enough."""
    return os.access(python, os.X_OK) and not attempt([python, "-c", VERSION_TEST]).returncode


def system_packages(minimums: Dict[str, str], python: str) -> None:
    """Install missing or outdated Debian packages; if that needs a password, stop and print the command."""
    if not shutil.which("dpkg-query"):
        say("not a Debian system: Pango 1.44 or newer and HarfBuzz must already be installed")
        return
    if attempt([python, "-c", "import ensurepip, venv"]).returncode:
        minimums = {**minimums, "python3-venv": ""}
    missing = missing_packages(minimums)
    if not missing:
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    sudo = ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"] if os.geteuid() else []
    has_sudo = shutil.which("sudo")
    if sudo and (not has_sudo or attempt(["sudo", "-n", "true"]).returncode):
        cause = "only root can install them, and " + (
            "sudo would ask for a password" if has_sudo else "there is no sudo"
        )
        command = "sudo apt-get update && sudo {}" if has_sudo else "su - -c 'apt-get update && {}'"
        stop("Debian packages are missing: " + " ".join(missing), cause, command.format(" ".join(install)))
    say(f"this machine lacks Debian packages; {'sudo ' if sudo else ''}apt-get install installs them now:")
    reasons = reasons_in(*TO_RUN_FILES, ROOT / "tests/machine.toml")
    for name in missing:
        print(f"           {name}: {reasons.get(name, 'for .venv')}", flush=True)
    # Ignore errors, such as an unreachable third-party source: the installation fails if it needs that source.
    quiet = ["--quiet", "--option", f"DPkg::Lock::Timeout={LOCK_TIMEOUT}"]
    attempt([*sudo, "apt-get", "update", *quiet])
    require_success(attempt([*sudo, *install, *quiet]))
    old = ", ".join(f"{name} {minimums[name]}" for name in missing_packages(minimums) if minimums[name])
    if old:
        cause = "this system only has older versions, or holds newer ones back"
        stop("Debian packages are too old; needed at least: " + old, cause, "use Debian 13 or later")


def missing_packages(minimums: Dict[str, str]) -> List[str]:
    """Return the packages that are not installed, or only in an older version.

    A package that another one provides counts as installed (Ubuntu renames libraries): in the version that `Provides` gives, or in
    any version if it gives none.
    """
    form = "${db:Status-Status}\t${Package}\t${Version}\t${Provides}\n"
    asked = attempt(["dpkg-query", "--show", "--showformat", form]).stdout.decode("utf-8", "replace")
    rows = [row.split("\t") for row in asked.splitlines() if row.startswith("installed\t")]
    names = ", ".join(f"{package} (= {version}), {provided}" for _, package, version, provided in rows)
    versions = {}  # type: Dict[str, List[str]]
    for name, version in re.findall(r"([^\s,()]+)(?: \(= ([^)]*)\))?", names):
        versions.setdefault(name, []).append(version)
    compare = ["dpkg", "--compare-versions"]
    return [
        name
        for name, minimum in minimums.items()
        if not any(
            not version or not minimum or not attempt([*compare, version, "ge", minimum]).returncode
            for version in versions.get(name, [])
        )
    ]


def attempt(command: List[str]) -> "subprocess.CompletedProcess[bytes]":
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)


def require_success(process: "subprocess.CompletedProcess[bytes]") -> None:
    """Stop if a program has failed, with its command line and the last lines of its output."""
    if process.returncode:
        output = "\n         ".join(process.stdout.decode("utf-8", "replace").strip().splitlines()[-15:])
        failed = f"this command failed with exit code {process.returncode}: {' '.join(process.args)}"
        stop(failed, output or "it printed nothing", "read the lines above, and check the network connection")


def say(text: str) -> None:
    print("set-up: " + text, flush=True)


def stop(message: str, cause: str, *steps: str) -> NoReturn:
    print("set-up: " + message + " [set-up]\n  cause: " + cause, file=sys.stderr)
    print("  next:  " + "\n         ".join([*steps, "then run the command again"]), file=sys.stderr)
    sys.exit(3)


if __name__ == "__main__":
    main(sys.argv[1:])
