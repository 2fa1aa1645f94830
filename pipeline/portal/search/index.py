# SPDX-License-Identifier: GPL-3.0-or-later
"""The index of the search: the passages of an edition as a script that does nothing but hold them.

A script, since a page that comes from disk may load one and nothing else. One for each edition, since a reader who
searches one publication needs no other, and an edition that changes leaves the others as they are.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from lxml import html

from pipeline.portal.search.passages import Passage, Run, passages


def script_of(edition: Path, pages: Iterable[str], slug: str, title: str) -> bytes:
    """Return the script with the passages of these pages of the HTML edition in the folder `edition`."""
    roots = {page: html.document_fromstring((edition / page).read_bytes()) for page in pages}
    names: list[Sequence[object]] = []
    lines: list[str] = []
    for name in _in_order(roots):
        in_page = passages(roots[name])
        if not in_page:
            continue
        tag = str(roots[name].get("lang", ""))
        lines += (_json(_row(len(names), passage, tag)) for passage in in_page)
        heading = in_page[0].title
        names.append(_short(name, _plain(heading), _elsewhere(heading, tag)))
    # A line for each section: a change in one is a change of one line.
    head = f'"slug":{_json(slug)},"title":{_json(title)},"pages":{_json(names)}'
    return (f"siteSearch.editions.push({{{head},\n" + '"sections":[\n' + ",\n".join(lines) + "\n]});\n").encode()


def _row(page: int, passage: Passage, language: str) -> Sequence[object]:
    """Return the row of a passage of a page in this language."""
    title, text = _elsewhere(passage.title, language), _elsewhere(passage.text, language)
    return _short(
        page, passage.anchor, _plain(passage.title), _plain(passage.text), int(passage.are_sources), title, text
    )


def _short(*row: object) -> Sequence[object]:
    """Return a row without the flags and lists at its end that are 0 or empty."""
    return row[: max(n for n, cell in enumerate(row, 1) if cell or isinstance(cell, str))]


def _plain(runs: Iterable[Run]) -> str:
    return "".join(text for text, _ in runs)


def _elsewhere(runs: Iterable[Run], language: str) -> Sequence[tuple[int, int, str]]:
    """Return where the words are in another language: from, to (in UTF-16 units, as scripts count), and its tag."""
    spans: list[tuple[int, int, str]] = []
    end = 0
    for text, tag in runs:
        start, end = end, end + len(text.encode("utf-16-le")) // 2
        if tag != language:
            is_next = bool(spans) and spans[-1][1:] == (start, tag)
            spans.append((spans.pop()[0] if is_next else start, end, tag))
    return spans


def _in_order(roots: dict[str, html.HtmlElement]) -> list[str]:
    """Return the pages as the contents beside the first page have them, the first page before all."""
    first = roots.get("index.html")
    links = first.xpath("//*[contains(@class, 'sidebar-tree')]//a/@href") if first is not None else []
    listed = dict.fromkeys(["index.html", *(str(link).partition("#")[0] for link in links)])
    return [name for name in listed if name in roots] + [name for name in roots if name not in listed]


def _json(value: object) -> str:
    # U+2028 and U+2029 end a line in scripts of older browsers.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
