# SPDX-License-Identifier: GPL-3.0-or-later
"""A smaller book with the same fault. Pure: whether a book still has the fault is asked of the caller."""

import time
from collections.abc import Callable
from itertools import islice

from tests.fuzz.books import Book, smaller


def shrunk(book: Book, is_broken: Callable[[Book], bool], *, seconds: float) -> Book:
    """Leave out one thing after the other as long as the book stays broken, for so many seconds at most."""
    until = time.monotonic() + seconds
    at, changed = 0, False
    while time.monotonic() < until:
        candidate = next(islice(smaller(book), at, None), None)
        if candidate is None:
            if not changed:
                return book
            at, changed = 0, False
        elif is_broken(candidate):
            book, changed = candidate, True
        else:
            at += 1
    return book
