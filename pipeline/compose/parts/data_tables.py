# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables from data files: texts are messages of the catalogue, numbers are formatted for the edition's language."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata, OptionSpec

from pipeline.compose.context import locale_of
from pipeline.compose.mistakes import MISSING_FILE, WHERE_FILES_ARE, CheckedDirective, Mistake, did_you_mean, warn
from pipeline.compose.nodes import table_cells
from pipeline.compose.nodes.rendering import add_directive
from pipeline.compose.nodes.table_cells import column_head, make_table, number_cell, row_head
from pipeline.compose.nodes.texts import (
    inline_message,
    message,
    names,
    one_line,
    option_line,
    texts,
    untranslated_paragraph,
)
from pipeline.compose.numerals import format_number
from pipeline.compose.parts.data_file import DataFile, Row, decimals, is_number, read_data
from pipeline.model.problems import Problem
from pipeline.model.remark import Remark, framed
from pipeline.model.similar import similar


class ShowsData(CheckedDirective, ABC):
    """Base of directives whose argument is a data file."""

    required_arguments = 1
    final_argument_whitespace = True
    needed: ClassVar[tuple[str, ...]] = ()
    """Required options."""

    def make(self) -> list[nodes.Node]:
        try:
            data = self._read()
            for option in self.needed:
                if not self.options.get(option):
                    step = Remark("write it on a line directly below the directive, indented by three spaces")
                    raise Mistake("data.missing-option", Remark(":%(option)s: is missing", option=option), step)
            return self.show(data)
        except Problem as problem:
            _report(problem)
            return []

    @abstractmethod
    def show(self, data: DataFile) -> list[nodes.Node]:
        """Return the nodes that print the data."""

    def _read(self) -> DataFile:
        name = self.arguments[0]
        path = Path(self.env.relfn2path(name, self.env.docname)[1])
        if not path.resolve().is_relative_to(Path(self.env.srcdir).resolve()):
            sentence = Remark("%(name)s lies outside of the publication's folder", name=name)
            raise Mistake("data.outside", sentence, Remark("a publication keeps data of its own"))
        self.env.note_dependency(path)
        if not path.is_file():
            folder = Path(self.env.srcdir)
            files = (file.relative_to(folder).as_posix() for file in sorted(folder.rglob("*")) if file.is_file())
            step = did_you_mean(similar(name, files), Remark(WHERE_FILES_ARE))
            raise Mistake("data.missing-file", Remark(MISSING_FILE, name=name), step)
        return read_data(path)

    def check_columns(self, data: DataFile, names: Iterable[str]) -> None:
        for name in names:
            if name not in data.columns:
                sentence = Remark("%(file)s has no column %(name)s", file=data.path.name, name=name)
                step = Remark("write one of: %(choices)s", choices=", ".join(data.columns))
                raise Mistake("data.unknown-column", sentence, did_you_mean(similar(name, data.columns), step))

    def wrong_count(self, option: str, expected: int) -> Mistake:
        """Return the mistake for an option with the wrong number of texts."""
        values = {"option": option, "count": len(self.options[option]), "needed": expected}
        sentence = Remark(":%(option)s: has %(count)s texts, and needs %(needed)s", **values)
        return Mistake("data.count", sentence, Remark("write as many, with semicolons between them"))

    def option_message(self, text: str, option: str, *classes: str) -> nodes.paragraph:
        """Return a text of an option as a message."""
        return message(self, text, *self.place(option), *classes)

    def place(self, option: str) -> tuple[str, int]:
        """Return the file and line of an option of this directive."""
        path, line = self.state_machine.get_source_and_line(option_line(self, option))
        return str(path), int(line or 1)

    def number(self, cell: str, places: int) -> number_cell:
        return number_cell("", untranslated_paragraph(format_number(Decimal(cell), places, locale_of(self.config))))


class DataTable(ShowsData):
    """`.. data-table:: data.csv`. The first column has the subject of each row; columns in `:years:` are printed unformatted."""

    option_spec: ClassVar[OptionSpec] = {
        "name": directives.unchanged_required,
        "columns": texts,
        "caption": one_line,
        "total": texts,
        "years": names,
    }
    needed = ("columns", "caption")

    def show(self, data: DataFile) -> list[nodes.Node]:
        self.check_columns(data, self.options.get("years", ()))
        for option in ("columns", "total"):
            if option in self.options and len(self.options[option]) != len(data.columns):
                raise self.wrong_count(option, len(data.columns))
        total = [Row(self.options["total"], self.place("total")[1])] if "total" in self.options else []
        columns = list(zip(*(row.cells for row in (*data.rows, *total)), strict=True))
        as_they_are = {0, *(data.columns.index(name) for name in self.options.get("years", ()))}
        places = [None if turn in as_they_are else decimals(cells) for turn, cells in enumerate(columns)]
        body = [self._row(row, places, str(data.path)) for row in data.rows]
        body += [self._row(row, places, self.place("total")[0], "total") for row in total]
        head = [
            column_head(
                "",
                self.option_message(text, "columns"),
                classes=["number"] if count is not None and any(map(is_number, cells)) else [],
            )
            for text, cells, count in zip(self.options["columns"], columns, places, strict=True)
        ]
        table = make_table(self, [100 // len(head)] * len(head), head, body, classes=["data"])
        table.insert(0, inline_message(self, nodes.title, self.options["caption"], *self.place("caption")))
        self.add_name(table)
        return [table]

    def _row(self, row: Row, places: Sequence[int | None], path: str, *classes: str) -> nodes.row:
        first, *value_cells = row.cells
        cells = [
            self.number(cell, count)
            if count is not None and is_number(cell)
            else nodes.entry("", *([message(self, cell, path, row.line)] if cell else []))
            for cell, count in zip(value_cells, places[1:], strict=True)
        ]
        return nodes.row("", row_head("", message(self, first, path, row.line)), *cells, classes=list(classes))


def _report(problem: Problem) -> None:
    """Report an error in the data file at its line, and let Sphinx continue with the document."""
    parts = {"message": problem.message, "cause": problem.cause}
    sentence = framed("%(message)s: %(cause)s", **parts) if problem.cause else problem.message
    warn(sentence, problem.hint, location=f"{problem.path}:{problem.line or 1}", category=f"data.{problem.code}")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(table_cells.__name__)
    add_directive(app, "data-table", DataTable)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
