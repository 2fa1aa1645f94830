# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the letter that goes back to a translator: what became of her work, line by line, in her language."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.build.events import Failed
from pipeline.catalogue.receiving import Fate, Received
from pipeline.languages import profile_of
from pipeline.model.findings import Finding
from pipeline.model.problems import Problem
from pipeline.model.publication import Edition, Language
from pipeline.model.remark import said
from pipeline.words import Words

_NAME = "ANSWER.txt"
_LENGTH = 70
"""Characters of an original, to recognise it by."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A file came back for a catalogue: what became of its changed messages, and what proofreading remarks on them.

    `place` is the file as it was sent, and the lines are those of this file. `written` tells whether the catalogue changed,
    `waiting` in which of its lines messages have another translation beside them now, by the lines of `place`.
    """

    place: Path
    path: Path
    language: Language
    received: tuple[Received, ...]
    findings: tuple[Finding, ...]
    written: bool
    waiting: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file could not be used at all; the others are. `language` is None where nobody knows it."""

    place: Path
    language: Language | None
    problem: Problem


def answer(
    words: Words,
    events: Sequence[Returned | Refused],
    editions: Sequence[Edition],
    failed: Sequence[Failed],
    project_profiles: Path | None = None,
) -> tuple[str, bytes]:
    """Return the name and the text of the letter, in the language of `words`.

    `editions` are in the same archive, `failed` could not be made.
    """
    paragraphs = [words("Thank you. This is what became of the work that you sent.")]
    notable = [event for event in events if isinstance(event, Refused) or event.received]
    if not notable:
        paragraphs.append(words("Nothing in these files is different from what we had."))
    for event in notable:
        name = event.place.name
        paragraphs.append(f"{name}\n{'-' * len(name)}")
        paragraphs += _of_file(words, event)
    for edition in editions:
        paragraphs.append(f"{words('The edition with your words in it:')}\n  read/{edition.folder}")
    for failure in failed:
        paragraphs.append(
            f"{words('This edition could not be made; the reason is for the editors:')}\n{_indented(failure.problem.translated(words))}"
        )
    text = "\n\n".join(paragraphs) + "\n"
    return profile_of(words.tag, project_profiles).answer or _NAME, b"\xef\xbb\xbf" + text.replace(
        "\n", "\r\n"
    ).encode()


def _of_file(words: Words, event: Returned | Refused) -> Iterator[str]:
    if isinstance(event, Refused):
        yield f"{words('This file could not be used:')}\n{_indented(event.problem.translated(words))}"
        return
    accepted = sum(received.fate is Fate.TAKEN for received in event.received)
    yield words.plural("%(n)s sentence was taken.", "%(n)s sentences were taken.", accepted) % {"n": accepted}
    for fate, heading in _headings(words):
        rows = [_row(words, received) for received in event.received if received.fate is fate]
        if rows:
            yield "\n".join([heading, *rows])
    if event.findings:
        heading = words("To be looked at once more; these are remarks, and stop nothing:")
        yield "\n".join([heading, *(_remark(words, finding) for finding in event.findings)])


def _headings(words: Words) -> Iterable[tuple[Fate, str]]:
    yield Fate.TO_MEND, words("To be mended; these sentences are not printed until then:")
    yield (
        Fate.CONFLICT,
        words("Somebody else has translated these meanwhile. That translation stays; yours is kept beside it:"),
    )
    yield (
        Fate.UNFINISHED,
        words("You marked these as unfinished. What readers have stays until then; yours is kept beside it:"),
    )
    yield (
        Fate.KEPT_ASIDE,
        words(
            "These originals have changed meanwhile. Your sentence is kept, and the next kit offers it where it fits:"
        ),
    )
    yield Fate.UNKNOWN, words("These originals are not in this publication; is it the right file?")
    yield Fate.EMPTIED, words("You left these empty; the translation that was there stays:")


def _row(words: Words, received: Received) -> str:
    message = received.message
    detail = said(received.reason, words) if received.fate is Fate.TO_MEND else received.stays
    below = f"\n    {' '.join(detail.split())}" if detail else ""
    return f"  {_line(words, message.translation_line)}: {_start(message.original)}{below}"


def _remark(words: Words, finding: Finding) -> str:
    return f"  {_line(words, finding.line)}: {finding.check}: {' '.join(said(finding.remark, words).split())}"


def _line(words: Words, number: int) -> str:
    return words("line %(n)s") % {"n": number}


def _start(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LENGTH else f"{text[: _LENGTH - 1]}…"


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
