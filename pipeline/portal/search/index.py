# SPDX-License-Identifier: GPL-3.0-or-later
"""The search texts: the passages of an edition, in scripts of a few kilobytes that contain only data.

They are scripts because a page opened from disk can load nothing else. The word index (`words.py`) tells the browser which scripts
a query needs. Each edition has its own scripts, so that a change does not affect other editions.
"""

import json
from collections.abc import Iterable, Iterator, Sequence

from pipeline.portal.page_text import Texts
from pipeline.portal.search.passages import Run, SearchPassage, passages
from pipeline.portal.search.words import javascript

_SIZE = 5000
"""Maximum characters in a script of texts, unless a single passage is longer."""


def scripts_of(texts: Texts, slug: str) -> Iterator[bytes]:
    """Yield the search scripts of an edition, with the passages of its page texts."""
    names: list[Sequence[object]] = []
    lines: list[str] = []
    number = 0
    for name, text in texts.items():
        in_page = passages(text)
        tag = str(text.getroottree().getroot().get("lang", ""))
        of_page = _short(name, _plain(in_page[0].title), _foreign_ranges(in_page[0].title, tag)) if in_page else ()
        for passage in in_page:
            if lines and sum(map(len, (*lines, _plain(passage.text)))) > _SIZE:
                yield _script(slug, number, names, lines)
                names, lines, number = [], [], number + 1
            if of_page not in names:
                names.append(of_page)
            lines.append(javascript(_row(len(names) - 1, passage, tag)))
    if lines:
        yield _script(slug, number, names, lines)


def read_script(script: bytes) -> tuple[Sequence[Sequence[object]], Sequence[Sequence[object]]]:
    """Return the pages and the sections of a script of texts, as rows."""
    text = script.decode()
    texts = json.loads(text[text.index("{") : text.rindex("}") + 1])
    return texts["pages"], texts["sections"]


def _script(slug: str, number: int, names: Sequence[object], lines: Sequence[str]) -> bytes:
    # one line for each section, so that a change in one changes one line
    head = f'siteSearch.texts({javascript(slug)},{number},{{"pages":{javascript(names)},\n"sections":[\n'
    return (head + ",\n".join(lines) + "\n]});\n").encode()


def _row(page: int, passage: SearchPassage, language: str) -> Sequence[object]:
    """Return a passage as a row for JSON; `page` is the index of its page, `language` the page's."""
    title, text = _foreign_ranges(passage.title, language), _foreign_ranges(passage.text, language)
    return _short(
        page, passage.anchor, _plain(passage.title), _plain(passage.text), int(passage.are_sources), title, text
    )


def _short(*row: object) -> Sequence[object]:
    """Return a row without trailing empty or 0 values."""
    return row[: max(n for n, cell in enumerate(row, 1) if cell or isinstance(cell, str))]


def _plain(runs: Iterable[Run]) -> str:
    return "".join(text for text, _ in runs)


def _foreign_ranges(runs: Iterable[Run], language: str) -> Sequence[tuple[int, int, str]]:
    """Return the ranges in other languages: start, end (in UTF-16 units, as in JavaScript), tag."""
    spans: list[tuple[int, int, str]] = []
    end = 0
    for text, tag in runs:
        start, end = end, end + len(text.encode("utf-16-le")) // 2
        if tag != language:
            is_next = bool(spans) and spans[-1][1:] == (start, tag)
            spans.append((spans.pop()[0] if is_next else start, end, tag))
    return spans
