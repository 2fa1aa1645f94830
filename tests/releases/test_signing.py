# SPDX-License-Identifier: GPL-3.0-or-later
"""Signed checksums, by the real ssh-keygen: what readers run verifies them, and the deploy scripts refuse a bad signature."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.portal.build import build_portal
from pipeline.portal.downloads.manifest import VERIFICATION, signers
from tests.conftest import copy_project
from tests.portal.conftest import page, text
from tests.releases.test_deploy import ROOT, TO_SERVER, TO_STATIC_HOST, make_site, run, sum_up, tick


@pytest.fixture(scope="session")
def keys(shared_folder: Path) -> Path:
    """A folder with two pairs of keys, `ours` and `other`."""
    folder = shared_folder / "keys"
    folder.mkdir(exist_ok=True)
    for name in ("ours", "other"):
        if not (folder / name).exists():
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", folder / name]
            subprocess.run(command, check=True)
    return folder


def public(keys: Path, name: str = "ours") -> str:
    return " ".join((keys / f"{name}.pub").read_text(encoding="utf-8").split()[:2])


def sign(site: Path, key: Path) -> None:
    (site / "SHA256SUMS.sig").unlink(missing_ok=True)
    command = ["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", "file", site / "SHA256SUMS"]
    subprocess.run(command, check=True, capture_output=True)


def verifies(site: Path) -> bool:
    done = subprocess.run(["sh", "-c", VERIFICATION], cwd=site, capture_output=True, text=True, check=False)
    return done.returncode == 0


def signed_site(folder: Path, keys: Path, key: str = "ours", **texts: str) -> Path:
    """A site that names our key, with a signature by `key`."""
    site = make_site(folder, **texts)
    (site / "SIGNERS.txt").write_bytes(signers(public(keys)))
    sum_up(site)
    sign(site, keys / key)
    return site


@pytest.fixture
def drawn(keys: Path, tmp_path: Path) -> Project:
    """A project with our key, and its site without editions, signed."""
    root = copy_project(ROOT / "tests/sample", tmp_path / "drawn")
    path = root / "source/project.toml"
    path.write_text(f'signing_key = "{public(keys)} us"\n{path.read_text(encoding="utf-8")}', encoding="utf-8")
    project = Project.load(root)
    build_portal(project, [], [], project.site)
    sign(project.site, keys / "ours")
    return project


def test_the_site_says_in_one_line_how_it_is_verified(drawn: Project) -> None:
    (line,) = page(drawn, "de/index.html").xpath("//footer//code")

    assert text(line) == VERIFICATION
    assert verifies(drawn.site)
    (drawn.site / "index.html").write_text("changed", encoding="utf-8")
    assert not verifies(drawn.site)


def test_a_signature_stays_for_as_long_as_the_site_does(drawn: Project) -> None:
    build_portal(drawn, [], [], drawn.site)
    assert verifies(drawn.site)
    assert " SHA256SUMS.sig" not in (drawn.site / "SHA256SUMS").read_text(encoding="utf-8")

    build_portal(replace(drawn, title="Un altro titolo"), [], [], drawn.site)
    assert not (drawn.site / "SHA256SUMS.sig").exists()


def test_without_a_key_the_site_speaks_of_no_signature(drawn: Project) -> None:
    unsigned = replace(drawn, signing_key="")
    build_portal(unsigned, [], [], drawn.site)

    assert page(unsigned, "de/index.html").xpath("//footer//code") == []
    assert not (drawn.site / "SIGNERS.txt").exists()


@pytest.mark.parametrize(
    "key", ["ssh-ed25519", "ssh-ed25519 AAAA", "-----BEGIN OPENSSH PRIVATE KEY-----", "ssh-rsa {ours}"]
)
def test_what_is_no_public_key_is_refused(key: str, keys: Path, tmp_path: Path) -> None:
    root = copy_project(ROOT / "tests/sample", tmp_path / "sample")
    path = root / "source/project.toml"
    told = key.format(ours=public(keys).split()[1])
    path.write_text(f'signing_key = "{told}"\n{path.read_text(encoding="utf-8")}', encoding="utf-8")

    with pytest.raises(Problem) as caught:
        Project.load(root)

    assert (caught.value.code, caught.value.line) == ("bad-value", 1)


@pytest.fixture(params=["server", "static host"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[object, ...]:
    """A script, and where it publishes."""
    if request.param == "server":
        return TO_SERVER, tmp_path / "www"
    subprocess.run(["git", "init", "--quiet", "--bare", tmp_path / "host"], check=True)
    return TO_STATIC_HOST, tmp_path / "host", "pages"


def test_a_good_signature_is_published(target: tuple[Path, ...], keys: Path, tmp_path: Path) -> None:
    script, *place = target

    assert "switched to" in run(script, *place, signed_site(tmp_path / "site", keys))


@pytest.mark.parametrize("fault", ["of another key", "of other checksums", "missing"])
def test_a_bad_signature_is_refused(target: tuple[Path, ...], fault: str, keys: Path, tmp_path: Path) -> None:
    script, *place = target
    site = signed_site(tmp_path / "site", keys, "other" if fault == "of another key" else "ours")
    if fault == "of other checksums":
        (site / "index.html").write_text("changed", encoding="utf-8")
        signature = (site / "SHA256SUMS.sig").read_bytes()
        (site / "SHA256SUMS.sig").unlink()
        sum_up(site)
        (site / "SHA256SUMS.sig").write_bytes(signature)
    if fault == "missing":
        (site / "SHA256SUMS.sig").unlink()

    for words in ((), ("--drop",)):
        assert "missing, or not of the key in project.toml" in run(script, *words, *place, site, code=3)


def test_a_signed_site_is_not_followed_by_one_without_by_mistake(
    target: tuple[Path, ...], keys: Path, tmp_path: Path
) -> None:
    script, *place = target
    run(script, *place, signed_site(tmp_path / "site", keys))
    tick()
    plain = make_site(tmp_path / "plain")

    assert "is signed, and" in run(script, *place, plain, code=3)
    assert "switched to" in run(script, "--drop", *place, plain)


def test_a_server_that_names_keys_shows_nothing_else(keys: Path, tmp_path: Path) -> None:
    web = tmp_path / "www"
    web.mkdir()
    (web / "signers").write_bytes(signers(public(keys)))
    theirs = signed_site(tmp_path / "theirs", keys, "other")
    (theirs / "SIGNERS.txt").write_bytes(signers(public(keys, "other")))  # whoever builds can name any key
    (theirs / "SHA256SUMS.sig").unlink()
    sum_up(theirs)
    sign(theirs, keys / "other")

    for site in (theirs, make_site(tmp_path / "plain")):
        assert "not signed by a key of" in run(TO_SERVER, web, site, code=3)
    assert not (web / "current").exists()
    shutil.rmtree(web / "versions")

    assert "switched to" in run(TO_SERVER, web, signed_site(tmp_path / "ours", keys))


@pytest.mark.parametrize("kind", ["dangling link", "folder"])
def test_signers_that_are_no_file_switch_nothing_off(kind: str, keys: Path, tmp_path: Path) -> None:
    web = tmp_path / "www"
    web.mkdir()
    if kind == "folder":
        (web / "signers").mkdir()
    else:
        (web / "signers").symlink_to(tmp_path / "nothing")

    assert "signers is no file" in run(TO_SERVER, web, signed_site(tmp_path / "site", keys, "ours"), code=3)
    assert not (web / "current").exists()


def test_a_server_does_not_go_back_to_a_key_that_went(keys: Path, tmp_path: Path) -> None:
    web = tmp_path / "www"
    run(TO_SERVER, web, signed_site(tmp_path / "site", keys))
    first = (web / "current").readlink()
    run(TO_SERVER, web, signed_site(tmp_path / "site", keys, it__index="two"))
    second = (web / "current").readlink()
    assert second != first

    (web / "signers").write_bytes(signers(public(keys, "other")))
    assert f"version {first.name} is not signed by a key of" in run(TO_SERVER, "--back", web, code=3)
    assert (web / "current").readlink() == second

    (web / "signers").write_bytes(signers(public(keys)))
    assert "switched back" in run(TO_SERVER, "--back", web)
