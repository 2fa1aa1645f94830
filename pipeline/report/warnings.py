# SPDX-License-Identifier: GPL-3.0-or-later
"""The warnings at the end of a build: all of them if they fit on a screen, else a line for each cause."""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.publishing.warnings import FILE, WarningPlace
from pipeline.report.lines import count

_SCREENFUL = 24
"""Maximum number of lines of warnings."""
_MAX_CAUSES = 16
_MAX_CHARACTERS = 160
"""Maximum length of a printed cause; the file of warnings has the whole text."""
_WIDTH = 100
"""Assumed width of a terminal."""


def lines(warnings: Sequence[WarningPlace]) -> Iterator[str]:
    """Yield the warnings with their editions; if they do not fit on a screen, a line for each cause and the file with all warnings."""
    texts = [f"{_editions(warning)}: warning: {warning.diagnostic}" for warning in warnings]
    yield from texts if fit(texts) else by_cause(warnings)


def fit(texts: Iterable[str]) -> bool:
    """Return whether texts fit on a screen."""
    return sum(sum(len(line) // _WIDTH + 1 for line in text.splitlines()) for text in texts) <= _SCREENFUL


def by_cause(warnings: Sequence[WarningPlace], noun: str = "warning") -> Iterator[str]:
    """Yield a line for each cause, the most frequent first, and the file with all warnings."""
    groups: dict[str, list[WarningPlace]] = {}
    for warning in warnings:
        groups.setdefault(warning.diagnostic.cause_key, []).append(warning)
    of_translators = sum(bool(warning.diagnostic.translation) for warning in warnings)
    in_catalogues = f", {of_translators} of them in translations" if of_translators else ""
    yield f"{count(len(warnings), noun)} of {count(len(groups), 'cause')}{in_catalogues}:"
    causes = sorted(groups.values(), key=len, reverse=True)
    yield from map(_cause, causes[:_MAX_CAUSES])
    if rest := causes[_MAX_CAUSES:]:
        yield f"  … and {count(sum(map(len, rest)), noun)} of {count(len(rest), 'other cause')}"
    yield f"  all, with what to do: build/{FILE}"


def shortened(text: str) -> str:
    """Return a text on one line, shortened if it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= _MAX_CHARACTERS else f"{line[:_MAX_CHARACTERS].rstrip()}…"


def _cause(warnings: Sequence[WarningPlace]) -> str:
    first = warnings[0].diagnostic
    short = shortened(first.sentence if len(warnings) == 1 else first.cause)
    place = next((place for warning in warnings if (place := warning.diagnostic.place_to_fix)), "")
    where = f": {place}" if place else ""
    more = f" and {len(warnings) - 1} more" if place and len(warnings) > 1 else ""
    kind = f" [{first.kind}]" if first.kind else ""
    return f"  {len(warnings):4} × {short}{kind}{where}{more}"


def _editions(warning: WarningPlace) -> str:
    return ", ".join(map(str, warning.editions))
