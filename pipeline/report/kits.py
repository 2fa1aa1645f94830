# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines for the events of `pipeline kit`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.commands.kits.answer import Fate, Refused, Returned
from pipeline.commands.kits.making import Behind, LeftOut, Made
from pipeline.commands.kits.receiving import Answered
from pipeline.report import builds
from pipeline.report.lines import Level, Line, count


def lines_for(event: object) -> Iterator[Line]:
    """Yield the lines for an event of making or receiving a kit, or of the build that goes with it."""
    match event:
        case Behind(path, missing):
            lacks = f"lacks {count(missing, 'message')} of the sources; run make update before you send the kit"
            yield Line(f"{path}: {lacks}", Level.REMARK)
        case LeftOut(problem):
            yield Line(str(problem), Level.FAILURE)
        case Refused():
            yield Line(str(event.problem), Level.FAILURE)
        case Made(path, to_translate, for_reference, words):
            work = f"{count(to_translate, 'file')} to translate ({count(words, 'word')}), {for_reference} for reference"
            yield Line(f"wrote {path}: {work}")
        case Returned():
            yield from _returned(event)
        case Untouched(files):
            yield Line(f"{count(files, 'file')} came back as we had them")
        case Answered(path, editions):
            yield Line(f"wrote {path}: the answer, with {', '.join(map(str, editions)) or 'no edition'}")
        case _:
            yield from builds.lines_for(event)


def _returned(event: Returned) -> Iterator[Line]:
    fates = [received.fate for received in event.received]
    counts = [f"{fates.count(fate)} {fate}" for fate in Fate if fate in fates]
    if not counts:
        yield Line(f"{event.place.name}: came back as we had it", Level.DETAIL)
        return
    yield Line(f"{event.place.name} -> {event.path}: {', '.join(counts)}")
    for received in event.received:
        if received.fate is not Fate.TAKEN:
            place = f"{event.place.name}:{received.message.translation_line}"
            reason = ": ".join(filter(None, (received.reason or received.message.original, received.stays)))
            is_finding = received.fate in (Fate.TO_MEND, Fate.UNKNOWN)
            text = f"  {place}: {received.fate}: {' '.join(reason.split())}"
            yield Line(text, Level.TO_FIX if is_finding else Level.RESULT)
        if (line := event.waiting.get(received.message.translation_line)) is not None:
            yield Line(f"    next: pipeline settle hers {event.path}:{line}  (or ours)")


@dataclass(frozen=True, slots=True)
class Untouched:
    """So many files of a kit came back as they were sent."""

    files: int


def with_untouched(events: Iterable[object]) -> Iterator[object]:
    """Put how many files came back untouched before the answer."""
    files = 0
    for event in events:
        files += isinstance(event, Returned) and not event.received
        if isinstance(event, Answered) and files:
            yield Untouched(files)
        yield event
