# SPDX-License-Identifier: GPL-3.0-or-later
"""Set-up, as far as it can be tried without changing the machine."""

import os
import re
import sys
from pathlib import Path

import pytest

from pipeline import bootstrap

ROOT = Path(__file__).resolve().parents[1]


def program(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


PANGO = "printf 'installed\\tlibpango-1.0-0\\t1.56.3-1\\t\\n'"


def test_a_python_that_is_too_old_or_does_not_start_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "python3.13", "echo no such version; exit 127")
    program(tmp_path, "python3.14", "exit 1")
    program(tmp_path, "python3", f'exec "{sys.executable}" "$@"')
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin:/bin")

    assert bootstrap.find_python() == str(tmp_path / "python3")


def test_where_no_python_is_new_enough_the_commands_are_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "runs", lambda _: False)

    with pytest.raises(SystemExit) as stopped:
        bootstrap.find_python()

    assert stopped.value.code == 3
    said = capsys.readouterr().err
    assert "apt-get install python3" in said
    assert "uv python install 3.13" in said


@pytest.mark.parametrize(
    ("has_sudo", "command"),
    [
        (True, "sudo apt-get update && sudo apt-get install --yes --no-install-recommends gettext\n"),
        (False, "su - -c 'apt-get update && apt-get install --yes --no-install-recommends gettext'\n"),
    ],
)
def test_without_root_and_without_sudo_the_command_is_shown_and_nothing_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], has_sudo: bool, command: str
) -> None:
    program(tmp_path, "dpkg-query", PANGO)
    if has_sudo:
        program(tmp_path, "sudo", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(bootstrap, "require_success", lambda *_: pytest.fail("nothing may be run"))

    with pytest.raises(SystemExit) as stopped:
        bootstrap.system_packages({"libpango-1.0-0": "", "gettext": ""}, sys.executable)

    assert stopped.value.code == 3
    said = capsys.readouterr().err
    assert command in said
    assert "libpango" not in said


def test_an_installation_that_never_ends_is_told_with_its_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program(tmp_path, "dpkg-query", PANGO)
    program(tmp_path, "apt-get", "echo 'E: Could not get lock /var/lib/dpkg/lock-frontend'; exit 100")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)

    with pytest.raises(SystemExit):
        bootstrap.system_packages({"gettext": ""}, sys.executable)

    assert "Could not get lock /var/lib/dpkg/lock-frontend" in capsys.readouterr().err


def test_what_is_installed_is_said_before_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    program(tmp_path, "dpkg-query", PANGO)
    program(tmp_path, "apt-get", "echo called >&2")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
    said: list[str] = []

    def attempt(command: list[str]) -> object:
        said.append(capfd.readouterr().out if "install" in command else "")
        return attempted(command)

    attempted = bootstrap.attempt
    monkeypatch.setattr(bootstrap, "attempt", attempt)
    bootstrap.system_packages({"libpango-1.0-0": "", "hunspell-it": "", "gettext": "", "jq": ""}, sys.executable)

    before = "".join(said)
    assert "apt-get install installs them now" in before
    assert "hunspell-it: spelling in it\n" in before
    assert "gettext: gettext, for the tests\n" in before
    assert "libpango" not in before


def test_each_package_has_a_reason_and_none_starts_a_service() -> None:
    reasons = bootstrap.reasons_in(*bootstrap.TO_RUN_FILES, ROOT / "tests/machine.toml")

    named = {**bootstrap.TO_RUN, **bootstrap.packages_in(ROOT / "tests/machine.toml")}
    assert named.keys() == reasons.keys()
    services = re.compile(r"nginx|apache2$|openssh-server|cups|avahi|postgresql|-daemon$")
    assert [name for name in named if services.search(name)] == []


@pytest.mark.parametrize(
    ("row", "minimum", "is_there"),
    [
        ("installed\tlibfoo\t1.50-1\t", "1.44", True),
        ("installed\tlibfoo\t1.50-1\t", "", True),
        ("installed\tlibfoo\t1.5-1\t", "1.44", False),
        ("installed\tlibfoo\t1.44~rc1\t", "1.44", False),
        ("installed\tlibfoo\t1:1.0-1\t", "1.44", True),
        ("config-files\tlibfoo\t1.50-1\t", "1.44", False),
        ("installed\tlibfoo2\t1.50-1\t", "1.44", False),
        ("installed\tlibfoot64\t1.50-1\tlibfoo (= 1.50-1), libbar", "1.44", True),
        ("installed\tlibfoot64\t1.50-1\tlibfoo (= 1.40-1)", "1.44", False),
        ("installed\topenfoo\t9\tlibbar, libfoo", "1.44", True),
        ("installed\tlibfoo\t1.5-1\t\ninstalled\tlibfoo\t1.50-1\t", "1.44", True),
    ],
)
def test_a_package_is_there_by_its_name_and_its_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: str, minimum: str, is_there: bool
) -> None:
    program(tmp_path, "dpkg-query", f"printf '{row}\\n'")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    assert bootstrap.missing_packages({"libfoo": minimum}) == ([] if is_there else ["libfoo"])


def test_a_package_that_stays_too_old_is_told_with_its_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program(tmp_path, "dpkg-query", PANGO)
    program(tmp_path, "apt-get", "echo libpango-1.0-0 is already the newest version")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)

    with pytest.raises(SystemExit):
        bootstrap.system_packages({"libpango-1.0-0": "99"}, sys.executable)

    assert "too old; needed at least: libpango-1.0-0 99" in capsys.readouterr().err


def test_the_packages_of_the_machine_have_their_minimum() -> None:
    assert bootstrap.TO_RUN["libpango-1.0-0"] == "1.44"
    assert bootstrap.TO_RUN["hunspell-it"] == ""


def test_each_python_package_is_locked_once_with_hashes_and_no_address() -> None:
    texts = [(ROOT / name).read_text() for name in ("requirements.txt", "requirements-test.txt")]
    row = re.compile(r"^([a-z0-9-]+)==[^\s;]+(?: ; ([^\\\n]+))?", re.MULTILINE)  # once for each Python
    packages = [match.groups() for text in texts for match in row.finditer(text)]

    assert len(packages) > 100
    assert len(packages) == len({*packages})
    assert "://" not in "".join(texts)
    assert re.search(r"^[a-z0-9-]+==[^\\]*$", "".join(texts), re.MULTILINE) is None
    assert texts[1].startswith("--requirement requirements.txt\n")
