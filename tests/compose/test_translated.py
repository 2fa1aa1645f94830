# SPDX-License-Identifier: GPL-3.0-or-later
"""What a translation does to the pages, and what it must not do."""

import re

from tests.compose.conftest import Workshop


def identifiers(page: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', page))


def test_no_edition_has_warnings(workshop: Workshop) -> None:
    assert {tag: workshop.build(tag).warnings for tag in ("it", "de", "sq")} == {
        "it": (),
        # Translations with HTML in them, one of them longer than any box.
        "de": (
            "readers see the HTML tag <b> as it is; write *emphasis*, **strong** or a role instead; "
            "or two backquotes on each side for ``literal``",
            "“Hilfe <script>alert(1)</script>” is too long for its box in the drawing; shorten it",
        ),
        "sq": (),
    }


def test_anchors_are_the_same_in_every_language(workshop: Workshop) -> None:
    original = {
        name: identifiers(page) for name, page in workshop.build("it").pages().items() if name != "genindex.html"
    }

    for tag in ("de", "sq"):
        pages = workshop.build(tag).pages()
        assert {name: identifiers(pages[name]) for name in original} == original
