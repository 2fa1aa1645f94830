# SPDX-License-Identifier: GPL-3.0-or-later
"""When the chapters of a book are laid out side by side."""

from collections.abc import Generator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.publishing.making import BYTES_PER_WORKER, MAX_ROUNDS, _EditionMaker


def widths(folder: Path, size: int, workers: int) -> list[int]:
    """How many batches each round asks for, of a book whose numbers never settle."""
    (folder / "paged").mkdir()
    (folder / "paged/book-001.html").write_text("x" * size, encoding="utf-8")
    asked = []

    def call(_: object, function: partial[object]) -> Generator[None, None, Any]:
        asked.append(function.args[-1])
        yield
        return [[0], [1]], SimpleNamespace(map={})

    def calls(_: object, functions: list[object]) -> Generator[None]:
        assert len(functions) == 2
        yield

    making: Any = SimpleNamespace(
        _job=SimpleNamespace(pages={}),
        _task=SimpleNamespace(folder=folder),
        _width=workers,
        _call=call,
        _calls=calls,
    )

    def job() -> Generator[Any, Any]:
        left = yield from _EditionMaker._lay_out_chapters(making)
        assert left is None, "one worker lays the book out, and says what is wrong"

    for _ in job():
        pass
    return asked


@pytest.mark.parametrize(("size", "workers", "batches"), [(4.5, 64, 4), (4.5, 3, 3), (1.9, 64, None), (4.5, 1, None)])
def test_a_book_is_laid_out_by_as_many_workers_as_it_is_long(
    tmp_path: Path, size: float, workers: int, batches: int | None
) -> None:
    assert widths(tmp_path, int(size * BYTES_PER_WORKER), workers) == ([batches] * MAX_ROUNDS if batches else [])
