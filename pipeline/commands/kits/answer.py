# SPDX-License-Identifier: GPL-3.0-or-later
"""The letter to a translator about the returned work, line by line, in the translator's language."""

import codecs
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.catalogue.conflict import words_of
from pipeline.catalogue.receiving import MergeOutcome, ReceivedMessage
from pipeline.languages import profile_of
from pipeline.model.findings import Finding
from pipeline.model.problems import Problem
from pipeline.model.publication import Edition, Language
from pipeline.model.remark import Remark, translated_text
from pipeline.publishing.events import Failed
from pipeline.report.lines import in_one_line
from pipeline.words import Words

_NAME = "ANSWER.txt"
_LENGTH = 70
"""Number of characters of an original that are quoted to identify it."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A file for a catalogue came back: the results for its changed messages, and the remarks of proofreading on them.

    `place` is the file that was sent; lines are those of this file. `written` tells whether the catalogue changed. `waiting` has
    the messages that now have two translations: the line in `place`, and that in the catalogue. `confirmed` is the number of
    translations that a reviser has confirmed.
    """

    place: Path
    path: Path
    language: Language
    received: tuple[ReceivedMessage, ...]
    findings: tuple[Finding, ...]
    written: bool
    waiting: Mapping[int, int] = field(default_factory=dict)
    confirmed: int = 0

    @property
    def is_repeated(self) -> bool:
        """Return whether an earlier run merged the same work."""
        return bool(self.received) and not self.written


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file could not be used; the others were. `language` is None if it is unknown."""

    place: Path
    language: Language | None
    problem: Problem


def answer(
    words: Words,
    events: Sequence[Returned | RefusedFile],
    editions: Sequence[Edition],
    failures: Sequence[Failed],
    catalogues_to_fix: Iterable[str],
    project_profiles: Path | None = None,
) -> tuple[str, bytes]:
    """Return the file name and the text of the letter, in the language of `words`.

    Its archive contains `editions`, and the files `catalogues_to_fix` for further work; the editions `failures` could not be made.
    """
    paragraphs = [words("Thank you. This is what has become of the work that you sent.")]
    notable = [event for event in events if isinstance(event, RefusedFile) or event.received or event.confirmed]
    if not notable:
        paragraphs.append(words("Nothing in these files has changed."))
    names = Counter(event.place.name for event in notable)
    for event in notable:
        place = event.place
        name = place.name if names[place.name] == 1 else f"{place.parent.name}/{place.name}"
        paragraphs.append(f"{name}\n{'-' * len(name)}")
        paragraphs += _of_file(words, event)
    if catalogues_to_fix:
        heading = words(
            "To continue, open these files: translations to correct are marked fuzzy, and a comment says why."
        )
        paragraphs.append("\n".join([heading, *(f"  {name}" for name in catalogues_to_fix)]))
    for edition in editions:
        paragraphs.append(f"{words('The edition with your words in it:')}\n  read/{edition.folder}")
    for failure in failures:
        heading = words("This edition could not be made; the reason is for the editors:")
        paragraphs.append(f"{heading}\n{_indented(failure.problem.translated(words))}")
    text = "\n\n".join(paragraphs) + "\n"
    name = profile_of(words.tag, project_profiles).answer or _NAME
    return name, codecs.BOM_UTF8 + text.replace("\n", "\r\n").encode()


def _of_file(words: Words, event: Returned | RefusedFile) -> Iterator[str]:
    if isinstance(event, RefusedFile):
        yield f"{words('This file could not be used:')}\n{_indented(event.problem.translated(words))}"
        return
    if event.is_repeated:
        yield words("You have sent this work before; nothing in it is new.")
    if event.confirmed:
        confirmed = words.plural(
            "%(n)s translation was confirmed.", "%(n)s translations were confirmed.", event.confirmed
        )
        yield confirmed % {"n": event.confirmed}
    accepted = sum(received.fate is MergeOutcome.TAKEN for received in event.received)
    yield words.plural("%(n)s sentence was accepted.", "%(n)s sentences were accepted.", accepted) % {"n": accepted}
    for fate, heading in _HEADINGS.items():
        if rows := [_row(words, received) for received in event.received if received.fate is fate]:
            yield "\n".join([translated_text(heading, words), *rows])
    if event.findings:
        rows = [words("Remarks, for information only:")]
        for finding in event.findings:
            line = words("line %(n)s") % {"n": finding.line}
            rows.append(f"  {line}: {finding.check}: {in_one_line(translated_text(finding.remark, words))}")
        yield "\n".join(rows)


_HEADINGS = {
    MergeOutcome.TO_FIX: Remark("To be corrected; these sentences are not published until then:"),
    MergeOutcome.CONFLICT: Remark(
        "Somebody else has translated these in the meantime. That translation stays; yours is kept in a comment:"
    ),
    MergeOutcome.UNFINISHED: Remark(
        "You marked these as unfinished. Until they are finished, the published translation stays; yours is kept in a comment:"
    ),
    MergeOutcome.KEPT_ASIDE: Remark(
        "These originals have changed in the meantime. Your sentence is kept, and the next kit suggests it where it fits:"
    ),
    MergeOutcome.UNKNOWN: Remark(
        "These originals are not in this publication; is it the right file? Your sentences are kept, but readers do not see them:"
    ),
    MergeOutcome.EMPTIED: Remark("You left these empty; the existing translation stays:"),
}


def _row(words: Words, received: ReceivedMessage) -> str:
    message, original = received.message, in_one_line(received.message.original)
    start = original if len(original) <= _LENGTH else f"{original[: _LENGTH - 1]}…"
    rows = [f"  {words('line %(n)s') % {'n': message.translation_line}}: {start}"]
    if received.fate is MergeOutcome.TO_FIX:
        rows.append(f"    {words('you wrote:')} {in_one_line(words_of(message))}")
        rows.append(f"    {words('to correct:')} {in_one_line(translated_text(received.reason, words))}")
    elif received.stays:
        rows.append(f"    {in_one_line(received.stays)}")
    return "\n".join(rows)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
