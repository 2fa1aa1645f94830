# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading of a publication's data files (CSV), with the line number of every row."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pipeline.model.problems import Problem
from pipeline.model.toml_tables import read_text

_COLUMN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
_SPACES = re.compile(r"[ \t\r\n]+")
"""Whitespace to normalise; not the no-break space, which is typed on purpose."""
_NUMBER = re.compile(r"-?\d+(\.\d+)?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """The stripped cells of a row, and its first line in the file (from 1)."""

    cells: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class DataFile:
    """A CSV file: names of columns, and at least one row, with a cell for each column."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def cells(self, column: str) -> tuple[str, ...]:
        """Return the cells of an existing column."""
        position = self.columns.index(column)
        return tuple(row.cells[position] for row in self.rows)

    def numbers(self, column: str) -> tuple[Decimal, ...]:
        """Return the numbers of an existing column. Raises Problem, with the line, for a negative number or any other text."""
        for row, cell in zip(self.rows, self.cells(column), strict=True):
            if not is_number(cell) or cell.startswith("-"):
                message = f"{cell!r} is not a number from 0" if cell else "a number is missing"
                hint = "write digits with a decimal point and no thousands mark: 1055, 25.65"
                raise _broken(self.path, row.line, f"{message}, in the column {column!r}", hint)
        return tuple(map(Decimal, self.cells(column)))


def is_number(cell: str) -> bool:
    """Return whether a cell is a number as data files write it: 1055, -3, 25.65."""
    return _NUMBER.match(cell) is not None


def decimals(cells: Iterable[str]) -> int:
    """Return the largest number of decimals in these cells; cells without a number do not count."""
    return max((len(cell.partition(".")[2]) for cell in cells if is_number(cell)), default=0)


def read_data(path: Path) -> DataFile:
    """Read a CSV file: UTF-8, commas, names of columns first. Lines before them that begin with `#` are for editors.

    Raises Problem `missing-file` or, with the line, `broken-data`.
    """
    text = read_text(
        path, "broken-data", cause="a document shows it", hint="write it, or correct its path in the document"
    )
    lines = list(io.StringIO(text))
    notes = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    names, *rows = [*_rows(path, lines[notes:], notes)] or [Row((), notes + 1)]
    if not rows:
        raise _broken(path, names.line, "the file has no data", "write the names of the columns, and rows below them")
    _check_names(path, names)
    for row in rows:
        if len(row.cells) != len(names.cells):
            message = f"the row has {len(row.cells)} cells, and there are {len(names.cells)} columns"
            hint = "a cell with a comma in it stands between quotes, and a number has a point: 25.65"
            raise _broken(path, row.line, message, hint)
    return DataFile(path, names.cells, tuple(rows))


def _rows(path: Path, lines: Sequence[str], skipped_lines: int) -> Iterator[Row]:
    """Yield the rows that are not empty; `skipped_lines` precede them in the file."""
    reader = csv.reader(lines, strict=True)
    begin = skipped_lines + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(tuple(_SPACES.sub(" ", cell).strip(" ") for cell in cells), begin)
            begin = skipped_lines + reader.line_num + 1
    except csv.Error as error:
        hint = "put quotes around whole cells only, and double those within"
        raise _broken(path, begin, "the file cannot be read as CSV", hint, cause=str(error)) from None


def _check_names(path: Path, names: Row) -> None:
    for number, name in enumerate(names.cells, 1):
        if not _COLUMN.match(name):
            message = f"{name!r} cannot be the name of a column" if name else f"column {number} has no name"
            hint = "write short names in plain letters: nationality,share; what readers see stands in the document"
            raise _broken(path, names.line, message, hint)
        if names.cells.count(name) > 1:
            raise _broken(path, names.line, f"two columns have the name {name!r}", "give one of them another name")


def _broken(path: Path, line: int, message: str, hint: str, cause: str = "") -> Problem:
    return Problem("broken-data", message, cause=cause, hint=hint, path=path, line=line)
