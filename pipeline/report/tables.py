# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings and progress: as lines and tables for people, as one document for machines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from rich.table import Table
from rich.text import Text

from pipeline.findings import Finding, Severity
from pipeline.portal.progress_page import Standing
from pipeline.report.said import Said, count, say_any

_ALL = 100
"""Per cent."""
_COLUMNS = (
    "publication",
    "language",
    "done",
    "words",
    "messages",
    "fuzzy",
    "untranslated",
    "findings",
    "review",
    "since the last release",
)


@dataclass(frozen=True, slots=True)
class Checked:
    """The catalogues and sources were read, and this was found in them."""

    findings: tuple[Finding, ...]


def findings(event: object) -> Iterator[Said]:
    """Say each finding on a line that begins with its place, then how many there are."""
    if not isinstance(event, Checked):
        yield from say_any(event)
        return
    found = event.findings
    for one in found:
        yield Said(f"{one}" + (" (notice)" if one.severity is Severity.NOTICE else ""))
    counts = [f"{sum(1 for one in found if one.severity is s)} {s}s" for s in Severity]
    yield Said(", ".join(counts) if found else "Nothing found.")


def progress(standings: Sequence[Standing]) -> Table:
    """A row for each translation."""
    table = Table(box=None)
    for name in _COLUMNS:
        table.add_column(name, no_wrap=True)
    for one in standings:
        done = one.done
        colour = "green" if done.percent == _ALL else "red" if not done.percent else "yellow"
        found = [count(number, severity) for severity, number in one.findings.items() if number]
        table.add_row(
            one.edition.publication.slug,
            one.edition.language.tag,
            Text(f"{done.percent}%", colour),
            f"{done.translated_words}/{done.words}",
            f"{done.translated}/{done.messages}",
            str(done.fuzzy),
            str(done.untranslated),
            Text(", ".join(found), "red" if one.findings[Severity.ERROR] else ""),
            one.review,
            one.since.told if one.since is not None else "",
        )
    return table


def rows(standings: Sequence[Standing]) -> list[Mapping[str, object]]:
    """The same for machines."""
    return [
        {
            "publication": one.edition.publication.slug,
            "language": one.edition.language.tag,
            "percent": one.done.percent,
            **asdict(one.done),
            "review": one.review,
            "since": one.since,
            "findings": one.findings,
            "chapters": [
                {"document": part.document, "title": part.title, "percent": part.done.percent, **asdict(part.done)}
                for part in one.chapters
            ],
        }
        for one in standings
    ]
