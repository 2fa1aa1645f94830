# SPDX-License-Identifier: GPL-3.0-or-later
"""Shares the latest snapshot, PDF requests and orders between the thread that builds the pages and the server."""

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from threading import Condition, Event

from pipeline.preview.orders import Order, OrderAnswer
from pipeline.preview.snapshot import Snapshot


class Board:
    """Thread-safe: one thread publishes snapshots, and each browser waits for them in its own thread."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._version = 0
        self._snapshot = Snapshot()
        self._pdf_requests: SimpleQueue[tuple[str, Future[Path]]] = SimpleQueue()
        self._orders: SimpleQueue[tuple[Order, Future[OrderAnswer]]] = SimpleQueue()
        self._waiting = Event()

    @property
    def latest(self) -> tuple[int, Snapshot]:
        """The snapshot and its version, which is 0 before the first one."""
        with self._changed:
            return self._version, self._snapshot

    def put(self, snapshot: Snapshot) -> None:
        with self._changed:
            self._version += 1
            self._snapshot = snapshot
            self._changed.notify_all()

    def wait(self, version: int, seconds: float) -> tuple[int, Snapshot]:
        """Wait until the version differs from `version`, or for `seconds`; return the latest version and snapshot."""
        with self._changed:
            self._changed.wait_for(lambda: self._version != version, seconds)
            return self._version, self._snapshot

    def request_pdf(self, document: str) -> Future[Path]:
        """Request a chapter as PDF; the future returns its file, or raises Problem."""
        future: Future[Path] = Future()
        self._pdf_requests.put((document, future))
        return future

    def pdf_requests(self) -> Iterator[tuple[str, Future[Path]]]:
        """Yield and remove the pending PDF requests."""
        yield from _drain(self._pdf_requests)

    def order(self, order: Order) -> Future[OrderAnswer]:
        """Place an order; the future returns its answer, or raises Problem."""
        future: Future[OrderAnswer] = Future()
        self._orders.put((order, future))
        self._waiting.set()
        return future

    def orders(self) -> Iterator[tuple[Order, Future[OrderAnswer]]]:
        """Yield and remove the pending orders."""
        self._waiting.clear()
        yield from _drain(self._orders)

    def wait_for_orders(self, seconds: float) -> None:
        """Wait for an order, at most `seconds`."""
        self._waiting.wait(seconds)


def _drain[Item](queue: SimpleQueue[Item]) -> Iterator[Item]:
    while not queue.empty():  # there is only one consumer
        yield queue.get_nowait()
