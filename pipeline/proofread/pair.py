# SPDX-License-Identifier: GPL-3.0-or-later
"""What a check looks at: an original and its translation, both taken apart once for all checks, and what is known beside them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.languages import LanguageProfile, profile_of
from pipeline.model.confusables import Confusables
from pipeline.model.message import Message
from pipeline.model.plurals import PluralRule
from pipeline.proofread.terms import Terms
from pipeline.proofread.text import ParsedText, read


@dataclass(frozen=True, slots=True)
class CheckContext:
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


@dataclass(frozen=True, slots=True)
class Pair:
    """A text of a message and its translation. `comments` are the translators' above the message."""

    original: ParsedText
    translation: ParsedText
    context: CheckContext = field(default_factory=CheckContext)
    comments: tuple[str, ...] = ()


def pairs(message: Message, context: CheckContext, rule: PluralRule | None = None) -> Iterator[Pair]:
    """Yield the pairs of a message: one, or with plurals one for each form of the catalogue's rule.

    The singular of the original is beside the form that is for 1 alone; where that is for 21 too, it must say its number.
    """
    if not message.plural:
        yield Pair(read(message.original), read(message.translation), context, message.translator_comments)
        return
    for number, form in enumerate(message.plural_translations):
        is_singular = rule.numbers[number] == (1,) if rule and number < rule.count else number == 0
        yield Pair(read(message.original if is_singular else message.plural), read(form), context)
