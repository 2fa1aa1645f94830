# SPDX-License-Identifier: GPL-3.0-or-later
"""The progress of translations: as a table for people, as one document for machines."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from rich.table import Table
from rich.text import Text

from pipeline.model.findings import Severity
from pipeline.model.publication import Progress
from pipeline.portal.pages.progress_page import Interface, Standing
from pipeline.report.lines import count

_COLUMNS = (
    "publication",
    "language",
    "done",
    "words",
    "messages",
    "changed",
    "suggested",
    "unfinished",
    "untranslated",
    "findings",
    "review",
    "since the last release",
)


def progress_table(standings: Sequence[Standing], interfaces: Sequence[Interface]) -> Table:
    """Return a row for each translation, and for each catalogue of the interface."""
    table = Table(box=None)
    for name in _COLUMNS:
        table.add_column(name, no_wrap=True)
    for standing in standings:
        findings = [count(number, severity) for severity, number in standing.findings.items() if number]
        table.add_row(
            standing.edition.publication.slug,
            standing.edition.language.tag,
            *_counts(standing.done),
            Text(", ".join(findings), "red" if standing.findings[Severity.ERROR] else ""),
            standing.review,
            standing.since.summary if standing.since is not None else "",
        )
    for part in interfaces:
        table.add_row(f"interface: {part.name}", part.language.tag, *_counts(part.done), "", "", "")
    return table


def _counts(progress: Progress) -> tuple[Text | str, ...]:
    """Return the cells of a row that say how far something is translated."""
    colour = "green" if progress.percent == 100 else "red" if not progress.percent else "yellow"
    numbers = (progress.changed, progress.suggested, progress.unfinished, progress.untranslated)
    return (
        Text(f"{progress.percent}%", colour),
        f"{progress.translated_words}/{progress.words}",
        f"{progress.translated}/{progress.messages}",
        *map(str, numbers),
    )


def progress_rows(standings: Sequence[Standing], interfaces: Sequence[Interface]) -> list[Mapping[str, object]]:
    """Return the same for machines."""
    publications = [
        {
            "publication": standing.edition.publication.slug,
            "language": standing.edition.language.tag,
            **_numbers(standing.done),
            "unfinished": standing.done.unfinished,
            "review": standing.review,
            "since": standing.since,
            "findings": standing.findings,
            "chapters": [
                {"document": part.document, "title": part.title, **_numbers(part.done)} for part in standing.chapters
            ],
        }
        for standing in standings
    ]
    of_interface = [
        {
            "interface": part.name,
            "language": part.language.tag,
            **_numbers(part.done),
            "unfinished": part.done.unfinished,
        }
        for part in interfaces
    ]
    return [*publications, *of_interface]


def _numbers(progress: Progress) -> dict[str, int]:
    return {"percent": progress.percent, **asdict(progress)}
