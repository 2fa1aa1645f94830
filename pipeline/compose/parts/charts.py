# SPDX-License-Identifier: GPL-3.0-or-later
"""Bar charts from data files, numbered as figures: tables with a bar before each number, on pages, in EPUB and on paper.

As a table, it can be translated cell by cell, and read by screen readers.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata, OptionSpec

from pipeline.compose.context import BOOKS, words_of
from pipeline.compose.mistakes import Mistake
from pipeline.compose.nodes import table_cells
from pipeline.compose.nodes.rendering import add_directive, add_node, as_element
from pipeline.compose.nodes.table_cells import column_head, make_table, row_head
from pipeline.compose.nodes.texts import message, names, one_line, texts, untranslated_paragraph
from pipeline.compose.parts.data_file import DataFile, decimals
from pipeline.compose.parts.data_tables import ShowsData
from pipeline.model.remark import Remark

MAX_SERIES = 3
_LONGEST_BAR = 80
"""Length of the longest bar in per cent of its cell; the rest is for the number."""


class chart(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """A figure around a table; `shares` are the lengths of its bars in its cells, by row."""


def values(argument: str) -> tuple[str, ...]:
    """Return the columns in `:values:`. Raises ValueError, which docutils reports with the line of the directive."""
    columns = names(argument)
    if len(columns) > MAX_SERIES:
        raise ValueError(f"a chart has at most {MAX_SERIES} series; make two of it, or a table")
    return columns


class ChartDirective(ShowsData):
    """`.. chart:: data.csv`. Its content is the caption, and below it a legend if there is one."""

    has_content = True
    option_spec: ClassVar[OptionSpec] = {
        "name": directives.unchanged_required,
        "labels": directives.unchanged_required,
        "values": values,
        "series": texts,
        "columns": texts,
        "unit": one_line,
    }
    needed = ("labels", "values")

    def show(self, data: DataFile) -> list[nodes.Node]:
        columns = self.options["values"]
        self.check_columns(data, (self.options["labels"], *columns))
        for option, count in (("series", len(columns)), ("columns", len(columns) + 1)):
            if option in self.options and len(self.options[option]) != count:
                raise self.wrong_count(option, count)
        if len(columns) > 1 and "series" not in self.options:
            step = Remark("it names the columns of :values:, with a semicolon between them")
            raise Mistake("data.no-series", Remark(":series: is missing"), step)
        content = self.parse_content_to_nodes()
        if not content or not isinstance(content[0], nodes.paragraph):
            step = Remark("write it below the options, after an empty line")
            raise Mistake("data.no-caption", Remark("the caption is missing"), step)
        widths = [100 // (len(columns) + 1)] * (len(columns) + 1)
        table = make_table(self, widths, self._head(), self._rows(data), classes=["data", "bars"])
        whole = chart("", self._figure(table, *content), shares=_shares([data.numbers(name) for name in columns]))
        self.set_source_info(whole)
        return [whole]

    def _figure(self, table: nodes.table, first: nodes.Node, *legend: nodes.Node) -> nodes.figure:
        assert isinstance(first, nodes.paragraph)
        caption = nodes.caption(first.rawsource, "", *first.children)
        caption.source, caption.line = first.source, first.line
        figure = nodes.figure("", table, caption, *([nodes.legend("", *legend)] if legend else []))
        self.set_source_info(figure)
        self.add_name(figure)
        return figure

    def _head(self) -> list[column_head]:
        words = words_of(self.env)
        if "columns" in self.options:
            first, *series = [self.option_message(text, "columns") for text in self.options["columns"]]
        else:
            first, *series = [
                untranslated_paragraph(words("Item")),
                *(untranslated_paragraph(words("Value")) for _ in self.options["values"]),
            ]
        if "series" in self.options:
            series = [self.option_message(text, "series", "series") for text in self.options["series"]]
        unit = [self.option_message(self.options["unit"], "unit", "unit")] if "unit" in self.options else []
        heads = (column_head("", name, *(text.deepcopy() for text in unit), classes=["number"]) for name in series)
        return [column_head("", first), *heads]

    def _rows(self, data: DataFile) -> Iterator[nodes.row]:
        columns = [data.cells(name) for name in self.options["values"]]
        places = [decimals(cells) for cells in columns]
        for turn, (row, label) in enumerate(zip(data.rows, data.cells(self.options["labels"]), strict=True)):
            numbers = (self.number(cells[turn], count) for cells, count in zip(columns, places, strict=True))
            yield nodes.row("", row_head("", message(self, label, data.path, row.line)), *numbers)


def _shares(columns: Sequence[Sequence[Decimal]]) -> list[list[str]]:
    """Return the lengths of the bars of these columns, by row."""
    largest = max(max(column) for column in columns) or Decimal(1)
    return [[f"{number / largest * _LONGEST_BAR:.1f}%" for number in row] for row in zip(*columns, strict=True)]


def draw_bars(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Put bars before the numbers of each chart, and before the names of its series."""
    if app.builder.format != "html":
        return
    is_book = app.builder.name in BOOKS
    for whole in doctree.findall(chart):
        (head,), (body,) = whole.findall(nodes.thead), whole.findall(nodes.tbody)
        for row, widths in zip(body.children, whole["shares"], strict=True):
            for series, (cell, width) in enumerate(zip(row.children[1:], widths, strict=True)):
                _first_paragraph(cell).insert(0, _bar(series, width, is_book=is_book))
        series_heads = head.children[0].children[1:]
        for series, cell in enumerate(series_heads if len(series_heads) > 1 else ()):
            _first_paragraph(cell).insert(0, _bar(series, "0.9em", is_book=is_book))


def _first_paragraph(cell: nodes.Node) -> nodes.paragraph:
    return next(iter(cell.findall(nodes.paragraph)))


def _bar(series: int, width: str, *, is_book: bool) -> nodes.raw:
    # The pages' security policy forbids style attributes, so use an `svg`; in a PDF that would be an image, so use a span.
    classes = f'class="bar series-{series + 1}"'
    bar = (
        f'<span {classes} style="width: {width}"></span>'
        if is_book
        else f'<svg {classes} width="{width}" aria-hidden="true"></svg>'
    )
    return nodes.raw("", bar, format="html")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(table_cells.__name__)
    add_node(app, chart, as_element("div", class_name="chart"))
    add_directive(app, "chart", ChartDirective)
    app.connect("doctree-resolved", draw_bars)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
