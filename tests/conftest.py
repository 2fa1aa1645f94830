# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests share: the small sample project, and one site of the project's own publications, built once."""

import atexit
import fcntl
import gc
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from pipeline.__main__ import main
from pipeline.compose import prepare_labels
from pipeline.system.cache import VARIABLE
from pipeline.system.garbage import collect_rarely
from pipeline.system.store import VARIABLE as STORE
from tests.offline import without_network

# Some tests start Sphinx by themselves, and it would freeze its labels in the language of the first of them.
prepare_labels()
collect_rarely()
# No deadline, since the machine may be busy. The same examples each time; `python -m tests.campaign` looks for others, and what it finds becomes an `@example` here.
settings.register_profile("campaign", deadline=None, max_examples=int(os.environ.get("EXAMPLES", "100")))
settings.register_profile("tests", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("tests")

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--renderer-process-limit=1",  # else each page begins one of its own
)
PATIENCE = 60_000
"""Milliseconds in which a page is as it is expected, on a machine that does many other things."""
PUBLICATIONS = ("usual-procedures", "campaigns")
"""Those of the project's own that tests build."""
PRINTED = ("sq",)
"""The languages in which slow tests print the first of them: a translation, which is a draft; small books are printed in all."""
TEMPORARY = "temporary"
"""The folder beside the built sample in which its build had its temporary files."""
_REFERENCE = re.compile(r':pub:`partnership(?:"\n")?#[a-z"\n-]+`')
ROOT = Path(__file__).resolve().parents[1]
MEMORY = Path("/dev/shm")
_ROOM = 4 * 1024**3
"""Bytes. A run takes less than a tenth of it; tests of memory take more of that."""


def _use_memory_for_temporary_files() -> None:
    """Let temporary files be in memory where it has room for them and programs may be run from there: a third of the time is saved."""
    if "TMPDIR" in os.environ or not MEMORY.is_dir():
        return
    state = os.statvfs(MEMORY)
    if state.f_bavail * state.f_frsize > _ROOM and not state.f_flag & os.ST_NOEXEC and os.access(MEMORY, os.W_OK):
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


def _let_the_fork_server_import_all() -> None:
    """Let workers have what any of them needs. A process starts its fork server once, for whichever test needs a worker first;
    later workers would import what that one did without, WeasyPrint among it: a sample then costs 18 CPU seconds in place of 8.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "pipeline.system.workers", "pipeline.publishing.preloaded_books"])
    context.set_forkserver_preload = lambda _: None  # type: ignore[method-assign]  # a build of pages asks for less


def pytest_configure() -> None:
    """Let all processes of a run share a cache of their own; that of the developer plays no part, and no store does."""
    _use_memory_for_temporary_files()
    _let_the_fork_server_import_all()
    os.environ.pop(STORE, None)
    # Messages name the program as a shell finds it.
    os.environ["PATH"] = f"{sys.prefix}/bin{os.pathsep}{os.environ['PATH']}"
    if VARIABLE not in os.environ:
        folder = tempfile.TemporaryDirectory(prefix="cache-")
        os.environ[VARIABLE] = folder.name
        atexit.register(folder.cleanup)


def pytest_collection_finish() -> None:
    """Keep what is imported and collected out of the searches for garbage that each layout asks for, and out of each fork."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Look for garbage once before pytest does, five times, through all that a process has imported."""
    gc.collect()
    gc.freeze()


def copy_project(origin: Path, target: Path) -> Path:
    """The sources and catalogues of a project in another folder; conf.py is this project's own where it has none."""
    for name in ("source", "locales"):
        shutil.copytree(origin / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    if not (target / "source/conf.py").exists():
        shutil.copy(ROOT / "source/conf.py", target / "source")
    return target


def once(folder: Path, make: Callable[[Path], object]) -> Path:
    """Make a folder if it is not there; the processes that run tests side by side wait for the one that makes it."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            try:
                make(folder)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)  # nobody takes what is half made
                raise
    return folder


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run that all its processes see."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def built(shared_folder: Path) -> Path:
    """The folder that holds the source distribution, and the wheel that was built from it, not from the checkout.

    They are built in a copy: setuptools leaves metadata behind, which would be taken for those of this distribution.
    """

    def make(folder: Path) -> None:
        checkout = folder / "checkout"
        for name in ("pipeline", "locales", "source", "LICENSES"):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, checkout / name, symlinks=True, ignore=ignored)
        for name in ("pyproject.toml", "README.md"):
            shutil.copy(ROOT / name, checkout)
        uv = [sys.executable, "-m", "uv", "build", "--quiet", "--offline", "--no-build-isolation"]
        subprocess.run([*uv, "--python", sys.executable, "--out-dir", folder], cwd=checkout, check=True)

    return once(shared_folder / "distributions", make)


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    (wheel,) = built.glob("*.whl")
    return wheel


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The sample project, not built: two chapters in Italian, with German and Albanian catalogues."""
    return copy_project(ROOT / "tests/sample", tmp_path / "sample")


@pytest.fixture(scope="session")
def built_sample(shared_folder: Path) -> Path:
    """The sample project, built once for all processes; not to be changed: take `fresh_sample` to change it."""

    def build(folder: Path) -> None:
        copy_project(ROOT / "tests/sample", folder)
        command = [sys.executable, "-m", "pipeline", "--project", folder, "build"]
        temporary = folder.with_name(TEMPORARY)
        temporary.mkdir(exist_ok=True)
        # test_without_network.py says so of this one, and test_build.py that it leaves nothing there.
        subprocess.run(
            [*without_network(), *command], cwd=ROOT, check=True, env=os.environ | {"TMPDIR": str(temporary)}
        )

    return once(shared_folder / "sample", build)


@pytest.fixture
def fresh_sample(built_sample: Path, tmp_path: Path) -> Path:
    """A copy of the built sample for one test to change; where a project stands makes nothing due."""
    return Path(shutil.copytree(built_sample, tmp_path / "fresh", symlinks=True))


@pytest.fixture(scope="session")
def west(shared_folder: Path) -> Path:
    """The project itself in another folder, with the pages and EPUBs of its manual and its leaflets in all languages.

    What `make` built is taken along, so that only what is not up to date is made. Nothing is printed here: `make` itself prints
    all, proves it, and stops at any warning; see `printed_west`.
    """

    def make(folder: Path) -> None:
        copy_project(ROOT, folder)
        others = [path.parent.name for path in (ROOT / "source").glob("*/publication.toml")]
        others = [name for name in others if name not in PUBLICATIONS]
        for name in others:
            shutil.rmtree(folder / "source" / name)
        if (ROOT / "build/steps.sqlite").exists():
            shutil.copytree(ROOT / "build", folder / "build", ignore=shutil.ignore_patterns(*others), symlinks=True)
        # The leaflets refer to a publication that is left out.
        for text in (folder / "source/campaigns/register.rst", *folder.glob("locales/*/LC_MESSAGES/campaigns.po")):
            text.write_text(_REFERENCE.sub("*partnership*", text.read_text(encoding="utf-8")), encoding="utf-8")
        assert main(["--project", str(folder), "build", "--format", "html", "--format", "epub"]) == 0

    return once(shared_folder / "west", make)


@pytest.fixture(scope="session")
def site(west: Path) -> Path:
    return west / "build/site"


@pytest.fixture(scope="session")
def printed_west(west: Path, shared_folder: Path) -> Path:
    """The same with the manual printed in PRINTED, for slow tests."""

    def make(folder: Path) -> None:
        shutil.copytree(west, folder, symlinks=True)
        for tag in PRINTED:
            narrowed = ["--publication", PUBLICATIONS[0], "--language", tag]
            assert main(["--project", str(folder), "build", *narrowed]) == 0

    return once(shared_folder / "printed-west", make)


@pytest.fixture(scope="session")
def printed_site(printed_west: Path) -> Path:
    return printed_west / "build/site"


def browser_program() -> str:
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    assert program, f"the tests need one of these browsers: {', '.join(PROGRAMS)}"
    return program


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = browser_program()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a context with the options of Playwright's new_context; all are closed at the end of the test."""
    opened: list[BrowserContext] = []

    def open_one(**options: object) -> BrowserContext:
        opened.append(browser.new_context(**options))  # type: ignore[arg-type]  # passed on as they are
        return opened[-1]

    yield open_one
    for context in opened:
        context.close()
