# SPDX-License-Identifier: GPL-3.0-or-later
"""The failures of a build, each once: what is wrong in the sources stops all languages in the same words. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.build.events import Failed
from pipeline.model.diagnostics import MOST_NAMED
from pipeline.model.publication import Edition

_TRANSLATION = re.compile(r" \(translation: [^()\n]+\)")


@dataclass(frozen=True, slots=True)
class Outlook:
    """What stays of an edition that could not be made, in words: where there is a former one, and where there is none."""

    former: str
    nothing: str


ON_THE_SITE = Outlook("the earlier edition stays on the site", "there is no earlier edition")
IN_PRINT = Outlook("the former files are still there", "")


def failures(failed: Sequence[Failed], outlook: Outlook) -> Iterator[str]:
    """Yield a text for each cause, with the editions that it stops."""
    for group in _groups(failed):
        first, names = group[0], _names([one.edition for one in group])
        text = str(first.problem).replace(str(first.edition), names)
        yield f"{text}\n  {names}: not made{_stays(group, outlook)}"


def unnamed(failed: Sequence[Failed]) -> Iterator[str]:
    """Yield the mistakes that the texts of `failures` only count."""
    for group in _groups(failed):
        for mistake in group[0].problem.diagnostics[MOST_NAMED:]:
            yield from (f"         {line}" for line in mistake.lines())


def _groups(failed: Sequence[Failed]) -> list[list[Failed]]:
    """Put failures of one publication together that say the same, or that follow from what its original says."""
    groups: list[list[Failed]] = []
    for one in sorted(failed, key=lambda one: one.edition.is_translation):
        group = next((group for group in groups if _is_same(one, group[0])), None)
        if group is not None:
            group.append(one)
        else:
            groups.append([one])
    return groups


def _is_same(one: Failed, first: Failed) -> bool:
    if str(one.problem).replace(str(one.edition), "") == str(first.problem).replace(str(first.edition), ""):
        return True
    if first.edition.is_translation or one.edition.publication != first.edition.publication:
        return False
    # What the original has wrong, its translations have too, each in its own catalogue.
    causes = _causes(one)
    return one.problem.code == first.problem.code and bool(causes) and causes <= _causes(first)


def _causes(one: Failed) -> set[object]:
    """What is wrong and where, whatever the next step is in each language."""
    if one.problem.diagnostics:
        return {(mistake.path, mistake.line, str(mistake.sentence)) for mistake in one.problem.diagnostics}
    return {_TRANSLATION.sub("", line) for line in one.problem.cause.splitlines()}


def _names(editions: Sequence[Edition]) -> str:
    """`manual [it, en], leaflet [it]`."""
    tags: dict[str, list[str]] = {}
    for edition in editions:
        tags.setdefault(edition.publication.slug, []).append(edition.language.tag)
    return ", ".join(f"{slug} [{', '.join(some)}]" for slug, some in tags.items())


def _stays(group: Sequence[Failed], outlook: Outlook) -> str:
    kept = [one.edition for one in group if one.kept]
    if not kept:
        return f"; {outlook.nothing}" if outlook.nothing else ""
    return f"; {outlook.former}" if len(kept) == len(group) else f"; of {_names(kept)} {outlook.former}"
