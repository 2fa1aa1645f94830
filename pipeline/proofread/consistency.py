# SPDX-License-Identifier: GPL-3.0-or-later
"""What only shows when all catalogues of a language lie side by side."""

import re
from collections.abc import Iterable, Iterator

from pipeline.model.findings import Finding, Severity
from pipeline.model.message import Catalogue, Message, State
from pipeline.model.remark import Remark

TWO_TRANSLATIONS = "two-translations"

_FEWEST = 3
"""Words from which a text is no word of a table, which may mean one thing here and another there."""
_MARKS = re.compile(r"[\s.,;:!?…]+\Z")


def two_translations(catalogues: Iterable[Catalogue]) -> Iterator[Finding]:
    """Find texts of three words and more that one language translates in two ways, whatever catalogue they stand in.

    Both may be right; readers of both publications wonder. The remark stands at the later one.
    """
    first: dict[tuple[str | None, str], tuple[Catalogue, Message]] = {}
    for catalogue in catalogues:
        for message in catalogue.messages:
            if message.state is not State.TRANSLATED or message.plural or len(message.original.split()) < _FEWEST:
                continue
            before, earlier = first.setdefault((catalogue.source_language, message.original), (catalogue, message))
            if _bare(earlier.translation) != _bare(message.translation):
                place = f"{before.path}:{earlier.translation_line}"
                remark = Remark("%(place)s has %(words)r for the same original", place=place, words=earlier.translation)
                yield Finding(catalogue.path, message.translation_line, TWO_TRANSLATIONS, Severity.NOTICE, remark)


def _bare(text: str) -> str:
    return _MARKS.sub("", text)
