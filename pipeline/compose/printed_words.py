# SPDX-License-Identifier: GPL-3.0-or-later
"""The interface's own words that may be printed in books: what the code behind books hands to the translator, and names of kinds."""

from functools import cache
from itertools import chain
from pathlib import Path

from babel.messages.extract import extract_from_file

from pipeline import compose, formula, theme
from pipeline.model.kinds import standard_kinds
from pipeline.model.parts import standard_parts

_KEYWORDS = {"words": None, "plural": (1, 2)}
_NOT_PRINTED = {"diagnosis", "epub", "web"}
"""Folders of what is said to editors, or on screens, alone."""


@cache
def printed_words() -> tuple[tuple[str, ...], ...]:
    """Return the words in English, each once: one text, or of those that depend on a number both forms."""
    folders = (Path(package.__path__[0]) for package in (compose, formula, theme))
    sources = ((folder, path) for folder in folders for path in sorted(folder.rglob("*.py")))
    printing = (str(path) for folder, path in sources if _NOT_PRINTED.isdisjoint(path.relative_to(folder).parts))
    of_code = (row[1] for path in printing for row in extract_from_file("python", path, keywords=_KEYWORDS))
    of_parts = (text for kind in standard_parts().values() for text in kind.texts)
    texts = chain(of_code, (kind.name for kind in standard_kinds().values()), of_parts)
    return tuple(dict.fromkeys((text,) if isinstance(text, str) else tuple(text) for text in texts))
