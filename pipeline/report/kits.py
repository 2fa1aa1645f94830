# SPDX-License-Identifier: GPL-3.0-or-later
"""The events of `pipeline kit` in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.commands.kits.answer import Fate, Refused, Returned
from pipeline.commands.kits.making import Behind, LeftOut, Made
from pipeline.commands.kits.receiving import Answered
from pipeline.report import builds
from pipeline.report.said import Kind, Said, count


def say(event: object) -> Iterator[Said]:
    """Say an event of making or receiving a kit, or of the build that goes with it."""
    match event:
        case Behind(path, missing):
            lacks = f"lacks {count(missing, 'message')} of the sources; run make update before you send the kit"
            yield Said(f"{path}: {lacks}", Kind.REMARK)
        case LeftOut(problem):
            yield Said(str(problem), Kind.FAILURE)
        case Refused():
            yield Said(str(event.problem), Kind.FAILURE)
        case Made(path, to_translate, for_reference, words):
            work = f"{count(to_translate, 'file')} to translate ({count(words, 'word')}), {for_reference} for reference"
            yield Said(f"wrote {path}: {work}")
        case Returned():
            yield from _returned(event)
        case Untouched(files):
            yield Said(f"{count(files, 'file')} came back as we had them")
        case Answered(path, editions):
            yield Said(f"wrote {path}: the answer, with {', '.join(map(str, editions)) or 'no edition'}")
        case _:
            yield from builds.say(event)


def _returned(event: Returned) -> Iterator[Said]:
    fates = [one.fate for one in event.received]
    counts = [f"{fates.count(fate)} {fate}" for fate in Fate if fate in fates]
    if not counts:
        yield Said(f"{event.place.name}: came back as we had it", Kind.DETAIL)
        return
    yield Said(f"{event.place.name} -> {event.path}: {', '.join(counts)}")
    for one in event.received:
        if one.fate is not Fate.TAKEN:
            place = f"{event.place.name}:{one.message.translation_line}"
            told = ": ".join(filter(None, (one.reason or one.message.original, one.stays)))
            is_finding = one.fate in (Fate.TO_MEND, Fate.UNKNOWN)
            text = f"  {place}: {one.fate}: {' '.join(told.split())}"
            yield Said(text, Kind.TO_FIX if is_finding else Kind.RESULT)
        if (line := event.waiting.get(one.message.translation_line)) is not None:
            yield Said(f"    next: pipeline settle hers {event.path}:{line}  (or ours)")


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
