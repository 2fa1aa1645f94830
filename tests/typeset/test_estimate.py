# SPDX-License-Identifier: GPL-3.0-or-later
"""The estimate of page numbers before the first layout, of texts whose pages are known."""

import pytest

from pipeline.typeset.estimate import estimated_pages

LINE = "x" * 85

PARTS = {
    "words": (f"<p>{LINE * 42}</p>", 1),
    "tags and what they say": (f'<p class="{LINE * 42}">{LINE * 42}</p>', 1),
    "Chinese, twice as wide": (f"<p>{'語' * 85 * 21}</p>", 1),
    "short lines of code": ("<pre>" + "x\n" * 83 + "</pre>", 2),
    "short items": ("<ul>" + "<li><p>x</p></li>" * 70 + "</ul>", 2),
    "rows, with their cells side by side": (
        "<table>" + "<tr><td><p>x</p></td><td><p>y</p></td></tr>" * 70 + "</table>",
        2,
    ),
    "pictures": ("<p><img src='a.png'></p>" * 14, 6),
    "forms, each on pages of its own": (f'<section class="form"><p>{LINE * 21}</p></section>' * 2, 2),
}


@pytest.mark.parametrize("name", PARTS)
def test_the_pages_of_a_part_depend_on(name: str) -> None:
    body, expected = PARTS[name]

    pages, _ = estimated_pages(f"<head><title>{LINE * 42}</title></head><body>{body}</body>")

    assert pages - 0.5 == pytest.approx(expected, abs=0.05)


def test_each_identifier_is_on_the_page_after_what_stands_before_it() -> None:
    _, places = estimated_pages(f'<body><p id="a">{LINE * 42}</p><h1 id="b &amp; c">x</h1><p id="d">x</p></body>')

    assert {name: round(page, 1) for name, page in places.items()} == {"a": 0, "b & c": 1, "d": 1.1}
