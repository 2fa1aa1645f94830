# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings and progress: as lines and tables for people, as one document for machines."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from rich.table import Table
from rich.text import Text

from pipeline.model.findings import Finding, Severity
from pipeline.model.publication import Progress
from pipeline.portal.pages.progress_page import Interface, Standing
from pipeline.report.said import Said, count, say_any
from pipeline.words import Words

_ALL = 100
"""Per cent."""
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


@dataclass(frozen=True, slots=True)
class Checked:
    """The catalogues and sources were read, and this was found in them; `words` say it."""

    findings: tuple[Finding, ...]
    words: Words


def findings(event: object) -> Iterator[Said]:
    """Say each finding on a line that begins with its place, then how many there are."""
    if not isinstance(event, Checked):
        yield from say_any(event)
        return
    words = event.words
    for one in event.findings:
        yield Said(f"{one}" + (f" ({words('notice')})" if one.severity is Severity.NOTICE else ""))
    number = Counter(finding.severity for finding in event.findings)
    counts = (
        words.plural("%(n)s error", "%(n)s errors", number[Severity.ERROR]) % {"n": number[Severity.ERROR]},
        words.plural("%(n)s warning", "%(n)s warnings", number[Severity.WARNING]) % {"n": number[Severity.WARNING]},
        words.plural("%(n)s notice", "%(n)s notices", number[Severity.NOTICE]) % {"n": number[Severity.NOTICE]},
    )
    yield Said(", ".join(counts) if event.findings else words("Nothing found."))


def progress(standings: Sequence[Standing], interfaces: Sequence[Interface]) -> Table:
    """A row for each translation, and for each catalogue of the interface."""
    table = Table(box=None)
    for name in _COLUMNS:
        table.add_column(name, no_wrap=True)
    for standing in standings:
        found = [count(number, severity) for severity, number in standing.findings.items() if number]
        table.add_row(
            standing.edition.publication.slug,
            standing.edition.language.tag,
            *_counts(standing.done),
            Text(", ".join(found), "red" if standing.findings[Severity.ERROR] else ""),
            standing.review,
            standing.since.summary if standing.since is not None else "",
        )
    for part in interfaces:
        table.add_row(f"interface: {part.name}", part.language.tag, *_counts(part.done), "", "", "")
    return table


def _counts(done: Progress) -> tuple[Text | str, ...]:
    """The cells of a row that say how far something is translated."""
    colour = "green" if done.percent == _ALL else "red" if not done.percent else "yellow"
    numbers = (done.changed, done.suggested, done.unfinished, done.untranslated)
    return (
        Text(f"{done.percent}%", colour),
        f"{done.translated_words}/{done.words}",
        f"{done.translated}/{done.messages}",
        *map(str, numbers),
    )


def rows(standings: Sequence[Standing], interfaces: Sequence[Interface]) -> list[Mapping[str, object]]:
    """The same for machines."""
    publications = [
        {
            "publication": standing.edition.publication.slug,
            "language": standing.edition.language.tag,
            "percent": standing.done.percent,
            **asdict(standing.done),
            "unfinished": standing.done.unfinished,
            "review": standing.review,
            "since": standing.since,
            "findings": standing.findings,
            "chapters": [
                {"document": part.document, "title": part.title, "percent": part.done.percent, **asdict(part.done)}
                for part in standing.chapters
            ],
        }
        for standing in standings
    ]
    return [
        *publications,
        *(
            {
                "interface": part.name,
                "language": part.language.tag,
                "percent": part.done.percent,
                **asdict(part.done),
                "unfinished": part.done.unfinished,
            }
            for part in interfaces
        ),
    ]
