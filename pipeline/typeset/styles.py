# SPDX-License-Identifier: GPL-3.0-or-later
"""The style sheets of a book, by layers: tokens, page, flow, parts, others, then its kind's and its language's."""

from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "theme" / "print"
LAYERS = ("tokens", "page", "flow", "parts", "others")


def sheets(kind: str, language: str) -> Iterator[Path]:
    """The sheets in the order in which they apply. A kind or a language without a sheet of its own adds none."""
    names = [*LAYERS, f"kind-{kind}", f"lang-{language.partition('-')[0]}"]
    for name in names:
        path = FOLDER / f"{name}.css"
        if path.is_file() or name in LAYERS:
            yield path


def running_heads(title: str) -> str:
    """A rule that sets the strings `book` and `chapter` at each chapter's head, so that both stay away from its first page."""
    # In a string of CSS a backslash and a quotation mark are escaped, and a line may not end.
    quoted = title.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'h1 {{ string-set: book "{quoted}", chapter attr(data-running); }}'
