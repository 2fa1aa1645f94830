# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that tests ask for pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import BaseServer
from threading import Thread

from pipeline.commands.serve import serve
from pipeline.model.project import Project
from pipeline.preview import server as preview
from pipeline.preview.board import Board
from pipeline.preview.snapshot import Paragraph, PreviewDocument, Snapshot
from tests.conftest import ROOT, copy_project

_POLL = 0.02
"""Seconds after which a server sees that it shall end; by itself it looks twice a second."""


@contextmanager
def running(server: BaseServer) -> Iterator[None]:
    """Let a server answer while the block runs."""
    thread = Thread(target=server.serve_forever, args=(_POLL,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def shown(site: Path) -> Iterator[str]:
    """Where a site is served, with a slash at the end."""
    server = serve(site, 0)
    with running(server):
        yield server.address


@contextmanager
def previewed(pages: Path) -> Iterator[preview.Server]:
    """A preview of the sample that shows these pages, and knows of two documents; the sample is copied beside them."""
    project = Project.load(copy_project(ROOT / "tests/sample", pages.parent / "sample"))
    board = Board()
    words = Paragraph("abc", "<b>parole</b>", "it")
    board.put(
        Snapshot((PreviewDocument("index", "First", (words,)), PreviewDocument("chapters/one", "One", ())), pages=1)
    )
    server = preview.serve(board, pages, project, project.editions("small", "sq")[0], 0)
    with running(server):
        yield server
