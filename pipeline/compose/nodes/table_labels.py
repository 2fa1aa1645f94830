# SPDX-License-Identifier: GPL-3.0-or-later
"""Labels cells with their column headings, so that a narrow screen can show the rows of a table as lists. Pure."""

import re

from lxml import etree, html

from pipeline.bookformat.vocabulary import AS_LIST, LABEL

_MIN_COLUMNS, _MIN_NUMBER_COLUMNS = 3, 4
"""Minimum number of columns that is too wide for a phone: in a table of text, and in a data table."""

_TABLE = re.compile(r"<table\b(?:(?!<table\b).)*?</table>", re.DOTALL)
"""A table without a nested table."""


def with_labels(body: str) -> str:
    """Label the cells of tables that are too wide for a phone, in the HTML of a page."""
    return _TABLE.sub(_labelled, body)


def _labelled(match: re.Match[str]) -> str:
    table = html.fragment_fromstring(match[0])
    return html.tostring(table, encoding="unicode") if label_cells(table) else match[0]


def label_cells(table: etree._Element) -> bool:
    """Label all cells but the first of each row if a table is too wide for a phone; return whether it is."""
    heads = [_words(head) for head in table.iterfind("{*}thead/{*}tr[1]/{*}th")]
    names = (table.get("class") or "").split()
    if "bars" in names or len(heads) < (_MIN_NUMBER_COLUMNS if "data" in names else _MIN_COLUMNS):
        return False
    table.set("class", " ".join([*names, AS_LIST]))
    for row in table.iterfind("{*}tbody/{*}tr"):
        if len(row) == len(heads):
            for cell, head in zip(list(row)[1:], heads[1:], strict=True):
                cell.set(LABEL, head)
    return True


def _words(head: etree._Element) -> str:
    """Return the text of a heading without the explanations of its terms."""
    text = "".join(map(str, head.itertext()))
    for explanation in head.iterfind(".//*[@role='tooltip']"):
        text = text.replace("".join(map(str, explanation.itertext())), "", 1)
    return " ".join(text.split())
