# SPDX-License-Identifier: GPL-3.0-or-later
"""The ready scripts that publish: the site is switched whole, and back; what was changed or is not whole is refused."""

import hashlib
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT

TO_SERVER = ROOT / "deploy/to-server.sh"
TO_STATIC_HOST = ROOT / "deploy/to-static-host.sh"
RELEASED = "archive/guide/1.0/it/guide"


def make_site(folder: Path, **texts: str) -> Path:
    """A site of the files of a site's shape; names have two underscores for a slash."""
    shutil.rmtree(folder, ignore_errors=True)
    pages = {"index.html": "same", f"{RELEASED}/index.html": "1.0", "_portal/portal.css": "same"}
    pages |= {f"{name.replace('__', '/')}.html": text for name, text in texts.items()}
    for name, text in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    sum_up(folder)
    return folder


def sum_up(site: Path) -> None:
    names = sorted(path for path in site.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(site)}\n" for path in names]
    (site / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


def run(script: Path, *words: object, code: int = 0) -> str:
    done = subprocess.run([script, *map(str, words)], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def tick() -> None:
    """Versions are named by the second."""
    time.sleep(1.01 - time.time() % 1)


def test_a_server_is_switched_whole_and_back(tmp_path: Path) -> None:
    web = tmp_path / "www"
    current = web / "current"
    run(TO_SERVER, web, make_site(tmp_path / "site", it__index="one"))
    first = current.readlink()
    tick()

    run(TO_SERVER, web, make_site(tmp_path / "site", it__index="two", de__index="new"))

    assert current.readlink() != first
    assert (current / "it/index.html").read_text() == "two"
    assert (web / first / "it/index.html").read_text() == "one"
    # What is the same in both is there once.
    for name in ("index.html", "_portal/portal.css", f"{RELEASED}/index.html"):
        assert (current / name).samefile(web / first / name)
    assert not (current / "it/index.html").samefile(web / first / "it/index.html")
    assert run(TO_SERVER, "--back", web) == f"switched back to {first.name}\n"
    assert (current / "it/index.html").read_text() == "one"
    assert not (current / "de").exists()
    assert "there is no version before" in run(TO_SERVER, "--back", web, code=3)
    assert (current / "it/index.html").read_text() == "one"


def test_a_server_can_read_what_a_careful_user_publishes(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", it__index="one")
    before = os.umask(0o077)
    try:
        run(TO_SERVER, tmp_path / "www", site)
    finally:
        os.umask(before)

    current = tmp_path / "www/current"
    assert [path.stat().st_mode & 0o777 for path in (current / "it", current / "it/index.html")] == [0o755, 0o644]


def test_folders_are_relative_to_where_the_script_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_site(tmp_path / "site", it__index="one")
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "--quiet", "--bare", "repository.git"], check=True)

    run(TO_SERVER, "www", "site")
    run(TO_STATIC_HOST, "repository.git", "pages", "site")

    assert (tmp_path / "www/current/it/index.html").read_text() == "one"
    shown = ["git", "--git-dir", "repository.git", "show", "pages:it/index.html"]
    assert subprocess.run(shown, capture_output=True, text=True, check=True).stdout == "one"


def test_five_versions_are_kept(tmp_path: Path) -> None:
    web = tmp_path / "www"
    for number in range(5):
        (web / f"versions/2026010{number + 1}T000000Z").mkdir(parents=True)
    left, young = web / "versions/.20260106T000000Z", web / "versions/.20260107T000000Z"
    left.mkdir()
    young.mkdir()
    subprocess.run(["touch", "--date=2 days ago", left], check=True)

    run(TO_SERVER, web, make_site(tmp_path / "site"))

    kept = sorted(path.name for path in (web / "versions").iterdir() if path != young)
    assert len(kept) == 5
    assert kept[0] == "20260102T000000Z"
    assert kept[-1] == (web / "current").readlink().name
    assert young.is_dir()


@pytest.mark.parametrize("kind", ["server", "static host"])
def test_a_site_that_was_changed_or_is_none_is_refused(tmp_path: Path, kind: str) -> None:
    site = make_site(tmp_path / "site", it__index="one")
    script, target = _target(tmp_path, kind)
    run(script, *target, site)
    before = _seen(tmp_path, kind)
    (site / "it/index.html").write_text("changed by hand", encoding="utf-8")

    assert "is not what was built: run make again" in run(script, *target, site, code=3)
    assert "there is no site in" in run(script, *target, tmp_path / "nothing", code=3)

    assert _seen(tmp_path, kind) == before


@pytest.mark.parametrize("kind", ["server", "static host"])
@pytest.mark.parametrize("name", ["it/evil.html", ".hidden", "two\nlines.html", "it/passwd", "it/folder"])
def test_what_the_checksums_do_not_list_is_refused(tmp_path: Path, kind: str, name: str) -> None:
    site = make_site(tmp_path / "site", it__index="one")
    script, target = _target(tmp_path, kind)
    run(script, *target, site)
    before = _seen(tmp_path, kind)
    match name:
        case "it/passwd":
            (site / name).symlink_to("/etc/passwd")
        case "it/folder":
            (site / name).symlink_to("/etc", target_is_directory=True)
        case _:
            (site / name).write_text("evil", encoding="utf-8")

    assert name.splitlines()[0] in run(script, *target, site, code=3)
    assert _seen(tmp_path, kind) == before


@pytest.mark.parametrize(
    "adding",
    [
        "echo evil >evil.html",
        "ln -s /etc etc",
        "ln -s /etc/passwd it/passwd",
        "echo evil >\"$(printf 'index.html\\nindex.html')\"",
    ],
)
def test_what_comes_beside_the_checksums_on_the_way_is_refused(
    tmp_path: Path, adding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    web, real = tmp_path / "www", shutil.which("rsync")
    wrapper = tmp_path / "bin/rsync"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\n{real} "$@"\ncd {web}/versions/.2*Z\n{adding}\n', encoding="utf-8")
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}:{os.environ['PATH']}")

    assert "came that are not in SHA256SUMS" in run(TO_SERVER, web, make_site(tmp_path / "site", it__a="a"), code=3)
    assert not (web / "current").exists()


def test_a_listed_file_named_like_an_option_blocks_nothing(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", it__index="one")
    (site / "-rf").write_text("odd", encoding="utf-8")
    sum_up(site)
    run(TO_SERVER, tmp_path / "www", site)

    assert "switched to" in run(TO_SERVER, tmp_path / "www", site)


def test_an_interrupted_push_leaves_no_clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary, wrapper = tmp_path / "tmp", tmp_path / "bin/git"
    temporary.mkdir()
    wrapper.parent.mkdir()
    wrapper.write_text('#!/bin/sh\n[ "$1" != ls-remote ] || kill -TERM $PPID\n', encoding="utf-8")
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("TMPDIR", str(temporary))

    run(TO_STATIC_HOST, tmp_path / "host", "pages", make_site(tmp_path / "site"), code=143)

    assert list(temporary.iterdir()) == []


def test_a_link_that_the_checksums_list_is_refused(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", it__index="one")
    (site / "it/passwd").symlink_to("/etc/passwd")
    sum_up(site)

    assert "it/passwd" in run(TO_SERVER, tmp_path / "www", site, code=3)
    assert not (tmp_path / "www/current").exists()


@pytest.mark.parametrize("kind", ["server", "static host"])
def test_a_released_version_does_not_go_by_mistake(tmp_path: Path, kind: str) -> None:
    script, target = _target(tmp_path, kind)
    run(script, *target, make_site(tmp_path / "site", it__index="one"))
    without = make_site(tmp_path / "without", it__index="two")
    shutil.rmtree(without / "archive")
    sum_up(without)
    tick()

    assert f"{RELEASED} is on the " in run(script, *target, without, code=3)
    assert _seen(tmp_path, kind)["it/index.html"] == "one"

    run(script, "--drop", *target, without)
    assert _seen(tmp_path, kind)["it/index.html"] == "two"


@pytest.mark.parametrize("kind", ["server", "static host"])
def test_a_page_does_not_go_by_mistake_unless_its_edition_does(tmp_path: Path, kind: str) -> None:
    script, target = _target(tmp_path, kind)
    pages = {f"it__guide__{name}": "one" for name in ("index", "deep__old", "genindex", "_static__x")}
    run(script, *target, make_site(tmp_path / "site", **pages, de__guide__index="one", de__guide__old="one"))
    # The German edition is withdrawn: its first page says why.
    without = make_site(
        tmp_path / "without", it__guide__index="two", it__guide___static__x="two", de__guide__index="two"
    )
    tick()

    said = run(script, *target, without, code=3)

    assert "not in" in said
    assert said.splitlines()[1:2] == ["  it/guide/deep/old.html"]
    assert "[[moved]]" in said
    assert _seen(tmp_path, kind)["it/guide/index.html"] == "one"
    run(script, "--drop", *target, without)
    assert _seen(tmp_path, kind)["it/guide/index.html"] == "two"


def test_a_static_host_is_switched_whole_and_back(tmp_path: Path) -> None:
    script, target = _target(tmp_path, "static host")
    run(script, *target, make_site(tmp_path / "site", it__index="one"))

    run(script, *target, make_site(tmp_path / "site", it__index="two", de__index="new"))

    seen = _seen(tmp_path, "static host")
    assert (seen["it/index.html"], seen["de/index.html"]) == ("two", "new")
    assert seen["_headers"] == (ROOT / "deploy/headers/_headers").read_text(encoding="utf-8")
    assert seen[".nojekyll"] == ""
    assert _commits(tmp_path) == 1
    run(script, "--back", *target)
    seen = _seen(tmp_path, "static host")
    assert seen["it/index.html"] == "one"
    assert "de/index.html" not in seen
    run(script, "--back", *target)
    assert _seen(tmp_path, "static host")["it/index.html"] == "two"


@pytest.mark.parametrize("script", [TO_SERVER, TO_STATIC_HOST])
def test_wrong_arguments_say_how_it_is_called(script: Path) -> None:
    for words in ((), ("--forward",)):
        assert f"deploy/{script.name}" in run(script, *words, code=2)


def test_a_folder_that_a_shell_would_read_otherwise_is_refused(tmp_path: Path) -> None:
    assert "may only have letters" in run(TO_SERVER, f"{tmp_path}/a;b", make_site(tmp_path / "site"), code=3)


def _target(folder: Path, kind: str) -> tuple[Path, list[object]]:
    if kind == "server":
        return TO_SERVER, [folder / "www"]
    subprocess.run(["git", "init", "--quiet", "--bare", folder / "host"], check=True)
    return TO_STATIC_HOST, [folder / "host", "pages"]


def _seen(folder: Path, kind: str) -> dict[str, str]:
    """What is shown, by name."""
    if kind == "server":
        shown = folder / "www/current"
    else:
        shown = folder / "shown"
        shutil.rmtree(shown, ignore_errors=True)
        subprocess.run(["git", "clone", "--quiet", "--branch", "pages", f"file://{folder}/host", shown], check=True)
        shutil.rmtree(shown / ".git")
    return {
        path.relative_to(shown).as_posix(): path.read_text(encoding="utf-8")
        for path in shown.rglob("*")
        if path.is_file()
    }


def _commits(folder: Path) -> int:
    counted = subprocess.run(
        ["git", "-C", folder / "host", "rev-list", "--count", "pages"], capture_output=True, text=True, check=True
    )
    return int(counted.stdout)
