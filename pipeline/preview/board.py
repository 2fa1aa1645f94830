# SPDX-License-Identifier: GPL-3.0-or-later
"""Between who makes the pages and who shows them: the latest snapshot, chapters that somebody wants as PDF, and orders."""

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from threading import Condition, Event

from pipeline.preview.orders import Order, OrderAnswer
from pipeline.preview.snapshot import Snapshot


class Board:
    """Safe for threads: one writes, each browser waits in a thread of its own."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._version = 0
        self._snapshot = Snapshot()
        self._pdf_requests: SimpleQueue[tuple[str, Future[Path]]] = SimpleQueue()
        self._orders: SimpleQueue[tuple[Order, Future[OrderAnswer]]] = SimpleQueue()
        self._waiting = Event()

    @property
    def latest(self) -> tuple[int, Snapshot]:
        """The snapshot and its version, which is 0 until there is one."""
        with self._changed:
            return self._version, self._snapshot

    def put(self, snapshot: Snapshot) -> None:
        with self._changed:
            self._version += 1
            self._snapshot = snapshot
            self._changed.notify_all()

    def wait(self, version: int, seconds: float) -> tuple[int, Snapshot]:
        """The latest, as soon as its version is another than the one given, or when the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._version != version, seconds)
            return self._version, self._snapshot

    def request_pdf(self, document: str) -> Future[Path]:
        """Ask for a chapter as PDF; the future gives its file, or raises Problem."""
        future: Future[Path] = Future()
        self._pdf_requests.put((document, future))
        return future

    def pdf_requests(self) -> Iterator[tuple[str, Future[Path]]]:
        """Take the pending requests."""
        yield from _drain(self._pdf_requests)

    def order(self, order: Order) -> Future[OrderAnswer]:
        """Ask that something be written; the future gives what became of it, or raises Problem."""
        future: Future[OrderAnswer] = Future()
        self._orders.put((order, future))
        self._waiting.set()
        return future

    def orders(self) -> Iterator[tuple[Order, Future[OrderAnswer]]]:
        """Take the pending requests."""
        self._waiting.clear()
        yield from _drain(self._orders)

    def wait_for_orders(self, seconds: float) -> None:
        """Wait until there is an order, or the time is over."""
        self._waiting.wait(seconds)


def _drain[Item](queue: SimpleQueue[Item]) -> Iterator[Item]:
    while not queue.empty():  # one thread alone takes
        yield queue.get_nowait()
