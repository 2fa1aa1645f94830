# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that tests ask for pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import BaseServer
from threading import Thread

from pipeline.portal.serve import serve

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
        yield f"http://127.0.0.1:{server.server_port}/"
