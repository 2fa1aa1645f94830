# SPDX-License-Identifier: GPL-3.0-or-later
"""The site of the tests, built once, a server that shows it, and a browser."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from pipeline.portal.serve import serve
from pipeline.project import Project
from tests.web import building

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory, made_fonts: Path) -> Project:
    project = building.make_project(tmp_path_factory.mktemp("web") / "project")
    shutil.copytree(made_fonts, project.build / "fonts")
    return project


@pytest.fixture(scope="session")
def small_site(project: Project) -> Path:
    return building.make_site(project)


@pytest.fixture(scope="session")
def address(small_site: Path) -> Iterator[str]:
    """Where the site is served, with a slash at the end."""
    with serve(small_site, 0) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    assert program, f"the tests need one of these browsers: {', '.join(PROGRAMS)}"
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
