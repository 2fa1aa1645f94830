# SPDX-License-Identifier: GPL-3.0-or-later
"""The notice of a build about languages whose profile lacks entries."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.languages import profile_of
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Language


@dataclass(frozen=True, slots=True)
class Incomplete:
    """The profile of a language lacks entries, named as in its file; `check` says what each costs."""

    language: Language
    entries: tuple[str, ...]


def incomplete(project: Project, editions: Iterable[Edition]) -> Iterator[Incomplete]:
    """Yield each language of these editions whose profile lacks entries."""
    for language in dict.fromkeys(edition.language for edition in editions):
        entries = tuple(entry for entry, _ in profile_of(language.tag, project.profiles).missing)
        if entries:
            yield Incomplete(language, entries)
