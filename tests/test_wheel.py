# SPDX-License-Identifier: GPL-3.0-or-later
"""The wheel in an environment of its own, outside of this checkout: what a user has who installs it."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml
from packaging.version import Version

from pipeline import __version__
from pipeline.words import Words
from tests.conftest import once
from tests.debian import bootstrap, need

ROOT = Path(__file__).resolve().parents[1]
FIRST_SCREEN = (ROOT / "README.md").read_text(encoding="utf-8").partition("\nAn existing Sphinx project")[0]


def run(*words: str | Path, folder: Path, code: int = 0) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def commands(words: str) -> list[str]:
    """Return the commands of the first block of code after these words in README."""
    block = re.search(r"```\n(.*?)```", FIRST_SCREEN.partition(words)[2], re.DOTALL)
    assert block is not None
    return [line.partition("  #")[0].strip() for line in block[1].splitlines()]


@pytest.fixture(scope="session")
def program(wheel: Path, shared_folder: Path) -> Path:
    """The command of the wheel. Its environment finds the libraries of this one, but not the checkout."""

    def make(folder: Path) -> None:
        run(sys.executable, "-m", "venv", "--without-pip", folder, folder=ROOT)
        python = [sys.executable, "-m", "pip", "--python", str(folder / "bin/python"), "install"]
        run(*python, "--quiet", "--no-deps", "--no-index", wheel, folder=ROOT)
        packages = next(folder.glob("lib/*/site-packages"))
        (packages / "libraries.pth").write_text(f"{sysconfig.get_path('purelib')}\n")

    return once(shared_folder / "installed", make) / "bin/west-pipeline"


@pytest.fixture(scope="session")
def project(program: Path, shared_folder: Path) -> Path:
    """What `new project` writes, built with one command. Not to be changed."""

    def make(folder: Path) -> None:
        folder.mkdir()
        run(program, "new", "project", "books", folder=folder)
        run(program, "build", folder=folder / "books")

    return once(shared_folder / "user", make) / "books"


def test_the_wheel_holds_all_files_of_the_package_and_none_besides(wheel: Path) -> None:
    names = {*run("git", "ls-files", "pipeline", folder=ROOT).splitlines()} - {"pipeline/locales"}
    catalogues = [
        path for name in ("readers", "sphinx", "tools") for path in ROOT.glob(f"locales/*/LC_MESSAGES/{name}.po")
    ]
    names |= {f"pipeline/{path.relative_to(ROOT)}" for path in catalogues}

    with zipfile.ZipFile(wheel) as file:
        assert {name for name in file.namelist() if ".dist-info/" not in name} == names


def test_the_code_that_runs_is_that_of_the_wheel(program: Path, tmp_path: Path) -> None:
    where = "import pipeline; print(pipeline.__file__)"

    place = run(program.with_name("python"), "-c", where, folder=tmp_path)

    assert place.startswith(str(program.parents[1]))
    assert run(program, "--version", folder=tmp_path) == f"west-pipeline {__version__}\n"
    assert run(program.with_name("python"), "-m", "pipeline", "--help", folder=tmp_path) == run(
        program, "--help", folder=tmp_path
    )


@pytest.mark.parametrize(
    ("tag", "heading"),
    [
        ("en", "Before you publish"),
        ("it", "Prima di pubblicare"),
        ("de", "Vor der Veröffentlichung"),
        ("sq", "Para botimit"),
    ],
)
def test_a_new_project_has_editions_with_the_interface_of_each_language(tag: str, heading: str, project: Path) -> None:
    folder = project / f"build/site/{tag}/first-steps"
    page = (folder / "write.html").read_text(encoding="utf-8")
    of_interface = [Words(tag)(word) for word in ("Checklist", "Accessibility", "Search")]

    assert (of_interface == ["Checklist", "Accessibility", "Search"]) == (tag == "en")
    assert [word for word in (heading, *of_interface) if not re.search(rf">\s*{word}\s*<", page)] == []
    assert (folder / f"first-steps-{tag}.pdf").is_file()
    assert (folder / f"first-steps-{tag}.epub").is_file()


@pytest.mark.slow
def test_a_new_project_is_complete(program: Path, project: Path) -> None:
    said = run(program, "update", folder=project)

    assert set(re.findall(r": (.*)", said)) == {"nothing to change"}
    assert run(program, "check", folder=project) == "Nothing found.\n"
    rows = json.loads(run(program, "progress", "--json", folder=project))
    assert {row["percent"] for row in rows} == {100}


@pytest.mark.slow
def test_a_site_is_drawn_around_editions_that_another_machine_made(
    program: Path, project: Path, tmp_path: Path
) -> None:
    clone = shutil.copytree(project, tmp_path / "ours", symlinks=True, ignore=shutil.ignore_patterns("build"))
    ours, theirs = Path(clone), tmp_path / "theirs"
    run(program, "new", "project", "theirs", folder=tmp_path)

    run(program, "build", "--publication", "first-steps", "--store", "build/store", folder=ours)
    (theirs / "build").mkdir()
    shutil.move(ours / "build/store", theirs / "build")
    said = run(program, "build", "--store", "build/store", folder=theirs)

    assert "4 editions fetched from the store" in said
    assert (theirs / "build/site/SHA256SUMS").read_bytes() == (ours / "build/site/SHA256SUMS").read_bytes()


def test_plain_sphinx_builds_a_translation(program: Path, project: Path, tmp_path: Path) -> None:
    sphinx = [program.with_name("python"), "-m", "sphinx", "-W", "-q", "-c", "source"]
    german = ["-D", "language=de", "-D", f"locale_dirs={project / 'build/catalogues/first-steps'}"]

    run(*sphinx, *german, "source/first-steps", tmp_path / "de", folder=project)

    assert "Vor der Veröffentlichung" in (tmp_path / "de/write.html").read_text(encoding="utf-8")


def test_work_goes_out_to_a_translator(program: Path, project: Path) -> None:
    run(program, "kit", "make", "--language", "sq", folder=project)

    (kit,) = (project / "build/kits").glob("sq-*.zip")
    assert "first-steps.po" in {Path(name).name for name in zipfile.ZipFile(kit).namelist()}


@pytest.mark.slow
def test_editions_are_released(program: Path, project: Path, tmp_path: Path) -> None:
    released = Path(shutil.copytree(project, tmp_path / "books", symlinks=True))

    said = run(program, "release", folder=released)

    assert said.count("released as version 0.1") == 4
    assert (released / "archive/first-steps").is_dir()


@pytest.mark.slow
def test_an_edition_is_shown_while_it_is_edited(program: Path, project: Path) -> None:
    words = ["preview", "--publication", "first-steps", "--language", "it", "--no-browser", "--port", "0"]
    with subprocess.Popen([program, *words], cwd=project, stdout=subprocess.PIPE, text=True) as preview:
        try:
            assert preview.stdout is not None
            address = preview.stdout.readline().split()[0]
            assert preview.stdout.readline().startswith("updated in")
            with urlopen(address) as page:
                assert "Primi passi" in page.read().decode()
        finally:
            preview.terminate()


@pytest.mark.slow
def test_a_sphinx_project_is_adopted(program: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests/adopted/docs", tmp_path / "docs")
    run(program, "adopt", ".", folder=tmp_path)

    run(program, "build", "--format", "html", "--language", "pt-BR", folder=tmp_path)

    assert list(tmp_path.glob("build/site/pt-BR/*/usage.html"))


@pytest.mark.slow
def test_uv_installs_the_wheel_as_a_tool(wheel: Path, tmp_path: Path) -> None:
    places = {f"UV_TOOL{name}DIR": str(tmp_path / folder) for name, folder in (("_", "tools"), ("_BIN_", "bin"))}
    install = [sys.executable, "-m", "uv", "tool", "install", "--quiet", "--python", sys.executable, wheel]
    subprocess.run(install, cwd=tmp_path, env={**os.environ, **places}, check=True)

    run(tmp_path / "bin/west-pipeline", "new", "project", "books", folder=tmp_path)
    said = run(tmp_path / "bin/west-pipeline", "build", "--language", "sq", folder=tmp_path / "books")

    assert "1 edition made" in said


@pytest.mark.slow
def test_an_empty_environment_gets_all_that_it_needs_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "uv", "venv", "--quiet", "--python", sys.executable, "empty", folder=tmp_path)
    python = tmp_path / "empty/bin/python"
    run(sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", python, wheel, folder=tmp_path)
    program = python.with_name("west-pipeline")

    assert "missing" not in run(program, "doctor", folder=tmp_path)
    run(program, "new", "project", "books", folder=tmp_path)
    assert "4 editions made" in run(program, "build", folder=tmp_path / "books")


INSTALL, NEW, BUILD = commands("A project of your own")


@pytest.mark.slow
def test_the_lines_of_the_readme_install_it_from_a_clone(tmp_path: Path) -> None:
    """Word by word, in a clone and in no folder that is prepared: what is committed is what a newcomer has."""
    subprocess.run(["git", "clone", "--quiet", ROOT, tmp_path / "clone"], check=True)
    (tmp_path / "home").mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python3").symlink_to(Path(sys.executable).resolve())
    script = "\n".join(["set -e", f"PATH={tmp_path}/bin:$PATH", INSTALL, "west-pipeline --help"])

    done = subprocess.run(
        ["sh", "-c", script],
        cwd=tmp_path / "clone",
        env={**os.environ, "HOME": str(tmp_path / "home"), "XDG_DATA_HOME": "", "UV_PYTHON_DOWNLOADS": "never"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "usage: west-pipeline" in done.stdout
    status = subprocess.run(["git", "status", "--short"], cwd=tmp_path / "clone", capture_output=True, check=True)
    assert status.stdout == b"", "what pip leaves in the clone is ignored"


@pytest.mark.slow
def test_a_new_user_publishes_four_languages(tmp_path: Path) -> None:
    need("mmdebstrap")
    root = tmp_path / "root"
    subprocess.run(bootstrap(root, "ca-certificates", "python3", "python3-venv", "passwd"), check=True)
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    subprocess.run(["git", "clone", "--quiet", ROOT, root / "root/clone"], check=True)

    def follow(*lines: str) -> str:
        script = "\n".join(["set -e", "cd ~/clone", "PATH=~/west-venv/bin:$PATH", *lines])
        mounts = f"mount -t proc proc {root}/proc && mount --bind /etc/ssl/certs {root}/etc/ssl/certs"
        inside = f'{mounts} && exec chroot {root} env -i HOME=/root PATH=/usr/sbin:/usr/bin sh -c "$1"'
        command = ["unshare", "--mount", "--pid", "--fork", "sh", "-c", inside, "sh", script]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    follow(INSTALL)
    needed = follow("west-pipeline doctor || true").splitlines()[-1].removeprefix("next: sudo ")
    assert needed.startswith("apt-get install libpango-1.0-0 ")
    # A new machine has fetched its lists once, and people answer "y".
    follow("apt-get update --quiet", f"{needed} --yes --quiet --no-install-recommends")
    said = follow(NEW, BUILD.partition(" && ")[0])

    assert "4 editions made in build/site" in said
    assert "missing" not in follow("west-pipeline doctor")
    assert {path.parent.name for path in (root / "root/clone/books/build/site").glob("*/first-steps.html")} == {
        "de",
        "en",
        "it",
        "sq",
    }


def test_the_version_is_the_same_everywhere(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        (metadata,) = [name for name in file.namelist() if name.endswith(".dist-info/METADATA")]
        of_wheel = re.search(r"^Version: (.*)$", file.read(metadata).decode(), re.MULTILINE)
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[(.*)\]", changes, re.MULTILINE)
    assert of_wheel is not None
    assert newest is not None

    assert (of_wheel[1], citation["version"]) == (__version__, __version__)
    if newest[1] == "Unreleased":
        assert __version__.endswith(".dev0")
        assert f"the next is {Version(__version__).base_version}." in changes
    else:
        assert newest[1] == __version__


def test_a_citation_names_what_its_format_demands() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))

    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["cff-version"] == "1.2.0"
    assert all("name" in author or "family-names" in author for author in citation["authors"])
