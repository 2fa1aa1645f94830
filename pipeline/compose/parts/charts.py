# SPDX-License-Identifier: GPL-3.0-or-later
"""Bar charts from data files, numbered as figures, each with its numbers as a table.

Translators find the cells of the table. When a document has been read, the chart is drawn from its table, and so has the
labels of the edition; the drawing stands beside the doctrees, and pages and EPUB show it. A book on paper has the table alone, with
bars in it, so that no number is printed twice.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import ClassVar

from babel import Locale
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.builders.gettext import I18nBuilder
from sphinx.util.typing import ExtensionMetadata, OptionSpec
from sphinx.writers.html5 import HTML5Translator

from pipeline.compose.context import BOOKS, context_of, locale_of, words_of
from pipeline.compose.nodes import table_cells
from pipeline.compose.nodes.drawn import write_generated
from pipeline.compose.nodes.rendering import add_directive, add_node, as_element, open_tag
from pipeline.compose.nodes.table_cells import GIVEN, column_head, make_table, row_head
from pipeline.compose.nodes.texts import fixed, message, names, one_line, texts
from pipeline.compose.numerals import with_unit
from pipeline.compose.parts.chart_drawing import GREYS, MOST_SERIES, Bar, Chart, Group, draw, shares
from pipeline.compose.parts.data_file import DataFile, decimals
from pipeline.compose.parts.data_tables import ShowsData
from pipeline.model.kinds import standard_kinds

_UNIT, _SERIES = "unit", "series"
"""Classes of the texts in the head of a chart's table."""


class chart(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """A figure, whose image is drawn when all is translated, and its data. `file` is the name of the drawing."""


class chart_data(nodes.General, nodes.Element):  # noqa: N801
    """The table of a chart's numbers; `numbers` are the same as the data file has them, by column, `title` names it."""


def values(argument: str) -> tuple[str, ...]:
    """Return the value of `:values:`. Raises ValueError, which docutils reports with the line of the directive."""
    columns = names(argument)
    if len(columns) > MOST_SERIES:
        raise ValueError(f"a chart has at most {MOST_SERIES} series; make two of it, or a table")
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
        "alt": one_line,
    }
    needed = ("labels", "values", "alt")

    def show(self, data: DataFile) -> list[nodes.Node]:
        columns = self.options["values"]
        self.check_columns(data, (self.options["labels"], *columns))
        for option, count in (("series", len(columns)), ("columns", len(columns) + 1)):
            if option in self.options and len(self.options[option]) != count:
                raise self.error(f":{option}: has {len(self.options[option])} texts, and it needs {count}")
        if len(columns) > 1 and "series" not in self.options:
            raise self.error(":series: is missing; it names the columns of :values:, with a semicolon between them")
        numbers = [data.numbers(name) for name in self.options["values"]]
        content = self.parse_content_to_nodes()
        if not content or not isinstance(content[0], nodes.paragraph):
            raise self.error("the caption is missing; write it below the options, after an empty line")
        widths = [100 // (len(numbers) + 1)] * (len(numbers) + 1)
        table = make_table(self, widths, self._head(), self._rows(data), classes=["data"])
        words = words_of(self.env)
        as_texts = [[str(number) for number in column] for column in numbers]
        data_table = chart_data("", table, numbers=as_texts, title=words("The same numbers as a table"))
        whole = chart("", self._figure(*content), data_table, file=data.path.stem)
        self.set_source_info(whole)
        return [whole]

    def _figure(self, first: nodes.Node, *others: nodes.Node) -> nodes.figure:
        assert isinstance(first, nodes.paragraph)
        image = nodes.image(uri="", alt=self.options["alt"])
        image.source, image.line = self.place("alt")
        caption = nodes.caption(first.rawsource, "", *first.children)
        caption.source, caption.line = first.source, first.line
        figure = nodes.figure("", image, caption, *([nodes.legend("", *others)] if others else []))
        self.set_source_info(figure)
        self.add_name(figure)
        return figure

    def _head(self) -> list[column_head]:
        words = words_of(self.env)
        if "columns" in self.options:
            first, *others = [self.option_message(text, "columns") for text in self.options["columns"]]
        else:
            first, *others = [fixed(words("Item")), *(fixed(words("Value")) for _ in self.options["values"])]
        if "series" in self.options:
            others = [self.option_message(text, "series", _SERIES) for text in self.options["series"]]
        unit = [self.option_message(self.options["unit"], "unit", _UNIT)] if "unit" in self.options else []
        heads = (column_head("", name, *(text.deepcopy() for text in unit), classes=["number"]) for name in others)
        return [column_head("", first), *heads]

    def _rows(self, data: DataFile) -> Iterator[nodes.row]:
        columns = [data.cells(name) for name in self.options["values"]]
        places = [decimals(cells) for cells in columns]
        for turn, (row, label) in enumerate(zip(data.rows, data.cells(self.options["labels"]), strict=True)):
            numbers = (self.number(cells[turn], count) for cells, count in zip(columns, places, strict=True))
            yield nodes.row("", row_head("", message(self, label, data.path, row.line)), *numbers)


def draw_charts(app: Sphinx, doctree: nodes.document) -> None:
    """Draw each chart of a document that has been read, and let its image show the drawing."""
    for whole in doctree.findall(chart):
        image = next(iter(whole.findall(nodes.image)))
        image["uri"] = write_generated(app, "charts", f"{whole['file']}.svg", draw(_chart_of(app, whole)))


def _chart_of(app: Sphinx, whole: chart) -> Chart:
    context = context_of(app)
    colour = (context.publication.kind if context is not None else standard_kinds()["manual"]).colour
    return Chart(*_series(whole, locale_of(app.config)), colour, app.config.language.replace("_", "-"))


def _series(whole: chart, locale: Locale) -> tuple[tuple[Group, ...], tuple[str, ...]]:
    """Return groups and names of series, as the table has them by now."""
    (data,) = whole.findall(chart_data)
    (body,) = whole.findall(nodes.tbody)
    unit = next(iter(_texts(data, _UNIT)), "")
    groups = []
    for turn, row in enumerate(body.children):
        label, *cells = (cell.astext() for cell in row.children)
        numbers = (Decimal(column[turn]) for column in data["numbers"])
        bars = (Bar(number, with_unit(cell, unit, locale)) for number, cell in zip(numbers, cells, strict=True))
        groups.append(Group(label, tuple(bars)))
    return tuple(groups), tuple(_texts(data, _SERIES))


def _texts(data: chart_data, name: str) -> Sequence[str]:
    return [node.astext() for node in data.findall(nodes.paragraph) if name in node["classes"]]


def leave_out_drawings(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Remove the drawing where the table says it all: on paper, whose table has bars, and for builders other than HTML.

    Extraction needs its alternative text.
    """
    is_paper = app.builder.name == "paged"
    if isinstance(app.builder, I18nBuilder) or (app.builder.format == "html" and not is_paper):
        return
    for whole in doctree.findall(chart):
        if is_paper:
            _draw_in_table(app, whole)
        for image in list(whole.findall(nodes.image)):
            image.parent.remove(image)


def _draw_in_table(app: Sphinx, whole: chart) -> None:
    """Put bars before the numbers of the table, and it in the place of the drawing, above the caption."""
    (data,) = whole.findall(chart_data)
    (table,) = data.findall(nodes.table)
    (group,) = table.findall(nodes.tgroup)
    (head,) = table.findall(nodes.thead)
    (body,) = table.findall(nodes.tbody)
    labels, bars = shares(_chart_of(app, whole))
    table["classes"] += ["bars", "short", GIVEN]
    for column in list(group.findall(nodes.colspec)):
        group.remove(column)
    group[:0] = [nodes.colspec(colwidth=round(share, 1)) for share in (labels, 100 - labels)]
    for row, widths in zip(body.children, bars, strict=True):
        for series, (cell, width) in enumerate(zip(row.children[1:], widths, strict=True)):
            _first_paragraph(cell).insert(0, _bar(series, f"{width:.1f}%"))
    for series, cell in enumerate(head.children[0].children[1:] if len(bars[0]) > 1 else ()):
        _first_paragraph(cell).insert(0, _bar(series, "0.9em"))  # which series it names
    whole.remove(data)
    next(iter(whole.findall(nodes.figure))).insert(0, table)


def _first_paragraph(cell: nodes.Node) -> nodes.paragraph:
    return next(iter(cell.findall(nodes.paragraph)))


def _bar(series: int, width: str) -> nodes.raw:
    colour = f"; background: {GREYS[series - 1]}" if series else ""
    return nodes.raw("", f'<span class="bar" style="width: {width}{colour}"></span>', format="html")


def _open_data(translator: HTML5Translator, node: nodes.Element) -> None:
    if translator.builder.name in BOOKS:
        open_tag(translator, node, "div", class_name="chart-data")
        return
    translator.body.append(translator.starttag(node, "details", "", CLASS="chart-data"))
    translator.body.append(f"<summary>{translator.encode(node['title'])}</summary>\n")


def _close_data(translator: HTML5Translator, _node: nodes.Element) -> None:
    translator.body.append("</div>\n" if translator.builder.name in BOOKS else "</details>\n")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(table_cells.__name__)
    add_node(app, chart, as_element("div", class_name="chart"))
    add_node(app, chart_data, (_open_data, _close_data))
    add_directive(app, "chart", ChartDirective)
    # After drawings (400), which have no business with these; before Sphinx collects the images of a document (500).
    app.connect("doctree-read", draw_charts, priority=450)
    app.connect("doctree-resolved", leave_out_drawings)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
