# SPDX-License-Identifier: GPL-3.0-or-later
"""The letter that goes back to a translator: what became of her work, line by line, in her language."""

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

__all__ = ["Fate", "Refused", "Returned", "answer"]

_NAME = "ANSWER.txt"
_EXCERPT = 70
"""Characters of an original, to know it again by."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A file came back for a catalogue: what became of its changed messages, and what proofreading remarks on them.

    `place` is the file as it was sent; the lines are its own. `written` tells whether the catalogue changed, `waiting`
    in which of its lines messages have another translation beside them now, by the lines of `place`.
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
    """Return the name and the text of the letter, in the language of `words`; `editions` are in the same archive, `failed` could not be made."""
    paragraphs = [words("Thank you. This is what became of the work that you sent.")]
    changed = [one for one in events if isinstance(one, Refused) or one.received]
    if not changed:
        paragraphs.append(words("Nothing in these files is different from what we had."))
    for event in changed:
        paragraphs.append(_heading(str(event.place.name)))
        paragraphs += _of_file(words, event)
    for edition in editions:
        paragraphs.append(f"{words('The edition with your words in it:')}\n  read/{edition.folder}")
    for one in failed:
        paragraphs.append(
            f"{words('This edition could not be made; the reason is for the editors:')}\n{_indented(one.problem.translated(words))}"
        )
    text = "\n\n".join(paragraphs) + "\n"
    return profile_of(words.tag, project_profiles).answer or _NAME, b"\xef\xbb\xbf" + text.replace(
        "\n", "\r\n"
    ).encode()


def _of_file(words: Words, event: Returned | Refused) -> Iterator[str]:
    if isinstance(event, Refused):
        yield f"{words('This file could not be used:')}\n{_indented(event.problem.translated(words))}"
        return
    count = sum(1 for message in event.received if message.fate is Fate.TAKEN)
    yield words.plural("%(n)s sentence was taken.", "%(n)s sentences were taken.", count) % {"n": count}
    for fate, heading in _headings(words):
        messages = [message for message in event.received if message.fate is fate]
        if messages:
            yield "\n".join([heading, *(_row(words, message) for message in messages)])
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
    text = said(received.reason, words) if received.fate is Fate.TO_MEND else received.stays
    below = f"\n    {' '.join(text.split())}" if text else ""
    return f"  {_line(words, received.message.translation_line)}: {_start(received.message.original)}{below}"


def _remark(words: Words, finding: Finding) -> str:
    return f"  {_line(words, finding.line)}: {finding.check}: {' '.join(said(finding.remark, words).split())}"


def _line(words: Words, number: int) -> str:
    return words("line %(n)s") % {"n": number}


def _start(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _EXCERPT else f"{text[: _EXCERPT - 1]}…"


def _heading(text: str) -> str:
    return f"{text}\n{'-' * len(text)}"


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
