# SPDX-License-Identifier: GPL-3.0-or-later
"""What checks know beside the texts of a message: languages, terms, a dictionary."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.languages import LanguageProfile, profile_of
from pipeline.proofread.confusables import Confusables
from pipeline.proofread.terms import Terms


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for all messages of a catalogue.

    `language` and `original` are tags, "" where the catalogue does not tell. `knows` says whether a word is in the
    dictionary of the translation's language; None where there is none. `others` do so for the project's other languages,
    by their tags. `smart_quotes`: straight quotes and apostrophes
    are what the project's texts are typed with, as Sphinx turns them into those of the language. `glossary` has the terms
    to which `:term:` may lead, by their words in lower case; it is empty where they are not known.
    `project_profiles` is the folder of the project's profiles of languages, `profile` that of the translation's language.
    """

    language: str = ""
    original: str = ""
    terms: Terms = field(default_factory=Terms)
    knows: Callable[[str], bool] | None = None
    others: Mapping[str, Callable[[str], bool]] = field(default_factory=dict)
    smart_quotes: bool = False
    glossary: Mapping[str, str] = field(default_factory=dict)
    confusables: Confusables = field(default_factory=Confusables)
    project_profiles: Path | None = None
    profile: LanguageProfile = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "profile", profile_of(self.language, self.project_profiles))
